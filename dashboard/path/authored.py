"""Where the texts of a path's author stand: they may be in another language than the lab."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.language import direction
from core.language import language as spoken
from dashboard.components.written_in import written_in


def authored(name: str, language: str, **look: Any) -> DeltaGenerator:
    """A container for texts in this language, which run in its direction; `look` as Streamlit's.

    A chapter that is not translated runs from left to right also in a lab that does not.
    """
    if language == spoken():
        return st.container(key=f"authored_{name}", **look)
    container = st.container(key=f"authored_{direction(language)}_{name}", **look)
    with container:
        written_in(language, key=f"written_in_{name}")
    return container
