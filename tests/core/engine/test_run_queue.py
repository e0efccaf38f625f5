"""Runs are given to workers, and wait on where that cannot be."""

from types import SimpleNamespace

from distributed.comm.core import CommClosedError

from core.datasets import Library
from core.engine import run_queue
from core.engine.run_queue import RunQueue
from core.recipe import preset
from core.runs.store import RunStore


def test_a_run_waits_on_while_the_connection_is_lost(tmp_path, monkeypatch):
    def lost(*_arguments: object, **_settings: object) -> None:
        raise CommClosedError("Stream is closed")

    client = SimpleNamespace(
        status="running",
        submit=lambda *_, key, **__: SimpleNamespace(key=key),
        publish_dataset=lost,
    )
    monkeypatch.setattr(run_queue, "idle_workers", lambda _client, _submitted: 1)
    store = RunStore(tmp_path)
    run_id = store.create(preset("digits-mlp"), "ada", "engine")
    waiting = RunQueue(store, Library(tmp_path), lambda: client, owns_cluster=True)
    waiting.join(store.run(run_id))
    assert waiting.assign() == {}
    assert (waiting.place(run_id), [*waiting.on_cluster]) == (0, [])
    client.publish_dataset = lambda *_, **__: None
    assert waiting.assign() == {}
    assert (waiting.place(run_id), [*waiting.on_cluster]) == (None, [run_id])
    store.close()
