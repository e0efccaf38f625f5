"""HDF5 files (.h5): arrays under names, in groups."""

import io
import math
from typing import TYPE_CHECKING

import numpy as np

from core.datasets.choices import Choices
from core.datasets.errors import DatasetError, NotPictures
from core.datasets.parts import FilePart
from core.datasets.readers.array_roles import named_arrays
from core.datasets.sources import Member
from core.datasets.sources.budget import MAX_BYTES, too_large, too_much_memory
from core.language import say

if TYPE_CHECKING:
    import h5py

MAGIC = b"\x89HDF\r\n\x1a\n"
TEXTS_AT_ONCE = 1000


def read(member: Member, choices: Choices) -> list[FilePart]:
    """The pictures and labels in an HDF5 file."""
    return named_arrays(arrays_in(member), member, "HDF5", choices)


def arrays_in(member: Member) -> dict[str, np.ndarray]:
    """The arrays of numbers and texts in an HDF5 file, by their paths.

    Sizes are checked before anything is read. Numbers that lie in other files are refused: the
    file could name any on this computer. Raises DatasetError for that and for a damaged file.
    """
    # Takes a tenth of a second to import, and the page Draw needs this package for its photos.
    import h5py

    try:
        with h5py.File(io.BytesIO(member.read()), "r") as file:
            if "layer_names" in file.attrs or "model_weights" in file:
                raise NotPictures(
                    say("{where} is a trained network, not pictures.", where=member.where)
                )
            datasets = _datasets(file)
            _check(list(datasets.values()), member.where)
            return {
                name: _values(dataset, member.where)
                for name, dataset in datasets.items()
                if _is_plain(dataset)
            }
    except DatasetError:
        raise
    except MemoryError as error:
        raise too_much_memory(member.where) from error
    except Exception as error:  # a damaged file can fail anywhere in the library
        raise DatasetError(
            say(
                "{where} is damaged or no HDF5 file ({error}). Fetch it again.",
                where=member.where,
                error=error,
            )
        ) from error


def _datasets(file: "h5py.File") -> "dict[str, h5py.Dataset]":
    """All datasets in the file itself, each once: links to other files are not followed."""
    import h5py

    found: dict[str, h5py.Dataset] = {}

    def take(name: str, item: object) -> None:
        if isinstance(item, h5py.Dataset):
            found[name] = item

    file.visititems(take)
    return found


def _check(datasets: "list[h5py.Dataset]", where: str) -> None:
    if sum(dataset.nbytes for dataset in datasets) > MAX_BYTES:
        raise too_large(where)
    for dataset in datasets:
        if dataset.chunks and math.prod(dataset.chunks) * dataset.dtype.itemsize > MAX_BYTES:
            raise too_large(where)
        if dataset.external or dataset.is_virtual:
            raise DatasetError(
                say(
                    "{where} takes the numbers of “{name}” from another file, so it was left "
                    "alone. Save all numbers in one file.",
                    where=where,
                    name=dataset.name,
                )
            )


def _is_plain(dataset: "h5py.Dataset") -> bool:
    """Whether it is an array of numbers or texts."""
    import h5py

    is_text = h5py.check_string_dtype(dataset.dtype) is not None
    return bool(dataset.shape) and (dataset.dtype.kind in "buif" or is_text)


def _values(dataset: "h5py.Dataset", where: str) -> np.ndarray:
    if dataset.dtype.kind != "O":
        return dataset[()]
    # Texts of any length lie elsewhere in the file, and many may be the same.
    texts: list[bytes] = []
    size = 0
    for start in range(0, len(dataset), TEXTS_AT_ONCE):
        some = dataset[start : start + TEXTS_AT_ONCE].reshape(-1).tolist()
        size += sum(map(len, some))
        if size > MAX_BYTES:
            raise too_large(where)
        texts += some
    values = np.empty(len(texts), object)
    values[:] = texts
    return values.reshape(dataset.shape)
