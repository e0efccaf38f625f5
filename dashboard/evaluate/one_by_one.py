"""A table of the predictions: the one-hot row and the output row of each picture."""

import numpy as np
import streamlit as st

from core.language import say
from core.numerics.encoding import one_hot
from dashboard.evaluate import texts
from dashboard.evaluate.tables import offer_csv
from dashboard.lab.bounded import number_field
from dashboard.lab.predictions import SetPredictions

ROWS = 10


def show_one_by_one(predictions: SetPredictions) -> None:
    """Ten pictures with their one-hot row and the network's row; all of them as CSV."""
    count = len(predictions.pictures)
    first = number_field(
        say(texts.FROM),
        0,
        count - 1,
        step=ROWS,
        key=f"first_sample_{predictions.name}",
        help=say(texts.FROM_HELP),
        width=200,
    )
    places = np.arange(first, min(first + ROWS, count))
    st.dataframe(_rows(predictions, places), hide_index=True, key="samples_table")
    st.caption(say(texts.ALL_CSV, count=count))
    offer_csv(_predictions(predictions), f"predictions-{predictions.pictures.name}")
    st.markdown(say(texts.ONE_BY_ONE_NOTICE))


def listed(predictions: SetPredictions, places: np.ndarray) -> dict[str, list]:
    """Pictures by number with true class, predicted class and confidence."""
    names, shown, found = (
        np.array(predictions.card.classes, object),
        predictions.pictures,
        predictions.evaluation,
    )
    return {
        say(texts.NUMBER): places.tolist(),
        say(texts.INDEX, source=shown.source): shown.indices[places].tolist(),
        say(texts.ONE_BY_ONE_TRUE): names[shown.labels[places]].tolist(),
        say(texts.ONE_BY_ONE_SAID): names[found.predicted[places]].tolist(),
        say(texts.LARGEST): found.confidence[places].tolist(),
    }


def _rows(predictions: SetPredictions, places: np.ndarray) -> dict[str, list]:
    names, labels = np.array(predictions.card.classes, object), predictions.pictures.labels[places]
    said = predictions.evaluation.predicted[places]
    truth = one_hot(labels, predictions.card.num_classes)
    return {
        say(texts.NUMBER): places.tolist(),
        say(texts.ONE_BY_ONE_TRUE): names[labels].tolist(),
        say(texts.TRUE_ROW): [" ".join(f"{bit:.0f}" for bit in row) for row in truth],
        say(texts.ONE_BY_ONE_SAID): names[said].tolist(),
        say(texts.OUTPUT_ROW): [" ".join(map(_short, row)) for row in predictions.outputs[places]],
        say(texts.RIGHT): [say(texts.YES if right else texts.NO) for right in said == labels],
    }


def _short(output: float) -> str:
    return f"{output:.3g}" if abs(output) >= 1.0005 else f"{output:.3f}"


def _predictions(predictions: SetPredictions) -> dict[str, list]:
    """All pictures: true class, predicted class, and a column for each output."""
    outputs = {
        say(texts.OUTPUT, name=name): column.tolist()
        for name, column in zip(predictions.card.classes, predictions.outputs.T, strict=True)
    }
    return listed(predictions, np.arange(len(predictions.pictures))) | outputs
