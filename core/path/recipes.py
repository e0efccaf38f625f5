"""A recipe as a path names it: `preset mnist-cnn`, or a link of the lab."""

from core.recipe import Recipe, preset

PRESET = "preset "


def read_recipe(text: str) -> Recipe:
    """The recipe; RecipeError, with a sentence, if there is none."""
    text = text.strip()
    if text.startswith(PRESET):
        return preset(text.removeprefix(PRESET).strip())
    return Recipe.from_link(text)
