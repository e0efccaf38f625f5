"""Stored runs live longer than the code that wrote them.

`tests/fixtures/runs_version_1.sql` is SQLite's dump of a store of version 1, the last that noted no
version: a run that finished, one that was closed in its first pause, and one that still waits, as
three calls of that version's engine and store left them. `runs_version_2.sql` is what version 2
made of it, the last without films, and `runs_version_3.sql` what version 3 made of that, the last
that stored no summaries of runs. `runs_version_4.sql` is what version 4 made of that, the last that
knew engines by their processes, and `runs_version_5.sql` what version 5 made of that, the last
without races. `runs_version_6.sql` is what version 6 made of that, the last that did not know where
runs were brought from, and `runs_version_7.sql` what version 7 made of that, the last without
answers. `runs_version_8.sql` is what version 8 made of that, with a chapter that was opened and two
answers to a question in it: the last that had only their times to order them by, and
`runs_version_9.sql` what version 9 made of that, the last that read recipes to list runs.
"""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
import sqlalchemy as sa

from core.recipe import Recipe, preset
from core.runs import schema
from core.runs.events import Epoch, Finished, Interrupted, Queued, Unreadable
from core.runs.history import RunHistory
from core.runs.run import UnreadableRunError
from core.runs.schema import StoreError
from core.runs.store import RunStore
from tests.paths import ROOT

DUMPS = {
    version: ROOT / "tests" / "fixtures" / f"runs_version_{version}.sql" for version in range(1, 10)
}
OWNER = "ada0" * 8
WRITTEN = Recipe.from_link(
    "data.scaling=0-1&data.validate_on=split"
    "&training.learning_rate=0.05&training.batch_size=8&training.epochs=2"
)
FINISHED, INTERRUPTED, WAITING = "2b49aa042167", "426fc910e26e", "f428f743fff4"


@pytest.fixture
def version():
    """The version of the store in `home`, where a test does not say another."""
    return 1


@pytest.fixture
def home(tmp_path, version):
    """A home with the store of an earlier version."""
    with closing(sqlite3.connect(tmp_path / "runs.db")) as database:
        database.executescript(DUMPS[version].read_text())
    return tmp_path


@pytest.fixture
def store(home):
    store = RunStore(home)
    yield store
    store.close()


def execute(home, statement: str, *values: object) -> list[tuple]:
    """What SQLite itself answers, beside the store."""
    with closing(sqlite3.connect(home / "runs.db")) as database, database:
        return database.execute(statement, values).fetchall()


def history_of(store: RunStore, run_id: str) -> RunHistory:
    history = RunHistory(store.run(run_id).recipe, run_id)
    history.add(store.events(run_id))
    return history


@pytest.mark.parametrize("version", DUMPS)
def test_runs_of_an_earlier_version_are_read_as_they_were_written(store):
    runs = store.runs(OWNER)
    assert [run.id for run in runs] == [WAITING, INTERRUPTED, FINISHED]
    assert [run.status for run in runs] == ["queued", "interrupted", "finished"]
    assert runs[0].recipe == runs[2].recipe == WRITTEN
    assert store.unreadable_runs(OWNER) == []
    done = history_of(store, FINISHED)
    assert isinstance(done.end, Finished)
    assert done.end.test_accuracy == pytest.approx(0.9166666666666666)
    right = [point.accuracy * 287 for point in done.validation]
    assert right == pytest.approx([14, 254, 262])
    broken_off = history_of(store, INTERRUPTED)
    assert broken_off.end == Interrupted()
    assert [epoch.epoch for epoch in broken_off.epochs] == [0, 1]
    assert [logged.event for logged in store.events(WAITING)] == [Queued()]
    assert store.leases.runs_of("lab-of-a-school 4242 1700000000.00 0123abcd") == {
        WAITING: "queued"
    }


