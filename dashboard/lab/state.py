"""What a visit remembers between two runs of its page, as one typed object for each room."""

from typing import TypeVar

import streamlit as st

State = TypeVar("State")


def state_of(kind: type[State]) -> State:
    """The visit's one object of this class, made with its defaults when it is first asked for."""
    key = f"{kind.__module__}.{kind.__qualname__}"
    if key not in st.session_state:
        st.session_state[key] = kind()
    return st.session_state[key]
