"""Who visits: a name that the browser keeps, so that a visitor finds their runs again."""

import secrets

import streamlit as st

from dashboard.lab import services

COOKIE = "first_epoch_visitor"


# Streamlit can read cookies but not set them; without one, a reload would be a stranger.
_REMEMBER = st.components.v2.component(
    "first_epoch_visitor",
    js=f"""
    export default function ({{ data }}) {{
      if (!document.cookie.includes("{COOKIE}=")) {{
        const year = 365 * 24 * 3600
        document.cookie = `{COOKIE}=${{data.visitor}}; path=/; max-age=${{year}}; samesite=lax`
      }}
    }}
    """,
)


def remember_visitor() -> None:
    """Let the browser keep the visitor's name."""
    _REMEMBER(data={"visitor": visitor()}, key="remember_visitor", height=1)


def visitor() -> str:
    """A name for this browser that nobody else knows and that survives a reload."""
    if "visitor" not in st.session_state:
        known = st.context.cookies.get(COOKIE, "")
        named = known.isalnum() and len(known) == 32
        st.session_state.visitor = known if named else secrets.token_hex(16)
    return st.session_state.visitor


def owns(run_id: str) -> bool:
    """Whether this visitor started a run."""
    return services.engine().store.run(run_id).owner == visitor()
