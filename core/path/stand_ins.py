"""A chapter on a machine that does not have its dataset: another one stands in for it."""

from core.datasets import DatasetCard, DatasetError, Library
from core.experiments.race import Race
from core.experiments.ready import READY
from core.lint.other_dataset import fitted
from core.path.blocks import RunBlock
from core.path.chapter import Chapter
from core.recipe import Recipe


def dataset_here(chapter: Chapter, dataset: str, library: Library) -> str:
    """The name of a dataset of a chapter, or of the one that stands in for it here."""
    if chapter.instead is None or is_here(dataset, library):
        return dataset
    return chapter.instead if is_here(chapter.instead, library) else dataset


def missing(chapter: Chapter, library: Library) -> list[str]:
    """The datasets that a chapter needs and that are not here, whether or not one stands in."""
    return [name for name in chapter.needs if not is_here(name, library)]


def stand_in(chapter: Chapter, library: Library) -> DatasetCard | None:
    """The card of the dataset that takes the place of a missing one; None unless it is here."""
    if chapter.instead is None or not is_here(chapter.instead, library):
        return None
    return library.card(chapter.instead)


def is_here(dataset: str, library: Library) -> bool:
    """Whether a dataset is on this machine, and whoever asks may see it."""
    return seen(dataset, library) is not None and library.ready(dataset)


def seen(dataset: str, library: Library) -> DatasetCard | None:
    """The card of a dataset; None if it is somebody else's who does not share it, or gone."""
    try:
        return library.card(dataset)
    except DatasetError:
        return None


def recipe_here(chapter: Chapter, recipe: Recipe, library: Library) -> Recipe:
    """A recipe of a chapter, fitted to the dataset that stands in for its own here, if one does."""
    dataset = dataset_here(chapter, recipe.data.dataset, library)
    return recipe if dataset == recipe.data.dataset else fitted(recipe, library.card(dataset))


def race_here(chapter: Chapter, block: RunBlock, library: Library) -> Race:
    """The race that a run block names, on the dataset of the chapter, or what stands in for it.

    RecipeError if it cannot be run there.
    """
    assert block.race is not None
    dataset = dataset_here(chapter, chapter.dataset, library)
    return READY[block.race].race(library.card(dataset))
