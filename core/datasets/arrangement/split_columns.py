"""The column of a table that tells the split of each row."""

from collections.abc import Sequence

from core.datasets import vocabulary
from core.datasets.naming import folded, split_in

_SPLIT_COLUMNS = frozenset(vocabulary.SPLIT_COLUMNS.split())
_NUMBERED_SPLITS = {"0": "train", "1": "validation", "2": "test"}
"""How CelebA numbers its splits."""


def row_splits(columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str] | None:
    """What a column called `split`, `set` or `is_train` says of each row, None without one.

    Where columns have no names, it is the one in which every cell is a split.
    """
    for column in range(len(rows[0]) if rows else 0):
        name = columns[column] if columns else ""
        if columns and name not in _SPLIT_COLUMNS:
            continue
        cells = {folded(row[column]) for row in rows}
        numbered = name == "partition" and cells == {*_NUMBERED_SPLITS}
        splits = [
            _NUMBERED_SPLITS[folded(row[column])] if numbered else _split_in_cell(row[column], name)
            for row in rows
        ]
        if all(splits):
            return splits
    return None


def _split_in_cell(cell: str, column: str) -> str:
    if column.startswith("is"):
        yes, no = ("test", "train")
        if "train" in column:
            yes, no = ("train", "test")
        elif "val" in column:
            yes = "validation"
        return {"1": yes, "true": yes, "0": no, "false": no}.get(folded(cell), "")
    return "" if split_in(cell).rest else split_in(cell).split
