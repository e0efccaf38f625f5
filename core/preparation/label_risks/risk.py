"""A risk for the labels, and what the rules that find risks share."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from core.datasets import DatasetCard
from core.preparation.augmentation import Draws
from core.recipe import Augmentation

LARGEST_TURN = 45
"""Degrees. From here on a digit can be taken for another, and a face is no longer upright."""
UPRIGHT = {"rotation_range": 15.0, "vertical_flip": False, "horizontal_flip": False}


class LabelRisk(NamedTuple):
    """A setting that may break the labels of a dataset.

    `draws` is one draw of the augmentation that shows it, for a picture of the class `example`.
    `question` is put to a person who sees that picture; `is_yes` is the right answer, or None if
    only that person can know; `answer` is shown afterwards. `safe` are settings of the
    augmentation without the risk.
    """

    setting: str
    example: str
    draws: Draws
    question: str
    is_yes: bool | None
    answer: str
    safe: dict[str, Any]


RiskRule = Callable[[Augmentation, DatasetCard], Iterator[LabelRisk]]


def turning_settings(augmentation: Augmentation) -> tuple[str, ...]:
    """The settings that can turn a picture far from upright."""
    far = ("rotation_range",) if augmentation.rotation_range > LARGEST_TURN else ()
    return (*far, "vertical_flip") if augmentation.vertical_flip else far


def strongest(setting: str, augmentation: Augmentation) -> Draws:
    """The strongest turn or flip that a setting can draw."""
    if setting == "rotation_range":
        return Draws.of(theta=[augmentation.rotation_range])
    return Draws.of(**{f"flip_{setting.removesuffix('_flip')}": [True]})


def example_of(card: DatasetCard) -> str:
    """The class that shows well what augmentation does; of an own dataset, the first."""
    return class_or_first(card, card.example)


def class_or_first(card: DatasetCard, wanted: str) -> str:
    """This class if the dataset has it, else its first one."""
    return wanted if wanted in card.classes else card.classes[0]
