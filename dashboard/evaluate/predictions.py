"""What a run's network says of all pictures of a set, asked once and kept in memory."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from core.datasets import DatasetCard
from core.language import say
from core.numerics.metrics import Evaluation
from core.runs.store import Run
from dashboard.evaluate import texts
from dashboard.lab import services, visitor
from dashboard.lab.picture_sets import SETS, PictureSet, own_pictures


class Answered(NamedTuple):
    """A set of pictures with what a network says of each: float32 `(n, classes)`.

    `name` is one for this run, network and set, so that widgets of another one begin anew.
    """

    name: str
    run_id: str
    card: DatasetCard
    pictures: PictureSet
    outputs: np.ndarray
    evaluation: Evaluation


def answered(run: Run, chosen: str) -> Answered:
    """Ask the run's network about the set of `SETS` that is chosen, or recall what it said.

    DatasetError if the dataset is no longer on this machine, EngineError if no worker answers,
    ValueError (as RunError, too) with a sentence if there is nothing to measure.
    """
    version = None
    if chosen == "own":
        card = services.library().card(run.recipe.data.dataset)
        version = visitor.token(), own_pictures(card).version()
    return _answered(run.id, services.engine().store.network_version(run.id), chosen, version)


@st.cache_resource(max_entries=8, show_spinner=say(texts.ASKING))
def _answered(run_id: str, network: int, chosen: str, version: tuple[str, int] | None) -> Answered:
    data = services.engine().store.run(run_id).recipe.data
    dataset = services.library().load(data.dataset)
    pictures = SETS[chosen](data, dataset)
    engine = services.engine()
    if pictures.source == "own":
        outputs = engine.predict(run_id, pictures.images)
    else:
        outputs = engine.predict_at(run_id, pictures.source, pictures.indices)
    return Answered(
        name=f"{run_id}-{network}-{chosen}-{version}",
        run_id=run_id,
        card=dataset.card,
        pictures=pictures,
        outputs=outputs,
        evaluation=engine.evaluate(pictures.labels, outputs),
    )
