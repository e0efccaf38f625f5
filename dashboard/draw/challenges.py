"""A challenge on the Draw page: chosen below, followed beside the answer."""

import html

import numpy as np
import streamlit as st

from core.datasets import DatasetCard
from core.drawing.challenges import Challenge, challenges, judge

TEXT = {
    "title": "Challenges",
    "lead": "Choose one, and watch it beside the answer.",
    "met": "Done.",
}


def choose(card: DatasetCard, drawn: bool) -> None:
    """The challenges for this dataset, one of which may be taken up."""
    tasks = challenges(card, drawn)
    st.pills(
        TEXT["title"],
        range(len(tasks)),
        format_func=lambda number: tasks[number].task,
        key=_key(card, drawn),
        help=TEXT["lead"],
    )


def chosen(card: DatasetCard, drawn: bool) -> int | None:
    """The number of the challenge that was taken up, if any."""
    return st.session_state.get(_key(card, drawn))


def progress(card: DatasetCard, drawn: bool, number: int | None, outputs: np.ndarray | None) -> str:
    """How far the answer meets the challenge of a number, as HTML; empty without one."""
    tasks = challenges(card, drawn)
    if number is None or number not in range(len(tasks)):
        return ""
    return _line(tasks[number], outputs, card)


def _line(challenge: Challenge, outputs: np.ndarray | None, card: DatasetCard) -> str:
    met, words = False, ""
    if outputs is not None:
        met, words = judge(challenge, outputs, card.classes)
    if met:
        words = f"{TEXT['met']} {challenge.moral}"
    return (
        f'<p class="fe-task{" met" if met else ""}"><b>{"✓" if met else "○"} '
        f"{html.escape(challenge.task)}</b> {html.escape(words)}</p>"
    )


def _key(card: DatasetCard, drawn: bool) -> str:
    return f"challenge-{card.name}-{drawn}"
