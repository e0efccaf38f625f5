"""How many datasets of their own visitors may keep, and how large."""

from collections.abc import Iterable
from typing import NamedTuple

from core.datasets.errors import DatasetError
from core.language import message, say

TOO_MANY = message(
    "You may keep {count:,} datasets of your own and {gigabytes:g} GB; with this one it would be "
    "more. Delete one that you no longer need: choose it, and look under “This dataset is yours”."
)
TOO_MANY_IN_ALL = message(
    "The datasets that visitors have brought take all the room that this lab gives them, "
    "{count:,} datasets or {gigabytes:g} GB. Delete one of yours, or ask whoever runs the lab."
)


class DatasetQuota(NamedTuple):
    """How many datasets, and how many bytes in all; what to say of one too many."""

    most: int
    nbytes: int
    sentence: str

    def refuse_beyond(self, sizes: Iterable[int], another: int) -> None:
        """DatasetError if another of so many bytes is too much beside those of these sizes."""
        kept = [*sizes, another]
        if len(kept) > self.most or sum(kept) > self.nbytes:
            gigabytes = self.nbytes / 2**30
            raise DatasetError(say(self.sentence, count=self.most, gigabytes=gigabytes))


OF_ONE = DatasetQuota(20, 4 * 2**30, TOO_MANY)
"""For each visitor."""
OF_ALL = DatasetQuota(500, 40 * 2**30, TOO_MANY_IN_ALL)
"""For all visitors together."""
