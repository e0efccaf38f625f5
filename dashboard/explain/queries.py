"""What a run's network answered when it was asked, kept so that a rerun does not ask again."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from core.explain.explainer import Explainer, Method
from core.explain.results import MOST_PICTURES, Change, Exciting, FeatureMap, Saliency, WhatIf
from core.preparation.split import Split, split, spread
from core.runs.store import Run
from dashboard.lab import services

READING = "The network reads the validation pictures …"
MAPPING = "Arranging the pictures …"


class Network(NamedTuple):
    """The network that a run has now; it changes when the run goes on."""

    run_id: str
    version: int


def network_of(run: Run) -> Network:
    """The network of a run that has one."""
    return Network(run.id, services.engine().store.network_version(run.id))


def _explainer(network: Network) -> Explainer:
    return Explainer(services.engine(), network.run_id)


@st.cache_data(max_entries=64, show_spinner=False)
def split_of(run_id: str) -> Split:
    """Who trains and who validates in a run; DatasetError if its dataset is gone."""
    data = services.engine().store.run(run_id).recipe.data
    dataset = services.library().load(data.dataset)
    return split(data, dataset.y_train, len(dataset.y_test))


class Order(NamedTuple):
    """Validation pictures by their numbers int64 `(n,)`, those that are read wrong first.

    `said` int64 `(n,)` is the class that each is read as, `wrong` how many are read wrong.
    """

    numbers: np.ndarray
    said: np.ndarray
    wrong: int


@st.cache_data(max_entries=32, show_spinner=READING)
def mistakes_first(network: Network) -> Order:
    """At most `MOST_PICTURES` validation pictures, spread over all of them."""
    run = services.engine().store.run(network.run_id)
    chosen = split_of(run.id)
    numbers = spread(np.arange(len(chosen.validation)), MOST_PICTURES)
    _images, labels = chosen.validating_set(services.library().load(run.recipe.data.dataset))
    places = chosen.validation[numbers]
    said = services.engine().predict_at(run.id, chosen.validation_set, places).argmax(axis=1)
    wrong = said != labels[places]
    order = np.argsort(~wrong, kind="stable")
    return Order(numbers[order], said[order], int(wrong.sum()))


@st.cache_data(max_entries=64, show_spinner=False)
def inside(network: Network, image: np.ndarray) -> dict[str, np.ndarray]:
    """See `Explainer.inside`; so all that follow."""
    return _explainer(network).inside(image)


@st.cache_data(max_entries=256, show_spinner=False)
def unit_weights(network: Network, layer: str, unit: int) -> dict[str, np.ndarray]:
    return _explainer(network).unit_weights(layer, unit)


@st.cache_data(max_entries=64, show_spinner=False)
def saliency(network: Network, image: np.ndarray, label: int) -> Saliency:
    return _explainer(network).saliency(image, label)


@st.cache_data(max_entries=64, show_spinner=READING)
def exciting(network: Network, layer: str, unit: int) -> Exciting:
    return _explainer(network).exciting(layer, unit)


@st.cache_data(max_entries=32, show_spinner=MAPPING)
def feature_map(network: Network, layer: str, method: Method) -> FeatureMap:
    return _explainer(network).feature_map(layer, method)


@st.cache_data(max_entries=64, show_spinner=False)
def what_if(network: Network, change: Change, image: np.ndarray) -> WhatIf:
    return _explainer(network).what_if(change, image)
