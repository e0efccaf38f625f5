"""Sentences that are shown once, at the top of the page."""

from dataclasses import dataclass, field

import streamlit as st

from core.plain_text import plain_sentence
from dashboard.lab.state import state_of


@dataclass
class NoticesState:
    """The sentences to show next, each with whether it is good news."""

    waiting: list[tuple[str, bool]] = field(default_factory=list)


def notice(sentence: str, good: bool = False) -> None:
    """Show a sentence at the top of the page, once: a warning, or good news."""
    state_of(NoticesState).waiting.append((plain_sentence(sentence), good))


def show_notices() -> None:
    """Show the sentences that have come up since they were last shown."""
    state = state_of(NoticesState)
    waiting, state.waiting = state.waiting, []
    for sentence, good in waiting:
        if good:
            st.success(sentence, icon=":material/check_circle:")
        else:
            st.warning(sentence, icon=":material/info:")
