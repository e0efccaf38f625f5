"""The follower, without a cluster."""

from core.cluster.connection import Joined
from core.datasets import Library
from core.engine.follower import Follower
from core.engine.networks import Networks
from core.recipe import preset
from core.runs.events import Paused, Queued, Resumed
from core.runs.store import RunStore


def test_a_message_that_cannot_be_read_does_not_take_others_with_it(tmp_path):
    store = RunStore(tmp_path)
    run_id = store.create(preset("digits-mlp"), "ada", "engine")
    follower = Follower(Joined("tcp://127.0.0.1:9"), store, Networks(Library(tmp_path), store))
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
