"""A run as one row of a list; the look is in `style.css`."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from dashboard.render.sparkline import sparkline

_ROW = Markup(
    '<div class="fe-run">{curve}'
    '<div class="what"><b><bdi>{name}</bdi></b>{badges}<span>{changed}</span></div>'
    '<div class="result"><b>{result}</b> <span>{interval}</span>{delta}</div>'
    '<div class="when"><span>{took}</span> <span>{when}</span></div></div>'
)
_BADGE = Markup("<mark>{}</mark>")
_DELTA = Markup('<i class="{}">{}</i>')


class RunRow(NamedTuple):
    """What a row says, all of it in words but the curves.

    `curve` are validation accuracies from 0 to 1, `before` those of the baseline, which is dashed;
    `alt` says the curve in words. `badges` are, for instance, that it was stopped. `delta` is the
    difference to the baseline, empty without one, and `better` whether that is a good one.
    """

    name: str
    changed: str
    badges: Sequence[str]
    curve: Sequence[float | None]
    before: Sequence[float | None]
    alt: str
    result: str
    interval: str
    delta: str
    better: bool
    took: str
    when: str


def run_row(row: RunRow) -> Markup:
    """The row as HTML."""
    delta = _DELTA.format("right" if row.better else "wrong", row.delta) if row.delta else ""
    return _ROW.format(
        curve=sparkline(_finite(row.curve), _finite(row.before), row.alt),
        name=row.name,
        badges=Markup().join(map(_BADGE.format, row.badges)),
        changed=row.changed,
        result=row.result,
        interval=row.interval,
        delta=delta,
        took=row.took,
        when=row.when,
    )


def _finite(curve: Sequence[float | None]) -> list[float]:
    return [value for value in curve if value is not None]
