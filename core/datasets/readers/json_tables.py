"""JSON files that say the labels of pictures, as the rows of a table.

People write them in many ways: `{"a.png": "cat"}`, `{"cat": ["a.png"]}`, a list of records, a
record in each line, a dict of records, the forms that pandas writes, and COCO's.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.datasets import vocabulary
from core.datasets.arrangement.picture_names import Row

MAX_BYTES = 64 * 1024**2
"""As objects of Python a text takes many times as much memory."""

FILE, LABEL = "file", "label"
_COLUMNS = {*vocabulary.FILE_COLUMNS.split(), *vocabulary.LABEL_COLUMNS.split()}


def content(text: str) -> Any:
    """What a JSON file holds; a list for one with a value in each line, None for anything else."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        return None


def is_split(found: Any) -> bool:
    """Whether this is a table as pandas writes it with `orient="split"`."""
    return isinstance(found, Mapping) and {"columns", "data"} <= found.keys()


def rows(found: Any) -> list[Row]:
    """A row with names of columns and rows of text; none for what is no table."""
    if isinstance(found, Mapping) and found:
        return _of_mapping(found)
    if not isinstance(found, list) or not found:
        return []
    if all(isinstance(item, Mapping) for item in found):
        if all(len(item) == 1 for item in found):
            return _of_mapping({key: value for item in found for key, value in item.items()})
        return _of_records(found)
    if all(_is_row(item) and len(item) == len(found[0]) > 1 for item in found):
        return [tuple(map(_text, item)) for item in found]
    return []


def _of_mapping(found: Mapping[str, Any]) -> list[Row]:
    if {"images", "annotations"} <= found.keys():
        return _of_coco(found)
    if is_split(found):
        return rows([found["columns"], *found["data"]] if isinstance(found["data"], list) else None)
    values = list(found.values())
    if all(map(_is_plain, values)):
        return [(FILE, LABEL), *((key, _text(value)) for key, value in found.items())]
    if all(isinstance(value, Mapping) for value in values):
        return _of_mappings(found)
    if all(map(_is_row, values)):
        return _of_lists(found)
    inner = [value for value in values if isinstance(value, list) and not _is_row(value)]
    return rows(inner[0]) if len(inner) == 1 else []


def _of_mappings(found: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """Of a dict for each column, as pandas writes them, or of a record for each picture."""
    if any(key.casefold() in _COLUMNS for key in found):
        columns = [list(column.values()) for column in found.values()]
        if len({len(column) for column in columns}) != 1:
            return []
        in_rows = zip(*columns, strict=True)
        return _of_records([dict(zip(found, cells, strict=True)) for cells in in_rows])
    return _of_records([{FILE: key, **record} for key, record in found.items()])


def _of_lists(found: Mapping[str, Sequence[Any]]) -> list[Row]:
    """Of the files of each class, the labels of each file, or the cells of each column."""
    if any(key.casefold() in _COLUMNS for key in found):
        if len({len(cells) for cells in found.values()}) != 1:
            return []
        in_rows = zip(*found.values(), strict=True)
        return [tuple(found), *(tuple(map(_text, cells)) for cells in in_rows)]
    pairs = [(key, _text(value)) for key, values in found.items() for value in values]
    entries = [value for _, value in pairs]
    if len(pairs) > len(found) and len(set(entries)) == len(entries):
        pairs = [(value, key) for key, value in pairs]
    return [(FILE, LABEL), *dict.fromkeys(pairs)]


def _of_records(records: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The fields with a plain value, or a list of a single one, in all records that have them."""
    plain = [
        {key: value for key, cell in record.items() if _is_plain(value := _alone(cell))}
        for record in records
    ]
    names = list(dict.fromkeys(key for record in plain for key in record))
    if not names:
        return []
    header = tuple(map(str, names))
    return [header, *(tuple(_text(record.get(key)) for key in names) for record in plain)]


def _of_coco(found: Mapping[str, Any]) -> list[Row]:
    """A row for each object in a picture, with the name of what it is."""
    try:
        names = {item["id"]: item["name"] for item in found.get("categories", [])}
        files = {item["id"]: item["file_name"] for item in found["images"]}
        pairs = [
            (files[item["image_id"]], names.get(item["category_id"], item["category_id"]))
            for item in found["annotations"]
        ]
    except (KeyError, TypeError):
        return []
    return [(FILE, LABEL), *dict.fromkeys((_text(file), _text(name)) for file, name in pairs)]


def _alone(cell: Any) -> Any:
    return cell[0] if isinstance(cell, list) and len(cell) == 1 else cell


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float)


def _is_row(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_plain, value))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value) if isinstance(value, bool) else str(value)


def entries(found: Any) -> list[str]:
    """The plain values of a list, or of a dict whose keys or values count them; none otherwise."""
    if isinstance(found, Mapping) and len(found) == 1:
        (found,) = found.values()
    if isinstance(found, Mapping) and found:
        for pairs in (found.items(), ((value, key) for key, value in found.items())):
            if in_order := _counted(pairs):
                return in_order
        return []
    return list(map(_text, found)) if _is_row(found) else []


def _counted(pairs: Iterable[tuple[Any, Any]]) -> list[str]:
    """The second of each pair in the order of the first, if these count from 0 or 1 on."""
    numbered = {}
    for number, entry in pairs:
        if not str(number).isdecimal() or not _is_plain(entry):
            return []
        numbered[int(number)] = _text(entry)
    order = sorted(numbered)
    counts = [range(start, start + len(order)) for start in (0, 1)]
    return [numbered[number] for number in order] if order in map(list, counts) else []
