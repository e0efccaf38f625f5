"""The film of a run: bounded, even, with its beginning and its newest moment, for good."""

import math
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from core.recipe import preset
from core.runs.events import Epoch, Started
from core.runs.film import BEGINNING, MOST_MOMENTS
from core.runs.probe import LayerProbe, ProbeResult, StepTrace, Units
from core.runs.store import RunStore

RECIPE = preset("digits-mlp")
RANDOM = np.random.default_rng(5)


def started(first_epoch: int) -> Started:
    return Started(
        train_count=10,
        validation_count=5,
        steps_per_epoch=100,
        parameter_count=3,
        first_epoch=first_epoch,
    )


def probe(step: int, shape: tuple[int, ...] = (2, 3, 3, 1), **changes: object) -> ProbeResult:
    """A probe as a worker sends it, 100 steps an epoch; its weights are hard to compress."""
    contents = {
        "epoch": math.ceil(step / 100),
        "step": step,
        "predicted": RANDOM.integers(0, 10, 25).tolist(),
        "shares": RANDOM.random(25).tolist(),
        "units": Units.of(RANDOM.uniform(-1, 1, shape)),
        "layers": tuple(
            LayerProbe(name=name, gradient=RANDOM.random(), dead=RANDOM.random())
            for name in ("dense", "activation", "dense_1", "activation_1")
        ),
    }
    return ProbeResult.model_validate({**contents, **changes})


@pytest.fixture
def store(tmp_path):
    store = RunStore(tmp_path)
    yield store
    store.close()


@pytest.fixture
def run_id(store):
    run_id = store.create(RECIPE, "ada", "engine")
    store.append(run_id, started(1))
    return run_id


def film_steps(store: RunStore, run_id: str) -> list[int]:
    return [moment.probe.step for moment in store.film(run_id)]


def filmed_bytes(tmp_path) -> int:
    query = "SELECT SUM(LENGTH(probe)) + SUM(COALESCE(LENGTH(units), 0)) FROM probes"
    with closing(sqlite3.connect(tmp_path / "runs.db")) as database:
        return database.execute(query).fetchone()[0]


def test_a_probe_is_kept_to_what_a_picture_of_it_shows(store, run_id, tmp_path):
    trace = StepTrace(
        batch_size=1,
        shape=(1, 1, 1, 1),
        pixels=b"7",
        labels=(3,),
        outputs=((1.0,),),
        losses=(0.5,),
        mean_loss=0.5,
        weight=None,
    )
    told = probe(40, step_trace=trace)
    store.append_all([(run_id, told, "a-1")])
    again = RunStore(tmp_path)
    [moment] = again.film(run_id)
    again.close()
    kept = moment.probe
    assert kept.step_trace is None
    assert (kept.epoch, kept.step, kept.predicted) == (1, 40, told.predicted)
    np.testing.assert_allclose(kept.shares, told.shares, atol=0.0005)
    off = np.abs(kept.units.weights - told.units.weights)
    assert off.max() <= told.units.largest * 4.5 / 127
    for layer, told_layer in zip(kept.layers, told.layers, strict=True):
        assert (layer.name, layer.dead) == (told_layer.name, told_layer.dead)
        assert layer.gradient == pytest.approx(told_layer.gradient, rel=0.005)


@pytest.mark.parametrize("count", [1, MOST_MOMENTS + 1, 2 * MOST_MOMENTS + 7])
def test_a_long_film_is_thinned_evenly_and_keeps_both_ends(store, run_id, count):
    store.append_all([(run_id, probe(step), f"a-{step}") for step in range(count)])
    *even, newest = film_steps(store, run_id)
    assert newest == count - 1
    assert len(even) <= MOST_MOMENTS
    if count > MOST_MOMENTS:
        assert len(even) >= MOST_MOMENTS // 2
        assert len(set(np.diff(even))) == 1
    if even:
        assert even[0] == 0


