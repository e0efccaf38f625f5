"""Two to six recipes side by side: what differs, and what can be concluded from that."""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from core.experiments.changes import Change, changes
from core.experiments.settings import DATASET, LAYERS, NAMES, in_effect, value_in_words
from core.language import message, say
from core.layers import Layer
from core.recipe import Data, Recipe

ABSENT = message("–")

ONE_THING = message("One thing differs: {name}. {rest}")
ONE_THING_AMONG = message("One thing differs among these {count} runs: {name}. {rest}")
EFFECT = message("Same seed, same first weights, same batches: so the difference is its effect.")
OTHER_DATASETS = message(
    "These runs learn from different datasets, with other pictures and other classes. Only results "
    "on the same dataset can be compared with each other."
)
REST = {
    "data.images": message(
        "Same seed and same first weights, but more pictures also make more batches an epoch: "
        "compare at equal pictures seen, too."
    ),
    "data.validate_on": message(
        "So they are measured on other pictures: these results cannot be compared with each other."
    ),
    "data.validation_fraction": message(
        "So they train and are measured on other pictures: a difference may come from that alone."
    ),
    "data.seed": message(
        "So they train and are measured on other pictures, chosen in the same way: the difference "
        "is the luck of that choice."
    ),
    "training.loss": message(
        "Same seed, same first weights, same batches: so the difference in accuracy is its effect. "
        "The losses themselves are on two scales and cannot be compared."
    ),
    "training.label_smoothing": message(
        "Same seed, same first weights, same batches: so the difference in accuracy is its effect. "
        "The losses themselves are on two scales and cannot be compared."
    ),
    "training.batch_size": message(
        "Same seed, same first weights, same order of the pictures: so the difference is its "
        "effect, and that of taking more steps an epoch with smaller batches."
    ),
    "training.epochs": message(
        "Same seed, same first weights, same batches: the longer one goes on where the shorter "
        "ends, so the difference is the effect of the epochs more."
    ),
    "training.shuffle": message(
        "Same first weights, but another order of the pictures: so the difference is the effect "
        "of the order."
    ),
    "training.seed": message(
        "Other first weights and another order of the pictures, all else the same: so the "
        "difference is luck."
    ),
}
"""What else is the same, and what follows, where one setting differs; else `EFFECT`."""
OTHER_LAYERS = message(
    "Same seed, same batches, and the same first weights up to the first layer that differs: so "
    "the difference is its effect, but for the luck of other first weights after it."
)
NOTHING = message(
    "The {count} recipes are the same, the seed too: their curves are equal to four digits, unless "
    "a run was steered or stopped by hand."
)
MANY = message(
    "{count} things differ at once ({names}): no conclusion about any of them. Change one thing at "
    "a time: what lies in between tells which of them it was."
)
MANY_AMONG = message(
    "{count} things differ among these runs ({names}): no conclusion about any of them. Compare "
    "runs that differ in one."
)


class DifferingSetting(NamedTuple):
    """A setting that differs: its key in a link, and the value of each recipe in words."""

    setting: str
    values: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called."""
        return say(NAMES[self.setting])


class Pair(NamedTuple):
    """Two of the recipes, by their places, that differ in one thing, and which that is."""

    first: int
    second: int
    name: str


class RecipeComparison(NamedTuple):
    """What differs between recipes, and what follows from that, in words.

    `between` are recipes on the way from the first to the second, each with one thing more changed,
    if several differ. `pairs` are those of more than two that differ in one thing, on one dataset.
    """

    rows: list[DifferingSetting]
    sentence: str
    between: list[Recipe]
    pairs: list[Pair]


def compare(recipes: Sequence[Recipe]) -> RecipeComparison:
    """What differs between two recipes or more."""
    rows = _rows(recipes)
    if len(recipes) > 2:
        return RecipeComparison(rows, _of_several(recipes, rows), [], _pairs(recipes))
    found = changes(*recipes)
    between = [] if _have_other_datasets(recipes) else [change.recipe for change in found[:-1]]
    return RecipeComparison(rows, _of_two(recipes, found), between, [])


def validates_alike(recipes: Sequence[Recipe]) -> bool:
    """Whether all these recipes measure their networks on the same pictures."""
    return len({_validating(recipe.data) for recipe in recipes}) == 1


def _validating(data: Data) -> tuple:
    """What decides which pictures validate."""
    if data.validate_on == "test":
        return data.dataset, "test"
    chosen = (data.dataset, data.validate_on, data.images, data.images and data.seed, data.mistake)
    return (*chosen, data.validation_fraction, data.seed) if data.validate_on == "split" else chosen


def _rows(recipes: Sequence[Recipe]) -> list[DifferingSetting]:
    settings = [in_effect(recipe) for recipe in recipes]
    return [
        DifferingSetting(
            key,
            tuple(
                value_in_words(recipe, key) if key in of_one else say(ABSENT)
                for recipe, of_one in zip(recipes, settings, strict=True)
            ),
        )
        for key in NAMES
        if len({of_one[key] for of_one in settings if key in of_one}) > 1
    ]


def _pairs(recipes: Sequence[Recipe]) -> list[Pair]:
    return [
        Pair(first, second, say(NAMES[found[0].setting]))
        for first, second in combinations(range(len(recipes)), 2)
        for found in [changes(recipes[first], recipes[second])]
        if len(found) == 1 and found[0].setting != DATASET
    ]


def _have_other_datasets(recipes: Sequence[Recipe]) -> bool:
    """Whether the datasets differ: then it does not matter what else does."""
    return len({recipe.data.dataset for recipe in recipes}) > 1


def _of_two(recipes: Sequence[Recipe], found: Sequence[Change]) -> str:
    if not found:
        return say(NOTHING, count=2)
    if _have_other_datasets(recipes):
        return say(OTHER_DATASETS)
    if len(found) == 1:
        name = say(NAMES[found[0].setting])
        return say(ONE_THING, name=name, rest=_rest(found[0].setting, recipes))
    names = dict.fromkeys(say(NAMES[change.setting]) for change in found)
    return say(MANY, count=len(found), names=", ".join(names))


def _of_several(recipes: Sequence[Recipe], rows: Sequence[DifferingSetting]) -> str:
    count = len(recipes)
    if not rows:
        return say(NOTHING, count=count)
    if _have_other_datasets(recipes):
        return say(OTHER_DATASETS)
    most = max(len(changes(*pair)) for pair in combinations(recipes, 2))
    if len(rows) == 1 and most == 1:
        rest = _rest(rows[0].setting, recipes)
        return say(ONE_THING_AMONG, count=count, name=rows[0].name, rest=rest)
    names = ", ".join(row.name for row in rows)
    return say(MANY_AMONG, count=max(len(rows), most), names=names)


def _rest(setting: str, recipes: Sequence[Recipe]) -> str:
    """What else is the same where this setting differs, and what follows."""
    if setting == LAYERS and not _begin_with_the_same_weights(recipes):
        return say(OTHER_LAYERS)
    return say(REST.get(setting, EFFECT))


def _begin_with_the_same_weights(recipes: Sequence[Recipe]) -> bool:
    """Whether the layers differ in nothing but activations, which draw no weights."""
    return len({tuple(map(_weighted, recipe.model.layers)) for recipe in recipes}) == 1


def _weighted(layer: Layer) -> Layer | None:
    return layer if layer.function is None else None
