"""What comes of each value of a race: a dot a seed, a bar from least to most."""

from collections.abc import Sequence
from typing import NamedTuple

import plotly.graph_objects as go

from dashboard.render.charts import REFERENCE, WITHOUT_NAME, layout

LOG_FROM = 50
"""Numbers whose largest is so many times the smallest have a logarithmic axis."""


class ValueResults(NamedTuple):
    """A value of the setting, a number or in words, its accuracies from 0 to 1, and its colour."""

    value: str
    results: Sequence[float]
    colour: str


def race_chart(found: Sequence[ValueResults], title: str, setting: str, accuracy: str) -> go.Figure:
    """The results by value; `setting` and `accuracy` are what the axes are called.

    Values that are numbers stand at their places with a line through their means, far apart ones on
    a logarithmic axis: for numbers of pictures, the learning curve.
    """
    figure = go.Figure()
    try:
        places: dict[str, float | str] = {one.value: float(one.value) for one in found}
    except ValueError:
        places = {one.value: one.value for one in found}
        figure.update_xaxes(type="category")
    else:
        found = sorted(found, key=lambda one: float(one.value))
        _draw_means(figure, found)
        _fit_axis(figure, [one.value for one in found])
    for one in found:
        figure.add_scatter(
            x=[places[one.value]] * len(one.results),
            y=list(one.results),
            mode="lines+markers",
            line={"color": one.colour, "width": 5},
            marker={"color": one.colour, "size": 10},
            hovertemplate="%{x}: %{y:.1%}" + WITHOUT_NAME,
        )
    figure.update_layout(**layout(title, setting, accuracy), showlegend=False)
    figure.update_yaxes(tickformat=".0%")
    return figure


def _draw_means(figure: go.Figure, found: Sequence[ValueResults]) -> None:
    figure.add_scatter(
        x=[float(one.value) for one in found],
        y=[sum(one.results) / len(one.results) for one in found],
        mode="lines",
        line={"color": REFERENCE, "width": 1.5},
        hoverinfo="skip",
    )


def _fit_axis(figure: go.Figure, values: Sequence[str]) -> None:
    """A logarithmic axis for numbers, from the least on, that are far apart."""
    least, most = float(values[0]), float(values[-1])
    if least > 0 and most >= LOG_FROM * least:
        figure.update_xaxes(type="log", tickvals=[*map(float, values)], ticktext=values)
