"""How many of the questions were answered, as a bar."""

import streamlit as st
from markupsafe import Markup

from core.language import say
from dashboard.path import texts

_BAR = Markup(
    '<div class="fe-progress" role="img" aria-label="{}"><i style="--share: {}%"></i></div>'
)


def show_bar(done: int, asked: int) -> None:
    """A bar that is filled by the share of the questions that were answered."""
    words = say(texts.ANSWERED, done=done, count=asked)
    st.html(_BAR.format(words, round(100 * done / asked)))
