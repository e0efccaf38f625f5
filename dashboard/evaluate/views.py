"""An evaluation on the page: the figures in the head row, and the view that is chosen."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core.language import number, say
from core.numerics.metrics import ClassFigures, most_confident_mistakes
from core.runs.run import Run
from dashboard.evaluate import texts
from dashboard.evaluate.confusion import show_cards, show_confusion
from dashboard.evaluate.one_by_one import listed, show_one_by_one
from dashboard.evaluate.reliability_chart import reliability_chart
from dashboard.evaluate.robustness import show_robustness
from dashboard.evaluate.tables import offer_csv
from dashboard.lab.predictions import SetPredictions
from dashboard.lab.view_choice import choose_view
from dashboard.render.arithmetic import significant

SHOWN = 24
LONG = 1e5
SMALL = 0.25
"""A class is small with less than this share of the largest one's pictures."""
MOST_ROWS, TABLE_PIXELS = 30, 600
"""A table with more rows scrolls by itself, in so many pixels."""


def show_evaluation(run: Run, predictions: SetPredictions) -> None:
    """The count of pictures read right, and the chosen view."""
    st.caption(
        say(
            texts.MEASURED,
            title=predictions.card.title,
            run=run.id,
            right=int(np.trace(predictions.evaluation.confusion)),
            count=len(predictions.pictures),
            which=predictions.pictures.name,
        )
    )
    if predictions.evaluation.loss is None:
        st.info(say(texts.NO_PROBABILITIES), icon=":material/info:")
    views: dict[str, Callable[[SetPredictions], None]] = {
        "confusion": show_confusion,
        "classes": _show_classes,
        "mistakes": _show_mistakes,
        "reliability": _show_reliability,
        "samples": show_one_by_one,
        "robustness": partial(show_robustness, run),
    }
    chosen = choose_view(
        say(texts.VIEW),
        texts.VIEWS,
        key="evaluation_view",
        label_visibility="collapsed",
        wrap=True,
    )
    views[chosen](predictions)


def show_figures(predictions: SetPredictions) -> None:
    """Accuracy with its interval, balanced accuracy and loss, for a horizontal container."""
    found, num_classes = predictions.evaluation, predictions.card.num_classes
    low, high = found.interval
    st.metric(
        say(texts.VIEWS_ACCURACY),
        number(found.accuracy, ".2%"),
        say(texts.INTERVAL, low=low, high=high),
        delta_color="off",
        delta_arrow="off",
        help=say(texts.ACCURACY_HELP, low=low, high=high),
        width="content",
    )
    st.metric(
        say(texts.BALANCED),
        number(found.balanced_accuracy, ".2%"),
        help=say(texts.BALANCED_HELP),
        width="content",
    )
    st.metric(
        say(texts.LOSS),
        say(texts.NO_LOSS) if found.loss is None else _loss(found.loss),
        help=say(texts.LOSS_HELP, classes=num_classes, guessing=np.log(num_classes)),
        width="content",
    )


def _loss(loss: float) -> str:
    """With three decimals, or where that would be a long number as a power of ten."""
    return number(loss, ".3f") if loss < LONG else significant(loss)


def small_classes(classes: list[ClassFigures]) -> list[int]:
    """The labels of classes with fewer than a quarter of the largest one's pictures."""
    largest = max(row.support for row in classes)
    return [label for label, row in enumerate(classes) if row.support < SMALL * largest]


