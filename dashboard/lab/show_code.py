"""The code expander of each page: a part of the one script that reproduces the recipe."""

from collections.abc import Callable

import streamlit as st

from core.code import data_generator, sections
from core.datasets import DatasetCard, DatasetError
from core.layers import LayerError
from core.recipe import Recipe
from dashboard.lab import screen, services

TEXT = {
    "show": "Show the code",
    "impossible": "There is no code yet: {reason}",
    "off": "There is nothing to write while everything is off.",
    "layers": "Keras layers",
    "generator": "ImageDataGenerator",
    "layers_note": "The way of Keras 3, a batch at a time; the exported script does it so. These "
    "layers draw in nearly the same ranges.",
    "generator_note": "The classic way, one picture after the other. It is gone from Keras 3 "
    "and lives on in TensorFlow alone; it needs SciPy. In the script it can stand in the place of "
    "the other.",
}
ICON = ":material/code:"


def show_code(section: str) -> None:
    """An expander with the Keras that does what this page does."""
    with st.expander(TEXT["show"], icon=ICON):
        _show(lambda recipe, card: sections(recipe, card)[section])


def show_augmentation_code() -> None:
    """The same for augmentation, in the two forms that a student meets."""
    with st.expander(TEXT["show"], icon=ICON):
        if not screen.recipe().augmentation.is_on:
            st.markdown(TEXT["off"])
            return
        layers, generator = st.tabs([TEXT["layers"], TEXT["generator"]])
        with layers:
            st.caption(TEXT["layers_note"])
            _show(lambda recipe, card: sections(recipe, card)["augmentation"])
        with generator:
            st.caption(TEXT["generator_note"])
            _show(data_generator)


def _show(write: Callable[[Recipe, DatasetCard], str]) -> None:
    recipe = screen.recipe()
    try:
        st.code(write(recipe, services.library().card(recipe.data.dataset)))
    except (DatasetError, LayerError) as error:
        st.caption(TEXT["impossible"].format(reason=error))
