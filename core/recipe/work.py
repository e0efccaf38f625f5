"""How much work a run is, known before it starts."""

import math
from typing import NamedTuple

from core.datasets import DatasetCard
from core.layers import ledger
from core.recipe.recipe import Recipe

BACK_AND_FORTH = 3
"""The backward pass costs twice as much as the forward."""
MULTIPLICATIONS_A_SECOND = 1e11
OUTPUT_SECONDS = 1.6e-9
"""Of each number that a layer puts out, forwards and backwards."""
WEIGHT_SECONDS = 1.2e-9
"""Of each weight in each step: its gradient, and its change."""
STEP_SECONDS = 8e-5
MAP_SECONDS = 4e-4
"""Of each step, and of each of its layers with weights over an image; both however small."""
START_SECONDS = 0.3
LAYER_SECONDS = 0.1
"""Until a run begins, and to compile each of its layers.

All on two processor cores, within a factor of two for networks from a hidden layer on 8×8 pixels
to four convolutions on 28×28, and batches from 1 to 4096: `tests/benchmarks/estimate.py`.
"""


def trained_images(recipe: Recipe, card: DatasetCard) -> int:
    """The pictures of the training set that a run uses, those that validate among them."""
    return min(recipe.data.images or card.train_count, card.train_count)


class Counts(NamedTuple):
    """How many pictures train, and how many validate after each epoch."""

    train: int
    validation: int


def counts(recipe: Recipe, card: DatasetCard) -> Counts:
    """On how many pictures a run trains, and on how many it validates."""
    data, images = recipe.data, trained_images(recipe, card)
    if data.validate_on == "test":
        return Counts(images, card.test_count)
    if data.validate_on == "train":
        return Counts(images, images)
    aside = count_aside(data.validation_fraction, images)
    return Counts(images - aside, aside)


def count_aside(fraction: float, count: int) -> int:
    """How many of so many pictures are kept aside: at least one on each side, if there are two."""
    return min(max(round(fraction * count), 1), count - 1)


def multiplications(recipe: Recipe, card: DatasetCard) -> int:
    """How often a number meets a weight in one forward pass of one picture.

    LayerError if the layers do not fit the pictures.
    """
    return sum(row.multiplications for row in ledger(recipe.model.layers, card.shape))


def epoch_work(recipe: Recipe, card: DatasetCard) -> int:
    """The multiplications of one epoch."""
    return BACK_AND_FORTH * trained_images(recipe, card) * multiplications(recipe, card)


def batch_seconds(recipe: Recipe, card: DatasetCard) -> float:
    """About how long a step on one batch takes; LayerError as `multiplications`."""
    seconds = _seconds(recipe, card)
    return recipe.training.batch_size * seconds.image + seconds.step


def epoch_seconds(recipe: Recipe, card: DatasetCard) -> float:
    """About how long an epoch takes on two processor cores, within a factor of two.

    It is known better as soon as the run has trained for a moment.
    """
    seconds, (train, validation) = _seconds(recipe, card), counts(recipe, card)
    steps = math.ceil(train / recipe.training.batch_size)
    # A picture that validates goes forwards alone.
    images = train + validation / BACK_AND_FORTH
    return images * seconds.image + steps * seconds.step


class _Seconds(NamedTuple):
    """How long each image takes, and each step beside that."""

    image: float
    step: float


def _seconds(recipe: Recipe, card: DatasetCard) -> _Seconds:
    rows = ledger(recipe.model.layers, card.shape)
    calls = [call for row in rows for call in row.calls]
    outputs = sum(math.prod(call.output_shape) for call in calls)
    maps = sum(call.parameter_count > 0 and len(call.output_shape) == 3 for call in calls)
    weights = sum(row.parameter_count for row in rows)
    work = BACK_AND_FORTH * sum(row.multiplications for row in rows)
    return _Seconds(
        image=work / MULTIPLICATIONS_A_SECOND + outputs * OUTPUT_SECONDS,
        step=STEP_SECONDS + maps * MAP_SECONDS + weights * WEIGHT_SECONDS,
    )


def run_seconds(recipe: Recipe, card: DatasetCard) -> float:
    """About how long a run takes, from when it gets a worker."""
    start = START_SECONDS + len(recipe.model.layers) * LAYER_SECONDS
    return start + recipe.training.epochs * epoch_seconds(recipe, card)
