"""The language of a visit: what the address asks for (`lang=fa`), else what the browser prefers."""

from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.language import SOURCE, closest, speak_by_default
from dashboard.lab.state import state_of


@dataclass
class LanguageState:
    """The language that is spoken, and the one that the address asked for, if it is spoken."""

    spoken: str = SOURCE
    in_address: str | None = None


def choose_language(requested: str | None) -> None:
    """Choose the language of a new visit; `requested` is what its address says."""
    state = state_of(LanguageState)
    state.spoken = closest(requested, st.context.locale)
    state.in_address = state.spoken if requested else None


def in_address() -> dict[str, str]:
    """What the address goes on saying of the language."""
    requested = state_of(LanguageState).in_address
    return {"lang": requested} if requested else {}


def of_visit() -> str:
    """The language of the visit that this thread works for; English outside of any."""
    # Callbacks of widgets run before the page's script, in a thread that knows only the session.
    visited = get_script_run_ctx(suppress_warning=True) is not None
    return state_of(LanguageState).spoken if visited else SOURCE


speak_by_default(of_visit)
