"""The charts of a report, as SVG in its page and as PNG in its notebook."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from core.language import language, say
from core.report.form import ReportedAnswer
from core.runs.history import History, Point
from dashboard.render.charts import PREDICTION, TRAINING, VALIDATION
from dashboard.render.curve_picture import VerticalAxis
from dashboard.render.curve_png import PngChart, curves_png
from dashboard.render.curve_svg import SvgCurve, curve_svg, losses_axis, share_axis
from dashboard.report import texts

_IMAGE = Markup('<img class="chart" src="data:image/png;base64,{png}" alt="{alt}">')


class _Chart(NamedTuple):
    """A chart: its title, what it shows in words, its curves and their axis."""

    title: str
    alt: str
    curves: Sequence[SvgCurve]
    axis: VerticalAxis

    @property
    def as_png(self) -> PngChart:
        """The same without words for who does not see it."""
        return PngChart(self.title, self.curves, self.axis)


def prediction_html(answer: ReportedAnswer) -> Markup:
    """The curve that was drawn, and the one that came of it; nothing if none was drawn."""
    return curve_svg(*_prediction(answer)) if answer.drawn else Markup()


def prediction_image(answer: ReportedAnswer) -> Markup:
    """The same as an image, where a page of the lab would leave out the SVG."""
    return _image(answer, language()) if answer.drawn else Markup()


def no_chart(_answer: ReportedAnswer) -> Markup:
    """Nothing, of an answer whose curve is not shown."""
    return Markup()


@lru_cache(256)
def _image(answer: ReportedAnswer, _language: str) -> Markup:
    """Kept, by the language that is spoken: a page asks again at each click."""
    chart = _prediction(answer)
    return _IMAGE.format(png=b64encode(curves_png([chart.as_png])).decode(), alt=chart.alt)


def prediction_picture(answer: ReportedAnswer) -> bytes:
    """The same as PNG, of an answer with a drawn curve."""
    return curves_png([_prediction(answer).as_png])


def run_html(history: History) -> Markup:
    """Both charts of a run: its loss and its accuracy by epoch."""
    return Markup().join(curve_svg(*chart) for chart in _of_run(history))


def run_picture(history: History) -> bytes:
    """The same side by side as PNG."""
    return curves_png([chart.as_png for chart in _of_run(history)])


def _prediction(answer: ReportedAnswer) -> _Chart:
    curves = [SvgCurve(say(texts.DRAWN), answer.drawn, PREDICTION, is_dashed=True)]
    if answer.happened:
        curves.append(SvgCurve(say(texts.HAPPENED), answer.happened, VALIDATION))
    is_share = all(0 <= value <= 1 for curve in curves for _, value in curve.points)
    axis = share_axis() if is_share else losses_axis(curves)
    alt = say(
        texts.DRAWN_ALT,
        first=axis.write(answer.drawn[0][1]),
        last=axis.write(answer.drawn[-1][1]),
        really=axis.write(answer.happened[-1][1]) if answer.happened else "–",
    )
    return _Chart(say(texts.DRAWN_TITLE), alt, curves, axis)


def _of_run(history: History) -> Iterator[_Chart]:
    for figure, title in texts.FIGURES.items():
        curves = [
            SvgCurve(say(texts.TRAINING), _points(history.training, figure), TRAINING),
            SvgCurve(say(texts.VALIDATION), _points(history.validation, figure), VALIDATION),
        ]
        axis = share_axis() if figure == "accuracy" else losses_axis(curves)
        told = curves[1].points
        first, last = (axis.write(told[place][1]) if told else "–" for place in (0, -1))
        alt = say(texts.FIGURE_ALT, figure=say(title), first=first, last=last)
        yield _Chart(say(title), alt, curves, axis)


def _points(points: Sequence[Point], figure: str) -> list[tuple[float, float]]:
    return [(point.epoch, getattr(point, figure)) for point in points]
