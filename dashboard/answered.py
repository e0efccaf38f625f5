"""What a run's network says of all pictures of a set, asked once and kept in memory."""

from typing import Literal, NamedTuple

import numpy as np
import streamlit as st

from core.datasets import DatasetCard
from core.metrics import Evaluation, evaluate
from core.preparation import split
from core.runs import Run
from dashboard import session

TEXT = {"asking": "The network reads all pictures …"}

Which = Literal["validation", "test"]


class Answered(NamedTuple):
    """The pictures of a set with what the network says of them.

    They stand at `indices` of `images`, the array `x_train` or `x_test` of the dataset, as
    `array` says. `labels` int64 `(n,)`, `outputs` float32 `(n, classes)`. `name` is one for this
    run, network and set, so that widgets of another one begin anew.
    """

    name: str
    which: Which
    card: DatasetCard
    array: str
    images: np.ndarray
    indices: np.ndarray
    labels: np.ndarray
    outputs: np.ndarray
    evaluation: Evaluation

    def picture(self, place: int) -> np.ndarray:
        """A picture uint8 `(height, width, channels)`."""
        return self.images[self.indices[place]]


def answered(run: Run, which: Which) -> Answered:
    """Ask the run's network, or recall what it said.

    DatasetError if the dataset is no longer on this machine, EngineError if no worker answers,
    ValueError (as RunError, too) with a sentence if there is nothing to measure.
    """
    return _answered(run.id, session.engine().store.network_version(run.id), which)


@st.cache_resource(max_entries=8, show_spinner=TEXT["asking"])
def _answered(run_id: str, network: int, which: Which) -> Answered:
    data = session.engine().store.run(run_id).recipe.data
    dataset = session.library().load(data.dataset)
    source, indices = "test", np.arange(len(dataset.y_test))
    if which == "validation":
        chosen = split(data, dataset.y_train, len(dataset.y_test))
        source, indices = chosen.validation_set, chosen.validation
    images, labels = getattr(dataset, f"x_{source}"), getattr(dataset, f"y_{source}")[indices]
    outputs = session.engine().predict(run_id, images[indices])
    return Answered(
        name=f"{run_id}-{network}-{which}",
        which=which,
        card=dataset.card,
        array=f"x_{source}",
        images=images,
        indices=indices,
        labels=labels,
        outputs=outputs,
        evaluation=evaluate(labels, outputs),
    )
