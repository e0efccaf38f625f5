"""A chart into which somebody draws how a curve will go, before a run shows how it does go."""

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

from core.language import language
from dashboard.components import texts
from dashboard.components.component import component
from dashboard.server.state import widget_value

SCRIPTS = ("../player/words.js", "../player/chart.js")
"""The chart is the player's."""


class RealCurve(NamedTuple):
    """What really came: pairs of epoch and value, what it is called, and its colour.

    A value that is no number is None.
    """

    points: Sequence[tuple[float, float | None]] = ()
    name: str = ""
    colour: str = ""


_PAD = component(__file__, "curve_pad", SCRIPTS)


def curve_pad(
    key: str,
    label: str,
    *,
    figure: Literal["accuracy", "loss"],
    epochs: Sequence[float],
    high: float,
    start: float,
    values: Sequence[float | None] = (),
    real: RealCurve | None = None,
    locked: bool = False,
    words: str = "",
    run: str = "",
) -> None:
    """Show the chart, with a handle at each of `epochs`; what is drawn is `drawn_curve(key, …)`.

    Values go from 0 to `high`; an accuracy is a share, a loss in nats. The keys begin at `start`.
    `values` are what was drawn before. A `locked` curve can no longer be changed: `words` tell it,
    with the `real` one if there is one, to a screen reader. `run` is the id of the run that was
    predicted, once it has begun: a player on the same page that shows it draws both, too.
    """
    _PAD(
        key=key,
        data={
            "label": label,
            "figure": figure,
            "epochs": list(epochs),
            "high": high,
            "start": start,
            "values": list(values),
            "real": (real or RealCurve())._asdict(),
            "isLocked": locked,
            "words": words,
            "run": run,
            "language": language(),
            "texts": texts.said(texts.CURVE_PAD),
        },
        on_curve_change=lambda: None,
    )


def drawn_curve(key: str, count: int, high: float) -> list[float | None]:
    """What is drawn in the chart of this key, at its `count` epochs; None where nothing is yet."""
    sent = (widget_value(key) or {}).get("curve")
    # A message can be forged.
    if not isinstance(sent, list) or len(sent) != count:
        return [None] * count
    return [value if _is_value(value, high) else None for value in sent]


def _is_value(value: object, high: float) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and 0 <= value <= high
