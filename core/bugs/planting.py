"""How each fault is put into a sound recipe.

Every function takes a recipe that is sound, the card of its dataset and a source of chance, and
gives the same recipe with the fault in it, or None where that fault cannot be in such a recipe.
"""

import random
from collections.abc import Callable, Sequence

from core.coach.rate import usual_rate
from core.datasets import DatasetCard
from core.layers import Activation, Layer, LayerError, ledger
from core.layers.pooling import MAX_POOL, MaxPooling2D
from core.recipe import MAX_LAYERS, DataMistake, Recipe
from core.recipe.losses import LOSSES
from core.recipe.work import trained_images

Plant = Callable[[Recipe, DatasetCard, random.Random], Recipe | None]

TOO_HIGH, TOO_LOW = (200, 400), (1_000, 3_000)
"""How many times the usual learning rate is taken, or which part of it."""
LARGE_BATCHES = (2_048, 4_096, 8_192)

_RELU, _SOFTMAX = Activation(activation="relu"), Activation(activation="softmax")


def unscaled_pixels(recipe: Recipe, _card: DatasetCard, _chance: random.Random) -> Recipe | None:
    """The pixels go in as they are."""
    if recipe.data.scaling == "none" or any(layer.normalises for layer in recipe.model.layers):
        return None
    return recipe.with_settings("data", scaling="none")


def unscaled_validation(recipe: Recipe, card: DatasetCard, chance: random.Random) -> Recipe | None:
    """Only the pictures that train are scaled."""
    if recipe.data.scaling == "none":
        return None
    return _mistake("unscaled-validation")(recipe, card, chance)


def validated_on_training(
    recipe: Recipe, _card: DatasetCard, _chance: random.Random
) -> Recipe | None:
    """The pictures that train validate as well."""
    if recipe.data.validate_on != "split":
        return None
    return recipe.with_settings("data", validate_on="train")


def last_validate(recipe: Recipe, card: DatasetCard, chance: random.Random) -> Recipe | None:
    """The pictures are sorted by class, and the last of them validate."""
    if recipe.data.validate_on != "split":
        return None
    return _mistake("last-validate")(recipe, card, chance)


def not_shuffled(recipe: Recipe, card: DatasetCard, chance: random.Random) -> Recipe | None:
    """The pictures train class by class."""
    planted = _mistake("sorted")(recipe, card, chance)
    if planted is None or not recipe.training.shuffle:
        return None
    return planted.with_settings("training", shuffle=False)


def _mistake(name: DataMistake) -> Plant:
    def plant(recipe: Recipe, _card: DatasetCard, _chance: random.Random) -> Recipe | None:
        if recipe.data.mistake != "none":
            return None
        return recipe.with_settings("data", mistake=name)

    return plant


labels_shuffled = _mistake("labels-shuffled")
starved_class = _mistake("starved-class")


def label_form(recipe: Recipe, card: DatasetCard, chance: random.Random) -> Recipe | None:
    """The labels are given to the loss in a form that it does not take."""
    loss = LOSSES[recipe.training.loss]
    if loss.for_two_classes:
        return None
    one_hot = loss.targets == "one-hot"
    return _mistake("integer-labels" if one_hot else "one-hot-labels")(recipe, card, chance)


def softmax_inside(recipe: Recipe, _card: DatasetCard, chance: random.Random) -> Recipe | None:
    """A hidden activation after a Dense layer is a softmax."""
    return _with_layer(recipe, chance, _hidden_activations(recipe), lambda _layer: _SOFTMAX)


def zero_weights(recipe: Recipe, _card: DatasetCard, chance: random.Random) -> Recipe | None:
    """All weights of a hidden layer begin at zero."""
    layers = recipe.model.layers
    places = [place - 1 for place in _hidden_activations(recipe) if layers[place] == _RELU]
    return _with_layer(
        recipe,
        chance,
        places,
        lambda layer: layer.with_setting(layer.initializer_setting, "zeros"),
    )


