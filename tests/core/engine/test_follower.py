"""The follower, without a cluster."""

import pytest

from core.cluster.connection import Joined
from core.engine.follower import Follower
from core.recipe import preset
from core.runs.events import Paused, Queued, Resumed
from core.runs.store import NotStored, RunStore


def test_a_message_that_cannot_be_read_does_not_take_others_with_it(tmp_path):
    store = RunStore(tmp_path)
    run_id = store.create(preset("digits-mlp"), "ada", "engine")
    follower = Follower(Joined("tcp://127.0.0.1:9"), store)
    told = {"run_id": run_id, "source": "a-0", "event": Paused().model_dump()}
    follower._write(
        [
            told,
            told | {"source": "a-1", "event": {"kind": "dreamt"}},  # of a worker of a later version
            {"run_id": run_id},
            told | {"source": "a-2", "event": Resumed().model_dump()},
        ]
    )
    assert [logged.event for logged in store.events(run_id)] == [Queued(), Paused(), Resumed()]
    store.close()


def test_what_a_full_disk_did_not_take_is_stored_later(tmp_path, monkeypatch):
    store = RunStore(tmp_path)
    run_id = store.create(preset("digits-mlp"), "ada", "engine")
    follower = Follower(Joined("tcp://127.0.0.1:9"), store)

    def full(_entries):
        raise NotStored("The disk is full.")

    told = {"run_id": run_id, "source": "a-0", "event": Paused().model_dump()}
    follower._received.put(told)
    with monkeypatch.context() as patch:
        patch.setattr(store, "append_all", full)
        with pytest.raises(NotStored):
            follower._write_received()
    follower._received.put(told | {"source": "a-1", "event": Resumed().model_dump()})
    follower._write_received()
    assert [logged.event for logged in store.events(run_id)] == [Queued(), Paused(), Resumed()]
    store.close()
