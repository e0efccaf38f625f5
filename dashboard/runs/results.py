"""The table of a comparison: the settings that differ, and what came of each run."""

from collections.abc import Sequence

import streamlit as st

from core.datasets import DatasetError
from core.engine import EngineError
from core.experiments.difference import RecipeComparison
from core.language import number, say
from core.runs.history import RunHistory
from core.runs.summary import Summary
from dashboard.lab import services
from dashboard.lab.predictions import predictions_of
from dashboard.lab.trained_run import test_set_is_open
from dashboard.render.comparison import runs_table
from dashboard.runs import texts, words
from dashboard.runs.compared import Compared


def show_table(compared: Sequence[Compared], found: RecipeComparison) -> None:
    """A column a run: the settings that differ, results, duration and size."""
    summaries = [Summary.of(one.history) for one in compared]
    sealed = not tests_are_open(compared)
    rows = [
        *((row.name, row.values) for row in found.rows),
        (say(texts.VALIDATION), [_accuracy(summary) for summary in summaries]),
        (say(texts.VALIDATION_LOSS), [_loss(one.history) for one in compared]),
        (say(texts.TEST), [say(texts.SEALED) if sealed else _test(one) for one in compared]),
        (say(texts.TOOK), [words.took(summary.seconds) for summary in summaries]),
        (say(texts.PARAMETERS), [_parameters(one.history) for one in compared]),
    ]
    st.html(runs_table([one.coloured for one in compared], rows, say(texts.WHAT_DIFFERS)))
    if sealed:
        st.caption(f":material/lock: {say(texts.SEALED_NOTE)}")


def tests_are_open(compared: Sequence[Compared]) -> bool:
    """Whether the test set is open for each of these runs, or validated it anyway."""
    return all(
        one.recipe.data.validate_on == "test"
        or (one.history.has_network and test_set_is_open(one.history))
        for one in compared
    )


def _accuracy(summary: Summary) -> str:
    return f"{words.result(summary)} {words.interval(summary)}"


def _loss(history: RunHistory) -> str:
    network = history.result
    return number(network.val_loss, ".4f") if network else say(texts.NO_RESULT)


def _test(one: Compared) -> str:
    if not one.history.has_network:
        return say(texts.NO_RESULT)
    try:
        run = services.engine().store.run(one.run.id)
        return number(predictions_of(run, "test").evaluation.accuracy, ".1%")
    except (DatasetError, EngineError, ValueError):
        return say(texts.NO_RESULT)


def _parameters(history: RunHistory) -> str:
    started = history.started
    return number(started.event.parameter_count, ",") if started else say(texts.NO_RESULT)
