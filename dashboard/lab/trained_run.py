"""The run whose network the pages after Train ask."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import streamlit as st

from core.language import say
from core.runs.history import RunHistory
from core.runs.run import Run
from dashboard.lab import screen, services, texts, visitor
from dashboard.lab.secret_runs import secret_runs

# The first page does not wait for the database to be imported.
if TYPE_CHECKING:
    from core.runs.store import RunStore

LOOK_SECONDS = 3600.0
"""How long the test set stays open: to visit another page and come back is not a second look."""


def trained_run() -> Run | None:
    """The run on screen if it has a network, else the visitor's newest that has."""
    store = services.engine().store
    for run in _candidates(store):
        if run.status in ("finished", "stopped") and store.has_network(run.id):
            return run
    return None


def _candidates(store: RunStore) -> Iterator[Run]:
    """The run on screen, if there is one, then the visitor's own, which may be a thousand."""
    if shown := screen.run_id():
        yield store.run(shown)
    secret = secret_runs()
    yield from (run for run in store.runs(visitor.token()) if run.id not in secret)


def say_untrained() -> None:
    """Say that there is no network to ask, and where one is trained."""
    st.info(say(texts.NO_NETWORK), icon=":material/info:")
    st.page_link("train/page.py", label=say(texts.TO_TRAIN), icon=":material/model_training:")


def history_of(run: Run) -> RunHistory:
    """The history of a run, with all its events so far."""
    history = RunHistory(run.recipe, run.id)
    history.add(services.engine().store.events(run.id))
    return history


def read_on(run_id: str, known: RunHistory | None) -> RunHistory:
    """The history of a run with all its events so far, read on from what is known of it.

    RunError if it is not stored.
    """
    store = services.engine().store
    if known is None or known.run_id != run_id:
        known = RunHistory(store.run(run_id).recipe, run_id)
    known.add(store.events(run_id, after=known.number))
    return known


def test_set_is_open(history: RunHistory) -> bool:
    """Whether the test set was opened lately enough, and the network has not changed since."""
    if not history.openings:
        return False
    network_since = services.engine().store.network_version(history.run_id) / 1e9
    return history.openings[-1] >= max(network_since, time.time() - LOOK_SECONDS)
