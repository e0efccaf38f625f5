"""What a visit remembers from one script run to the next: typed objects, and values of widgets.

Streamlit keeps both in the session of the visit, `st.session_state`. Only modules called `state`
touch it.
"""

from typing import Any, TypeVar

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


def widget_value(key: str) -> Any:
    """What the widget of this key holds; None if it has not been shown yet."""
    return st.session_state.get(key)


def set_widget_value(key: str, value: object) -> None:
    """Let the widget of this key hold another value.

    To be called before the widget is shown in this script run, or in a callback.
    """
    st.session_state[key] = value
