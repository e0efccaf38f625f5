"""What the Labels page remembers of a visit."""

from dataclasses import dataclass

import streamlit as st

PICTURE = "label_picture"
"""The key of the field that chooses a training picture by its number."""
CLASS = "label_class"
"""The key of the choice of the picture's class."""
SOURCE = "label_source"
"""The key of the choice of the output's source."""
SHARE = "label_share"
"""The key of the slider for the probability of the right class, in per cent."""


@dataclass
class LabelsState:
    """`batch` counts the batches that were drawn, and is the seed of the choice."""

    batch: int = 0


def picture_index(labels_count: int) -> int:
    """The chosen one of so many training pictures, counted from 0."""
    if not 0 <= st.session_state.get(PICTURE, 0) < labels_count:
        choose_training_picture(0)
    return st.session_state.setdefault(PICTURE, 0)


def choose_training_picture(index: int) -> None:
    """Choose a training picture."""
    st.session_state[PICTURE] = index


def chosen_class() -> int:
    """The class that was chosen."""
    return st.session_state[CLASS]


def show_class(label: int) -> None:
    """Set the choice of the class to the class of the picture."""
    st.session_state[CLASS] = label


def output_source(sources: list[str]) -> str:
    """The chosen source of the output, one of these; the first if the chosen one is gone."""
    if st.session_state.get(SOURCE) not in sources:
        choose_output_source(sources[0])
    return st.session_state[SOURCE]


def choose_output_source(name: str) -> None:
    """Choose the source of the output."""
    st.session_state[SOURCE] = name


def share() -> float:
    """The probability of the right class on the slider, in per cent."""
    return st.session_state.setdefault(SHARE, 50.0)


def show_share(percent: float) -> None:
    """Move the slider to a probability of the right class, in per cent."""
    st.session_state[SHARE] = percent
