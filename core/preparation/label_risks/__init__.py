"""Settings of augmentation that make pictures contradict their labels, as questions to a person."""

from core.datasets import DatasetCard
from core.datasets.card import Domain
from core.preparation.label_risks.any_picture import darkened, emptied
from core.preparation.label_risks.risk import LabelRisk, RiskRule
from core.preparation.label_risks.things import own_pictures, turned_faces, turned_things
from core.preparation.label_risks.writing import (
    mirrored_digits,
    mirrored_letters,
    turned_digits,
    turned_letters,
)
from core.recipe import Recipe

__all__ = ["RULES", "LabelRisk", "label_risks"]

DIGITS = {str(digit) for digit in range(10)}
MOODS = {"angry", "happy", "sad", "surprise", "fear", "disgust"}

RULES: dict[Domain, tuple[RiskRule, ...]] = {
    "digit": (turned_digits, mirrored_digits),
    "letter": (turned_letters, mirrored_letters),
    "clothing": (turned_things,),
    "object": (turned_things,),
    "face": (turned_faces,),
}
"""The rules about turning and mirroring, by what the pictures show."""


def label_risks(recipe: Recipe, card: DatasetCard) -> tuple[LabelRisk, ...]:
    """The risks of a recipe's augmentation for the labels of its dataset, the gravest first."""
    domain = card.domain or _guessed_domain(card)
    rules = (*(RULES[domain] if domain else (own_pictures,)), emptied, darkened)
    return tuple(risk for rule in rules for risk in rule(recipe.augmentation, card))


def _guessed_domain(card: DatasetCard) -> Domain | None:
    """What the pictures of a visitor's own dataset show, as the names of its classes tell."""
    names = {name.lower() for name in card.classes}
    if names <= DIGITS:
        return "digit"
    return "face" if len(names & MOODS) > 1 else None
