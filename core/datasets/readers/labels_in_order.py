"""Labels in an array or a list, for pictures in a folder: one each, in the order of their names."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from core.datasets.arrangement.tables import LabelTable
from core.datasets.errors import DatasetError
from core.datasets.naming import natural_order
from core.datasets.parts import FilePart
from core.language import message, say

ORDER_UNCLEAR = message(
    "{where} has as many labels as there are pictures, but nothing says in which order: “{one}” or "
    "“{other}” may come first. Write the names of the files beside the labels."
)


def as_table(part: FilePart, pictures: Sequence[PurePosixPath]) -> LabelTable | None:
    """The labels of `part` as a table that names the pictures; None if it has another number.

    The pictures lie in one folder. Raises DatasetError if their names stand in another order as
    text than by the numbers in them: 1, 10, 2 or 1, 2, 10.
    """
    if part.labels is None or part.images is not None or part.count != len(pictures):
        return None
    if len({path.parent for path in pictures}) > 1:
        return None
    names = [path.name for path in pictures]
    for one, other in zip(sorted(names), natural_order(names), strict=True):
        if one != other:
            raise DatasetError(say(ORDER_UNCLEAR, where=part.where, one=one, other=other))
    labels = [part.classes[label] if part.classes else str(label) for label in part.labels.tolist()]
    rows = [("file", "label"), *zip(sorted(names), labels, strict=True)]
    return LabelTable(part.where, PurePosixPath(part.where), rows)
