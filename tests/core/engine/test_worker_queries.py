"""A network is asked while others train, and while it trains itself."""

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.runs.run import RunError
from tests.core.engine.runs import LONG, QUICK, end_of, wait_for_epoch, wait_for_status


def test_prediction_works_beside_a_run(engine):
    run_id = engine.submit(QUICK, "ada")
    end_of(engine, run_id)
    busy = engine.submit(LONG, "ada")
    wait_for_epoch(engine, busy, 1)
    picture = np.zeros((1, 8, 8, 1), np.uint8)
    assert engine.predict(run_id, picture).shape == (1, 10)
    assert engine.store.run(busy).in_flight
    engine.stop(busy)
    end_of(engine, busy)


def test_a_run_in_flight_reads_with_what_it_has_learned_so_far(engine):
    images = engine.library.load("digits").x_test[:16]
    labels = engine.library.load("digits").y_test[:16]
    learning = engine.submit(LONG, "reader", first="step_epoch")
    wait_for_status(engine, learning, "paused")
    with pytest.raises(RunError, match="no trained network"):
        engine.predict(learning, images)
    epoch, newest = engine.predict_snapshot(learning, None, images)
    untrained_epoch, untrained = engine.predict_snapshot(learning, 0, images)
    assert (epoch, untrained_epoch) == (1, 0)
    assert (newest.argmax(1) == labels).mean() > (untrained.argmax(1) == labels).mean() + 0.3
    for _ in range(2):  # the worker builds one network for both
        _, again = engine.predict_snapshot(learning, 0, images)
        np.testing.assert_array_equal(again, untrained)
        np.testing.assert_array_equal(engine.predict_snapshot(learning, 1, images)[1], newest)
    engine.stop(learning)
    end_of(engine, learning)
    # A run that is over can still be asked what it knew before.
    np.testing.assert_allclose(engine.predict_snapshot(learning, 1, images)[1], newest)
    with pytest.raises(RunError, match="not begun"):
        engine.predict_snapshot(learning, -1, images)


def test_a_few_pictures_are_read_past_the_queue(engine, tmp_path):
    run_id = engine.submit(QUICK, "ada")
    assert end_of(engine, run_id).kind == "finished"
    images = engine.library.load("digits").x_test
    outputs = engine.predict(run_id, images)
    was_read = tmp_path / "read"

    def doze(*_network: object) -> None:
        while not was_read.exists():
            time.sleep(0.02)

    with ThreadPoolExecutor(8) as askers:
        asked = [askers.submit(engine._query, run_id, doze) for _ in range(8)]  # more than threads
        time.sleep(0.5)
        try:
            read = engine.predict(run_id, images[:3])
            assert not any(question.done() for question in asked)
        finally:
            was_read.touch()
    np.testing.assert_allclose(read, outputs[:3], atol=1e-6)
