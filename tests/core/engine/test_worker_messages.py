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
    WorkerMessages(store, lambda _step: None).store(
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
    messages = WorkerMessages(store, soon.append)
    for number, event in enumerate((Paused(), Resumed())):
        content = {"run_id": run_id, "source": f"a-{number}", "event": event.model_dump()}
        messages.receive((0.0, content))
    assert len(store.events(run_id)) == 1
    [step] = soon
    step()
    assert [logged.event for logged in store.events(run_id)] == [Queued(), Paused(), Resumed()]


def test_what_a_full_disk_did_not_take_is_stored_later(store, monkeypatch):
    run_id = store.create(preset("digits-mlp"), "ada", "engine")
    noted = []
    messages = WorkerMessages(store, lambda _step: None, noted.append)

    def full(_entries):
        raise NotStored("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(store, "append_all", full)
        content = {"run_id": run_id, "source": "a-0", "event": Paused().model_dump()}
        messages.receive((0.0, content))
        with pytest.raises(NotStored):
            messages.store_received()
    assert noted == []
    messages.receive((0.0, content | {"source": "a-1", "event": Resumed().model_dump()}))
    messages.store_received()
    assert [logged.event for logged in store.events(run_id)] == [Queued(), Paused(), Resumed()]
    assert [entry.content for entry in noted] == [Paused(), Resumed()]
