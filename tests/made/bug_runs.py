"""Runs of faulty and of mended recipes, trained in this process and measured."""

from typing import NamedTuple

from core.bugs import Measured
from core.datasets import Dataset
from core.recipe import Recipe
from core.runs.history import History
from core.runs.run import Logged
from core.worker.train import train


class BugRun(NamedTuple):
    """A run that is over: its curves and its figures."""

    history: History
    measured: Measured


def bug_run(recipe: Recipe, dataset: Dataset) -> BugRun:
    """Train a recipe that can be trained, and measure its run."""
    history = History(recipe)

    def emit(event) -> None:
        history.add([Logged(history.number + 1, 0.0, event)])

    result = train(recipe, dataset, emit)
    assert result.network is not None
    return BugRun(history, Measured.of(history, dataset, result.network.outputs(dataset.x_test)))
