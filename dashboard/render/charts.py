"""Figures: values in, figure out. No Streamlit here.

One meaning, one colour, on every page.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from core.language import say
from dashboard.render import texts

TRAINING = "#0072B2"
PROGRESS = "#56B4E9"
VALIDATION = "#E69F00"
TEST = "#009E73"
PREDICTION = "#CC79A7"
"""Of a curve that was drawn before its run, as in the player."""
WRONG = "#D55E00"
REFERENCE = "#888888"
WITHOUT_NAME = "<extra></extra>"
"""Ends a hover text of Plotly, which otherwise adds the name of the line."""

LONGEST_NAME = 20
"""Letters of a name on an axis; longer ones leave no room for what is drawn."""


class Reference(NamedTuple):
    """A dashed line at a value that a student can compare with, and what it says."""

    value: float
    words: str


def axis_names(classes: Sequence[str]) -> list[str]:
    """The names of classes, each short enough for an axis and another than all others.

    Plotly takes equal names for one place.
    """
    short = [shortened(name) for name in classes]
    count = Counter(short)
    return [name if count[name] == 1 else f"{name} {label}" for label, name in enumerate(short)]


def shortened(name: str) -> str:
    """A name, cut at its end if it is long."""
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def layout(title: str, x_title: str, y_title: str) -> dict:
    """The layout of all Plotly figures, as arguments of `update_layout`."""
    return {
        "title": {"text": title, "font": {"size": 14}},
        "xaxis": {"title": x_title},
        "yaxis": {"title": y_title},
        "height": 340,
        "margin": {"l": 8, "r": 8, "t": 48, "b": 8},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 1, "xanchor": "right"},
    }


def class_counts(
    classes: Sequence[str], train: Sequence[int], test: Sequence[int], title: str
) -> go.Figure:
    """Pictures a class, training and test side by side; the title has up to three lines."""
    names = axis_names(classes)
    figure = go.Figure(
        [
            go.Bar(name=say(texts.TRAIN_SET), x=names, y=list(train), marker_color=TRAINING),
            go.Bar(name=say(texts.TEST_SET), x=names, y=list(test), marker_color=TEST),
        ]
    )
    figure.update_layout(**layout(title, say(texts.CLASS), say(texts.PICTURES)), barmode="group")
    figure.update_layout(height=404, margin_t=112)  # the legend stands below the title
    figure.update_xaxes(type="category")
    return figure
