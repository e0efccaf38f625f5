"""The code expander of each page: a part of the one script that reproduces the recipe."""

from collections.abc import Callable

import streamlit as st

from core.code import data_generator, sections
from core.datasets import DatasetCard, DatasetError
from core.language import say
from core.layers import LayerError
from core.recipe import Recipe
from dashboard.lab import screen, services, texts
from dashboard.lab.fragment import fragment


def show_code(section: str) -> None:
    """An expander with the Keras that does what this page does."""
    _expander(lambda: _show(lambda recipe, card: sections(recipe, card)[section]))


def show_augmentation_code() -> None:
    """The same for augmentation, in the two forms that a student meets."""
    _expander(_show_both_forms)


@fragment()
def _expander(show: Callable[[], None]) -> None:
    # To load what colours code is a quarter of a browser's work when it opens the page.
    expander = st.expander(
        say(texts.SHOW_CODE), icon=":material/code:", key="show_code", on_change="rerun"
    )
    if expander.open:
        with expander:
            show()


def _show_both_forms() -> None:
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
