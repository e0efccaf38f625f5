"""A dataset seen from several sides: one view at a time, so that each is quick."""

from collections.abc import Callable

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.datasets import Dataset, DatasetCard
from core.datasets.survey import mean_pictures
from core.language import say
from dashboard.data import texts
from dashboard.data.oddities import show_oddities
from dashboard.data.picture_grid import show_training_pictures
from dashboard.data.pixels import show_pixels
from dashboard.data.split_map import show_split
from dashboard.data.state import DataState
from dashboard.lab import services
from dashboard.lab.state import state_of
from dashboard.lab.view_choice import choose_view
from dashboard.render import charts, pictures

HANDFUL = 24
UNBALANCED = 1.5


def show(name: str) -> None:
    """The views of a dataset that is on this machine."""
    chosen = choose_view(
        say(texts.VIEW), texts.VIEWS, key="data_view", label_visibility="collapsed", wrap=True
    )
    VIEWS[chosen](services.library().load(name))


def _pictures(dataset: Dataset) -> None:
    card = dataset.card
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choice = st.selectbox(
            say(texts.WHICH),
            [None, *range(card.num_classes)],
            format_func=lambda label: (
                say(texts.ALL_CLASSES) if label is None else card.classes[label]
            ),
            key=f"class-of-{card.name}",
            width=200,
        )
        st.button(
            say(texts.ANOTHER), icon=":material/refresh:", on_click=_another, key="another_handful"
        )
    suitable = np.arange(len(dataset.y_train))
    if choice is not None:
        suitable = np.flatnonzero(dataset.y_train == choice)
    if not len(suitable):
        st.caption(say(texts.NO_PICTURES))
        return
    rng = np.random.default_rng(state_of(DataState).handful)
    chosen = np.sort(rng.choice(suitable, min(HANDFUL, len(suitable)), replace=False))
    show_training_pictures(dataset, chosen)
    st.markdown(f"**{say(texts.SHAPES)}**", help=say(texts.SHAPES_HELP))
    arrays = {name: getattr(dataset, name) for name in ("x_train", "y_train", "x_test", "y_test")}
    lines = (f"{name:7}  {array.dtype!s:5}  {array.shape}" for name, array in arrays.items())
    st.html(Markup('<pre class="fe-code fe-shapes">{}</pre>').format("\n".join(lines)))
    st.markdown(
        say(texts.NOTICE_PICTURES, count=int(np.prod(card.shape)), max_value=card.max_value)
    )


def _another() -> None:
    state_of(DataState).handful += 1


def _classes(dataset: Dataset) -> None:
    card = dataset.card
    title = counts_title(card)
    st.plotly_chart(
        charts.class_counts(card.classes, card.train_counts, card.test_counts, title),
        key="class_counts",
        alt=title.replace("<br>", " "),
    )
    common = int(np.argmax(card.train_counts))
    share = card.test_counts[common] / max(card.test_count, 1)
    st.markdown(say(texts.NOTICE_COUNTS, common=card.classes[common], share=share))


def counts_title(card: DatasetCard) -> str:
    """What there is to see in the counts of the classes, in lines short enough for a phone."""
    rare, common = int(np.argmin(card.train_counts)), int(np.argmax(card.train_counts))
    low, high = card.train_counts[rare], card.train_counts[common]
    if high <= UNBALANCED * low:
        return say(texts.BALANCED, low=low, high=high)
    return say(
        texts.UNBALANCED,
        rare=charts.shortened(card.classes[rare]),
        low=low,
        total=card.train_count,
        share=low / card.train_count,
        common=charts.shortened(card.classes[common]),
        high=high,
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _mean_pictures(name: str) -> np.ndarray:
    dataset = services.library().load(name)
    return mean_pictures(dataset.x_train, dataset.y_train, dataset.card.num_classes)


def _averages(dataset: Dataset) -> None:
    st.markdown(f"**{say(texts.AVERAGES)}**")
    card = dataset.card
    st.html(pictures.grid(list(_mean_pictures(card.name)), card.classes, card.max_value))
    st.markdown(say(texts.NOTICE_AVERAGES))


VIEWS: dict[str, Callable[[Dataset], None]] = {
    "pictures": _pictures,
    "classes": _classes,
    "averages": _averages,
    "pixels": show_pixels,
    "validation": show_split,
    "oddities": show_oddities,
}
"""Every view, in the order of the page; their names on screen are `texts.VIEWS`."""
