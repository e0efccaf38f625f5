"""Robustness as a figure and in words. No Streamlit here."""

from collections.abc import Sequence

import plotly.graph_objects as go

from core.language import say
from core.numerics.robustness import CORRUPTIONS, RobustnessPoint
from dashboard.evaluate import texts
from dashboard.render.charts import layout

# Symbols and dashes tell the lines apart for those who cannot tell the colours.
LOOKS = (
    ("#56B4E9", "circle", "solid"),
    ("#CC79A7", "square", "dash"),
    ("#44AA99", "diamond", "solid"),
    ("#888888", "triangle-up", "dash"),
    ("#B8A040", "x", "dot"),
)


def headline(found: Sequence[RobustnessPoint]) -> str:
    """The corruption that costs most accuracy, in two lines."""
    worst = min(found, key=lambda measured: measured.accuracy)
    return say(
        texts.COSTS_MOST,
        worst=say(texts.NAMES[worst.corruption]).capitalize(),
        accuracy=worst.accuracy,
    )


def strength_in_words(measured: RobustnessPoint) -> str:
    """The strength of a corruption with its unit: `30°`, `8% of the width`."""
    return say(texts.STRENGTHS[measured.corruption], strength=measured.strength)


def robustness_chart(found: Sequence[RobustnessPoint]) -> go.Figure:
    """Accuracy over strength, a line for each corruption."""
    figure = go.Figure()
    for kind, (colour, symbol, dash) in zip(CORRUPTIONS, LOOKS, strict=True):
        rows = [row for row in found if row.corruption == kind.name]
        words = [
            say(
                texts.HOVER,
                name=say(texts.NAMES[kind.name]),
                strength=strength_in_words(row),
                accuracy=row.accuracy,
                low=row.interval.low,
                high=row.interval.high,
            )
            for row in rows
        ]
        figure.add_scatter(
            name=say(texts.NAMES[kind.name]),
            x=[row.strength / kind.strengths[-1] for row in rows],
            y=[row.accuracy for row in rows],
            mode="lines+markers",
            marker={"symbol": symbol, "size": 9, "color": colour},
            line={"color": colour, "dash": dash},
            hovertext=words,
            hoverinfo="text",
        )
    figure.update_layout(layout(headline(found), say(texts.X), say(texts.Y)))
    legend = {"y": -0.22, "yanchor": "top", "x": 0, "xanchor": "left"}
    figure.update_layout(height=420, margin_t=72, legend=legend)
    figure.update_xaxes(tickformat=".0%", fixedrange=True)
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%", fixedrange=True)
    return figure
