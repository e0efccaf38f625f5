"""The cards of the published datasets, in the order of the course: one module each."""

from core.datasets.card import DatasetCard
from core.datasets.cards import (
    cifar10,
    digits,
    emnist_letters,
    fashion_mnist,
    fer2013,
    kmnist,
    mnist,
)

_IN_ORDER = (
    digits.CARD,
    mnist.CARD,
    fashion_mnist.CARD,
    cifar10.CARD,
    fer2013.CARD,
    kmnist.CARD,
    emnist_letters.CARD,
)

CARDS: dict[str, DatasetCard] = {card.name: card for card in _IN_ORDER}

BUNDLED = next(card for card in _IN_ORDER if card.bundled)
"""The dataset that is there without a download."""
