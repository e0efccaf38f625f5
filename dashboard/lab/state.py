"""What a visit remembers from one script run to the next: a typed object for each room."""

from typing import TypeVar

import streamlit as st

State = TypeVar("State")


def key_of(kind: type) -> str:
    """Where the session keeps the object of this class."""
    return f"{kind.__module__}.{kind.__qualname__}"


def state_of(kind: type[State]) -> State:
    """The visit's one object of this class, made with its defaults when it is first asked for."""
    key = key_of(kind)
    if key not in st.session_state:
        st.session_state[key] = kind()
    return st.session_state[key]
