"""The embedded Dask cluster, in a process of its own: `python -m core.cluster HOME [WORKERS]`.

A process of its own because starting workers from inside a Streamlit script would run that script
again in each of them. It says on its standard output, in one line of JSON, where it is and with
which certificates it may be reached, and it ends when its standard input closes: that is, when
whoever started it is gone.
"""

import json
import os
import sys

import dask
from distributed import LocalCluster, Security

SETTINGS = {
    # Dask serves facts about itself over plain HTTP, to anybody who asks. Here it serves nothing.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    # It samples every worker's stack a hundred times a second, for a dashboard nobody sees.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.gil.enabled": False,
    # It looks after itself up to fifty times a second, for as long as a lab stands open. As often
    # as somebody would want to know is enough, and leaves a laptop in peace.
    "distributed.admin.tick.interval": "1 s",
    "distributed.admin.system-monitor.interval": "5 s",
    "distributed.worker.memory.monitor-interval": "500 ms",
    # It gives a worker up for good that is not back in time, and 15 seconds are no time for
    # TensorFlow on a busy machine: each worker's keeper starts it again, as often as it dies.
    "distributed.deploy.lost-worker-timeout": "365 days",
    # A question past the queue need not shake hands again.
    "distributed.scheduler.reuse-broadcast-comm": True,
    # A network's weights lie on every worker on purpose: whoever is free can answer.
    "distributed.scheduler.active-memory-manager.start": False,
}


def main() -> None:
    """Serve until standard input closes."""
    home, *rest = sys.argv[1:]
    os.environ["FIRST_EPOCH_HOME"] = home  # where the workers look for datasets
    answer = _keep_answer_channel()
    security = Security.temporary()
    with (
        dask.config.set(SETTINGS),
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
        with os.fdopen(answer, "w") as stream:
            json.dump(_entry(cluster.scheduler_address, security), stream)
            stream.write("\n")
        sys.stdin.read()


def default_workers() -> int:
    """At least two, so that two people can train at once; more on a larger machine."""
    return max(2, (os.cpu_count() or 2) // 2)


def _keep_answer_channel() -> int:
    # Workers inherit standard output. What they print must go to the log, not into the answer.
    answer = os.dup(1)
    os.dup2(2, 1)
    return answer


def _entry(address: str, security: Security) -> dict[str, str]:
    secrets = ("tls_ca_file", "tls_client_cert", "tls_client_key")
    return {"address": address, **{name: getattr(security, name) for name in secrets}}


if __name__ == "__main__":
    main()
