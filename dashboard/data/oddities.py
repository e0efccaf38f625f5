"""What is odd about a dataset: blank pictures, copies, and training pictures in the test set."""

import streamlit as st

from core.datasets import Dataset
from core.datasets.oddities import Oddities, find_oddities
from core.language import say
from dashboard.data import texts
from dashboard.data.picture_grid import show_training_pictures
from dashboard.lab import services

SHOWN_ODD = 12


@st.cache_data(max_entries=8, show_spinner=False)
def _find_oddities(name: str) -> Oddities:
    dataset = services.library().load(name)
    return find_oddities(dataset.x_train, dataset.y_train, dataset.x_test)


def show_oddities(dataset: Dataset) -> None:
    """What is odd about a dataset, with some of the pictures."""
    with st.spinner(say(texts.SEARCHING)):
        odd = _find_oddities(dataset.card.name)
    if not any(odd):
        st.success(say(texts.CLEAN), icon=":material/check_circle:")
        return
    if odd.blank:
        _odd(dataset, say(texts.BLANK, count=len(odd.blank)), say(texts.BLANK_NOTE), odd.blank)
    if odd.copies:
        copies = sum(len(group) - 1 for group in odd.copies)
        pairs = [index for group in odd.copies for index in group[:2]]
        _odd(dataset, say(texts.COPIES, count=copies), "", pairs)
    if odd.contradictions:
        title = say(texts.CONTRADICTIONS, count=len(odd.contradictions))
        places = [index for group in odd.contradictions for index in group]
        _odd(dataset, title, say(texts.CONTRADICTIONS_NOTE), places)
    if odd.leaked:
        count, total = len(odd.leaked), len(dataset.x_test)
        title = say(texts.LEAKED, count=count, total=total, share=count / total)
        _odd(dataset, title, say(texts.LEAKED_NOTE), [index for index, _ in odd.leaked])


def _odd(dataset: Dataset, title: str, note: str, indices: list[int]) -> None:
    st.markdown(f"**{title}**")
    if note:
        st.caption(note)
    show_training_pictures(dataset, indices[:SHOWN_ODD])
