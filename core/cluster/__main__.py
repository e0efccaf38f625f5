"""The embedded Dask cluster, in a process of its own: `python -m core.cluster HOME [WORKERS]`.

A process of its own because starting workers from inside a Streamlit script would run that script
again in each of them. It writes one line of JSON to its standard output, the scheduler's address
and the certificates for a client, and it ends when its standard input closes, that is, when the
process that started it has ended.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import dask
from distributed import LocalCluster, Security
from distributed.utils import get_mp_context

SETTINGS = {
    # Dask serves its state over plain HTTP to anybody. Here it serves nothing.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # It samples every worker's stack a hundred times a second for its dashboard, which is off.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.gil.enabled": False,
    # It monitors itself up to fifty times a second, which costs an idle laptop its battery.
    "distributed.admin.tick.interval": "1 s",
    "distributed.admin.system-monitor.interval": "5 s",
    "distributed.worker.memory.monitor-interval": "500 ms",
    # It gives up a worker that is not back in 15 seconds, and TensorFlow can take longer to load
    # on a busy machine: so its nanny starts a worker again as often as it dies.
    "distributed.deploy.lost-worker-timeout": "365 days",
    # A prediction past the queue need not open a connection each time.
    "distributed.scheduler.reuse-broadcast-comm": True,
    # A network's weights are on every worker on purpose: any that is free can answer.
    "distributed.scheduler.active-memory-manager.start": False,
}
CAN_FORK = sys.platform == "linux"  # on a Mac, a process whose libraries are loaded may not


def main() -> None:
    """Serve until standard input closes."""
    home, *rest = sys.argv[1:]
    os.environ["FIRST_EPOCH_HOME"] = home  # where the workers look for datasets
    output = _set_standard_output_aside()
    security = Security.temporary()
    with (
        dask.config.set(SETTINGS),
        _forked_workers() if CAN_FORK else nullcontext(),
        LocalCluster(
            n_workers=int(rest[0]) if rest else default_workers(),
            threads_per_worker=2,  # one trains, one is free for quick calls
            processes=True,
            resources={"training": 1},
            security=security,
            host="tls://127.0.0.1",
            dashboard_address=None,
            preload=["core.worker"],
        ) as cluster,
    ):
        with os.fdopen(output, "w") as stream:
            json.dump(_entry(cluster.scheduler_address, security), stream)
            stream.write("\n")
        sys.stdin.read()


def default_workers() -> int:
    """At least two, so that two people can train at once; more on a larger machine."""
    return max(2, (os.cpu_count() or 2) // 2)


@contextmanager
def _forked_workers() -> Iterator[None]:
    """Fork workers from a process that has TensorFlow loaded, and has not used it.

    So it is loaded once, its memory is shared, and a worker that dies is soon replaced.
    """
    with dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"}):
        # Dask gives that process modules to load, too; these take their place.
        get_mp_context().set_forkserver_preload(["distributed", "core.worker.warm_up"])
        yield


def _set_standard_output_aside() -> int:
    """The file descriptor of standard output, which from now on is standard error.

    Workers inherit standard output, and what they print must go to the log, not to the process
    that started this one.
    """
    kept = os.dup(1)
    os.dup2(2, 1)
    return kept


def _entry(address: str, security: Security) -> dict[str, str]:
    """The address of the scheduler and the arguments of `Security` for a client of it."""
    tls = security.get_tls_config_for_role("client")
    return {
        "address": address,
        "tls_ca_file": tls["ca_file"],
        "tls_client_cert": tls["cert"],
        "tls_client_key": tls["key"],
    }


if __name__ == "__main__":
    main()
