"""Questions about the network of a run; the answers are cached, so that a rerun asks nothing."""

from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from core.explain.results import MOST_PICTURES
from core.preparation.split import Split, split, spread
from core.runs.run import Run
from dashboard.lab import services


class NetworkVersion(NamedTuple):
    """The network that a run has now: another version when the run is trained on."""

    run_id: str
    version: int


def network_of(run: Run) -> NetworkVersion:
    """The network of a run that has one."""
    return NetworkVersion(run.id, services.engine().store.network_version(run.id))


@st.cache_data(max_entries=256, show_spinner=False)
def ask(network: NetworkVersion, question: str, *arguments: object) -> Any:
    """What the network answers to a question; see `core.engine.Engine.ask`."""
    return services.engine().ask(network.run_id, question, *arguments)


@st.cache_data(max_entries=64, show_spinner=False)
def split_of_run(run_id: str) -> Split:
    """Which pictures train and which validate in a run; DatasetError if its dataset is gone."""
    data = services.engine().store.run(run_id).recipe.data
    dataset = services.library().load(data.dataset)
    return split(data, dataset.y_train, len(dataset.y_test))


class PictureOrder(NamedTuple):
    """Validation pictures by their numbers int64 `(n,)`, those that are read wrong first.

    `predictions` int64 `(n,)` is the class that each is read as, `wrong` how many are read wrong.
    """

    numbers: np.ndarray
    predictions: np.ndarray
    wrong: int


@st.cache_data(max_entries=32, show_spinner=False)
def mistakes_first(network: NetworkVersion) -> PictureOrder:
    """At most `MOST_PICTURES` validation pictures, spread over all of them."""
    run = services.engine().store.run(network.run_id)
    chosen = split_of_run(run.id)
    numbers = spread(np.arange(len(chosen.validation)), MOST_PICTURES)
    _images, labels = chosen.validating_set(services.library().load(run.recipe.data.dataset))
    places = chosen.validation[numbers]
    outputs = services.engine().predict_at(run.id, chosen.validation_set, places)
    predictions = outputs.argmax(axis=1)
    wrong = predictions != labels[places]
    order = np.argsort(~wrong, kind="stable")
    return PictureOrder(numbers[order], predictions[order], int(wrong.sum()))
