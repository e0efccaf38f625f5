"""Networks that learn by heart, learn too little, or were not given the time."""

import math

from core.coach.reading import Finding, Reading
from core.layers import Conv2D, Dense, Dropout
from core.recipe import MAX_LAYERS, Recipe
from core.recipe.model_presets import model_preset
from core.runs.events import Finished

RISE = 1.1
"""How many times its lowest value the validation loss has reached where it has turned."""
GAP, TURNED_GAP = 0.1, 0.03
"""By how much accuracy in training is above validation where pictures are known by heart; the
second where the validation loss has turned as well."""
FEW_STEPS = 8
"""With fewer steps an epoch a batch holds a large part of the data."""
FEW_STEPS_IN_ALL = 200
NO_GAP = 0.05
"""Where accuracy in training is this much above validation, it is not the training that lacks."""
LITTLE_SKILL = 0.35
"""Below this share of the way from the largest class to always right, training has not fitted."""
GAIN = 0.01
"""A gain of validation accuracy an epoch that is worth another epoch."""
FALL, FALL_SHARE = 0.015, 0.03
"""A fall of the validation loss an epoch that is worth another: in shares of the idle loss, which
is enough alone, or of itself, with a gain of accuracy."""
MOST_EPOCHS = 1_000
SMALLEST_SIDE = 4
"""Pixels that the two poolings of the small convolutional network need."""


def batch_too_large(reading: Reading) -> Finding | None:
    """A batch so large that there are hardly any steps."""
    if reading.learned is None:
        return None
    started, size = reading.started, reading.recipe.training.batch_size
    steps = started.steps_per_epoch * len(reading.training)
    training, _ = reading.learned
    few = started.steps_per_epoch < FEW_STEPS and steps < FEW_STEPS_IN_ALL
    if not few or size <= 8 or training.loss < 0.3 * reading.idle:
        return None
    # A power of two that gives about fifty steps an epoch.
    smaller = min(64, max(4, 2 ** math.floor(math.log2(max(started.train_count / 50, 4)))))
    if smaller >= size:
        return None
    each = "1 step" if started.steps_per_epoch == 1 else f"{started.steps_per_epoch} steps"
    return Finding(
        f"Batches of {size:,} from {started.train_count:,} pictures make {each} an epoch, "
        f"{steps} in all.",
        "The weights change once a batch, however many pictures it holds. "
        "With smaller batches an epoch takes more steps at the same cost.",
        reading.recipe.with_settings("training", batch_size=smaller),
        f"Use batches of {smaller}",
    )


def overfitting(reading: Reading) -> Finding | None:
    """A network that gets better in training and not in validation."""
    if reading.learned is None or reading.recipe.data.validate_on == "train":
        return None
    training, validation = reading.learned
    best = min(reading.validation[1:] or reading.validation, key=lambda point: point.loss)
    # Two epochs, so that one unlucky epoch is no turn.
    since = [point.loss for point in reading.validation if point.epoch > best.epoch]
    turned = len(since) >= 2 and min(since[-2:]) > RISE * best.loss
    gap = training.accuracy - validation.accuracy
    if not gap > (TURNED_GAP if turned else GAP) or training.loss >= 0.8 * validation.loss:
        return None
    course = (
        f"the validation loss was lowest after epoch {best.epoch:g}, at {best.loss:.3f}, and is "
        f"now {validation.loss:.3f}"
        if turned
        else f"the losses are {training.loss:.3f} and {validation.loss:.3f}"
    )
    return Finding(
        f"In training {training.accuracy:.1%} are right, in validation {validation.accuracy:.1%}; "
        f"{course}.",
        "The network has begun to learn its practice pictures by heart, with what is accidental "
        "in them. More pictures, augmentation, dropout or fewer epochs help.",
        *_against_overfitting(reading.recipe, int(best.epoch)),
    )


def _against_overfitting(recipe: Recipe, best_epoch: int) -> tuple[Recipe | None, str]:
    layers = recipe.model.layers
    dense = [index for index, layer in enumerate(layers) if isinstance(layer, Dense)]
    has_dropout = any(isinstance(layer, Dropout) for layer in layers)
    if len(dense) > 1 and not has_dropout and len(layers) < MAX_LAYERS:
        place = dense[-1]
        return (
            recipe.with_settings(
                "model", layers=(*layers[:place], Dropout(rate=0.5), *layers[place:])
            ),
            "Add Dropout(0.5) before the last layer",
        )
    if 1 <= best_epoch < recipe.training.epochs:
        epochs = "1 epoch" if best_epoch == 1 else f"{best_epoch} epochs"
        return recipe.with_settings("training", epochs=best_epoch), f"Stop after {epochs}"
    return None, ""


