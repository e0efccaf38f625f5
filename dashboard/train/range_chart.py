"""A learning-rate range test as a figure and in words. No Streamlit here."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import plotly.graph_objects as go

from core.experiments.range_test import HIGHEST, LOWEST, RangeTest
from core.language import say
from dashboard.render.charts import PROGRESS, TRAINING, WITHOUT_NAME, layout
from dashboard.train import texts


class Mark(NamedTuple):
    """A learning rate that is marked.

    `kind` is its key in `texts.RATE_MARKS`. Its colour and its shape tell it from others: `symbol`
    is Plotly's name of the shape, and `sign` the shape in a text.
    """

    kind: str
    rate: float
    colour: str
    symbol: str
    sign: str

    @property
    def in_words(self) -> str:
        """What it is, and the rate."""
        return say(texts.RATE_MARKS[self.kind], rate=self.rate)


def marks(test: RangeTest, own: float) -> list[Mark]:
    """The two suggestions of a test, if it has any, and the student's own rate."""
    found = []
    if (suggested := test.suggestions) is not None:
        found = [
            Mark("steepest", suggested.steepest, "#CC79A7", "triangle-down", "▼"),
            Mark("tenth", suggested.tenth_of_minimum, "#44AA99", "diamond", "◆"),
        ]
    return [*found, Mark("own", own, "#B8A040", "star", "★")]


def headline(test: RangeTest) -> str:
    """What there is to see, in a line."""
    if (suggested := test.suggestions) is None:
        return say(texts.RATE_FALLS_NOT)
    return say(texts.RATE_FALLS, rate=suggested.steepest)


def in_words(test: RangeTest, own: float) -> str:
    """The figure for those who do not see it."""
    named = ", ".join(mark.in_words for mark in marks(test, own))
    return say(texts.RATE_ALT, headline=headline(test), marks=named)


def range_chart(test: RangeTest, own: float) -> go.Figure:
    """The loss over the learning rate, with the marks; the test has a loss at least."""
    figure = go.Figure(
        [
            go.Scatter(
                name=say(texts.RATE_BATCHES),
                x=test.tried,
                y=test.losses,
                mode="markers",
                marker={"color": PROGRESS, "size": 5},
                hovertemplate=say(texts.RATE_BATCH_HOVER) + WITHOUT_NAME,
            ),
            go.Scatter(
                name=say(texts.RATE_SMOOTHED),
                x=test.tried,
                y=test.smoothed,
                mode="lines",
                line={"color": TRAINING, "width": 3},
                hoverinfo="skip",
            ),
            *_marked(test, own),
        ]
    )
    figure.update_layout(layout(headline(test), say(texts.RATE_AXIS), say(texts.LOSS_AXIS)))
    legend = {"y": -0.3, "yanchor": "top", "x": 0, "xanchor": "left", "itemsizing": "constant"}
    figure.update_layout(height=430, legend=legend)
    ends = math.log10(min(LOWEST, own)), math.log10(max(HIGHEST, own))
    figure.update_xaxes(
        type="log", range=[ends[0] - 0.1, ends[1] + 0.1], dtick=1, exponentformat="power"
    )
    # What comes after the minimum would leave no room for what comes before it.
    curve = test.smoothed
    top = 1.2 * float(curve[: int(curve.argmin()) + 1].max())
    figure.update_yaxes(range=[0, top])
    figure.update_layout(xaxis_fixedrange=True, yaxis_fixedrange=True)
    return figure


def _marked(test: RangeTest, own: float) -> Iterator[go.Scatter]:
    """A line from the axis up to the curve for each mark, with its shape at the end."""
    for mark in marks(test, own):
        loss = test.loss_at(mark.rate)
        yield go.Scatter(
            name=mark.in_words,
            x=[mark.rate, mark.rate],
            y=[0, loss or 0],
            mode="lines+markers",
            cliponaxis=False,
            line={"color": mark.colour, "dash": "dot"},
            marker={
                "symbol": mark.symbol,
                "color": mark.colour,
                "size": [0, 16],
                "opacity": 1,
                "line": {"color": "white", "width": 1},
            },
            hovertext=mark.in_words,
            hoverinfo="text",
        )
