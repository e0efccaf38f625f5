"""What a page shows of several things: one at a time, and the address says which."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.language import say
from dashboard.lab.address import say_in_address, take
from dashboard.lab.state import set_widget_value, widget_value


def choose_view(
    label: str, names: Mapping[str, str], *, key: str, in_address: str = "view", **look: Any
) -> str:
    """A switch between the views of a page → the name of the chosen one, at first the first.

    `names` maps the name of each, as it stands in the address under `in_address`, to what it is
    called.
    """
    first = next(iter(names))
    wanted = take(in_address)
    if wanted in names:
        set_widget_value(key, wanted)
    elif widget_value(key) not in names:
        set_widget_value(key, first)
    chosen = st.segmented_control(
        label,
        list(names),
        format_func=lambda name: say(names[name]),
        required=True,
        key=key,
        persist_state="session",
        **look,
    )
    say_in_address(in_address, None if chosen == first else chosen)
    return chosen