def _show_classes(predictions: SetPredictions) -> None:
    found, names = predictions.evaluation.classes, predictions.card.classes
    small = small_classes(found)
    table: dict[str, list[Any]] = {
        say(texts.CLASS): list(names),
        say(texts.RECALL): [row.recall for row in found],
        say(texts.LOW): [row.recall_interval.low for row in found],
        say(texts.HIGH): [row.recall_interval.high for row in found],
        say(texts.PRECISION): [row.precision for row in found],
        say(texts.F1): [row.f1 for row in found],
        say(texts.SUPPORT): [row.support for row in found],
    }
    if small:
        marks = [say(texts.SMALL) if label in small else "" for label in range(len(found))]
        table[say(texts.MARK)] = marks
    bar, figure = st.column_config.ProgressColumn, st.column_config.NumberColumn
    st.dataframe(
        table,
        hide_index=True,
        height="content" if len(found) <= MOST_ROWS else TABLE_PIXELS,
        column_config={
            say(texts.RECALL): bar(
                format="%.3f", min_value=0, max_value=1, help=say(texts.RECALL_HELP)
            ),
            say(texts.LOW): figure(format="%.3f", help=say(texts.INTERVAL_HELP)),
            say(texts.HIGH): figure(format="%.3f", help=say(texts.INTERVAL_HELP)),
            say(texts.PRECISION): figure(format="%.3f", help=say(texts.PRECISION_HELP)),
            say(texts.F1): figure(format="%.3f", help=say(texts.F1_HELP)),
            say(texts.SUPPORT): bar(
                format="localized", min_value=0, max_value=max(row.support for row in found)
            ),
        },
        key="classes_table",
    )
    offer_csv(table, f"classes-{predictions.pictures.name}")
    st.markdown(say(texts.NOTICE_CLASSES, sentence=_about_classes(predictions, small)))


def _about_classes(predictions: SetPredictions, small: list[int]) -> str:
    found, names = predictions.evaluation.classes, predictions.card.classes
    weakest = min((row.recall, label) for label, row in enumerate(found) if row.support)[1]
    sentences = say(
        texts.WEAKEST,
        name=names[weakest],
        recall=found[weakest].recall,
        support=found[weakest].support,
    )
    listing = ", ".join(
        say(texts.SMALL_CLASS, name=names[label], support=found[label].support) for label in small
    )
    more = say(texts.SMALL_CLASSES, names=listing) if small else say(texts.EVEN)
    return f"{sentences} {more}"


def _show_mistakes(predictions: SetPredictions) -> None:
    wrong = most_confident_mistakes(predictions.pictures.labels, predictions.evaluation)
    if not len(wrong):
        st.success(say(texts.NO_MISTAKES), icon=":material/check_circle:")
        return
    shown = wrong[:SHOWN]
    st.subheader(say(texts.SUREST, shown=len(shown), count=len(wrong)))
    show_cards(predictions, shown)
    offer_csv(listed(predictions, wrong), f"mistakes-{predictions.pictures.name}")
    st.markdown(say(texts.NOTICE_MISTAKES))


def _show_reliability(predictions: SetPredictions) -> None:
    found = predictions.evaluation
    if found.bins is None:
        st.info(say(texts.NO_PROBABILITIES), icon=":material/info:")
        return
    table: dict[str, list[Any]] = {
        say(texts.CONFIDENCE_COLUMN): [bin_.confidence for bin_ in found.bins],
        say(texts.VIEWS_ACCURACY_COLUMN): [bin_.accuracy for bin_ in found.bins],
        say(texts.VIEWS_COUNT_COLUMN): [bin_.size for bin_ in found.bins],
    }
    words = "; ".join(say(texts.RELIABILITY_ALT, **bin_._asdict()) for bin_ in found.bins)
    chart, rows = st.columns([3, 2], gap="large")
    with chart:
        title = say(texts.RELIABILITY_TITLE, gap=found.calibration_error)
        st.plotly_chart(
            reliability_chart(found.bins, title),
            key="reliability",
            alt=words,
            config={"displayModeBar": False},
        )
    with rows:
        share = st.column_config.NumberColumn(format="percent")
        config = {say(texts.CONFIDENCE_COLUMN): share, say(texts.VIEWS_ACCURACY_COLUMN): share}
        st.dataframe(table, hide_index=True, column_config=config, key="reliability_table")
        offer_csv(table, f"reliability-{predictions.pictures.name}")
    st.markdown(say(texts.NOTICE_RELIABILITY))
