"""Sentences that are shown once, over the foot of the page: nothing moves for them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import streamlit as st

from core.language import say
from core.plain_text import plain_sentence
from dashboard.lab import texts
from dashboard.lab.state import state_of


class Notice(NamedTuple):
    """A sentence, whether it is good news, and what takes back what it tells of, if it can be."""

    sentence: str
    good: bool = False
    undo: Callable[[], None] | None = None


@dataclass
class NoticesState:
    """What to show next."""

    waiting: list[Notice] = field(default_factory=list)


def notice(sentence: str, good: bool = False, undo: Callable[[], None] | None = None) -> None:
    """Show a sentence once: a warning, or good news; with a button for `undo` if it is given."""
    state_of(NoticesState).waiting.append(Notice(plain_sentence(sentence), good, undo))


def show_notices() -> None:
    """Show the sentences that have come up since they were last shown."""
    state = state_of(NoticesState)
    waiting, state.waiting = state.waiting, []
    if not waiting:
        return
    with st.container(key="notices", gap="xsmall"):
        for number, (sentence, good, undo) in enumerate(waiting):
            if good:
                st.success(sentence, icon=":material/check_circle:")
            else:
                st.warning(sentence, icon=":material/info:")
            if undo is not None:
                st.button(
                    say(texts.UNDO),
                    icon=":material/undo:",
                    key=f"undo_notice_{number}",
                    on_click=undo,
                )
