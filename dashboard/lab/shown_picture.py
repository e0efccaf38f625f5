"""The picture that a visitor drew or showed last, for pages that keep or explain it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.datasets import DatasetCard
from dashboard.lab.state import state_of


@dataclass
class ShownPicture:
    """The picture, made when it is asked for, and the name of the dataset it is prepared for.

    `to_explain` is set from the click on “Why?” until the Explain page has taken the picture.
    """

    dataset: str = ""
    make: Callable[[], np.ndarray | None] = lambda: None
    to_explain: bool = False


def remember_picture(card: DatasetCard, make: Callable[[], np.ndarray | None]) -> None:
    """Remember how to make the picture on screen, prepared for this dataset."""
    state = state_of(ShownPicture)
    state.dataset, state.make = card.name, make


def latest(card: DatasetCard) -> np.ndarray | None:
    """The picture shown last for this dataset, uint8 of the card's shape, if any."""
    state = state_of(ShownPicture)
    return state.make() if state.dataset == card.name else None


def explain_it() -> None:
    """Let the Explain page begin with this picture."""
    state_of(ShownPicture).to_explain = True


def is_to_be_explained() -> bool:
    """Whether the Explain page shall begin with this picture. The answer is yes only once."""
    state = state_of(ShownPicture)
    wanted, state.to_explain = state.to_explain, False
    return wanted
