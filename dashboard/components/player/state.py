"""What the browser tells of a player."""

import streamlit as st


def epoch_of(key: str) -> int:
    """The epoch at which the film of a player was held."""
    return st.session_state[key].epoch
