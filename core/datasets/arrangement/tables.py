"""Which row of a table belongs to which picture, by path and by split."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from core.datasets import vocabulary
from core.datasets.arrangement.folders import Folders
from core.datasets.arrangement.picture_names import (
    SAMPLE,
    LabelTable,
    PictureNames,
    best_by,
    name_key,
    shared_start,
)
from core.datasets.arrangement.split_columns import row_splits
from core.datasets.errors import DatasetError
from core.datasets.naming import folded, plain, split_in, words
from core.language import say

_FILE_COLUMNS = tuple(vocabulary.FILE_COLUMNS.split())
_INDEXES = {"", "unnamed: 0", "index"}


@dataclass(frozen=True)
class Listing:
    """Rows of a table with the picture that each of them names.

    `header` are the column names, () where the table has none; `file_column` is the one that names
    the pictures, `pictures` the picture of each of `rows`, `splits` the split that the table says
    it belongs to, or "". `unmatched` counts rows whose picture is not there. `bare` says that
    pictures are named by a number or a word alone.
    """

    table: LabelTable
    header: tuple[str, ...]
    file_column: int
    rows: tuple[tuple[str, ...], ...]
    pictures: tuple[int, ...]
    splits: tuple[str, ...]
    unmatched: int
    bare: bool

    def title(self, column: int) -> str:
        """The name of a column as it is written, or its number where columns have no names."""
        return self.header[column] if self.header else str(column + 1)

    def name(self, column: int) -> str:
        """The same in lower case."""
        return self.title(column).casefold()


def listing(table: LabelTable, names: PictureNames, folders: Folders) -> Listing | None:
    """The pictures that `table` lists, or None if none of its columns names pictures.

    Where several pictures have the name, the table means those of its own split, in its own folder,
    or in a folder that the row or the table's name mentions. Raises DatasetError if that leaves
    several.
    """
    column = _file_column(table, names)
    if column is None:
        return None
    rows = table.rows
    has_header = not names.find(rows[0][column])
    header = tuple(map(plain, rows[0])) if has_header else ()
    columns = tuple(map(str.casefold, header))
    rows = rows[1:] if has_header else rows
    found = [names.find(row[column]) for row in rows]
    splits = row_splits(columns, rows) or [_own_split(table, names, folders)] * len(rows)
    if not any(splits) and (split := _split_meant(found, table, folders)):
        splits = [split] * len(rows)
    found = _in_splits(found, splits, folders)
    numbers = _the_ones_meant(found, rows, table, names)
    matched = [place for place, number in enumerate(numbers) if number >= 0]
    if not matched:
        return None
    return Listing(
        table,
        header,
        column,
        rows=tuple(rows[place] for place in matched),
        pictures=tuple(numbers[place] for place in matched),
        splits=tuple(splits[place] for place in matched),
        unmatched=len(rows) - len(matched),
        bare=not any(mark in rows[place][column] for place in matched for mark in "./\\"),
    )


def _file_column(table: LabelTable, names: PictureNames) -> int | None:
    """The column that names most different pictures; of equals, the one that is called so.

    A column that numbers the rows, as pandas writes it, names pictures only by chance. Raises
    DatasetError if two columns name pictures equally well, and other ones.
    """
    sample = table.rows[:SAMPLE]
    header = [plain(cell).casefold() for cell in table.rows[0]]

    def rank(column: int) -> tuple[bool, int, bool, int]:
        distinct = {row[column] for row in sample if names.find(row[column])}
        counts = _counts_rows([row[column] for row in sample[1:]])
        known = header[column] in _FILE_COLUMNS
        place = -_FILE_COLUMNS.index(header[column]) if known else -100
        return (
            len(distinct) > 1 and header[column] not in _INDEXES,
            len(distinct),
            not counts,
            place,
        )

    ranks = [rank(column) for column in range(len(header))]
    best = ranks.index(max(ranks))
    if not ranks[best][1]:
        return None
    for other in range(best + 1, len(header)):
        differs = any(names.find(row[best]) != names.find(row[other]) for row in sample)
        if ranks[other] == ranks[best] and differs:
            raise DatasetError(
                say(
                    "{where} has two columns that may name the pictures, “{one}” and “{other}”. "
                    "Call the right one “file”.",
                    where=table.where,
                    one=table.rows[0][best],
                    other=table.rows[0][other],
                )
            )
    return best


def _counts_rows(cells: Sequence[str]) -> bool:
    """Whether numbers go up by one from row to row, so that they may only count the rows."""
    if len(cells) < 2 or not all(cell.isdecimal() for cell in map(folded, cells)):
        return False
    numbers = [int(folded(cell)) for cell in cells]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _own_split(table: LabelTable, names: PictureNames, folders: Folders) -> str:
    """The split that a table's name says it belongs to, else that of its folder, or ""."""
    if split := split_in(table.path.stem).split:
        return split
    place = table.path.parent
    beside = {folders.split(n) for n, path in enumerate(names.paths) if path.is_relative_to(place)}
    if beside:
        return beside.pop() if len(beside) == 1 else ""
    said = [split_in(part) for part in reversed(place.parts)]
    return next((split.split for split in said if split.split and not split.rest), "")


