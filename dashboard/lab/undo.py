"""Undo: one for the whole recipe, beside the title of each page that changes it."""

import streamlit as st

from core.language import say
from core.recipe.differences import differences
from dashboard.lab import screen, texts
from dashboard.lab.fragment import fragment


def title_with_undo(title: str) -> None:
    """The title of a page, and the button that takes back the last change of the recipe."""
    # Not at the other edge, where Streamlit's menu is.
    with st.container(horizontal=True, vertical_alignment="center", key="title_with_undo"):
        st.title(title, width="content")
        with st.container(width="content"):
            _undo_button()


@fragment(key="undo")
def _undo_button() -> None:
    earlier = screen.before_last_change()
    changes = differences(screen.recipe(), earlier) if earlier else []
    settings = ", ".join(f"`{change.setting}`" for change in changes)
    st.button(
        say(texts.UNDO),
        icon=":material/undo:",
        help=say(texts.UNDO_HELP, settings=settings) if changes else say(texts.NOTHING_TO_UNDO),
        on_click=_undo,
        disabled=not earlier,
        type="tertiary",
        key="undo",
    )


def _undo() -> None:
    screen.undo()
    st.rerun()
