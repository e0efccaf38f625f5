"""What the Explain page remembers of a visit, and the keys of its widgets that code reads or sets.

The values of widgets stand in Streamlit's session under the widgets' keys; the rest is one object.
"""

from dataclasses import dataclass

import streamlit as st

from dashboard.explain.picture_address import PictureAddress

SOURCE = "explained_source"
UNIT = "explained_unit"
VIEW = "explained_view"


@dataclass
class ExplainState:
    """`picture` is the picture of the dataset that is chosen, `layer` the name of the chosen layer.

    `strip_start` counts how far the strip of pictures was moved on. `address` is the picture in
    the page's address as the page knows it: what differs comes from outside.
    """

    picture: PictureAddress | None = None
    layer: str | None = None
    strip_start: int = 0
    address: str | None = None


def picture_source() -> str | None:
    """Where the picture comes from: a key of `texts.SOURCES`; None at first."""
    return st.session_state.get(SOURCE)


def set_picture_source(chosen: str) -> None:
    """Choose where the picture comes from."""
    st.session_state[SOURCE] = chosen


def unit() -> int | None:
    """The chosen unit of the layer, counted from 0; None if none is chosen yet."""
    return st.session_state.get(UNIT)


def set_unit(chosen: int) -> None:
    """Choose a unit of the layer."""
    st.session_state[UNIT] = chosen


def forget_unit() -> None:
    """Let the page choose the unit again."""
    st.session_state.pop(UNIT, None)
