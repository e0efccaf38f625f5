"""Who visits: the name that the server gave to the browser, under which runs are found again.

And where: the time zone of the browser.
"""

from dataclasses import dataclass
from datetime import timedelta, timezone

import streamlit as st

from dashboard.lab.state import state_of
from dashboard.server import visitors


@dataclass
class VisitorState:
    """The visitor's name, once it is known, and whether the browser had it from earlier."""

    token: str = ""
    was_here: bool = False


def token() -> str:
    """The name of the visitor for whom the lab works now, in a page or in a route.

    It is kept over a reload, and belongs to nobody else; empty in a route that nobody is known in.
    """
    asks = visitors.who_asks()
    if asks is not None:
        return asks
    state = state_of(VisitorState)
    if not state.token:
        # A browser that keeps no cookies has a new name in every visit.
        known = visitors.visitor_of(st.context.cookies)
        state.token = known or visitors.new_name()
        state.was_here = known is not None and not visitors.is_new(known)
    return state.token


def was_here() -> bool:
    """Whether the browser had its name when this visit began; a new visitor has no runs yet."""
    token()
    return state_of(VisitorState).was_here


def zone() -> timezone:
    """The time zone of the visitor's browser."""
    return timezone(timedelta(minutes=-(st.context.timezone_offset or 0)))
