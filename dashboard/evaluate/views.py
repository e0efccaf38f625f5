"""An evaluation on the page: the figures at its head, and one view of it at a time."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from core.numerics.metrics import ClassFigures, most_confident_mistakes
from core.runs.store import Run
from dashboard.evaluate.confusion import show_cards, show_confusion
from dashboard.evaluate.one_by_one import listed, show_one_by_one
from dashboard.evaluate.predictions import Answered
from dashboard.evaluate.reliability_chart import reliability_chart
from dashboard.evaluate.robustness import show_robustness
from dashboard.evaluate.tables import offer_csv

TEXT = {
    "measured": "{title}, run `{run}`: {right:,} of {count:,} {which} pictures are read right.",
    "accuracy": "Accuracy",
    "accuracy_help": "The share that is read right. With so many pictures, the share on all "
    "pictures of this kind lies between {low:.2%} and {high:.2%} (Wilson's interval, 95 %). Try "
    "fewer pictures: the interval grows.",
    "interval": "95 %: {low:.1%} to {high:.1%}",
    "balanced": "Balanced accuracy",
    "balanced_help": "The mean of the classes' recalls: every class counts the same, however "
    "small. Far below the accuracy, it says that small classes are read badly.",
    "loss": "Loss",
    "loss_help": "The mean cross-entropy a picture, in nats. Always guessing evenly among "
    "{classes} classes gives ln {classes} = {guessing:.2f}.",
    "no_loss": "–",
    "no_probabilities": "The last layer is no softmax, so the outputs are no probabilities: there "
    "is no loss and no reliability to give. What is read is the class of the largest output.",
    "view": "Look at",
    "confusion": "Confusion",
    "classes": "Classes",
    "mistakes": "Mistakes",
    "reliability": "Reliability",
    "samples": "One by one",
    "robustness": "Robustness",
    "class": "class",
    "precision": "precision",
    "precision_help": "Of the pictures read as this class, the share that is.",
    "recall": "recall",
    "recall_help": "Of the pictures of this class, the share read as it.",
    "low": "recall from",
    "high": "recall to",
    "interval_help": "Where the recall on all such pictures lies (95 %). Wide where pictures are "
    "few.",
    "f1": "F1",
    "f1_help": "The harmonic mean of precision and recall: low if either is.",
    "support": "pictures",
    "mark": "small?",
    "small": "▲ small",
    "notice_classes": "**What to notice.** {sentence}",
    "weakest": "“{name}” is read worst: {recall:.1%} of its {support:,} pictures.",
    "small_classes": "Small: {names}. Such a class hardly moves the accuracy, so it does not show "
    "how that class does; its own row does.",
    "even": "No class is small (each has a quarter of the largest one's pictures or more), so "
    "accuracy and balanced accuracy lie close together.",
    "no_mistakes": "There is no mistake.",
    "surest": "The {shown} mistakes of which it is most sure, of {count:,}",
    "notice_mistakes": "**What to notice.** Some labels are doubtful, some pictures are not what "
    "training showed. Being sure is not being right.",
    "reliability_title": "Is it as often right as it is sure?<br>On average {gap:.1%} apart",
    "reliability_alt": "{size:,} pictures at {confidence:.0%} sure: {accuracy:.0%} right",
    "notice_reliability": "**What to notice.** Below the dashed line the network is too sure of "
    "itself, above it too modest. Train much longer and look again.",
    "confidence_column": "mean probability",
    "accuracy_column": "share right",
    "count_column": "pictures",
}
SHOWN = 24
SMALL = 0.25
"""A class is small with less than this share of the largest one's pictures."""


def show_evaluation(run: Run, answers: Answered) -> None:
    """What was measured, and the view of it that is chosen."""
    st.caption(
        TEXT["measured"].format(
            title=answers.card.title,
            run=run.id,
            right=int(np.trace(answers.evaluation.confusion)),
            count=len(answers.pictures),
            which=answers.pictures.name,
        )
    )
    if answers.evaluation.loss is None:
        st.info(TEXT["no_probabilities"], icon=":material/info:")
    views: dict[str, Callable[[Answered], None]] = {
        TEXT["confusion"]: show_confusion,
        TEXT["classes"]: _show_classes,
        TEXT["mistakes"]: _show_mistakes,
        TEXT["reliability"]: _show_reliability,
        TEXT["samples"]: show_one_by_one,
        TEXT["robustness"]: partial(show_robustness, run),
    }
    chosen = st.segmented_control(
        TEXT["view"],
        list(views),
        default=TEXT["confusion"],
        required=True,
        key="evaluation_view",
        persist_state="session",
        label_visibility="collapsed",
        wrap=True,
    )
    views[chosen](answers)


