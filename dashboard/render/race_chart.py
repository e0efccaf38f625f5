"""What comes of each value of a race: a dot a seed, a bar from least to most; of numbers a line."""

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from dashboard.render.charts import REFERENCE, WITHOUT_NAME, layout

LOG_FROM = 50
"""Numbers whose largest is so many times the smallest have a logarithmic axis."""


class ValueResults(NamedTuple):
    """A value of the setting, as a text and in words, accuracies from 0 to 1, and its colour."""

    value: str
    name: str
    results: Sequence[float]
    colour: str


def race_chart(found: Sequence[ValueResults], title: str, setting: str, accuracy: str) -> go.Figure:
    """The results by value; `setting` and `accuracy` are what the axes are called.

    Values that are numbers stand at their places, far apart ones on a logarithmic axis, and a line
    joins their means: for numbers of pictures, the learning curve. Others have nothing in between.
    """
    if _numbers([one.value for one in found]):
        found = sorted(found, key=lambda one: float(one.value))
    values = [one.value for one in found]
    numbers = _numbers(values)
    places: Sequence[float | str] = numbers or [one.name for one in found]
    figure = go.Figure()
    if numbers:
        figure.add_scatter(
            x=numbers,
            y=[sum(one.results) / len(one.results) for one in found],
            mode="lines",
            line={"color": REFERENCE, "width": 1.5},
            hoverinfo="skip",
        )
    for place, one in zip(places, found, strict=True):
        figure.add_scatter(
            x=[place] * len(one.results),
            y=list(one.results),
            mode="lines+markers",
            line={"color": one.colour, "width": 5},
            marker={"color": one.colour, "size": 10},
            hovertemplate="%{x}: %{y:.1%}" + WITHOUT_NAME,
        )
    figure.update_layout(**layout(title, setting, accuracy), showlegend=False)
    figure.update_yaxes(tickformat=".0%")
    if not numbers:
        figure.update_xaxes(type="category")
    elif min(numbers) > 0 and max(numbers) >= LOG_FROM * min(numbers):
        figure.update_xaxes(type="log", tickvals=numbers, ticktext=values)
    return figure


def _numbers(values: Sequence[str]) -> list[float]:
    """The values as numbers; empty if one is none."""
    try:
        return [float(value) for value in values]
    except ValueError:
        return []
