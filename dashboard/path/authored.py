"""Where the texts of a path's author stand: they may be in another language than the lab."""

from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.language import direction, language


def authored(name: str, written_in: str, **look: Any) -> DeltaGenerator:
    """A container for texts in this language, which run in its direction; `look` as Streamlit's.

    A chapter that is not translated runs from left to right also in a lab that does not.
    """
    way = "" if written_in == language() else f"{direction(written_in)}_"
    return st.container(key=f"authored_{way}{name}", **look)