def _hidden_activations(recipe: Recipe) -> list[int]:
    """The places of activations that follow a Dense layer, but for the last layer's."""
    layers = recipe.model.layers
    return [
        place
        for place in range(1, len(layers) - 1)
        if layers[place].function is not None and layers[place - 1].reads_rows
    ]


def _with_layer(
    recipe: Recipe,
    chance: random.Random,
    places: list[int],
    change: Callable[[Layer], Layer],
) -> Recipe | None:
    """The recipe with the layer at one of these places changed."""
    if not places:
        return None
    place, layers = chance.choice(places), recipe.model.layers
    changed = (*layers[:place], change(layers[place]), *layers[place + 1 :])
    return recipe.with_settings("model", layers=changed)


def relu_output(recipe: Recipe, _card: DatasetCard, _chance: random.Random) -> Recipe | None:
    """The network ends with relu."""
    layers = recipe.model.layers
    if layers[-1] != _SOFTMAX:
        return None
    return recipe.with_settings("model", layers=(*layers[:-1], _RELU))


def linear_output(recipe: Recipe, _card: DatasetCard, _chance: random.Random) -> Recipe | None:
    """The network ends without an activation."""
    layers = recipe.model.layers
    if layers[-1] != _SOFTMAX or not _gives_any_number(layers[:-1]):
        return None
    return recipe.with_settings("model", layers=layers[:-1])


def _gives_any_number(layers: Sequence[Layer]) -> bool:
    """Whether no activation comes after the last layer that computes something."""
    for layer in reversed(layers):
        if layer.function is not None or layer.only_functional:  # a residual block ends with relu
            return False
        if layer.size or layer.normalises:
            return True
    return False


def rate_too_high(recipe: Recipe, _card: DatasetCard, chance: random.Random) -> Recipe | None:
    """The learning rate is hundreds of times the usual."""
    return _rate(recipe, usual_rate(recipe.training) * chance.uniform(*TOO_HIGH))


def rate_too_low(recipe: Recipe, _card: DatasetCard, chance: random.Random) -> Recipe | None:
    """The learning rate is a thousandth of the usual, or less."""
    return _rate(recipe, usual_rate(recipe.training) / chance.uniform(*TOO_LOW))


def _rate(recipe: Recipe, rate: float) -> Recipe:
    return recipe.with_settings("training", learning_rate=float(f"{rate:.1g}"))


def flips(recipe: Recipe, card: DatasetCard, chance: random.Random) -> Recipe | None:
    """Characters are turned into others at random."""
    augmentation = recipe.augmentation
    if card.domain not in ("digit", "letter"):
        return None
    if augmentation.horizontal_flip or augmentation.vertical_flip:
        return None
    flip = chance.choice(["horizontal_flip", "vertical_flip"])
    return recipe.with_settings("augmentation", **{flip: True})


def poolings(recipe: Recipe, card: DatasetCard, _chance: random.Random) -> Recipe | None:
    """One pooling more than the picture has room for."""
    layers = recipe.model.layers
    if len(layers) == MAX_LAYERS:
        return None
    try:
        rows = ledger(layers, card.shape)
    except LayerError:
        return None
    pooled = [place for place, layer in enumerate(layers) if layer.pools]
    if not pooled:
        return None
    last = pooled[-1]
    side = min(rows[last].output_shape[:2])
    if side >= MAX_POOL:
        return None
    one_more = MaxPooling2D(pool_size=side + 1)
    return recipe.with_settings(
        "model", layers=(*layers[: last + 1], one_more, *layers[last + 1 :])
    )


def batch_too_large(recipe: Recipe, card: DatasetCard, chance: random.Random) -> Recipe | None:
    """A batch could hold all pictures, and more."""
    count = trained_images(recipe, card)
    larger = [size for size in LARGE_BATCHES if size >= count]
    if not larger or recipe.training.batch_size >= count:
        return None
    return recipe.with_settings("training", batch_size=chance.choice(larger))
