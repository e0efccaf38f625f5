"""How many workers of the cluster could train now."""

from collections.abc import Iterable

from distributed import Client

from core.cluster.connection import TRAINING

PREFIX = "train-"
"""Of the key of each run's task."""


def idle_workers(client: Client, submitted: Iterable[str]) -> int:
    """How many workers can train and do not.

    `submitted` are the tasks of the engine's own runs: each takes a worker, also while the
    scheduler does not know of it yet, or waits for a worker that has died to come back. What other
    engines train on the same cluster counts, too.
    """
    scheduler = client.scheduler
    assert scheduler is not None  # while the client is open
    # Not `scheduler_info()`: another thread may have just replaced it by one without workers.
    about = client.sync(scheduler.identity)["workers"]
    tasks = client.processing()
    seen = {key for keys in tasks.values() for key in keys}
    idle = [
        worker
        for worker, facts in about.items()
        if facts["resources"].get(TRAINING, 0) >= 1
        and not any(str(key).startswith(PREFIX) for key in tasks.get(worker, ()))
    ]
    return max(0, len(idle) - len(set(submitted) - seen))
