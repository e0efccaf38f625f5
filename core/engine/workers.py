"""Which workers of the cluster could train now."""

from collections.abc import Mapping

from distributed import Client

from core.cluster.connection import TRAINING

PREFIX = "train-"
"""Of the key of each run's task."""


def idle_workers(client: Client, submitted: Mapping[str, str | None]) -> list[str]:
    """The addresses of the workers that can train and do not.

    `submitted` are the tasks of the engine's own runs, each with the worker it was meant for, if
    any: the scheduler may not know of the newest ones yet. What other engines train on the same
    cluster counts, too.
    """
    scheduler = client.scheduler
    assert scheduler is not None  # while the client is open
    # Not `scheduler_info()`: another thread may have just replaced it by one without workers.
    about = client.sync(scheduler.identity)["workers"]
    tasks = client.processing()
    seen = {key for keys in tasks.values() for key in keys}
    unseen = [worker for key, worker in submitted.items() if key not in seen]
    idle = [
        worker
        for worker, facts in about.items()
        if facts["resources"].get(TRAINING, 0) >= 1
        and worker not in unseen
        and not any(str(key).startswith(PREFIX) for key in tasks.get(worker, ()))
    ]
    return idle[unseen.count(None) :]
