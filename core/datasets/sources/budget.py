"""How much archives may unpack to: a small file can hold terabytes."""

from core.datasets.errors import DatasetError
from core.language import say

MAX_BYTES = 2 * 1024**3
"""The most that one file or one archive may hold, packed or unpacked."""

MAX_MEMBERS = 500_000
LEVELS = 2
"""An archive in an archive is unpacked twice: to its own file, and that to its members."""


class Budget:
    """What all archives together may still unpack to, on all levels of nesting.

    Each of them takes what it declares before anything in it is unpacked. `most` is what a single
    one may hold.
    """

    def __init__(self) -> None:
        self.most = MAX_BYTES
        self._bytes = LEVELS * MAX_BYTES
        self._members = MAX_MEMBERS

    def take(self, size: int, where: str, members: int = 0) -> None:
        """Raises DatasetError where an archive, or all of them, would unpack to too much."""
        self._bytes -= size
        self._members -= members
        if size > self.most or self._bytes < 0 or self._members < 0:
            raise too_large(where)


def too_large(where: str) -> DatasetError:
    return DatasetError(
        say(
            "{where} holds more than 2 GB, packed or unpacked. No dataset of this lab is "
            "that large, so it was left alone.",
            where=where,
        )
    )


def too_much_memory(where: str) -> DatasetError:
    """For where a MemoryError is raised."""
    return DatasetError(
        say("{where} takes more memory than there is for it, so it was left alone.", where=where)
    )
