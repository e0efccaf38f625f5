"""What is said of a dataset of one's own: its title, whose it is, how one draws for it."""

from collections.abc import Iterable
from dataclasses import replace

from core.datasets import handwriting, titles
from core.datasets.card import Dataset, DatasetCard


def belonging_to(owner: str, dataset: Dataset, published: Iterable[DatasetCard]) -> Dataset:
    """The dataset as that of its owner; DatasetError if it is titled as a published one."""
    domain = handwriting.written(dataset.card.classes)
    card = replace(
        dataset.card,
        title=titles.own_title(dataset.card.title, published),
        owner=owner,
        domain=domain,
        pen=handwriting.pen_of(dataset) if domain else None,
    )
    return replace(dataset, card=card)
