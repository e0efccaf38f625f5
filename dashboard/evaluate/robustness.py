"""How much can the network stand? Accuracy against pictures that are made worse."""

import time
from functools import partial
from typing import NamedTuple

import numpy as np
import streamlit as st

from core.engine import EngineError
from core.numerics.robustness import CORRUPTIONS, STEPS, Predict, RobustnessPoint, corrupted, curves
from core.runs.store import Run, RunError
from dashboard.evaluate.predictions import Answered
from dashboard.evaluate.robustness_chart import NAMES, headline, robustness_chart, strength_in_words
from dashboard.evaluate.tables import offer_csv
from dashboard.lab import services
from dashboard.lab.fragment import fragment
from dashboard.render import pictures

TEXT = {
    "lead": "The same pictures with noise, turned, moved, blurred and paled, a little more each "
    "time. Training never showed them so, unless you augmented.",
    "measure": "Make the pictures worse",
    "measure_help": "Measures {steps} points; a few seconds. Try it with and without augmentation.",
    "busy": "Reading worse pictures …",
    "sample": "Measured on {shown:,} of the {count:,} {which} pictures, drawn at random, to stay "
    "quick: each point is good to about ± {margin:.1%}.",
    "whole": "Measured on all {count:,} {which} pictures.",
    "kind": "What it looks like",
    "kind_help": "One picture as the network gets it. Try the one that costs most, and judge "
    "whether you could still read it.",
    "caption": "{strength}: {accuracy:.0%}",
    "notice": "**What to notice.** A person reads most of these without effort. What the network "
    "cannot stand is what its training pictures never did; rotation and shift can be added on the "
    "Augment page.",
    "kind_column": "what is done",
    "strength_column": "strength",
    "accuracy_column": "accuracy",
    "low_column": "from",
    "high_column": "to",
    "count_column": "pictures",
}
MOST, LEAST = 2000, 500
"""Pictures that are measured: as many as fit in the time, but no fewer or more than these."""
SECONDS = 6.0
KEPT = "robustness"


class Curves(NamedTuple):
    """What was measured of an `Answered` of this name, on the pictures at `places`, int64."""

    name: str
    places: np.ndarray
    found: list[RobustnessPoint]


def show_robustness(run: Run, answers: Answered) -> None:
    """The curves if they were measured in this visit, else the button that measures them."""
    st.markdown(TEXT["lead"])
    kept = st.session_state.get(KEPT)
    if kept is not None and kept.name == answers.name:
        _show(answers, kept)
        return
    if st.button(
        TEXT["measure"],
        icon=":material/blur_on:",
        key="measure_robustness",
        help=TEXT["measure_help"].format(steps=STEPS),
    ):
        try:
            st.session_state[KEPT] = _measure(run, answers)
        except (EngineError, RunError) as error:
            st.warning(str(error), icon=":material/info:")
        else:
            st.rerun()


def _measure(run: Run, answers: Answered) -> Curves:
    bar = st.progress(0.0, TEXT["busy"])
    ask = partial(services.engine().predict, run.id)
    shuffled = np.random.default_rng(0).permutation(len(answers.pictures))
    places = np.sort(shuffled[: _fitting(ask, answers.pictures.pixels(shuffled[:LEAST]))])
    found: list[RobustnessPoint] = []
    for measured in curves(
        ask,
        answers.pictures.pixels(places),
        answers.pictures.labels[places],
        answers.card.max_value,
    ):
        found.append(measured)
        bar.progress(len(found) / STEPS, TEXT["busy"])
    return Curves(answers.name, places, found)


def _fitting(ask: Predict, some: np.ndarray) -> int:
    """How many pictures can be measured in good time, by the time that some of them take."""
    began = time.perf_counter()
    ask(some)
    seconds = (time.perf_counter() - began) * STEPS / len(some)
    return int(np.clip(SECONDS / seconds, LEAST, MOST))


def _show(answers: Answered, kept: Curves) -> None:
    found = kept.found
    st.plotly_chart(
        robustness_chart(found),
        key="robustness_chart",
        alt=headline(found).replace("<br>", " "),
        config={"displayModeBar": False},
    )
    _show_example(answers, kept)
    count, which = len(answers.pictures), answers.pictures.name
    shown = len(kept.places)
    margin = max(row.interval.high - row.interval.low for row in found) / 2
    sentence = TEXT["sample" if shown < count else "whole"]
    st.caption(sentence.format(shown=shown, count=count, which=which, margin=margin))
    offer_csv(
        {
            TEXT["kind_column"]: [row.corruption for row in found],
            TEXT["strength_column"]: [row.strength for row in found],
            TEXT["accuracy_column"]: [row.accuracy for row in found],
            TEXT["low_column"]: [row.interval.low for row in found],
            TEXT["high_column"]: [row.interval.high for row in found],
            TEXT["count_column"]: [shown] * len(found),
        },
        f"robustness-{which}",
    )
    st.markdown(TEXT["notice"])


@fragment()
def _show_example(answers: Answered, kept: Curves) -> None:
    corruptions = {corruption.name: corruption for corruption in CORRUPTIONS}
    name = st.segmented_control(
        TEXT["kind"],
        list(corruptions),
        format_func=NAMES.get,
        default="rotation",
        required=True,
        key="robustness_kind",
        help=TEXT["kind_help"],
        wrap=True,
    )
    one = answers.pictures.pixels(kept.places[:1])
    rows = [row for row in kept.found if row.corruption == name]
    images = [
        corrupted(corruptions[name], one, row.strength, answers.card.max_value)[0] for row in rows
    ]
    captions = [
        TEXT["caption"].format(strength=strength_in_words(row), accuracy=row.accuracy)
        for row in rows
    ]
    st.html(pictures.grid(images, captions, answers.card.max_value))
