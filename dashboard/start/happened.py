"""What just happened? Three sentences, which open the pages that show it."""

import streamlit as st

from core.datasets import DatasetCard
from core.language import say
from core.runs.history import RunHistory
from dashboard.lab.navigation import PAGES
from dashboard.start import texts


def show_happened(history: RunHistory, card: DatasetCard) -> None:
    """Data, labels, network and training of a run that is over, each with the way to its page."""
    started, epochs = history.started, history.validation
    if started is None or len(epochs) < 2:
        return
    classes = card.num_classes
    st.subheader(say(texts.HAPPENED))
    data, model, training = st.columns(3)
    with data:
        _part(
            say(texts.HAPPENED_DATA, count=started.event.train_count, classes=classes),
            "data",
            "labels",
        )
    with model:
        _part(
            say(texts.HAPPENED_MODEL, count=started.event.parameter_count, classes=classes), "model"
        )
    with training:
        words = say(
            texts.HAPPENED_TRAIN,
            count=len(epochs) - 1,
            before=epochs[0].accuracy,
            after=history.val_accuracy,
        )
        _part(words, "train")


def _part(words: str, *paths: str) -> None:
    st.markdown(words)
    with st.container(horizontal=True, gap="small"):
        for page in PAGES:
            if page.path in paths:
                st.page_link(page.file, label=say(page.title), icon=page.icon, help=say(page.help))
