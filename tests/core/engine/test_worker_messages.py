"""What becomes of the messages of workers, without a cluster."""

import pytest

from core.engine.worker_messages import WorkerMessages
from core.recipe import preset
from core.runs.events import Paused, Queued, Resumed
from core.runs.run import NotStored
from core.runs.store import RunStore


@pytest.fixture
def store(tmp_path):
    store = RunStore(tmp_path)
    yield store
    store.close()


def test_a_message_that_cannot_be_read_does_not_take_others_with_it(store):
    run_id = store.create(preset("digits-mlp"), "ada", "engine")
    told = {"run_id": run_id, "source": "a-0", "event": Paused().model_dump()}
    WorkerMessages(store, "engine", lambda _step: None).store(
        [
            told,
            told | {"source": "a-1", "event": {"kind": "dreamt"}},  # of a worker of a later version
            {"run_id": run_id},
            told | {"source": "a-2", "event": Resumed().model_dump()},
        ]
    )
    assert [logged.event for logged in store.events(run_id)] == [Queued(), Paused(), Resumed()]


def test_messages_that_come_together_are_stored_together(store):
    run_id = store.create(preset("digits-mlp"), "ada", "engine")
    soon = []
    messages = WorkerMessages(store, "engine", soon.append)
    for number, event in enumerate((Paused(), Resumed())):
        content = {"run_id": run_id, "source": f"a-{number}", "event": event.model_dump()}
        messages.receive((0.0, content))
    assert len(store.events(run_id)) == 1
    [step] = soon
    step()
    assert [logged.event for logged in store.events(run_id)] == [Queued(), Paused(), Resumed()]


@pytest.fixture
def away(monkeypatch):
    """A store that takes nothing, until `away.undo()`."""

    def full(*_arguments):
        raise NotStored("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(RunStore, "append_all", full)
        yield patch


def told(run_id: str, number: int, **content) -> tuple[float, dict]:
    return 0.0, {"run_id": run_id, "source": f"a-{number}", **content}


def test_what_a_full_disk_did_not_take_is_stored_later_in_its_order(store, away):
    run_id = store.create(preset("digits-mlp"), "ada", "engine")
    soon, noted = [], []
    messages = WorkerMessages(store, "engine", soon.append, noted.append)
    messages.receive(told(run_id, 0, event=Paused().model_dump()))
    assert messages.held_back(run_id) == 0  # it has only just come
    for _ in range(2):
        with pytest.raises(NotStored):
            messages.store_received()
    messages.receive(told(run_id, 1, event=Resumed().model_dump()))
    assert (len(soon), noted) == (1, [])
    assert (messages.held_back(run_id), messages.held_back("another")) == (2, 0)
    away.undo()
    messages.store_received()
    assert messages.held_back(run_id) == 0
    assert [logged.event for logged in store.events(run_id)] == [Queued(), Paused(), Resumed()]
    assert [entry.content for entry in noted] == [Paused(), Resumed()]


def test_of_many_looks_that_wait_every_second_is_kept_and_each_event(store, away):
    messages = WorkerMessages(store, "engine", lambda _step: None)
    for number in range(600):
        kind = {"event": Paused().model_dump()} if number % 3 == 0 else {"probe": number}
        messages.receive(told("run", number, **kind))
    with pytest.raises(NotStored):
        messages.store_received()
    assert messages.held_back("run") == 200
    assert [one["probe"] for one in messages._unwritten if "probe" in one][-2:] == [596, 599]


def test_an_engine_writes_only_about_its_own_runs(store):
    run_id = store.create(preset("digits-mlp"), "ada", "another")
    messages = WorkerMessages(store, "engine", lambda _step: None)
    messages.receive(told(run_id, 0, event=Paused().model_dump()))
    messages.store_received()
    assert [logged.event for logged in store.events(run_id)] == [Queued()]


def test_messages_that_no_store_can_take_do_not_hold_up_what_follows(store):
    run_id = store.create(preset("digits-mlp"), "ada", "engine")
    messages = WorkerMessages(store, "engine", lambda _step: None)
    messages.receive((0.0, {"run_id": run_id, "source": "\ud800", "event": Paused().model_dump()}))
    messages.store_received()
    messages.receive(told(run_id, 1, event=Resumed().model_dump()))
    messages.store_received()
    assert [logged.event for logged in store.events(run_id)] == [Queued(), Resumed()]
