"""MATLAB's files (.mat): of version 5, which packs each array, and of 7.3, which is HDF5."""

from dataclasses import replace

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError
from core.datasets.parts import FilePart
from core.datasets.readers import hdf5
from core.datasets.readers.array_roles import named_arrays
from core.datasets.readers.matlab_5 import variables
from core.datasets.readers.object_arrays import arrays_in
from core.datasets.sources import Member
from core.datasets.sources.budget import MAX_BYTES, too_large, too_much_memory
from core.language import message, say

MAGIC = b"MATLAB 5.0"
MAGIC_7_3 = b"MATLAB 7.3"
LAYOUT = "MATLAB"

TEN_IS_ZERO = message(
    "{where}: the label 10 was taken for the digit 0, as is usual where labels begin at 1."
)


def read(member: Member, choices: Choices) -> list[FilePart]:
    """Pictures and labels of a file of version 5, such as those of SVHN and EMNIST."""
    try:
        fields = variables(member.read(), MAX_BYTES)
        arrays = arrays_in(fields, member.path.stem, choices.picture_size, MAX_BYTES)
    except OverflowError:
        raise too_large(member.where) from None
    except MemoryError as error:
        raise too_much_memory(member.where) from error
    except Exception as error:  # a damaged file can fail at any step
        raise DatasetError(
            say("{where} is damaged or no MATLAB file. Fetch it again.", where=member.where)
        ) from error
    if "batch_label" in fields:  # of CIFAR-10
        choices = replace(choices, colour_order="planes")
    return _parts(arrays, member, choices)


def read_7_3(member: Member, choices: Choices) -> list[FilePart]:
    """Pictures and labels of a file of version 7.3. HDF5 has the axes in reverse order."""
    arrays = hdf5.arrays_in(member)
    turned = {key: values.T for key, values in arrays.items() if not key.startswith("#")}
    return _parts(turned, member, choices)


def _parts(arrays: dict[str, np.ndarray], member: Member, choices: Choices) -> list[FilePart]:
    mapping = next((arrays.pop(key) for key in list(arrays) if key.endswith("mapping")), None)
    parts = named_arrays(arrays, member, LAYOUT, choices)
    if mapping is not None:
        return [_with_characters(part, mapping) for part in parts]
    if any(part.classes for part in parts):
        return parts  # the file says what its numbers mean
    return [_with_ten_as_zero(part) for part in parts]


def _with_characters(part: FilePart, mapping: np.ndarray) -> FilePart:
    """The part with the names of EMNIST: rows of a label and the code of its character."""
    if part.labels is None or mapping.ndim != 2 or not np.isin(part.labels, mapping[:, 0]).all():
        return part
    mapping = mapping[np.argsort(mapping[:, 0])].astype(np.int64)
    labels = np.searchsorted(mapping[:, 0], part.labels)
    return replace(part, labels=labels, classes=tuple(chr(code) for code in mapping[:, 1].tolist()))


def _with_ten_as_zero(part: FilePart) -> FilePart:
    if part.labels is None or not len(part.labels):
        return part
    if part.labels.min() < 1 or part.labels.max() != 10:
        return part
    note = say(TEN_IS_ZERO, where=part.where)
    return replace(part, labels=part.labels % 10, notes=(*part.notes, note))
