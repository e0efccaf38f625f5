"""What the browser tells of a player."""

import streamlit as st


def epoch_of(key: str) -> int | None:
    """The epoch at which the film of a player was held; None for a message that is forged."""
    epoch = st.session_state[key].epoch
    return epoch if isinstance(epoch, int) else None
