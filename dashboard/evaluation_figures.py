"""The figures of an evaluation: values in, figure out."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from core.metrics import Bin
from dashboard.charts import REFERENCE, TRAINING, WRONG, layout
from dashboard.confusion_chart import MOST_NUMBERED, confusion_chart

TEXT = {
    "hover": "%{customdata[0]} read as %{customdata[1]}: %{customdata[2]:,}, "
    "%{customdata[3]:.1%} of its row<extra></extra>",
    "confidence": "probability that the network gives",
    "accuracy": "share that is right",
    "ideal": "as sure as right",
    "seen": "this network",
    "bin_hover": "%{customdata:,} pictures: %{x:.1%} sure, %{y:.1%} right<extra></extra>",
}
LARGEST_DOT, SMALLEST_DOT = 30, 7
"""Pixels; the area of a dot grows with the count of its pictures."""


def row_shares(counts: np.ndarray) -> np.ndarray:
    """A matrix `(classes, classes)` with each row divided by its sum; a row of 0 stays 0."""
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def clickable_confusion(
    counts: np.ndarray, classes: Sequence[str], shares: bool, title: str
) -> go.Figure:
    """The confusion matrix, in counts or in shares of a row, as a figure whose cells are points.

    Point `label * classes + said` of its second trace is the cell of that pair.
    """
    figure = confusion_chart(counts, classes)
    of_row = row_shares(counts)
    if shares:
        figure.update_traces(z=of_row, zmax=1)
        if len(classes) <= MOST_NUMBERED:
            figure.update_traces(text=np.where(counts > 0, _percents(of_row), ""))
    figure.update_traces(hoverinfo="skip", hovertemplate=None)
    # A heat map knows no selection: unseen points over its cells take the click.
    label, said = (axis.ravel() for axis in np.indices(counts.shape))
    names = np.array(classes, object)
    figure.add_scatter(
        x=names[said],
        y=names[label],
        mode="markers",
        customdata=np.stack([names[label], names[said], counts.ravel(), of_row.ravel()], axis=1),
        hovertemplate=TEXT["hover"],
        marker={"symbol": "square-open", "size": 20, "opacity": 0, "color": WRONG},
        marker_line_width=4,
        selected_marker_opacity=1,
        unselected_marker_opacity=0,
        showlegend=False,
    )
    figure.update_layout(title_text=title, hoverdistance=-1, dragmode=False)
    figure.update_xaxes(fixedrange=True)  # a finger that scrolls the page must not zoom
    figure.update_yaxes(fixedrange=True)
    return figure


def _percents(shares: np.ndarray) -> np.ndarray:
    return np.vectorize("{:.0%}".format)(shares)


def reliability_chart(bins: Sequence[Bin], title: str) -> go.Figure:
    """How often the network is right against how sure it is, a dot for each range."""
    counts = np.array([bin_.count for bin_ in bins])
    sizes = np.maximum(LARGEST_DOT * np.sqrt(counts / counts.max()), SMALLEST_DOT)
    figure = go.Figure(
        [
            go.Scatter(
                name=TEXT["ideal"],
                x=[0, 1],
                y=[0, 1],
                mode="lines",
                line={"color": REFERENCE, "dash": "dash"},
                hoverinfo="skip",
            ),
            go.Scatter(
                name=TEXT["seen"],
                x=[bin_.confidence for bin_ in bins],
                y=[bin_.accuracy for bin_ in bins],
                customdata=counts,
                mode="lines+markers",
                cliponaxis=False,
                line={"color": TRAINING},
                marker={"size": sizes},
                hovertemplate=TEXT["bin_hover"],
            ),
        ]
    )
    figure.update_layout(layout(title, TEXT["confidence"], TEXT["accuracy"]))
    figure.update_layout(
        height=420, margin_t=72, legend={"y": 0.02, "yanchor": "bottom", "x": 0.98}
    )
    for update in (figure.update_xaxes, figure.update_yaxes):
        update(range=[0, 1.04], tickformat=".0%", fixedrange=True)
    return figure