def _split_meant(found: list[list[int]], table: LabelTable, folders: Folders) -> str:
    """The split that a table belongs to which does not say so, "" where that does not matter.

    It is the one that has all of the table's names; if several have, the training set, since a
    training set without labels would be of no use.
    """
    splits = [{folders.split(number) for number in numbers} for numbers in found if numbers]
    if all(len(of) < 2 for of in splits):
        return ""
    complete = set.intersection(*splits)
    if "train" in complete or len(complete) == 1:
        split = "train" if "train" in complete else complete.pop()
        flat = any(
            folders.split(number) == "train" and folders.of[number][-1].split
            for numbers in found
            for number in numbers
        )
        if split == "train" or not flat:
            return split
    raise DatasetError(
        say(
            "{where} does not say which set its labels belong to, and pictures of the same name "
            "lie in several ({splits}). Name the table after its set, for instance "
            "train_labels.csv, or write the folders into it.",
            where=table.where,
            splits=", ".join(sorted(set().union(*splits) - {""})),
        )
    )


def _in_splits(found: list[list[int]], splits: Sequence[str], folders: Folders) -> list[list[int]]:
    """Only pictures of the row's split, and those whose folders tell of none.

    A table for the test may mean a folder for validation, if no other folder has its pictures.
    """
    kept = []
    for numbers, split in zip(found, splits, strict=True):
        meant = [number for number in numbers if folders.split(number) in (split, "") or not split]
        if not meant and split != "train":
            meant = [number for number in numbers if folders.split(number) != "train"]
        kept.append(meant)
    return kept if any(kept) else found


def _the_ones_meant(
    found: list[list[int]],
    rows: Sequence[tuple[str, ...]],
    table: LabelTable,
    names: PictureNames,
) -> list[int]:
    """The picture of each row, -1 for none."""
    own_folder = table.path.parent.parts
    own_words = set(words(table.path.stem))
    folder_of = [path.parent for path in names.paths]
    chosen = []
    for number, (left, row) in enumerate(zip(found, rows, strict=True), 1):
        if len(left) > 1:
            left = best_by(left, lambda picture: shared_start(own_folder, folder_of[picture].parts))
        if len(left) > 1:
            cells = {name_key(cell) for cell in row}
            left = best_by(left, partial(_mentions, folder_of, cells))
        if len(left) > 1:
            left = best_by(left, lambda picture: len(own_words & {*words(str(folder_of[picture]))}))
        if len(left) > 1:
            raise DatasetError(
                say(
                    "{where}, row {number}, names “{name}”, and there are several: {one} and "
                    "{other}. Write their folders into the table too.",
                    where=table.where,
                    number=number,
                    name=names.paths[left[0]].name,
                    one=names.paths[left[0]],
                    other=names.paths[left[1]],
                )
            )
        chosen.append(left[0] if left else -1)
    return chosen


def _mentions(folder_of: list[PurePosixPath], cells: set[str], picture: int) -> int:
    """How many cells of a row are names of folders that the picture lies in."""
    return sum(name_key(part) in cells for part in folder_of[picture].parts)
