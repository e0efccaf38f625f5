"""Who visits: a token that the browser keeps, so that a visitor finds their runs again."""

import secrets
from dataclasses import dataclass

import streamlit as st

from dashboard.lab import services
from dashboard.lab.state import state_of
from dashboard.server.visitor_cookie import COOKIE


@dataclass
class VisitorState:
    """The visitor's token, once it is known, and whether the browser had it from earlier."""

    token: str = ""
    was_here: bool = False


# Streamlit can read cookies but not set them; without one, a reload would be a new visitor.
_REMEMBER = st.components.v2.component(
    "first_epoch_visitor",
    js=f"""
    export default function ({{ data }}) {{
      if (!document.cookie.includes("{COOKIE}=")) {{
        const year = 365 * 24 * 3600
        document.cookie = `{COOKIE}=${{data.token}}; path=/; max-age=${{year}}; samesite=lax`
      }}
    }}
    """,
)


def keep_token() -> None:
    """Let the browser keep the visitor's token for a year."""
    _REMEMBER(data={"token": token()}, key="remember_visitor", height=1)


def token() -> str:
    """32 hexadecimal digits, kept over a reload. Whoever knows them owns the visitor's runs."""
    state = state_of(VisitorState)
    if not state.token:
        known = st.context.cookies.get(COOKIE, "")
        state.was_here = known.isalnum() and len(known) == 32
        state.token = known if state.was_here else secrets.token_hex(16)
    return state.token


def was_here() -> bool:
    """Whether the browser knew a token when this visit began; a new visitor has no runs yet."""
    token()
    return state_of(VisitorState).was_here


def owns(run_id: str) -> bool:
    """Whether this visitor started a run."""
    return services.engine().store.run(run_id).owner == token()
