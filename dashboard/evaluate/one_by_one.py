"""What a network says of each picture of a set, in rows of numbers."""

import numpy as np
import streamlit as st

from core.numerics.encoding import one_hot
from dashboard.evaluate.predictions import Answered
from dashboard.evaluate.tables import offer_csv

TEXT = {
    "from": "From picture",
    "from_help": "The number of the first picture shown, counted from 0. Try another one: three "
    "samples prove little.",
    "number": "picture",
    "index": "index in x_{source}",
    "true": "true class",
    "true_row": "true, one-hot",
    "said": "read as",
    "largest": "largest output",
    "output": "output {name}",
    "output_row": "output",
    "right": "right?",
    "yes": "✓ right",
    "no": "✗ wrong",
    "all_csv": "The CSV holds all {count:,} pictures.",
    "notice": "**What to notice.** The row of the truth has one 1. The network's row is never "
    "quite that; its largest number decides, the rest is doubt.",
}
ROWS = 10


def show_one_by_one(answers: Answered) -> None:
    """Ten pictures with their one-hot row and the network's row; all of them to take home."""
    count = len(answers.pictures)
    first = st.number_input(
        TEXT["from"],
        min_value=0,
        max_value=count - 1,
        value=0,
        step=ROWS,
        key=f"first_sample_{answers.name}",
        help=TEXT["from_help"],
        width=200,
    )
    places = np.arange(first, min(first + ROWS, count))
    st.dataframe(_rows(answers, places), hide_index=True, key="samples_table")
    st.caption(TEXT["all_csv"].format(count=count))
    offer_csv(_predictions(answers), f"predictions-{answers.pictures.name}")
    st.markdown(TEXT["notice"])


def listed(answers: Answered, places: np.ndarray) -> dict[str, list]:
    """Pictures by number with truth, answer and confidence."""
    names, shown, found = (
        np.array(answers.card.classes, object),
        answers.pictures,
        answers.evaluation,
    )
    return {
        TEXT["number"]: places.tolist(),
        TEXT["index"].format(source=shown.source): shown.indices[places].tolist(),
        TEXT["true"]: names[shown.labels[places]].tolist(),
        TEXT["said"]: names[found.predicted[places]].tolist(),
        TEXT["largest"]: found.confidence[places].tolist(),
    }


def _rows(answers: Answered, places: np.ndarray) -> dict[str, list]:
    names, labels = np.array(answers.card.classes, object), answers.pictures.labels[places]
    said = answers.evaluation.predicted[places]
    truth = one_hot(labels, answers.card.num_classes)
    return {
        TEXT["number"]: places.tolist(),
        TEXT["true"]: names[labels].tolist(),
        TEXT["true_row"]: [" ".join(f"{bit:.0f}" for bit in row) for row in truth],
        TEXT["said"]: names[said].tolist(),
        TEXT["output_row"]: [" ".join(map(_short, row)) for row in answers.outputs[places]],
        TEXT["right"]: [TEXT["yes" if right else "no"] for right in said == labels],
    }


def _short(output: float) -> str:
    return f"{output:.3g}" if abs(output) >= 1.0005 else f"{output:.3f}"


def _predictions(answers: Answered) -> dict[str, list]:
    """All pictures: truth, answer, and a column for each output."""
    outputs = {
        TEXT["output"].format(name=name): column.tolist()
        for name, column in zip(answers.card.classes, answers.outputs.T, strict=True)
    }
    return listed(answers, np.arange(len(answers.pictures))) | outputs
