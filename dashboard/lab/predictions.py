"""The predictions of a run's network for all pictures of a set, computed once and cached."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from core.datasets import DatasetCard
from core.language import say
from core.numerics.metrics import Evaluation
from core.runs.run import Run
from dashboard.lab import services, texts, visitor
from dashboard.lab.picture_sets import SETS, PictureSet, own_test_set


class SetPredictions(NamedTuple):
    """A set of pictures with the network's outputs for each, float32 `(n, classes)`.

    `name` differs for each run, network and set: it stands in the keys of widgets, so that those
    of another set begin anew.
    """

    name: str
    run_id: str
    card: DatasetCard
    pictures: PictureSet
    outputs: np.ndarray
    evaluation: Evaluation


def predictions_of(run: Run, chosen: str) -> SetPredictions:
    """The predictions of the run's network for the set of `SETS` that is chosen.

    DatasetError if the dataset is not there, or not shared, EngineError if no worker answers,
    ValueError (as RunError, too) with a sentence if there is nothing to measure.
    """
    # Asked each time, not with what is cached: the dataset may be somebody else's.
    card = services.library().card(run.recipe.data.dataset)
    version = None
    if chosen == "own":
        version = visitor.token(), own_test_set(card).version()
    network = services.engine().store.network_version(run.id)
    with st.spinner(say(texts.ASKING)):
        return _predictions_of(run.id, network, chosen, version)


@st.cache_resource(max_entries=8, show_spinner=False)
def _predictions_of(
    run_id: str, network: int, chosen: str, version: tuple[str, int] | None
) -> SetPredictions:
    data = services.engine().store.run(run_id).recipe.data
    dataset = services.library().load(data.dataset)
    pictures = SETS[chosen](data, dataset)
    engine = services.engine()
    if pictures.source == "own":
        outputs = engine.predict(run_id, pictures.images)
    else:
        outputs = engine.predict_at(run_id, pictures.source, pictures.indices)
    return SetPredictions(
        name=f"{run_id}-{network}-{chosen}-{version}",
        run_id=run_id,
        card=dataset.card,
        pictures=pictures,
        outputs=outputs,
        evaluation=engine.evaluate(pictures.labels, outputs),
    )
