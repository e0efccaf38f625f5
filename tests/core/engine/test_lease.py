"""An engine's lease, beat by beat: who is gone is noticed, and who is only away is left alone."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import pytest

from core.engine.lease import Lease, new_name
from core.recipe import preset
from core.runs.database import Database
from core.runs.leases import LEASE_SECONDS, Leases
from core.runs.run import NotStored
from core.runs.store import RunStore


class Engine(NamedTuple):
    """What an engine has noticed, beat by beat."""

    lease: Lease
    noticed: list[str]


@pytest.fixture
def clock() -> list[float]:
    return [0.0]


@pytest.fixture
def store(tmp_path) -> Iterator[RunStore]:
    store = RunStore(tmp_path)
    yield store
    store.close()


@pytest.fixture
def engine(store, clock):
    """`engine(name)` is one that shares the store."""

    def made(name: str) -> Engine:
        noticed: list[str] = []
        lease = Lease(
            store.leases,
            name,
            lambda: noticed.append("gap"),
            lambda expired: noticed.append("expired" if expired else "orphans"),
            lambda: clock[0],
        )
        return Engine(lease, noticed)

    return made


@pytest.fixture
def pass_time(tmp_path, clock):
    """`pass_time(seconds)` on all clocks: that of the engines, and that of the database."""

    def passed(seconds: float) -> None:
        clock[0] += seconds
        with closing(sqlite3.connect(tmp_path / "runs.db")) as database, database:
            database.execute("UPDATE engines SET expires = expires - ?", (seconds,))

    return passed


def test_an_engine_that_is_gone_is_noticed_and_one_that_lives_is_not(engine, store, pass_time):
    first, second = engine("first"), engine("second")
    first.lease.beat()
    store.create(preset("digits-mlp"), "ada", "first")
    for _ in range(10):
        pass_time(LEASE_SECONDS / 4)
        first.lease.beat()
        second.lease.beat()
    assert (first.noticed, second.noticed) == ([], [])
    for _ in range(5):
        pass_time(LEASE_SECONDS / 4)
        second.lease.beat()
    assert second.noticed == ["expired", "expired"]


def test_when_the_database_comes_back_nobody_takes_the_runs_of_another(
    engine, store, pass_time, monkeypatch
):
    engines = [engine("first"), engine("second")]
    for one in engines:
        one.lease.beat()
        store.create(preset("digits-mlp"), "ada", one.lease._engine)
    pass_time(60)

    def away(*_arguments: object) -> None:
        raise NotStored("Nobody answers.")

    with monkeypatch.context() as patch:
        patch.setattr(Database, "writing", away)
        for one in engines:
            one.lease.beat()
    engines[0].lease.beat()
    engines[1].lease.beat()
    pass_time(LEASE_SECONDS / 2)
    engines[0].lease.beat()
    assert [one.noticed for one in engines] == [["gap"], ["gap"]]
    assert [len(store.leases.runs_of(one.lease._engine)) for one in engines] == [1, 1]


def test_a_lease_that_was_given_back_leaves_its_runs_to_others_at_once(engine, store):
    first, second = engine("first"), engine("second")
    first.lease.beat()
    store.create(preset("digits-mlp"), "ada", "first")
    first.lease.start()
    first.lease.end()
    second.lease.beat()
    assert second.noticed == ["orphans"]


def test_each_orphan_goes_to_one_engine(store, pass_time):
    leases = store.leases
    run_id = store.create(preset("digits-mlp"), "ada", "gone")
    for name in ("gone", "first", "second"):
        assert not leases.renew(name)
    assert leases.take_orphans("first", expired=True) == []
    pass_time(LEASE_SECONDS + 1)
    assert [leases.renew(name) for name in ("first", "second")] == [False, False]
    assert leases.take_orphans("first", expired=False) == []
    assert leases.take_orphans("first", expired=True) == [run_id]
    assert leases.take_orphans("second", expired=True) == []
    assert leases.runs_of("first") == {run_id: "queued"}
    assert not leases.renew("gone")  # it learns that it was away


def test_names_differ_and_fit_the_store():
    assert new_name() != new_name()
    assert len(new_name()) <= 64


def test_a_lease_ends_by_the_clock_of_the_database(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'runs.db'}")
    Leases(database).renew("first")
    with closing(sqlite3.connect(tmp_path / "runs.db")) as connection:
        [(expires,)] = connection.execute("SELECT expires FROM engines")
    assert expires == pytest.approx(time.time() + LEASE_SECONDS, abs=5)
    database.close()
