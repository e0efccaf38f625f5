"""What the Augment page remembers of a visit."""

from dataclasses import dataclass, field

import streamlit as st

PICTURE_NUMBER = "augment_number"
"""The key of the field that chooses a picture."""
EXPLAINED = "explained_parameter"
"""The key of the choice of the parameter that is shown alone."""


@dataclass
class AugmentState:
    """`first_epoch` is the first epoch shown; `quiz_answers` holds what was said to a question."""

    first_epoch: int = 1
    quiz_answers: dict[str, bool] = field(default_factory=dict)


def picture_number(count: int) -> int:
    """The chosen one of `count` pictures, counted from 1."""
    choose_picture_number(min(st.session_state.get(PICTURE_NUMBER, 1), count))
    return st.session_state[PICTURE_NUMBER]


def choose_picture_number(number: int) -> None:
    """Choose a picture, counted from 1."""
    st.session_state[PICTURE_NUMBER] = number


def choose_parameter(parameter: str) -> None:
    """Choose the parameter of augmentation that is shown alone."""
    st.session_state[EXPLAINED] = parameter
