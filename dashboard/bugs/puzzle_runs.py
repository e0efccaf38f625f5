"""The runs of a puzzle: their histories, and what they are judged by."""

import numpy as np

from core.bugs import Measured
from core.bugs.progress import PuzzleProgress
from core.runs.events import Finished
from core.runs.history import RunHistory
from core.runs.run import RunError
from dashboard.bugs.state import BugsState
from dashboard.lab import services
from dashboard.lab.state import state_of
from dashboard.lab.trained_run import read_on


def history_of(run_id: str) -> RunHistory | None:
    """A run of the puzzle with all its events so far; None if it is not stored any more."""
    known = state_of(BugsState).histories
    try:
        known[run_id] = read_on(run_id, known.get(run_id))
    except RunError:
        return None
    return known[run_id]


def faulty_run(progress: PuzzleProgress) -> RunHistory | None:
    """The run of the faulty recipe, in flight or at its end; None if it has to be trained (anew)"""
    history = history_of(progress.run) if progress.run else None
    if history is None or history.is_steered:
        return None
    if history.end is not None and not isinstance(history.end, Finished):
        return None
    return history


def tried_run(progress: PuzzleProgress) -> RunHistory | None:
    """The run of the last attempt; None if there is none (any more)."""
    run = progress.attempts[-1].run if progress.attempts else None
    return history_of(run) if run else None


def outputs_of(history: RunHistory) -> np.ndarray:
    """What a run's network gives for all test pictures: float32 `(n, classes)`.

    It is noted with the run that its test set was opened.
    EngineError if no worker answers, RunError if it has no network, DatasetError without pictures.
    """
    known = state_of(BugsState).outputs
    if history.run_id not in known:
        dataset = services.library().load(history.recipe.data.dataset)
        indices, engine = np.arange(len(dataset.y_test)), services.engine()
        if not history.openings:
            engine.open_test_set(history.run_id)
        known[history.run_id] = engine.predict_at(history.run_id, "test", indices)
    return known[history.run_id]


def measured(history: RunHistory) -> Measured:
    """What a run that is over is judged by; raises as `outputs_of`."""
    known = state_of(BugsState).measured
    if history.run_id not in known:
        dataset = services.library().load(history.recipe.data.dataset)
        known[history.run_id] = Measured.of(history, dataset, outputs_of(history))
    return known[history.run_id]
