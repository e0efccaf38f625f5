"""A chapter on a machine that does not have its dataset: another one stands in for it."""

from core.datasets import DatasetCard, Library
from core.experiments.race import Race
from core.experiments.ready import READY
from core.lint.other_dataset import fitted
from core.path.blocks import Run
from core.path.chapter import Chapter
from core.recipe import Recipe


def dataset_here(chapter: Chapter, dataset: str, library: Library) -> str:
    """The name of a dataset of a chapter, or of the one that stands in for it here."""
    if chapter.instead is None or library.ready(dataset):
        return dataset
    return chapter.instead


def missing(chapter: Chapter, library: Library) -> list[DatasetCard]:
    """The datasets that a chapter needs and that are not ready, whether or not one stands in."""
    return [library.card(name) for name in chapter.needs if not library.ready(name)]


def recipe_here(chapter: Chapter, recipe: Recipe, library: Library) -> Recipe:
    """A recipe of a chapter, fitted to the dataset that stands in for its own here, if one does."""
    dataset = dataset_here(chapter, recipe.data.dataset, library)
    return recipe if dataset == recipe.data.dataset else fitted(recipe, library.card(dataset))


def race_here(chapter: Chapter, block: Run, library: Library) -> Race:
    """The race that a run block names, on the dataset of the chapter, or what stands in for it.

    RecipeError if it cannot be run there.
    """
    assert block.race is not None
    dataset = dataset_here(chapter, chapter.dataset, library)
    return READY[block.race].race(library.card(dataset))
