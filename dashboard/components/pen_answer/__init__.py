"""The answer to the drawing on the pad, which the browser asks for by itself."""

from pathlib import Path

import streamlit as st

# Not isolated: it looks as the same answer to a photo does.
_ANSWER = st.components.v2.component(
    "first_epoch_pen_answer",
    html="<div></div>",
    js=Path(__file__).with_name("answer.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def pen_answer(address: str | None, unanswered: str, follows: str | None = None) -> None:
    """Show what the lab answers at `address` to each drawing; `unanswered` is HTML until then.

    Without an address it stays at that. If the page plays the film of the run that it `follows`, it
    asks what that run said in the epoch that the film shows, and again with each epoch.
    """
    data = {"address": address, "unanswered": unanswered, "follows": follows}
    _ANSWER(key="verdict", data=data)