@pytest.mark.parametrize("version", DUMPS)
def test_runs_of_an_earlier_version_are_listed_with_their_results(store):
    waiting, interrupted, finished = store.listing.of(OWNER)
    right = [accuracy * 287 for accuracy in finished.summary.curve]
    assert right == pytest.approx([14, 254, 262])
    assert finished.summary.accuracy == pytest.approx(262 / 287)
    assert (finished.summary.pictures, len(interrupted.summary.curve)) == (287, 2)
    assert waiting.in_flight
    assert waiting.summary.curve == ()
    assert waiting.settings == finished.settings == WRITTEN.to_settings()


@pytest.mark.parametrize("version", [9])
@pytest.mark.parametrize(
    "recipe",
    ["", "null", '{"data": null}', '{"data": {"dataset": 5}}', '{"data": {"dataset": "\\ud800"}}'],
)
def test_a_recipe_that_cannot_be_read_says_nothing(home, recipe):
    execute(home, "UPDATE runs SET recipe = ? WHERE id = ?", recipe, WAITING)
    store = RunStore(home)
    assert [run.dataset for run in store.listing.of(OWNER)] == [None, "digits", "digits"]
    store.close()


@pytest.mark.parametrize("version", DUMPS)
def test_a_run_of_an_earlier_version_goes_on(store):
    assert store.leases.take_orphans("engine", expired=False) == [WAITING]
    assert store.append(WAITING, Interrupted())
    assert store.leases.runs_of("engine") == {}
    new = store.create(preset("digits-mlp"), OWNER, "engine")
    assert [run.id for run in store.runs(OWNER)] == [new, WAITING, INTERRUPTED, FINISHED]


@pytest.mark.parametrize("version", DUMPS)
def test_an_upgraded_store_notes_its_version_and_is_opened_again(home):
    for _ in range(2):
        RunStore(home).close()
        assert execute(home, "SELECT version FROM schema_version") == [(schema.VERSION,)]
    assert len(execute(home, "SELECT id FROM runs")) == 3


@pytest.mark.parametrize("version", [8])
def test_answers_of_an_earlier_version_keep_their_order(store):
    store.answers.save(OWNER, "homework", "pixels-as-they-are", "first-loss", "now")
    told = [entry.text for entry in store.answers.of(OWNER, "homework")]
    assert told == [None, *(f'{{"kind":"number","number":{n}}}' for n in (2.4, 2.3)), "now"]


def columns(home) -> list[tuple]:
    """The columns of all tables."""
    query = """SELECT t.name, c.name, c.type, c."notnull", c.pk FROM sqlite_master t
               JOIN pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY t.name, c.cid"""
    return execute(home, query)


@pytest.mark.parametrize("version", DUMPS)
def test_an_upgraded_store_has_the_tables_of_a_new_one(home, tmp_path):
    new = tmp_path / "new"
    for folder in (home, new):
        RunStore(folder).close()
    assert columns(home) == columns(new)


