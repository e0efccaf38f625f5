"""Ready recipes by name: those that the cards of the datasets give."""

from core.datasets.cards import CARDS
from core.datasets.recipe_links import ADAM, MENDED, mlp
from core.language import say
from core.recipe.link import RecipeError
from core.recipe.recipe import Recipe

PRESETS: dict[str, Recipe] = {
    ready.name: Recipe.from_link(f"data.dataset={card.name}&{ready.link}")
    for card in CARDS.values()
    for ready in card.presets
}


def first_recipe(dataset: str, num_classes: int) -> Recipe:
    """A recipe to begin with: the dataset's preset, or a small network for a visitor's own one."""
    if dataset in CARDS:
        return PRESETS[CARDS[dataset].first_preset]
    return Recipe.from_link(f"data.dataset={dataset}&{MENDED}&{ADAM}&{mlp(num_classes)}")


def preset(name: str) -> Recipe:
    """The ready recipe of this name; RecipeError, with the names there are, for another."""
    if name not in PRESETS:
        raise RecipeError(
            say(
                "There is no preset “{name}”. There are: {names}.",
                name=name,
                names=", ".join(PRESETS),
            )
        )
    return PRESETS[name]
