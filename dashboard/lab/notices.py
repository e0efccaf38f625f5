"""Sentences at the top of the page, each said once."""

import streamlit as st


def notice(sentence: str, good: bool = False) -> None:
    """Say a sentence at the top of the page, once: a warning, or good news."""
    st.session_state.setdefault("notices", []).append((sentence, good))


def show_notices() -> None:
    """Say what there is to say now."""
    for sentence, good in st.session_state.pop("notices", []):
        if good:
            st.success(sentence, icon=":material/check_circle:")
        else:
            st.warning(sentence, icon=":material/info:")
