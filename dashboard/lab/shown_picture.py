"""The picture that a visitor drew or showed last, for pages that keep or explain it."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from core.datasets import DatasetCard


def lay_out(card: DatasetCard, picture: Callable[[], np.ndarray | None]) -> None:
    """Remember how to get what is on screen for this dataset, so that it can be kept."""
    st.session_state.laid_out = (card.name, picture)


def laid_out(card: DatasetCard) -> np.ndarray | None:
    """What is on screen, or was last, for this dataset, uint8 of the card's shape."""
    name, picture = st.session_state.get("laid_out") or (None, None)
    return picture() if name == card.name else None


def explain_it() -> None:
    """Let the Explain page begin with this picture."""
    st.session_state.explain_shown = True


def is_to_be_explained() -> bool:
    """Whether the Explain page was asked, since it was last drawn, to begin with this picture."""
    return st.session_state.pop("explain_shown", False)
