"""What a student may change in a recipe, one thing at a time: most of it mends nothing."""

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import ValidationError

from core.language import message, plural, say
from core.layers import Activation, Dropout, Layer
from core.recipe import MAX_EPOCHS, DataMistake, Recipe
from core.recipe.mistakes import MISTAKES

RATES = (0.0001, 0.001, 0.01, 0.1, 1.0)
BATCH_SIZES = (16, 32, 128, 1024)
ACTIVATIONS = ("relu", "tanh", "softmax")
INITIALIZERS = ("glorot_uniform", "he_normal", "zeros")
LOSSES_TO_TRY = ("categorical_crossentropy", "sparse_categorical_crossentropy")
OFFERED_LOSSES = (*LOSSES_TO_TRY, "binary_crossentropy")
"""The last one is for two classes, so it mends nothing."""

WHO_VALIDATES = {
    "split": message("Validate on a part of the training set, kept aside"),
    "test": message("Validate on the test set"),
    "train": message("Validate on the pictures that train"),
}
SCALINGS = {
    "none": message("Leave the pixels as they are"),
    "0-1": message("Scale the pixels to 0–1"),
    "standardised": message("Standardise the pixels"),
}

LABELS_SHUFFLED: tuple[DataMistake, str] = (
    "labels-shuffled",
    message("Move the labels to other places, by chance"),
)
LAST_VALIDATE: tuple[DataMistake, str] = (
    "last-validate",
    message("Sort pictures and labels by class, and keep the last ones aside"),
)
VALIDATION_TO_0_1: tuple[DataMistake, str] = (
    "validation-to-0-1",
    message("Scale these pictures to 0–1"),
)
WIDE_LABELS: tuple[DataMistake, str] = (
    "wide-labels",
    message("Make one-hot rows, with one column more for the 0"),
)
OTHER_MISTAKES: dict[DataMistake, tuple[tuple[DataMistake, str], ...]] = {
    "sorted": (LABELS_SHUFFLED, LAST_VALIDATE),
    "last-validate": (LABELS_SHUFFLED,),
    "labels-shuffled": (LAST_VALIDATE,),
    "starved-class": (LABELS_SHUFFLED,),
    "unscaled-validation": (VALIDATION_TO_0_1,),
    "integer-labels": (WIDE_LABELS,),
    "one-hot-labels": (WIDE_LABELS,),
}
"""What else may be written where a mistake stands, so that not only its mend is offered there.

Each is another mistake: it mends nothing.
"""


class Repair(NamedTuple):
    """One change: what to write on its button, and the recipe with it."""

    label: str
    recipe: Recipe


def repairs(recipe: Recipe) -> list[Repair]:
    """All single changes that are offered for a recipe, in its order, each recipe once."""
    offered = [
        *_of_data(recipe),
        *_of_augmentation(recipe),
        *_of_layers(recipe),
        *_of_training(recipe),
    ]
    once: dict[Recipe, Repair] = {}
    for repair in offered:
        # Of two layers that are alike and follow each other, it is the same to leave out either.
        if repair.recipe != recipe:
            once.setdefault(repair.recipe, repair)
    return [*once.values()]


def _of_data(recipe: Recipe) -> Iterator[Repair]:
    data = recipe.data
    for scaling, label in SCALINGS.items():
        if scaling != data.scaling:
            yield Repair(say(label), recipe.with_settings("data", scaling=scaling))
    for who, label in WHO_VALIDATES.items():
        if who != data.validate_on:
            yield Repair(say(label), recipe.with_settings("data", validate_on=who))
    for mistake, label in OTHER_MISTAKES.get(data.mistake, ()):
        if mistake == "validation-to-0-1" and data.scaling == "0-1":
            continue  # that would be its mend
        yield Repair(say(label), recipe.with_settings("data", mistake=mistake))
    if data.mistake != "none":
        label = MISTAKES[data.mistake].taken_back
        yield Repair(say(label), recipe.with_settings("data", mistake="none"))


def _of_augmentation(recipe: Recipe) -> Iterator[Repair]:
    defaults = type(recipe.augmentation)()
    for name, value in recipe.augmentation:
        if name in ("fill_mode", "cval") or value == getattr(defaults, name):
            continue
        off = recipe.with_settings("augmentation", **{name: getattr(defaults, name)})
        yield Repair(say("Leave out {setting}", setting=name), off)


def _of_layers(recipe: Recipe) -> Iterator[Repair]:
    layers = recipe.model.layers
    for place, layer in enumerate(layers):
        for label, instead in _instead_of(layer, is_last=place == len(layers) - 1):
            changed = (*layers[:place], *instead, *layers[place + 1 :])
            # As they are written in a link, for each is held against its bounds then.
            tokens = [one.token() for one in changed]
            try:
                yield Repair(label, recipe.with_settings("model", layers=tokens))
            except ValidationError:  # no layers left, too many, or too large a one
                continue


def _instead_of(layer: Layer, is_last: bool) -> Iterator[tuple[str, tuple[Layer, ...]]]:
    """What may stand in place of a layer."""
    if layer.function is not None:
        for name in ACTIVATIONS:
            if name != layer.function:
                yield say("Use {activation}", activation=name), (Activation(activation=name),)
    elif layer.reads_rows:
        for name in INITIALIZERS:
            if name != layer.initializer:
                drawn = layer.with_setting(layer.initializer_setting, name)
                yield say("Begin with {initializer}", initializer=name), (drawn,)
        if not is_last:
            yield say("Use {count} units", count=2 * layer.size), (layer.with_size(2 * layer.size),)
    else:
        yield say("Leave this layer out"), ()
    if is_last and layer.function is None:
        for name in ACTIVATIONS:
            added = Activation(activation=name)
            yield say("Put {activation} after it", activation=name), (layer, added)
    elif layer.function is not None and not is_last:
        yield say("Put Dropout(0.5) after it"), (layer, Dropout(rate=0.5))


def _of_training(recipe: Recipe) -> Iterator[Repair]:
    training = recipe.training
    for loss in OFFERED_LOSSES:
        if loss != training.loss:
            changed = recipe.with_settings("training", loss=loss)
            yield Repair(say("Use {loss}", loss=loss), changed)
    for rate in RATES:
        if rate != training.learning_rate:
            changed = recipe.with_settings("training", learning_rate=rate)
            yield Repair(say("Use learning rate {rate:g}", rate=rate), changed)
    for size in BATCH_SIZES:
        if size != training.batch_size:
            changed = recipe.with_settings("training", batch_size=size)
            yield Repair(say("Use batches of {size:,}", size=size), changed)
    for epochs in (min(training.epochs * 2, MAX_EPOCHS), max(training.epochs // 2, 1)):
        changed = recipe.with_settings("training", epochs=epochs)
        label = say(plural("Train {count} epoch", "Train {count} epochs"), count=epochs)
        yield Repair(label, changed)
    order = message("Do not shuffle") if training.shuffle else message("Shuffle in every epoch")
    yield Repair(say(order), recipe.with_settings("training", shuffle=not training.shuffle))
