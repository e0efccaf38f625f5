"""The code expander of each page: a part of the one script that reproduces the recipe."""

from collections.abc import Callable

import streamlit as st

from core.code import data_generator, sections
from core.datasets import DatasetCard, DatasetError
from core.language import say
from core.layers import LayerError
from core.recipe import Recipe
from dashboard.lab import screen, services, texts

ICON = ":material/code:"


def show_code(section: str) -> None:
    """An expander with the Keras that does what this page does."""
    with st.expander(say(texts.SHOW_CODE), icon=ICON):
        _show(lambda recipe, card: sections(recipe, card)[section])


def show_augmentation_code() -> None:
    """The same for augmentation, in the two forms that a student meets."""
    with st.expander(say(texts.SHOW_CODE), icon=ICON):
        if not screen.recipe().augmentation.is_on:
            st.markdown(say(texts.NOTHING_ON))
            return
        layers, generator = st.tabs([say(texts.KERAS_LAYERS), texts.GENERATOR])
        with layers:
            st.caption(say(texts.KERAS_LAYERS_NOTE))
            _show(lambda recipe, card: sections(recipe, card)["augmentation"])
        with generator:
            st.caption(say(texts.GENERATOR_NOTE))
            _show(data_generator)


def _show(write: Callable[[Recipe, DatasetCard], str]) -> None:
    recipe = screen.recipe()
    try:
        st.code(write(recipe, services.library().card(recipe.data.dataset)))
    except (DatasetError, LayerError) as error:
        st.caption(say(texts.NO_CODE, reason=error))