def show_figures(answers: Answered) -> None:
    """Accuracy with its interval, balanced accuracy and loss, to stand in a row."""
    found, num_classes = answers.evaluation, answers.card.num_classes
    low, high = found.interval
    st.metric(
        TEXT["accuracy"],
        f"{found.accuracy:.2%}",
        TEXT["interval"].format(low=low, high=high),
        delta_color="off",
        delta_arrow="off",
        help=TEXT["accuracy_help"].format(low=low, high=high),
        width="content",
    )
    st.metric(
        TEXT["balanced"],
        f"{found.balanced_accuracy:.2%}",
        help=TEXT["balanced_help"],
        width="content",
    )
    st.metric(
        TEXT["loss"],
        TEXT["no_loss"] if found.loss is None else f"{found.loss:.3f}",
        help=TEXT["loss_help"].format(classes=num_classes, guessing=np.log(num_classes)),
        width="content",
    )


def small_classes(classes: list[ClassFigures]) -> list[int]:
    """The labels of classes with fewer than a quarter of the largest one's pictures."""
    largest = max(row.support for row in classes)
    return [label for label, row in enumerate(classes) if row.support < SMALL * largest]


def _show_classes(answers: Answered) -> None:
    found, names = answers.evaluation.classes, answers.card.classes
    small = small_classes(found)
    table: dict[str, list[Any]] = {
        TEXT["class"]: list(names),
        TEXT["recall"]: [row.recall for row in found],
        TEXT["low"]: [row.recall_interval.low for row in found],
        TEXT["high"]: [row.recall_interval.high for row in found],
        TEXT["precision"]: [row.precision for row in found],
        TEXT["f1"]: [row.f1 for row in found],
        TEXT["support"]: [row.support for row in found],
    }
    if small:
        marks = [TEXT["small"] if label in small else "" for label in range(len(found))]
        table[TEXT["mark"]] = marks
    bar, number = st.column_config.ProgressColumn, st.column_config.NumberColumn
    st.dataframe(
        table,
        hide_index=True,
        height="content",
        column_config={
            TEXT["recall"]: bar(format="%.3f", min_value=0, max_value=1, help=TEXT["recall_help"]),
            TEXT["low"]: number(format="%.3f", help=TEXT["interval_help"]),
            TEXT["high"]: number(format="%.3f", help=TEXT["interval_help"]),
            TEXT["precision"]: number(format="%.3f", help=TEXT["precision_help"]),
            TEXT["f1"]: number(format="%.3f", help=TEXT["f1_help"]),
            TEXT["support"]: bar(
                format="localized", min_value=0, max_value=max(row.support for row in found)
            ),
        },
        key="classes_table",
    )
    offer_csv(table, f"classes-{answers.pictures.name}")
    st.markdown(TEXT["notice_classes"].format(sentence=_about_classes(answers, small)))


def _about_classes(answers: Answered, small: list[int]) -> str:
    found, names = answers.evaluation.classes, answers.card.classes
    weakest = min((row.recall, label) for label, row in enumerate(found) if row.support)[1]
    sentences = TEXT["weakest"].format(
        name=names[weakest], recall=found[weakest].recall, support=found[weakest].support
    )
    listed = ", ".join(f"“{names[label]}” ({found[label].support:,})" for label in small)
    more = TEXT["small_classes"].format(names=listed) if small else TEXT["even"]
    return f"{sentences} {more}"


def _show_mistakes(answers: Answered) -> None:
    wrong = most_confident_mistakes(answers.pictures.labels, answers.evaluation)
    if not len(wrong):
        st.success(TEXT["no_mistakes"], icon=":material/check_circle:")
        return
    shown = wrong[:SHOWN]
    st.subheader(TEXT["surest"].format(shown=len(shown), count=len(wrong)))
    show_cards(answers, shown)
    offer_csv(listed(answers, wrong), f"mistakes-{answers.pictures.name}")
    st.markdown(TEXT["notice_mistakes"])


def _show_reliability(answers: Answered) -> None:
    found = answers.evaluation
    if found.bins is None:
        st.info(TEXT["no_probabilities"], icon=":material/info:")
        return
    table: dict[str, list[Any]] = {
        TEXT["confidence_column"]: [bin_.confidence for bin_ in found.bins],
        TEXT["accuracy_column"]: [bin_.accuracy for bin_ in found.bins],
        TEXT["count_column"]: [bin_.size for bin_ in found.bins],
    }
    words = "; ".join(TEXT["reliability_alt"].format(**bin_._asdict()) for bin_ in found.bins)
    chart, rows = st.columns([3, 2], gap="large")
    with chart:
        title = TEXT["reliability_title"].format(gap=found.calibration_error)
        st.plotly_chart(
            reliability_chart(found.bins, title),
            key="reliability",
            alt=words,
            config={"displayModeBar": False},
        )
    with rows:
        share = st.column_config.NumberColumn(format="percent")
        config = {TEXT["confidence_column"]: share, TEXT["accuracy_column"]: share}
        st.dataframe(table, hide_index=True, column_config=config, key="reliability_table")
        offer_csv(table, f"reliability-{answers.pictures.name}")
    st.markdown(TEXT["notice_reliability"])
