"""A dataset seen from several sides: one view at a time, so that each is quick."""

from collections.abc import Callable, Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.datasets import Dataset, DatasetCard
from core.datasets.oddities import Oddities, find_oddities
from core.datasets.survey import mean_pictures, pixel_counts
from core.preparation.split import scaling_of
from dashboard.data.split_map import show_split
from dashboard.lab import bound_widgets, screen, services
from dashboard.render import charts, pictures

TEXT = {
    "view": "Look at",
    "pictures": "Pictures",
    "classes": "Classes",
    "averages": "Averages",
    "pixels": "Pixels",
    "validation": "Who validates",
    "oddities": "Oddities",
    "all": "all classes",
    "filter": "Which",
    "another": "Another handful",
    "shapes": "Shapes",
    "shapes_help": "Pictures × height × width × channels. The labels are one whole number each.",
    "no_pictures": "There are no training pictures of this class.",
    "notice_pictures": "**What to notice.** To the network a picture is only {count:,} numbers "
    "from 0 to {max_value}. Everything else it must find out.",
    "balanced": "All classes are about as frequent: {low:,} to {high:,} training pictures",
    "unbalanced": "“{rare}” is rare: {low:,} of {total:,} training pictures ({share:.1%}); "
    "“{common}” has {high:,}",
    "notice_counts": "**What to notice.** Always saying “{common}” is right for {share:.1%} of the "
    "test pictures. A network must beat that to have learned anything.",
    "averages_title": "The mean picture of each class: what its pictures have in common",
    "notice_averages": "**What to notice.** Where a mean is sharp, the pictures of the class are "
    "alike. Where it is a blur, a single template will not do.",
    "scaling": "What the network gets",
    "scaling_help": (
        "Raw pixels are large numbers, and large inputs make large steps. "
        "Try raw pixels once and watch the first loss on the Train page."
    ),
    "scalings": {"none": "raw pixels", "0-1": "scaled to 0–1", "standardised": "standardised"},
    "range": "from {low:.2f} to {high:.2f}, mean {mean:.3f}, deviation {deviation:.3f}",
    "pixels_title": "{share:.0%} of all pixels are {value:.2f}; the rest spread over the range",
    "pixels_axis": "value that the network gets",
    "pixels_count": "share of pixels",
    "notice_pixels": "**What to notice.** Scaling moves and squeezes the same shape. Nothing is "
    "lost; only the size of the numbers changes.",
    "searching": "Comparing all pictures …",
    "clean": "Nothing odd: no blank picture, no picture twice, none in both training and test.",
    "blank": "Blank: {count:,} training pictures have one value in all pixels",
    "blank_note": "They bear a label all the same, so the network must guess.",
    "copies": "Twice: {count:,} training pictures are exact copies of another one",
    "contradictions": "Contradicting: {count:,} groups of identical pictures bear different labels",
    "contradictions_note": "Nobody can be right about both.",
    "leaked": "In both: {count:,} of {total:,} test pictures ({share:.1%}) are also training ones",
    "leaked_note": "On these the network is not tested, it is asked what it has seen.",
}
HANDFUL = 24
UNBALANCED = 1.5
SHOWN_ODD = 12


def show(name: str) -> None:
    """The views of a dataset that is on this machine."""
    views: dict[str, Callable[[Dataset], None]] = {
        TEXT["pictures"]: _pictures,
        TEXT["classes"]: _classes,
        TEXT["averages"]: _averages,
        TEXT["pixels"]: _pixels,
        TEXT["validation"]: show_split,
        TEXT["oddities"]: _oddities,
    }
    chosen = st.segmented_control(
        TEXT["view"],
        list(views),
        default=TEXT["pictures"],
        required=True,
        key="data_view",
        persist_state="session",
        label_visibility="collapsed",
        wrap=True,
    )
    views[chosen](services.library().load(name))


def _pictures(dataset: Dataset) -> None:
    card = dataset.card
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choice = st.selectbox(
            TEXT["filter"],
            [None, *range(card.num_classes)],
            format_func=lambda label: TEXT["all"] if label is None else card.classes[label],
            key=f"class-of-{card.name}",
            width=200,
        )
        st.button(
            TEXT["another"], icon=":material/refresh:", on_click=_another, key="another_handful"
        )
    suitable = np.arange(len(dataset.y_train))
    if choice is not None:
        suitable = np.flatnonzero(dataset.y_train == choice)
    if not len(suitable):
        st.caption(TEXT["no_pictures"])
        return
    rng = np.random.default_rng(st.session_state.get("handful", 0))
    chosen = np.sort(rng.choice(suitable, min(HANDFUL, len(suitable)), replace=False))
    _grid(dataset, chosen.tolist())
    st.markdown(f"**{TEXT['shapes']}**", help=TEXT["shapes_help"])
    arrays = {name: getattr(dataset, name) for name in ("x_train", "y_train", "x_test", "y_test")}
    lines = (f"{name:7}  {array.dtype!s:5}  {array.shape}" for name, array in arrays.items())
    st.code("\n".join(lines), language=None)
    st.markdown(
        TEXT["notice_pictures"].format(count=int(np.prod(card.shape)), max_value=card.max_value)
    )


def _another() -> None:
    st.session_state.handful = st.session_state.get("handful", 0) + 1


def _grid(dataset: Dataset, indices: Sequence[int]) -> None:
    names = [dataset.card.classes[dataset.y_train[index]] for index in indices]
    images = [dataset.x_train[index] for index in indices]
    st.html(pictures.grid(images, names, dataset.card.max_value))


