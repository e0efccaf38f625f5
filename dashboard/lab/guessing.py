"""What guessing reaches: the dashed lines in a run's charts, and the class that sentences name."""

from collections.abc import Iterable
from threading import Lock

from cachetools import LRUCache, cached

from core.datasets import DatasetCard, DatasetError, Library
from core.language import say
from core.preparation.split import largest_validating_class
from core.recipe import Data
from core.runs.history import untrained_loss
from dashboard.lab import texts
from dashboard.render.charts import Reference, shortened
from dashboard.render.texts import MAJORITY

KEPT = 256
"""Of so many data settings the largest class is kept: to count it takes some milliseconds."""


def references(card: DatasetCard, majority: tuple[str, float]) -> dict[str, Reference]:
    """The dashed lines of both charts of runs on a dataset; `majority` is that of `majority_of`."""
    guessing = untrained_loss(card.num_classes)
    name, share = majority
    words = say(MAJORITY, name=shortened(name), share=share)
    return {
        "loss": Reference(guessing, say(texts.GUESSING, classes=card.num_classes, value=guessing)),
        "accuracy": Reference(share, words),
    }


def majority_of(library: Library, card: DatasetCard, data: Iterable[Data]) -> tuple[str, float]:
    """The largest class of the pictures on which runs validate, and its share of them.

    `data` are the data settings of the runs, all on the dataset of this card. Where they have not
    the same largest class, or the pictures are not on this machine, it is that of the whole
    training set.
    """
    try:
        found = {_counted(library, card, one) for one in set(data)}
    except DatasetError:
        return card.largest_class
    return found.pop() if len(found) == 1 else card.largest_class


@cached(LRUCache(KEPT), key=lambda library, card, data: (card, data), lock=Lock())
def _counted(library: Library, card: DatasetCard, data: Data) -> tuple[str, float]:
    return largest_validating_class(data, library.load(data.dataset))
