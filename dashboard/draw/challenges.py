"""A challenge on the Draw page: chosen below, followed beside the answer."""

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.datasets import DatasetCard
from core.drawing.challenges import Challenge, challenges, judge
from core.language import say
from dashboard.draw import texts
from dashboard.lab.state import widget_value


def choose(card: DatasetCard, drawn: bool) -> None:
    """The challenges for this dataset, one of which may be taken up."""
    tasks = challenges(card, drawn)
    st.pills(
        say(texts.CHALLENGES),
        range(len(tasks)),
        format_func=lambda number: tasks[number].task,
        key=_key(card, drawn),
        help=say(texts.CHALLENGES_HELP),
    )


def chosen(card: DatasetCard, drawn: bool) -> int | None:
    """The number of the challenge that was taken up, if any."""
    return widget_value(_key(card, drawn))


def progress(
    card: DatasetCard, drawn: bool, number: int | None, outputs: np.ndarray | None
) -> Markup:
    """How far the outputs `(classes,)` meet the challenge of a number; empty without one."""
    tasks = challenges(card, drawn)
    if number is None or number not in range(len(tasks)):
        return Markup()
    return _line(tasks[number], outputs, card)


def _line(challenge: Challenge, outputs: np.ndarray | None, card: DatasetCard) -> Markup:
    met, words = False, ""
    if outputs is not None:
        met, words = judge(challenge, outputs, card.classes)
    if met:
        words = say(texts.MET, moral=challenge.moral)
    return Markup('<p class="fe-task{met}"><b>{mark} {task}</b> {words}</p>').format(
        met=" met" if met else "", mark="✓" if met else "○", task=challenge.task, words=words
    )


def _key(card: DatasetCard, drawn: bool) -> str:
    return f"challenge-{card.name}-{drawn}"
