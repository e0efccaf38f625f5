"""Range tests wait for each other, and stand in nobody's way."""

import threading
from concurrent.futures import CancelledError

import pytest

from core.datasets import CARDS, DatasetError
from core.engine import EngineError
from core.engine.range_tests import RangeTests
from core.ownership import NotTheOwner
from core.recipe import Recipe
from core.recipe.model_presets import model_preset
from tests.core.engine.runs import LONG, QUICK, end_of, kinds_of, wait_for_epoch

AWAY = "The workers are away."


@pytest.fixture
def line():
    """Range tests on a cluster that answers nobody until `line.answers` is set."""
    answers = threading.Event()

    def client():
        answers.wait(60)
        raise EngineError(AWAY)

    held = RangeTests(client)
    held.answers = answers
    yield held
    answers.set()
    held.end()


def test_who_asks_again_leaves_the_line_and_joins_it_anew(line):
    digits = CARDS["digits"]
    first = line.begin(QUICK, digits, "ada")
    waits, of_another = line.begin(QUICK, digits, "bob"), line.begin(QUICK, digits, "eve")
    again = line.begin(LONG, digits, "bob")
    assert waits.cancelled()
    assert not any(test.done() for test in (first, of_another, again))
    line.answers.set()
    for test in (first, of_another, again):
        with pytest.raises(EngineError, match=AWAY):
            test.result(120)


def test_at_the_end_nobody_waits_any_longer(line):
    line.begin(QUICK, CARDS["digits"], "ada")
    waits = line.begin(QUICK, CARDS["digits"], "bob")
    line.end()
    with pytest.raises(CancelledError):
        waits.result(120)


def test_what_cannot_be_tested_is_said_at_once(line):
    mistaken = Recipe.from_link("model.layers=flatten,dense:3,softmax")
    with pytest.raises(EngineError, match="10"):
        line.begin(mistaken, CARDS["digits"], "ada")
    card = CARDS["cifar10"]
    large = Recipe(model=model_preset("vgg-like", card.num_classes))
    with pytest.raises(EngineError, match=r"1,024 pictures takes about [\d.]+ s .* 20 of"):
        line.begin(large.with_settings("training", batch_size=1024), card, "ada")


def test_a_test_runs_beside_a_run_and_changes_nothing_of_it(engine):
    busy = engine.submit(LONG, "ada")
    wait_for_epoch(engine, busy, 1)
    test = engine.begin_range_test(QUICK, "ada").result(120)
    assert test.suggestions is not None
    assert engine.store.run(busy).in_flight
    assert set(kinds_of(engine, busy)) <= {"queued", "started", "progress", "epoch", "snapshot"}
    engine.stop(busy)
    end_of(engine, busy)


def test_a_test_is_begun_in_ones_own_name_on_a_dataset_that_is_here(engine):
    with pytest.raises(NotTheOwner):
        engine.on_behalf_of("ada").begin_range_test(QUICK, "bob")
    with pytest.raises(DatasetError):
        engine.begin_range_test(QUICK.with_settings("data", dataset="mnist"), "ada")
