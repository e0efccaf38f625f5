"""The confusion matrix, and the pictures of each of its cells."""

import numpy as np
import streamlit as st

from core.language import say
from dashboard.evaluate import texts
from dashboard.evaluate.state import EvaluateState, chosen_classes
from dashboard.evaluate.tables import offer_csv
from dashboard.lab.answer_cards import answer_cards
from dashboard.lab.clicked_point import clicked_point
from dashboard.lab.fragment import fragment
from dashboard.lab.predictions import SetPredictions
from dashboard.lab.state import state_of, widget_value
from dashboard.render.confusion_chart import (
    MOST_DRAWN,
    confusion_chart,
    confusion_sentence,
    confusion_words,
    make_clickable,
    row_shares,
    worst_confusion,
)

MOST_PICTURES = 24


@fragment()
def show_confusion(predictions: SetPredictions) -> None:
    """The matrix, the choice of a cell, and its pictures."""
    matrix, cell = st.columns([1, 1], gap="large")
    with matrix, st.container(key="confusion_matrix"):
        _show_matrix(predictions)
    with cell:
        label, said = _choose_cell(predictions)
        _show_cell(predictions, label, said)
    st.markdown(say(texts.CONFUSION_NOTICE))


def _show_matrix(predictions: SetPredictions) -> None:
    counts, classes = predictions.evaluation.confusion, predictions.card.classes
    which = predictions.pictures.name
    words = confusion_sentence(counts, classes, which)
    if predictions.card.num_classes > MOST_DRAWN:
        st.markdown(words)
        _offer_counts(predictions)
        return
    place = st.container()  # above the switch, whose value the chart needs
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        numbers = st.segmented_control(
            say(texts.NUMBERS),
            [say(texts.COUNTS), say(texts.SHARES)],
            default=say(texts.COUNTS),
            required=True,
            key="confusion_numbers",
            persist_state="session",
            label_visibility="collapsed",
            help=say(texts.NUMBERS_HELP),
            width="content",
        )
        _offer_counts(predictions)
    shares = numbers == say(texts.SHARES)
    # A new key gives a new chart, without the mark of the cell that was clicked before.
    key = f"confusion_{predictions.name}_{shares}_{state_of(EvaluateState).cells_chosen}"
    right, worst = confusion_words(counts, classes, which)
    figure = confusion_chart(counts, classes, f"{right}<br>{worst}", in_shares=shares)
    make_clickable(figure)
    place.plotly_chart(
        figure,
        key=key,
        on_select=lambda: _take_click(predictions, key),
        selection_mode="points",
        alt=words,
        # Two quick taps count as two clicks, because a double click would select nothing.
        config={"displayModeBar": False, "doubleClickDelay": 1},
    )


def _offer_counts(predictions: SetPredictions) -> None:
    classes, counts = predictions.card.classes, predictions.evaluation.confusion
    columns = {name: column.tolist() for name, column in zip(classes, counts.T, strict=True)}
    offer_csv(
        {say(texts.TRUE_COLUMN): list(classes)} | columns, f"confusion-{predictions.pictures.name}"
    )


def _take_click(predictions: SetPredictions, key: str) -> None:
    classes = predictions.card.num_classes
    point = clicked_point(widget_value(key), classes**2)
    if point is not None:  # none after a click on the marked cell, whose pictures stay
        remembered = state_of(EvaluateState)
        remembered.cells[predictions.name] = divmod(point, classes)
        remembered.cells_clicked += 1


def _take_choice(predictions: SetPredictions, keys: tuple[str, str]) -> None:
    remembered = state_of(EvaluateState)
    remembered.cells[predictions.name] = chosen_classes(keys)
    remembered.cells_chosen += 1


def _choose_cell(predictions: SetPredictions) -> tuple[int, int]:
    worst = worst_confusion(predictions.evaluation.confusion)
    first = (worst.label, worst.said) if worst else (0, 0)
    remembered = state_of(EvaluateState)
    cell = remembered.cells.setdefault(predictions.name, first)
    drawn = predictions.card.num_classes <= MOST_DRAWN
    st.caption(say(texts.CLICK if drawn else texts.CHOOSE))
    # Each click gives new boxes: with the old ones, the second of two quick clicks would restore
    # the values that the boxes had before the first.
    clicks = remembered.cells_clicked
    keys = (f"cell_true_{clicks}_{predictions.name}", f"cell_said_{clicks}_{predictions.name}")
    for column, name, key, label in zip(
        st.columns(2, wrap=False), ("true", "said"), keys, cell, strict=True
    ):
        column.selectbox(
            say(texts.CELL_BOXES[name]),
            range(predictions.card.num_classes),
            index=label,
            format_func=lambda label: predictions.card.classes[label],
            key=key,
            on_change=_take_choice,
            args=(predictions, keys),
            help=say(texts.CELL_BOXES_HELP[name]),
        )
    return cell


def _show_cell(predictions: SetPredictions, label: int, said: int) -> None:
    evaluation, classes = predictions.evaluation, predictions.card.classes
    inside = np.flatnonzero((predictions.pictures.labels == label) & (evaluation.predicted == said))
    names = {"name": classes[label], "said": classes[said]}
    if not len(inside):
        st.markdown(say(texts.NONE, **names))
        return
    share = row_shares(evaluation.confusion)[label, said]
    st.markdown(f"**{say(texts.CELL, **names, count=len(inside), share=share)}**")
    surest = inside[np.argsort(-evaluation.confidence[inside], kind="stable")][:MOST_PICTURES]
    if len(surest) < len(inside):
        st.caption(say(texts.FIRST, shown=len(surest)))
    show_cards(predictions, surest)


def show_cards(predictions: SetPredictions, places: np.ndarray) -> None:
    """The pictures at these places, each with its predicted class and the confidence."""
    with st.container(key="evaluated_cards"):
        outputs = predictions.outputs[places]
        st.html(
            answer_cards(
                predictions.run_id, predictions.card, predictions.pictures, places, outputs
            )
        )