@pytest.mark.parametrize("shape", [(16, 28, 28, 1), (16, 32, 32, 3)])
def test_a_usual_run_of_any_length_takes_less_than_300_kilobytes(store, run_id, tmp_path, shape):
    store.append_all([(run_id, probe(step, shape), f"a-{step}") for step in range(300)])
    assert filmed_bytes(tmp_path) <= 300_000
    film = store.film(run_id)
    with_units = [moment.probe.step for moment in film if moment.probe.units is not None]
    assert (with_units[0], with_units[-1]) == (0, 299)
    assert len(with_units) >= 4


def test_a_moment_follows_the_event_that_was_the_last_then(store, run_id):
    epoch = Epoch(epoch=0, step=0, val_loss=2.3, val_accuracy=0.1, seconds=0)
    store.append_all([(run_id, probe(0), "a-1"), (run_id, epoch, "a-2"), (run_id, probe(5), "a-3")])
    first, second = store.film(run_id)
    assert [tuple(moment.position) for moment in (first, second)] == [(1, 0), (2, 1)]
    assert store.film(run_id, BEGINNING) == [first, second]
    assert store.film(run_id, first.position) == [second]
    assert store.film(run_id, second.position) == []


def test_a_run_that_goes_on_goes_on_with_its_film(store, run_id):
    steps = (0, 50, 100, 150, 200, 250)
    store.append_all([(run_id, probe(step), f"a-{step}") for step in steps])
    before = store.film(run_id)[-1].position
    store.append_all([(run_id, started(first_epoch=3), "b-0"), (run_id, probe(210), "b-1")])
    assert film_steps(store, run_id) == [0, 50, 100, 150, 200, 210]
    # Who has seen the moments that were cut away still gets the new one.
    assert [moment.probe.step for moment in store.film(run_id, before)] == [210]


def test_a_run_that_begins_anew_begins_its_film_anew(store, run_id):
    store.append_all([(run_id, probe(step), f"a-{step}") for step in (0, 50)])
    store.append_all([(run_id, started(first_epoch=1), "b-0"), (run_id, probe(0), "b-1")])
    assert film_steps(store, run_id) == [0]


def test_a_probe_that_arrives_twice_is_kept_once(store, run_id):
    told = probe(7)
    store.append_all([(run_id, told, "a-1"), (run_id, told, "a-1")])
    store.append_all([(run_id, told, "a-1")])
    assert film_steps(store, run_id) == [7]


def test_a_probe_of_an_unknown_run_takes_no_other_with_it(store, run_id):
    store.append_all([("of another lab", probe(1), "c-1"), (run_id, probe(2), "a-1")])
    assert film_steps(store, run_id) == [2]


def test_a_network_that_diverged_is_filmed(store, run_id):
    bad = probe(3, shares=[math.nan] * 25, layers=(LayerProbe(name="dense", gradient=math.inf),))
    store.append_all([(run_id, bad, "a-1")])
    [moment] = store.film(run_id)
    assert all(map(math.isnan, moment.probe.shares))
    assert moment.probe.layers[0].gradient == math.inf


def test_a_network_without_pictures_of_its_units_is_filmed(store, run_id):
    store.append_all([(run_id, probe(3, units=None), "a-1")])
    assert store.film(run_id)[0].probe.units is None


def test_a_film_goes_with_its_run(store, run_id):
    store.append_all([(run_id, probe(0), "a-1")])
    with store._database.writing() as connection:
        for table, column in (("events", "run_id"), ("runs", "id")):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE {column} = ?", (run_id,))
    assert store.film(run_id) == []


def test_who_listens_to_a_run_is_told_of_it_alone_and_until_he_leaves(store, run_id):
    other = store.create(RECIPE, "eve", "engine")
    told: list[str] = []
    with store.listening(run_id, lambda: told.append(run_id)):
        store.append(other, started(1))
        assert told == []
        store.append(run_id, started(1))
        store.append_all([(run_id, probe(1), "a-1"), (run_id, probe(2), "a-2")])
        assert told == [run_id] * 2
    store.append(run_id, started(1))
    assert told == [run_id] * 2
