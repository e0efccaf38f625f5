"""Which workers could train now."""

from types import SimpleNamespace

import pytest

from core.engine.workers import idle_workers


def client(tasks: dict[str, list[str]], training: dict[str, int]) -> SimpleNamespace:
    about = {worker: {"resources": {"training": count}} for worker, count in training.items()}
    about["other"] = {"resources": {}}
    scheduler = SimpleNamespace(identity=lambda: {"workers": about})
    return SimpleNamespace(scheduler=scheduler, sync=lambda ask: ask(), processing=lambda: tasks)


@pytest.mark.parametrize(
    ("tasks", "submitted", "idle"),
    [
        ({}, {}, ["a", "b"]),
        ({"a": ["predict-1"]}, {}, ["a", "b"]),
        ({"a": ["train-x-1", "predict-1"]}, {"train-x-1": "a"}, ["b"]),
        # The scheduler does not know of it yet.
        ({}, {"train-x-1": "b"}, ["a"]),
        ({}, {"train-x-1": None}, ["b"]),
        # Its worker has ended, so another trains it.
        ({"a": ["train-x-1"]}, {"train-x-1": "gone"}, ["b"]),
        # Of another engine on the same cluster.
        ({"b": ["train-y-1"]}, {}, ["a"]),
        ({}, {"train-x-1": None, "train-y-1": None, "train-z-1": None}, []),
    ],
)
def test_a_worker_is_idle_that_can_train_and_does_not(tasks, submitted, idle):
    assert idle_workers(client(tasks, {"a": 1, "b": 1, "full": 0}), submitted) == idle
