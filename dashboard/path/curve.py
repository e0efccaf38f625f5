"""The chart into which a curve is drawn before its run, and which shows both after it."""

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from core.language import say
from core.path.answers import CurveAnswer, RunAnswer
from core.path.blocks import Predict
from core.path.known import Known
from core.path.quantities import Curve, Points
from core.path.stand_ins import recipe_here
from core.path.words import in_words
from core.recipe import Recipe
from core.runs.history import untrained_loss
from dashboard.components.curve_pad import RealCurve, curve_pad, drawn_curve
from dashboard.lab import screen, services
from dashboard.path import texts
from dashboard.path.opened import OpenedChapter
from dashboard.render.charts import TRAINING, VALIDATION

MOST_HANDLES = 40
HIGHEST_LOSS = 2.5
"""How many times the loss of guessing the chart of a loss reaches."""


class CurveChart(NamedTuple):
    """The chart of a curve: what it shows, at which epochs, and up to which value."""

    curve: Curve
    epochs: Sequence[int]
    high: float

    @property
    def figure(self) -> Literal["accuracy", "loss"]:
        """Which of the two it is."""
        return "accuracy" if self.curve.unit == "share" else "loss"


def chart_of(opened: OpenedChapter, block: Predict, curve: Curve) -> CurveChart:
    """The chart for the run that decides, or will."""
    recipe = _recipe_of(opened, block.of)
    first, last = curve.first_epoch, recipe.training.epochs
    count = max(last - first + 1, 2)  # a curve has two ends
    places = np.linspace(first, first + count - 1, min(count, MOST_HANDLES))
    classes = services.library().card(recipe.data.dataset).num_classes
    high = 1.0 if curve.unit == "share" else HIGHEST_LOSS * untrained_loss(classes)
    return CurveChart(curve, [round(place) for place in places], round(high, 1))


def _recipe_of(opened: OpenedChapter, name: str) -> Recipe:
    """The recipe of the run that a block asks about: as it was started, or as it would be."""
    if evidence := opened.gathering.evidence_of(name):
        return evidence.recipe
    for chapter in opened.path.chapters:
        block = chapter.runs.get(name)
        if block is not None and block.recipe is not None:
            return recipe_here(chapter, block.recipe, services.library())
    return screen.recipe()


def ask_curve(block: Predict, chart: CurveChart, key: str) -> None:
    """The empty chart, or what was drawn in it so far."""
    curve_pad(
        key,
        block.ask,
        figure=chart.figure,
        epochs=chart.epochs,
        high=chart.high,
        start=chart.high / 2,
        values=drawn_curve(key, len(chart.epochs), chart.high),
    )


def show_curve(
    opened: OpenedChapter, block: Predict, answer: CurveAnswer | None, chart: CurveChart
) -> None:
    """What was drawn, if it was, and the real curve once it is there; neither can be changed."""
    real = Known(opened.gathering.evidence_of(block.of)).curve(chart.curve)
    if answer is None and not real:
        return
    started = opened.gathering.progress.run_answer(block.of)
    drawn = dict(answer.points) if answer else {}
    curve_pad(
        f"{opened.key(block)} drawn",
        block.ask,
        figure=chart.figure,
        epochs=list(drawn) or chart.epochs,
        high=chart.high,
        start=0.0,
        values=[*drawn.values()],
        real=_real_curve(chart.curve, real or []),
        locked=True,
        words=_words(answer, chart.curve, real),
        run=started.run if answer and isinstance(started, RunAnswer) else "",
    )


def _real_curve(curve: Curve, points: Points) -> RealCurve:
    return RealCurve(
        [(epoch, value if math.isfinite(value) else None) for epoch, value in points],
        say(curve.title),
        VALIDATION if curve.is_of_validation else TRAINING,
    )


def _words(answer: CurveAnswer | None, curve: Curve, real: Points | None) -> str:
    """The curves in words, for whoever cannot see them."""
    came = [in_words(value, curve.unit) for _, value in (real[0], real[-1])] if real else []
    if answer is None:
        return say(texts.REAL_IN_WORDS, first=came[0], last=came[1])
    (begin, first), (end, last) = answer.points[0], answer.points[-1]
    predicted = say(
        texts.CURVE_IN_WORDS,
        begin=begin,
        first=in_words(first, curve.unit),
        end=end,
        last=in_words(last, curve.unit),
    )
    if not came:
        return predicted
    return say(texts.CURVES_IN_WORDS, predicted=predicted, first=came[0], last=came[1])
