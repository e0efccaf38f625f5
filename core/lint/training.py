"""Mistakes in how a network is to be trained, each with the recipe mended."""

from collections.abc import Iterator
from typing import NamedTuple

from core.datasets import DatasetCard
from core.language import message, say
from core.recipe import Recipe
from core.recipe.losses import LOSSES
from core.recipe.mistakes import MISTAKES

ONE_HOT_LOSS = "categorical_crossentropy"
"""The loss that suits any number of classes and can smooth labels."""
INTEGER_LOSS = "sparse_categorical_crossentropy"
"""The loss that suits any number of classes and takes labels as they are."""
TARGETS_IN_WORDS = {
    "one-hot": message("one-hot rows"),
    "integers": message("whole numbers"),
    "zero-or-one": message("whole numbers"),
}
"""What labels look like in each form."""


class TrainingMistake(NamedTuple):
    """A mistake for which a recipe is not trained.

    `repair` is the recipe without it, and `label` what to write on the repair's button.
    """

    sentence: str
    label: str
    repair: Recipe


def training_mistakes(recipe: Recipe, card: DatasetCard) -> Iterator[TrainingMistake]:
    """What of the loss does not fit the dataset, the labels or the other settings."""
    name, loss = recipe.training.loss, LOSSES[recipe.training.loss]
    if not loss.takes(recipe.targets):
        other = ONE_HOT_LOSS if recipe.targets == "one-hot" else INTEGER_LOSS
        yield TrainingMistake(
            say(
                "{loss} compares the outputs with {needed}, but the labels are {given}. Give it "
                "{needed}, or use the loss {other}.",
                loss=name,
                needed=say(TARGETS_IN_WORDS[loss.targets]),
                given=say(TARGETS_IN_WORDS[recipe.targets]),
                other=other,
            ),
            say("Use {loss}", loss=other),
            recipe.with_settings("training", loss=other),
        )
    elif recipe.data.mistake == "wide-labels":
        yield TrainingMistake(
            say(
                "The rows of the labels have {columns} columns, and there are {classes} classes.",
                columns=recipe.columns(card.num_classes),
                classes=card.num_classes,
            ),
            say(MISTAKES["wide-labels"].taken_back),
            recipe.with_settings("data", mistake="none"),
        )
    if not loss.suits(card.num_classes):
        yield TrainingMistake(
            say(
                "{loss} tells 2 classes apart, but {dataset} has {classes}. "
                "Use the loss {other} and one output for each class.",
                loss=name,
                dataset=card.title,
                classes=card.num_classes,
                other=ONE_HOT_LOSS,
            ),
            say("Use {loss}", loss=ONE_HOT_LOSS),
            recipe.with_settings("training", loss=ONE_HOT_LOSS),
        )
    if recipe.training.label_smoothing and not loss.smooths_labels:
        yield TrainingMistake(
            say(
                "Label smoothing {smoothing:g} needs targets that can be shared out among the "
                "classes, but {loss} takes whole numbers. Use the loss {other}, or set label "
                "smoothing to 0.",
                smoothing=recipe.training.label_smoothing,
                loss=name,
                other=ONE_HOT_LOSS,
            ),
            say("Use {loss}", loss=ONE_HOT_LOSS),
            recipe.with_settings("training", loss=ONE_HOT_LOSS),
        )
