"""The reliability diagram: how often a network is right, over how confident it is."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from core.language import say
from core.numerics.metrics import ReliabilityBin
from dashboard.evaluate import texts
from dashboard.render.charts import REFERENCE, TRAINING, WITHOUT_NAME, layout

LARGEST_DOT, SMALLEST_DOT = 30, 7
"""Diameters in pixels; the area of a dot is proportional to the count of its pictures."""


def reliability_chart(bins: Sequence[ReliabilityBin], title: str) -> go.Figure:
    """Accuracy over confidence, a dot for each bin."""
    counts = np.array([bin_.size for bin_ in bins])
    sizes = np.maximum(LARGEST_DOT * np.sqrt(counts / counts.max()), SMALLEST_DOT)
    figure = go.Figure(
        [
            go.Scatter(
                name=say(texts.IDEAL),
                x=[0, 1],
                y=[0, 1],
                mode="lines",
                line={"color": REFERENCE, "dash": "dash"},
                hoverinfo="skip",
            ),
            go.Scatter(
                name=say(texts.SEEN),
                x=[bin_.confidence for bin_ in bins],
                y=[bin_.accuracy for bin_ in bins],
                customdata=counts,
                mode="lines+markers",
                cliponaxis=False,
                line={"color": TRAINING},
                marker={"size": sizes},
                hovertemplate=say(texts.BIN_HOVER) + WITHOUT_NAME,
            ),
        ]
    )
    figure.update_layout(
        layout(title, say(texts.CONFIDENCE), say(texts.RELIABILITY_CHART_ACCURACY))
    )
    figure.update_layout(
        height=420, margin_t=72, legend={"y": 0.02, "yanchor": "bottom", "x": 0.98}
    )
    for update in (figure.update_xaxes, figure.update_yaxes):
        update(range=[0, 1.04], tickformat=".0%", fixedrange=True)
    return figure
