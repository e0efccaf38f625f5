"""Robustness: the accuracy on pictures that are corrupted more and more."""

import time
from functools import partial

import numpy as np
import streamlit as st

from core.engine import EngineError
from core.language import say
from core.numerics.robustness import (
    CORRUPTIONS,
    STEPS,
    NetworkFunction,
    RobustnessPoint,
    corrupted,
    curves,
)
from core.plain_text import plain_error
from core.runs.run import Run, RunError
from dashboard.evaluate import texts
from dashboard.evaluate.robustness_chart import headline, robustness_chart, strength_in_words
from dashboard.evaluate.state import Curves, EvaluateState
from dashboard.evaluate.tables import offer_csv
from dashboard.lab import services
from dashboard.lab.fragment import fragment
from dashboard.lab.predictions import SetPredictions
from dashboard.lab.state import state_of
from dashboard.render import pictures

MOST, LEAST = 2000, 500
"""Bounds of the count of pictures; between them it is what can be measured in `SECONDS`."""
SECONDS = 6.0


def show_robustness(run: Run, predictions: SetPredictions) -> None:
    """The curves if they are measured already, else the button that measures them."""
    st.markdown(say(texts.ROBUSTNESS_LEAD))
    kept = state_of(EvaluateState).robustness
    if kept is not None and kept.name == predictions.name:
        _show(predictions, kept)
        return
    if st.button(
        say(texts.MEASURE),
        icon=":material/blur_on:",
        key="measure_robustness",
        help=say(texts.MEASURE_HELP, steps=STEPS),
    ):
        try:
            state_of(EvaluateState).robustness = _measure(run, predictions)
        except (EngineError, RunError) as error:
            st.warning(plain_error(error), icon=":material/info:")
        else:
            st.rerun()


def _measure(run: Run, predictions: SetPredictions) -> Curves:
    bar = st.progress(0.0, say(texts.BUSY))
    ask = partial(services.engine().predict, run.id)
    shuffled = np.random.default_rng(0).permutation(len(predictions.pictures))
    places = np.sort(shuffled[: _fitting(ask, predictions.pictures.pixels(shuffled[:LEAST]))])
    found: list[RobustnessPoint] = []
    for measured in curves(
        ask,
        predictions.pictures.pixels(places),
        predictions.pictures.labels[places],
        predictions.card.max_value,
    ):
        found.append(measured)
        bar.progress(min(len(found) / STEPS, 1.0), say(texts.BUSY))
    return Curves(predictions.name, places, found)


def _fitting(ask: NetworkFunction, some: np.ndarray) -> int:
    """How many pictures can be measured in `SECONDS`, estimated with `some` of them."""
    began = time.perf_counter()
    ask(some)
    seconds = (time.perf_counter() - began) * STEPS / len(some)
    return int(np.clip(SECONDS / seconds, LEAST, MOST))


def _show(predictions: SetPredictions, kept: Curves) -> None:
    found = kept.found
    st.plotly_chart(
        robustness_chart(found),
        key="robustness_chart",
        alt=headline(found).replace("<br>", " "),
        config={"displayModeBar": False},
    )
    _show_example(predictions, kept)
    count, which = len(predictions.pictures), predictions.pictures.name
    shown = len(kept.places)
    margin = max(row.interval.high - row.interval.low for row in found) / 2
    if shown < count:
        words = say(texts.SAMPLE, shown=shown, count=count, which=which, margin=margin)
    else:
        words = say(texts.WHOLE, count=count, which=which)
    st.caption(words)
    offer_csv(
        {
            say(texts.KIND_COLUMN): [row.corruption for row in found],
            say(texts.STRENGTH_COLUMN): [row.strength for row in found],
            say(texts.ROBUSTNESS_ACCURACY_COLUMN): [row.accuracy for row in found],
            say(texts.LOW_COLUMN): [row.interval.low for row in found],
            say(texts.HIGH_COLUMN): [row.interval.high for row in found],
            say(texts.ROBUSTNESS_COUNT_COLUMN): [shown] * len(found),
        },
        f"robustness-{which}",
    )
    st.markdown(say(texts.ROBUSTNESS_NOTICE))


@fragment()
def _show_example(predictions: SetPredictions, kept: Curves) -> None:
    corruptions = {corruption.name: corruption for corruption in CORRUPTIONS}
    name = st.segmented_control(
        say(texts.KIND),
        list(corruptions),
        format_func=lambda name: say(texts.NAMES[name]),
        default="rotation",
        required=True,
        key="robustness_kind",
        help=say(texts.KIND_HELP),
        wrap=True,
    )
    one = predictions.pictures.pixels(kept.places[:1])
    rows = [row for row in kept.found if row.corruption == name]
    images = [
        corrupted(corruptions[name], one, row.strength, predictions.card.max_value)[0]
        for row in rows
    ]
    captions = [
        say(texts.CAPTION, strength=strength_in_words(row), accuracy=row.accuracy) for row in rows
    ]
    st.html(pictures.grid(images, captions, predictions.card.max_value))