def _classes(dataset: Dataset) -> None:
    card = dataset.card
    title = counts_title(card)
    st.plotly_chart(
        charts.class_counts(card.classes, card.train_counts, card.test_counts, title),
        key="class_counts",
        alt=title,
    )
    common = int(np.argmax(card.train_counts))
    share = card.test_counts[common] / max(card.test_count, 1)
    st.markdown(TEXT["notice_counts"].format(common=card.classes[common], share=share))


def counts_title(card: DatasetCard) -> str:
    """What there is to see in the counts of the classes."""
    rare, common = int(np.argmin(card.train_counts)), int(np.argmax(card.train_counts))
    low, high = card.train_counts[rare], card.train_counts[common]
    if high <= UNBALANCED * low:
        return TEXT["balanced"].format(low=low, high=high)
    return TEXT["unbalanced"].format(
        rare=card.classes[rare],
        low=low,
        total=card.train_count,
        share=low / card.train_count,
        common=card.classes[common],
        high=high,
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _mean_pictures(name: str) -> np.ndarray:
    dataset = services.library().load(name)
    return mean_pictures(dataset.x_train, dataset.y_train, dataset.card.num_classes)


def _averages(dataset: Dataset) -> None:
    st.markdown(f"**{TEXT['averages_title']}**")
    card = dataset.card
    st.html(pictures.grid(list(_mean_pictures(card.name)), card.classes, card.max_value))
    st.markdown(TEXT["notice_averages"])


@st.cache_data(max_entries=16, show_spinner=False)
def _pixel_counts(name: str) -> np.ndarray:
    return pixel_counts(services.library().load(name).x_train)


def _pixels(dataset: Dataset) -> None:
    st.segmented_control(
        TEXT["scaling"],
        list(TEXT["scalings"]),
        format_func=TEXT["scalings"].get,
        help=TEXT["scaling_help"],
        required=True,
        **bound_widgets.bound("data", "scaling"),
    )
    counts = _pixel_counts(dataset.card.name)
    values = _scaled_levels(dataset)
    shares = counts / counts.sum()
    mean = float(shares @ values)
    deviation = float(np.sqrt(shares @ (values - mean) ** 2))
    present = values[counts > 0]
    st.caption(
        TEXT["range"].format(low=present.min(), high=present.max(), mean=mean, deviation=deviation)
    )
    most = int(np.argmax(counts))
    title = TEXT["pixels_title"].format(share=shares[most], value=values[most])
    st.plotly_chart(_histogram(values, shares, title), key="pixel_histogram", alt=title)
    st.markdown(TEXT["notice_pixels"])


def _scaled_levels(dataset: Dataset) -> np.ndarray:
    """Each pixel value 0 … 255 as the network gets it (colours: the mean of the channels)."""
    scaling = _scaling(dataset.card.name, screen.recipe().data.scaling)
    levels = np.repeat(np.arange(256)[:, None], len(scaling.shift), axis=1)
    return scaling.apply(levels).mean(axis=1)


@st.cache_data(max_entries=32, show_spinner=False)
def _scaling(name: str, scaling: str):
    dataset = services.library().load(name)
    data = screen.recipe().data.model_copy(update={"scaling": scaling})
    everything = np.arange(len(dataset.x_train))
    return scaling_of(data, dataset.x_train, everything, dataset.card.max_value)


def _histogram(values: np.ndarray, shares: np.ndarray, title: str) -> go.Figure:
    figure = go.Figure(go.Bar(x=values, y=shares, marker_color=charts.TRAINING))
    figure.update_layout(
        **charts.layout(title, TEXT["pixels_axis"], TEXT["pixels_count"]), bargap=0
    )
    # Most of many pictures is background: on a straight axis the rest would be flat.
    figure.update_yaxes(type="log", tickformat=".1%")
    return figure


@st.cache_data(max_entries=8, show_spinner=False)
def _find_oddities(name: str) -> Oddities:
    dataset = services.library().load(name)
    return find_oddities(dataset.x_train, dataset.y_train, dataset.x_test)


def _oddities(dataset: Dataset) -> None:
    with st.spinner(TEXT["searching"]):
        odd = _find_oddities(dataset.card.name)
    if not any(odd):
        st.success(TEXT["clean"], icon=":material/check_circle:")
        return
    test_count = max(len(dataset.x_test), 1)
    _odd(dataset, TEXT["blank"], TEXT["blank_note"], len(odd.blank), odd.blank)
    copies = sum(len(group) - 1 for group in odd.copies)
    _odd(dataset, TEXT["copies"], "", copies, [i for group in odd.copies for i in group[:2]])
    _odd(
        dataset,
        TEXT["contradictions"],
        TEXT["contradictions_note"],
        len(odd.contradictions),
        [index for group in odd.contradictions for index in group],
    )
    leaked = TEXT["leaked"].format(
        count=len(odd.leaked), total=test_count, share=len(odd.leaked) / test_count
    )
    _odd(dataset, leaked, TEXT["leaked_note"], len(odd.leaked), [i for i, _ in odd.leaked])


def _odd(dataset: Dataset, title: str, note: str, count: int, indices: list[int]) -> None:
    if not count:
        return
    st.markdown(f"**{title.format(count=count)}**")
    if note:
        st.caption(note)
    _grid(dataset, indices[:SHOWN_ODD])
