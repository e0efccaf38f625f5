"""Labels in an array or a list, for pictures in a folder: one each, in the order of their names."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from core.datasets.arrangement.picture_names import LabelTable
from core.datasets.errors import DatasetError
from core.datasets.naming import natural_order, split_of
from core.datasets.parts import FilePart
from core.language import message, say

ORDER_UNCLEAR = message(
    "{where} has as many labels as there are pictures, but nothing says in which order: “{one}” or "
    "“{other}” may come first. Write the names of the files beside the labels."
)


def as_table(part: FilePart, pictures: Sequence[PurePosixPath]) -> LabelTable | None:
    """The labels of `part` as a table that names the pictures; None if it has another number.

    The pictures lie in one folder, or those of the part's split do. Raises DatasetError if their
    names stand in another order as text than by the numbers in them: 1, 10, 2 or 1, 2, 10.
    """
    if part.labels is None or part.images is not None:
        return None
    if part.split:
        pictures = [path for path in pictures if split_of(path.parent) in (part.split, "")]
    if part.count != len(pictures) or len({path.parent for path in pictures}) > 1:
        return None
    in_order = sorted(pictures)
    names = [path.name for path in in_order]
    for one, other in zip(names, natural_order(names), strict=True):
        if one != other:
            raise DatasetError(say(ORDER_UNCLEAR, where=part.where, one=one, other=other))
    labels = [part.classes[label] if part.classes else str(label) for label in part.labels.tolist()]
    rows = [("file", "label"), *zip(map(str, in_order), labels, strict=True)]
    return LabelTable(part.where, PurePosixPath(part.where), rows)
