"""The confusion matrix as a figure and in words."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from core.language import number, say
from dashboard.render import texts
from dashboard.render.charts import WITHOUT_NAME, WRONG, axis_names, layout, shortened

MOST_NUMBERED = 12
MOST_DRAWN = 100
"""Classes; with more, a cell would be smaller than a pixel on a phone."""


class Confusion(NamedTuple):
    """`size` pictures of class `label` that were read as class `said`."""

    label: int
    said: int
    size: int


def worst_confusion(counts: np.ndarray) -> Confusion | None:
    """The most frequent mistake of a matrix `(classes, classes)`, true classes as rows."""
    mistakes = counts - np.diag(np.diag(counts))
    label, said = np.unravel_index(np.argmax(mistakes), counts.shape)
    count = int(mistakes[label, said])
    return Confusion(int(label), int(said), count) if count else None


def confusion_words(counts: np.ndarray, classes: Sequence[str], which: str) -> tuple[str, str]:
    """The share read right of the pictures called `which`, and the most frequent mistake."""
    total = int(counts.sum())
    share = np.trace(counts) / max(total, 1)
    right = say(texts.RIGHT, share=share, count=total, which=which)
    worst = worst_confusion(counts)
    if worst is None:
        return right, say(texts.NONE)
    name, said = shortened(classes[worst.label]), shortened(classes[worst.said])
    return right, say(texts.WORST, name=name, said=said, count=worst.size)


def confusion_sentence(counts: np.ndarray, classes: Sequence[str], which: str) -> str:
    """Both of `confusion_words` in one sentence."""
    right, worst = confusion_words(counts, classes, which)
    return say(texts.RIGHT_AND_WORST, right=right, worst=worst)


def row_shares(counts: np.ndarray) -> np.ndarray:
    """A matrix `(classes, classes)` with each row divided by its sum; a row of 0 stays 0."""
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def confusion_chart(
    counts: np.ndarray, classes: Sequence[str], title: str, in_shares: bool = False
) -> go.Figure:
    """A matrix int `(classes, classes)`, true classes as rows, as a heat map.

    Of counts, or of the shares that they have in their row.
    """
    shares = row_shares(counts)
    numbers = np.vectorize(_percent)(shares) if in_shares else counts.astype(str)
    numbered, names = len(classes) <= MOST_NUMBERED, axis_names(classes)
    figure = go.Figure(
        go.Heatmap(
            z=shares if in_shares else counts,
            x=names,
            y=names,
            text=np.where(counts > 0, numbers, "") if numbered else None,
            texttemplate="%{text}" if numbered else None,
            customdata=np.stack([counts, shares], axis=-1),
            hovertemplate=say(texts.HOVER) + WITHOUT_NAME,
            colorscale="cividis",
            zmin=0,
            zmax=1 if in_shares else None,
            showscale=not numbered,
            xgap=1,
            ygap=1,
        )
    )
    figure.update_layout(layout(title, say(texts.SAID), say(texts.TRUE)))
    figure.update_layout(height=430, margin_t=64)
    # Set here, because Plotly would leave room at the edges for the points of `make_clickable`.
    edges = (-0.5, len(classes) - 0.5)
    figure.update_xaxes(type="category", showgrid=False, constrain="domain", range=edges)
    figure.update_yaxes(type="category", showgrid=False, range=edges[::-1])
    return figure


def _percent(share: float) -> str:
    """A share of a row; what is there at all is not written as 0 %."""
    return number(share, ".0%") if share == 0 or share >= 0.005 else f"<{number(0.01, '.0%')}"


def make_clickable(figure: go.Figure) -> None:
    """Let a click choose a cell: point `label * classes + said` of the figure's second trace."""
    # A heat map has no selection, so invisible points over its cells take clicks and hovers.
    [cells] = figure.data
    label, said = (axis.ravel() for axis in np.indices(cells.z.shape))
    names = np.array(cells.x, object)
    figure.add_scatter(
        x=names[said],
        y=names[label],
        mode="markers",
        customdata=cells.customdata.reshape(-1, 2),
        hovertemplate=cells.hovertemplate,
        marker={"symbol": "square-open", "size": 20, "opacity": 0, "color": WRONG},
        marker_line_width=4,
        selected_marker_opacity=1,
        unselected_marker_opacity=0,
        showlegend=False,
    )
    cells.update(hoverinfo="skip", hovertemplate=None)
    figure.update_layout(hoverdistance=-1, dragmode=False)
    figure.update_xaxes(fixedrange=True)  # a finger that scrolls the page must not zoom
    figure.update_yaxes(fixedrange=True)
