"""Tables that name picture files and say their labels: CSV, TSV, JSON and lists in text files."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from core.datasets import vocabulary
from core.datasets.arrangement.picture_names import LabelTable, PictureNames
from core.datasets.errors import DatasetError
from core.datasets.readers import json_tables
from core.datasets.readers.column_roles import stem
from core.datasets.readers.sheet import WIDE, as_wide
from core.datasets.sources import Member
from core.language import say

JSON = {".json", ".jsonl", ".ndjson"}
SUFFIXES = {".csv", ".tsv", ".txt", *JSON}
FILE_COLUMNS = frozenset(vocabulary.FILE_COLUMNS.split())
OFTEN_OTHER = {".txt", *JSON}
"""Files that are about something else, unless they name pictures."""
MAX_BYTES = 200 * 1024**2
SEPARATORS = ",;\t|"
SAMPLE = 50
_SPLIT_LISTS = {
    "train_test_split": ("is_train", {"0", "1"}),  # CUB-200
    "list_eval_partition": ("partition", {"0", "1", "2"}),  # CelebA
}
"""Lists without column names, what the second column is, and its values."""
csv.field_size_limit(MAX_BYTES)  # a cell may hold a whole text; Python's limit is 131,072


def read_if_it_is_one(member: Member, names: PictureNames) -> LabelTable | None:
    """The table if it lists some of the pictures, or may be meant to; None for any other file.

    A narrow table that lists none of them may be meant for pictures that are not there. Raises
    DatasetError for one that lists pictures and is damaged.
    """
    suffix = member.path.suffix.lower()
    if suffix not in SUFFIXES:
        return None
    try:
        table = read(member)
    except DatasetError:
        if suffix not in OFTEN_OTHER and _begins_with_names(member, names):
            raise
        return None  # no list; whatever else it is, the other readers know
    width = len(table.rows[0])
    header = {cell.casefold() for cell in table.rows[0]}
    if _has_pixels(table.rows[0]) and header.isdisjoint(FILE_COLUMNS):
        return None  # pixels may be numbers that pictures are called by
    may_be = suffix not in OFTEN_OTHER and width < WIDE and "pixels" not in header
    if may_be or names.listed_by(table) or _names_pictures_again(table, names):
        return table
    return None


def _has_pixels(header: Sequence[str]) -> bool:
    """Whether most columns are called alike but for a number, or have numbers for names."""
    stems = Counter(stem(name) for name in header)
    return max(stems.values()) >= max(WIDE, len(header) / 2)


def _begins_with_names(member: Member, names: PictureNames) -> bool:
    """Whether one of the first lines, the one with names of columns aside, names a picture."""
    lines = decoded(member.head()).splitlines()[1:-1]
    cells = [cell.strip(" \"'") for line in lines for cell in re.split(r"[,;\t|]", line)]
    return any(names.find(cell) for cell in cells)


def _names_pictures_again(table: LabelTable, names: PictureNames) -> bool:
    """Whether a JSON file names pictures, some of them several times: with several labels."""
    files = {row[0] for row in table.rows[1:SAMPLE]} if table.rows[0][0] == json_tables.FILE else ()
    return 2 * sum(bool(names.find(file)) for file in files) > len(files)


def read(member: Member) -> LabelTable:
    """All rows of the table, the first one included whether or not it holds column names.

    Raises DatasetError for a file that is no table: too large, or with rows of different widths.
    """
    content = member.read()
    is_json = member.path.suffix.lower() in JSON
    if len(content) > (json_tables.MAX_BYTES if is_json else MAX_BYTES):
        raise DatasetError(say("{where} is too large for a table of labels.", where=member.where))
    text = decoded(content)
    if is_json:
        rows = json_tables.rows(json_tables.content(text))
        return _table(rows, member)
    lines = [line for line in text.splitlines() if line.strip()]
    if member.path.suffix.lower() == ".txt":  # lists may begin with remarks
        lines = [line for line in lines if not line.startswith("#")]
    return _table(_rows(lines, _separator(lines[:SAMPLE]), member.where), member)


def _table(rows: list[tuple[str, ...]], member: Member) -> LabelTable:
    if not rows:
        raise DatasetError(say("{where} holds no rows.", where=member.where))
    return LabelTable(member.where, member.path, [*_header_of_splits(rows, member), *rows])


def _header_of_splits(rows: Sequence[tuple[str, ...]], member: Member) -> list[tuple[str, ...]]:
    """The column names of a list that numbers the splits, as these two are known to; else none."""
    column, numbers = _SPLIT_LISTS.get(member.path.stem.casefold(), ("", set()))
    is_pair = len(rows[0]) == 2 and {row[1] for row in rows} == numbers
    return [("file", column)] if is_pair else []


def decoded(content: bytes) -> str:
    """The text in UTF-16 where its first bytes say so, else UTF-8, else Windows' Latin letters."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _separator(lines: list[str]) -> str:
    """The sign that parts the first lines into most cells, equally many in each; else a space."""
    widths = {}
    for separator in SEPARATORS:
        counts = {len(row) for row in csv.reader(lines, delimiter=separator)}
        widths[separator] = counts.pop() if len(counts) == 1 else 1
    best = max(widths, key=widths.__getitem__)
    if widths[best] > 1:
        return best
    used = max(SEPARATORS, key=lambda separator: sum(line.count(separator) for line in lines))
    return used if any(used in line for line in lines) else " "


def _rows(lines: list[str], separator: str, where: str) -> list[tuple[str, ...]]:
    reader: Iterable[list[str]] = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    if separator == " " and not any('"' in line for line in lines[:SAMPLE]):
        words = [line.split() for line in lines]
        is_even = len({*map(len, words)}) == 1
        # Behind the name of a picture the class may be of several words: `007.jpg Boeing 717`.
        reader = words if is_even else [line.split(maxsplit=1) for line in lines]
    rows: list[tuple[str, ...]] = []
    try:
        for number, row in enumerate(reader, 1):
            cells = tuple(cell.strip().strip("'") for cell in row)
            if len(rows) == 1:
                rows = [as_wide(rows[0], cells, is_numbered=lines[1].startswith('"'))]
            if rows and len(cells) != len(rows[0]):
                raise DatasetError(
                    say(
                        "{where}, row {number} has {count} columns; the first line names {width}.",
                        where=where,
                        number=number,
                        count=len(cells),
                        width=len(rows[0]),
                    )
                )
            rows.append(cells)
    except csv.Error as error:
        raise DatasetError(
            say("{where} is no table ({error}).", where=where, error=error)
        ) from error
    return rows
