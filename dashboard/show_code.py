"""The code expander of each page: a part of the one script that reproduces the recipe."""

import streamlit as st

from core.code import sections
from core.datasets import DatasetError
from core.layers import LayerError
from dashboard import session

TEXT = {
    "show": "Show the code",
    "impossible": "There is no code yet: {reason}",
}


def show_code(section: str) -> None:
    """An expander with the Keras that does what this page does."""
    with st.expander(TEXT["show"], icon=":material/code:"):
        recipe = session.recipe()
        try:
            card = session.library().card(recipe.data.dataset)
            st.code(sections(recipe, card)[section])
        except (DatasetError, LayerError) as error:
            st.caption(TEXT["impossible"].format(reason=error))
