"""JSON files with pixels: lists in lists, such as `{"data": [[0, 12, …]], "labels": [3, …]}`."""

from core.datasets.choices import Choices
from core.datasets.errors import NotPictures
from core.datasets.parts import FilePart
from core.datasets.readers import json_tables
from core.datasets.readers.array_roles import named_arrays
from core.datasets.readers.label_table import decoded
from core.datasets.readers.object_arrays import arrays_in
from core.datasets.sources import Member
from core.language import message, say

MAX_BYTES = 200 * 1024**2
"""As objects of Python the numbers take several times as much memory."""

NO_PICTURES = message("{where} holds no pictures.")
TOO_LARGE = message(
    "{where} holds more than 200 MB of text. Save the numbers with NumPy, for instance np.savez."
)


def read(member: Member, choices: Choices) -> list[FilePart]:
    """The pictures and labels. Raises NotPictures for a file of anything else."""
    content = member.read()
    if len(content) > MAX_BYTES:
        raise NotPictures(say(TOO_LARGE, where=member.where))
    found = json_tables.content(decoded(content))
    try:
        arrays = arrays_in(found, member.path.stem, choices.picture_size, len(content))
    except (NotPictures, RecursionError, IndexError, TypeError, AttributeError) as error:
        raise NotPictures(say(NO_PICTURES, where=member.where)) from error
    if not any(array.ndim > 1 for array in arrays.values()):
        raise NotPictures(say(NO_PICTURES, where=member.where))
    return named_arrays(arrays, member, message("JSON"), choices)