@pytest.mark.parametrize("version", DUMPS)
def test_an_upgrade_that_fails_leaves_the_store_as_it_was(home, monkeypatch):
    before = columns(home)

    def fail(connection: sa.Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN note TEXT")
        raise RuntimeError

    monkeypatch.setattr(schema, "UPGRADES", (*schema.UPGRADES, fail))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    with pytest.raises(RuntimeError):
        RunStore(home)
    assert columns(home) == before


OPEN = """
import sys
from pathlib import Path
from core.runs.store import RunStore
print("ready", flush=True)
sys.stdin.readline()
store = RunStore(Path(sys.argv[1]))
print(len(store.runs(sys.argv[2])))
"""


@pytest.mark.parametrize("is_new", [False, True])
def test_two_processes_open_a_store_at_once(home, tmp_path, is_new):
    folder = tmp_path / "new" if is_new else home
    command = [sys.executable, "-c", OPEN, str(folder), OWNER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    opening = [subprocess.Popen(command, text=True, cwd=ROOT, **pipes) for _ in range(2)]
    for process in opening:
        assert process.stdout.readline() == "ready\n"
    for process in opening:
        process.stdin.write("\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=60) for process in opening]
    assert answers == [("0\n" if is_new else "3\n", "")] * 2
    assert execute(folder, "SELECT version FROM schema_version") == [(schema.VERSION,)]


def test_a_store_that_another_process_is_about_to_write_is_waited_for(home):
    with closing(sqlite3.connect(home / "runs.db", isolation_level=None)) as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as thread:
            opening = thread.submit(RunStore, home)
            with pytest.raises(TimeoutError):
                opening.result(0.2)
            other.execute("COMMIT")
            store = opening.result()
    assert len(store.runs(OWNER)) == 3
    store.close()


def test_a_store_of_a_later_version_is_refused_and_left_alone(home):
    RunStore(home).close()
    execute(home, "UPDATE schema_version SET version = 99")
    with pytest.raises(StoreError, match="later version of the lab"):
        RunStore(home)
    assert execute(home, "SELECT version FROM schema_version") == [(99,)]


@pytest.mark.parametrize(
    "recipe",
    [
        '{"data": {"dataset": "digits"}, "schedule": "cosine"}',
        '{"data": {"dataset": "digits", "seed": -5}}',
        '{"data": {"dataset": "digits"',
        "",
    ],
    ids=["setting of a later version", "out of bounds", "cut short", "empty"],
)
def test_one_unreadable_run_harms_no_other(home, store, recipe):
    execute(home, "UPDATE runs SET recipe = ? WHERE id = ?", recipe, WAITING)
    assert [run.id for run in store.runs(OWNER)] == [INTERRUPTED, FINISHED]
    assert store.leases.take_orphans("engine", expired=False) == [WAITING]
    [unreadable] = store.unreadable_runs(OWNER)
    assert (unreadable.id, unreadable.status) == (WAITING, "queued")
    assert f"Run {WAITING} cannot be read" in unreadable.sentence
    with pytest.raises(UnreadableRunError, match=f"Run {WAITING} cannot be read"):
        store.run(WAITING)
    assert store.append(WAITING, Interrupted())
    assert not store.leases.has_orphans("another", expired=False)


@pytest.mark.parametrize(
    "event",
    ['{"kind": "dreamt", "epoch": 1}', '{"kind": "epoch", "colour": 1}', '{"kind": "epo', ""],
    ids=["unknown kind", "unknown field", "cut short", "empty"],
)
@pytest.mark.parametrize("number", [0, 1, 4, 8])
def test_a_run_is_read_up_to_an_event_that_cannot_be_read(home, store, number, event):
    before = store.events(FINISHED)
    broken = "UPDATE events SET event = ? WHERE run_id = ? AND number = ?"
    execute(home, broken, event, FINISHED, number)
    read = store.events(FINISHED)
    assert [logged.number for logged in read] == list(range(9))
    assert isinstance(read[number].event, Unreadable)
    history = history_of(store, FINISHED)
    assert history.number == 8
    if number:  # what is lost before the run began is not missed
        assert isinstance(history.end, Unreadable)
        assert "can be read only in part" in history.end.reason
        assert not history.has_network
        told = [logged.event for logged in before[:number] if isinstance(logged.event, Epoch)]
        assert history.epochs == told
    else:
        assert isinstance(history.end, Finished)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("no address", "is no address of a database"),
        ("nothing://host/name", "is no address of a database"),
        ("postgresql://ada:secret@127.0.0.1:9/lab", "requirements-server.txt"),
    ],
)
def test_a_database_that_cannot_be_used_is_said(tmp_path, monkeypatch, url, sentence):
    monkeypatch.setitem(sys.modules, "psycopg", None)  # as if it were not installed
    with pytest.raises(StoreError, match=sentence) as refused:
        RunStore(tmp_path, url)
    assert "secret" not in str(refused.value)
