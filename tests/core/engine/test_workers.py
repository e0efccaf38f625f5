"""How many workers could train now."""

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
        ({}, [], 2),
        ({"a": ["predict-1"]}, [], 2),
        ({"a": ["train-x-1", "predict-1"]}, ["train-x-1"], 1),
        # The scheduler does not know of it yet, or waits for a worker that comes back.
        ({}, ["train-x-1"], 1),
        # Of another engine on the same cluster.
        ({"b": ["train-y-1"]}, [], 1),
        ({}, ["train-x-1", "train-y-1", "train-z-1"], 0),
    ],
)
def test_those_are_idle_that_can_train_and_do_not(tasks, submitted, idle):
    assert idle_workers(client(tasks, {"a": 1, "b": 1, "full": 0}), submitted) == idle
