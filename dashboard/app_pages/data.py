"""Data: choose a dataset; its facts, shapes and pictures."""

import numpy as np
import streamlit as st

from core.datasets import Dataset, DatasetCard
from core.recipe import preset
from dashboard import pictures, session
from dashboard.steps import next_step

TEXT = {
    "title": "Data",
    "choose": "Dataset",
    "choose_help": (
        "What the network learns from. Choosing one also loads a recipe that suits it. "
        "Try the digits first: they need no download."
    ),
    "missing": "{title} is not on this machine yet.",
    "download": "Download {title}",
    "downloading": "Downloading {title}",
    "train": "Training pictures",
    "test": "Test pictures",
    "classes": "Classes",
    "picture": "One picture",
    "shapes": "Shapes",
    "shapes_help": "samples × height × width × channels; the labels are one whole number each",
    "counts": "{most} is the most frequent class, {least} the rarest: {high:,} and {low:,}",
    "counts_axis": "training pictures",
    "handful": "A handful of training pictures",
    "another": "Another handful",
    "caption": "{name}",
    "notice": "Notice the numbers: a picture is nothing but {count:,} values from 0 to {max_value}.",
    "source": "Source: [{source}]({url}) · Licence: {licence}",
}
STARTING_RECIPES = {"digits": "digits-mlp", "mnist": "homework-mnist-mended"}
HANDFUL = 24


def _choose() -> None:
    name = st.session_state.dataset_choice
    if name:
        session.set_recipe(preset(STARTING_RECIPES[name]))


def _facts(card: DatasetCard) -> None:
    height, width, channels = card.shape
    with st.grid(4, min_column_width=140):
        st.metric(TEXT["train"], f"{card.train_count:,}", border=True)
        st.metric(TEXT["test"], f"{card.test_count:,}", border=True)
        st.metric(TEXT["classes"], card.num_classes, border=True)
        st.metric(TEXT["picture"], f"{height}×{width}×{channels}", border=True)


def _shapes(dataset: Dataset) -> None:
    st.markdown(f"**{TEXT['shapes']}**", help=TEXT["shapes_help"])
    arrays = ("x_train", "y_train", "x_test", "y_test")
    lines = (
        f"{name:8} {getattr(dataset, name).dtype!s:6} {getattr(dataset, name).shape}"
        for name in arrays
    )
    st.code("\n".join(lines), language=None)


def _samples(dataset: Dataset) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        st.subheader(TEXT["handful"])
        st.button(TEXT["another"], icon=":material/refresh:", on_click=_another)
    rng = np.random.default_rng(st.session_state.get("handful", 0))
    chosen = np.sort(rng.choice(len(dataset.x_train), HANDFUL, replace=False))
    captions = [dataset.card.classes[label] for label in dataset.y_train[chosen]]
    st.html(pictures.grid(dataset.x_train[chosen], captions, dataset.card.max_value))


def _another() -> None:
    st.session_state.handful = st.session_state.get("handful", 0) + 1


st.title(TEXT["title"])
library = session.library()
current = session.recipe().data.dataset
st.session_state.dataset_choice = current
st.segmented_control(
    TEXT["choose"],
    [name for name in library.names() if name in STARTING_RECIPES],
    format_func=lambda name: library.card(name).title,
    key="dataset_choice",
    help=TEXT["choose_help"],
    on_change=_choose,
)
card = library.card(current)
st.markdown(card.task)
_facts(card)
if library.ready(current):
    dataset = library.load(current)
    st.html(pictures.grid([], [], 1))
    _samples(dataset)
    st.markdown(TEXT["notice"].format(count=int(np.prod(card.shape)), max_value=card.max_value))
    _shapes(dataset)
else:
    st.info(TEXT["missing"].format(title=card.title), icon=":material/download:")
st.caption(TEXT["source"].format(source=card.source, url=card.source_url, licence=card.licence))
next_step("data")
