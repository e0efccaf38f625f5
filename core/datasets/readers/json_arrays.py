"""JSON files with pixels: lists in lists, such as `{"data": [[0, 12, …]], "labels": [3, …]}`, or a
record for each picture with a field for each pixel.
"""

import io
from dataclasses import replace

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import NotPictures
from core.datasets.parts import FilePart
from core.datasets.readers import json_tables, pixel_columns
from core.datasets.readers.array_roles import named_arrays
from core.datasets.readers.label_table import decoded
from core.datasets.readers.object_arrays import arrays_in
from core.datasets.readers.sheet import WIDE, csv_of, read_sheet
from core.datasets.sources import Member
from core.language import message, say

LAYOUT = message("JSON")
NO_PICTURES = message("{where} holds no pictures.")
TOO_LARGE = message(
    "{where} holds more than 64 MB of text. Save the numbers with NumPy, for instance np.savez."
)


def read(member: Member, choices: Choices) -> list[FilePart]:
    """The pictures and labels. Raises NotPictures for a file of anything else."""
    content = member.read()
    if len(content) > json_tables.MAX_BYTES:
        raise NotPictures(say(TOO_LARGE, where=member.where))
    found = json_tables.content(decoded(content))
    arrays = {} if json_tables.is_split(found) else _arrays(found, member, choices, len(content))
    if any(array.ndim > 1 for array in arrays.values()):
        return named_arrays(arrays, member, LAYOUT, choices)
    rows = json_tables.rows(found)
    if not rows or len(rows[0]) < WIDE:
        raise NotPictures(say(NO_PICTURES, where=member.where))
    sheet = read_sheet(io.BytesIO(csv_of(rows)), member.where)
    return [replace(part, layout=LAYOUT) for part in pixel_columns.read(sheet, member, choices)]


def _arrays(found: object, member: Member, choices: Choices, most: int) -> dict[str, np.ndarray]:
    """The arrays in lists and dicts; none where they are anything else."""
    try:
        return arrays_in(found, member.path.stem, choices.picture_size, most)
    except (NotPictures, RecursionError, IndexError, TypeError, AttributeError):
        return {}
