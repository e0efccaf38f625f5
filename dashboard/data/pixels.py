"""The pixels of a dataset as the network gets them: a histogram for each scaling."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.datasets import Dataset
from core.datasets.survey import pixel_counts
from core.language import say
from core.preparation.split import Scaling, scaling_of
from dashboard.data import texts
from dashboard.lab import bound_widgets, screen, services
from dashboard.render import charts


@st.cache_data(max_entries=16, show_spinner=False)
def _pixel_counts(name: str) -> np.ndarray:
    return pixel_counts(services.library().load(name).x_train)


def show_pixels(dataset: Dataset) -> None:
    """Choose a scaling, and see the histogram of the values that it gives."""
    st.segmented_control(
        say(texts.SCALING),
        list(texts.SCALINGS),
        format_func=lambda scaling: say(texts.SCALINGS[scaling]),
        help=say(texts.SCALING_HELP),
        required=True,
        **bound_widgets.bound("data", "scaling"),
    )
    levels = dataset.card.max_value + 1
    counts, values = _pixel_counts(dataset.card.name)[:levels], _scaled_levels(dataset)[:levels]
    shares = counts / counts.sum()
    mean = float(shares @ values)
    deviation = float(np.sqrt(shares @ (values - mean) ** 2))
    present = values[counts > 0]
    st.caption(
        say(texts.RANGE, low=present.min(), high=present.max(), mean=mean, deviation=deviation)
    )
    most = int(np.argmax(counts))
    title = say(texts.PIXELS, share=shares[most], value=values[most])
    st.plotly_chart(_histogram(values, shares, title), key="pixel_histogram", alt=title)
    st.markdown(say(texts.NOTICE_PIXELS))


def _scaled_levels(dataset: Dataset) -> np.ndarray:
    """Each level 0 … 255 as the network gets it (colours: the mean of the channels)."""
    scaling = _scaling(dataset.card.name, screen.recipe().data.scaling)
    levels = np.repeat(np.arange(256)[:, None], len(scaling.shift), axis=1)
    return scaling.apply(levels).mean(axis=1)


@st.cache_data(max_entries=32, show_spinner=False)
def _scaling(name: str, scaling: str) -> Scaling:
    dataset = services.library().load(name)
    data = screen.recipe().data.model_copy(update={"scaling": scaling})
    everything = np.arange(len(dataset.x_train))
    return scaling_of(data, dataset.x_train, everything, dataset.card.max_value)


def _histogram(values: np.ndarray, shares: np.ndarray, title: str) -> go.Figure:
    figure = go.Figure(go.Bar(x=values, y=shares, marker_color=charts.TRAINING))
    figure.update_layout(
        **charts.layout(title, say(texts.PIXEL_VALUE), say(texts.PIXEL_SHARE)), bargap=0
    )
    # Most of many pictures is background: on a straight axis the rest would be flat.
    figure.update_yaxes(type="log", dtick=1, tickformat="~%")
    return figure
