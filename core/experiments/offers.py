"""What can be raced on a dataset: the values that a page offers, and what is wrong with a race."""

from core.datasets import DatasetCard
from core.experiments.race import LEAST_VALUES, Race
from core.experiments.raced import RACED
from core.experiments.settings import in_effect
from core.language import message, say
from core.lint.refusal import refusal
from core.recipe import Recipe, RecipeError
from core.recipe.work import trained_images

CANNOT_BE_TRAINED = message("“{name}” cannot be trained. {reason}")
SAME_PICTURES = message(
    "“{first}” and “{second}” give the same run: {dataset} has {count:,} training pictures."
)


def offered(setting: str, base: Recipe, card: DatasetCard) -> tuple[str, ...]:
    """The values of a setting that a recipe can be trained with on its dataset, to choose from.

    Empty if the setting would change nothing in the recipe.
    """
    values = RACED[setting].values
    if setting == "images":
        smaller = [value for value in values if int(value) < card.train_count]
        values = (*smaller, str(card.train_count))
    runs: dict[tuple, str] = {}
    for value in values:
        recipe = _recipe(setting, value, base)
        if recipe is not None and refusal(recipe, card) is None:
            runs.setdefault(tuple(in_effect(recipe).items()), value)
    return tuple(runs.values()) if len(runs) >= LEAST_VALUES else ()


def complaint(race: Race, card: DatasetCard) -> str | None:
    """Why a race cannot be run on this dataset, in a sentence; None if it can."""
    names: dict[int, str] = {}
    for contestant in race.contestants:
        recipe = contestant.recipes[0]
        if reason := refusal(recipe, card):
            return say(CANNOT_BE_TRAINED, name=contestant.name, reason=reason)
        images = trained_images(recipe, card)
        if images in names and _races_pictures_alone(race):
            named = {"first": names[images], "second": contestant.name}
            return say(SAME_PICTURES, dataset=card.title, count=card.train_count, **named)
        names[images] = contestant.name
    return None


def _races_pictures_alone(race: Race) -> bool:
    return [axis.setting for axis in race.axes] == ["images"]


def _recipe(setting: str, value: str, base: Recipe) -> Recipe | None:
    try:
        return RACED[setting].changed(base, value)
    except RecipeError:
        return None