def underfitting(reading: Reading) -> Finding | None:
    """A network that has not even learned its practice pictures."""
    if reading.learned is None:
        return None
    training, validation = reading.learned
    # With dropout or augmentation the training figures are those of a harder task.
    best = max(training.accuracy, validation.accuracy)
    fitted = training.accuracy - validation.accuracy > NO_GAP
    if fitted or reading.skill(best) >= LITTLE_SKILL:
        return None
    name, share = reading.largest
    return Finding(
        f"Even in training only {best:.1%} are right; always saying “{name}” gives {share:.1%}.",
        "The network has not learned its own practice pictures, so it is too small for them or "
        "its steps lead too slowly down. This is the opposite of learning by heart.",
        *_against_underfitting(reading),
    )


def _against_underfitting(reading: Reading) -> tuple[Recipe | None, str]:
    recipe, card = reading.recipe, reading.card
    dense = [layer.units for layer in recipe.model.layers[:-1] if isinstance(layer, Dense)]
    if min(dense, default=0) < card.num_classes:
        small = model_preset("mlp", card.num_classes)
        return recipe.model_copy(update={"model": small}), "Use a hidden layer of 128"
    if recipe.training.optimizer == "sgd" and not recipe.training.momentum:
        adam = recipe.with_settings("training", optimizer="adam", learning_rate=0.001)
        return adam, "Use Adam with learning rate 0.001"
    convolves = any(isinstance(layer, Conv2D) for layer in recipe.model.layers)
    if not convolves and min(card.shape[:2]) >= SMALLEST_SIDE:
        cnn = model_preset("small-cnn", card.num_classes)
        return recipe.model_copy(update={"model": cnn}), "Use a small convolutional network"
    return _longer(recipe)


def still_improving(reading: Reading) -> Finding | None:
    """A run that was over before it had learned what it could."""
    if reading.learned is None or not isinstance(reading.end, Finished):
        return None
    validation = reading.validation
    stretch = min(max(len(reading.training) // 3, 1), 5)
    if len(validation) <= stretch:
        return None
    earlier, last = validation[-1 - stretch], validation[-1]
    gain = (last.accuracy - earlier.accuracy) / stretch
    fall = (earlier.loss - last.loss) / stretch
    better = gain >= GAIN and fall >= FALL_SHARE * earlier.loss
    lowest = min(point.loss for point in validation)
    if not (better or fall >= FALL * reading.idle) or last.loss > lowest:
        return None
    since = "the last epoch" if stretch == 1 else f"the last {stretch} epochs"
    return Finding(
        f"In {since} the validation loss still fell, from {earlier.loss:.3f} to "
        f"{last.loss:.3f}; accuracy went from {earlier.accuracy:.1%} to {last.accuracy:.1%}.",
        "Training ended while every epoch still brought something. "
        "Give it more, until validation no longer gets better.",
        *_longer(reading.recipe),
    )


def _longer(recipe: Recipe) -> tuple[Recipe | None, str]:
    epochs = min(2 * recipe.training.epochs, MOST_EPOCHS)
    if epochs == recipe.training.epochs:
        return None, ""
    return recipe.with_settings("training", epochs=epochs), f"Train for {epochs} epochs"


def dropout_gap(reading: Reading) -> Finding | None:
    """Validation above training, which dropout explains."""
    rates = [
        layer.rate
        for layer in reading.recipe.model.layers
        if isinstance(layer, Dropout) and layer.rate > 0
    ]
    if not rates or reading.learned is None:
        return None
    training, validation = reading.learned
    if validation.loss >= training.loss or validation.accuracy <= training.accuracy:
        return None
    return Finding(
        f"Validation is better than training, {validation.accuracy:.1%} against "
        f"{training.accuracy:.1%}. That is normal here.",
        f"In training, dropout switches off {max(rates):.0%} of the units; in validation all of "
        "them work. Training accuracy is also the mean over an epoch in which the network was "
        "still getting better.",
    )
