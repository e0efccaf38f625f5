"""Which classes a network takes for which: the confusion matrix as a figure and in words."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from dashboard.charts import layout

TEXT = {
    "right": "{share:.1%} of {count:,} validation pictures read right",
    "worst": "most often: {name} taken for {said}, {times}",
    "once": "once",
    "times": "{count:,} times",
    "none": "none is taken for another",
    "true": "true class",
    "said": "read as",
    "hover": "%{y} read as %{x}: %{z:,}<extra></extra>",
}
MOST_NUMBERED = 12
MOST_DRAWN = 100
"""Classes. Of more, a cell would be smaller than a pixel on a phone."""


class Confusion(NamedTuple):
    """Pictures of class `label` that were read as class `said`."""

    label: int
    said: int
    count: int


def worst_confusion(counts: np.ndarray) -> Confusion | None:
    """The most frequent mistake of a matrix `(classes, classes)`, true classes as rows."""
    mistakes = counts - np.diag(np.diag(counts))
    label, said = np.unravel_index(np.argmax(mistakes), counts.shape)
    count = int(mistakes[label, said])
    return Confusion(int(label), int(said), count) if count else None


def confusion_words(counts: np.ndarray, classes: Sequence[str]) -> tuple[str, str]:
    """The share read right, and the most frequent mistake."""
    total = int(counts.sum())
    right = TEXT["right"].format(share=np.trace(counts) / max(total, 1), count=total)
    worst = worst_confusion(counts)
    if worst is None:
        return right, TEXT["none"]
    times = TEXT["once" if worst.count == 1 else "times"].format(count=worst.count)
    name, said = classes[worst.label], classes[worst.said]
    return right, TEXT["worst"].format(name=name, said=said, times=times)


def confusion_chart(counts: np.ndarray, classes: Sequence[str]) -> go.Figure:
    """A matrix int `(classes, classes)`, true classes as rows, as a heat map of counts."""
    numbered = len(classes) <= MOST_NUMBERED
    figure = go.Figure(
        go.Heatmap(
            z=counts,
            x=list(classes),
            y=list(classes),
            text=np.where(counts > 0, counts.astype(str), "") if numbered else None,
            texttemplate="%{text}" if numbered else None,
            hovertemplate=TEXT["hover"],
            colorscale="cividis",
            zmin=0,
            showscale=not numbered,
            xgap=1,
            ygap=1,
        )
    )
    title = "<br>".join(confusion_words(counts, classes))
    figure.update_layout(layout(title, TEXT["said"], TEXT["true"]))
    figure.update_layout(height=430, margin_t=64)
    figure.update_xaxes(type="category", showgrid=False, constrain="domain")
    figure.update_yaxes(type="category", showgrid=False, autorange="reversed")
    return figure
