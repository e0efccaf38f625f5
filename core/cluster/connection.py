"""How the app reaches a Dask cluster: its own, embedded, or one that exists."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
from distributed import Client, Security

ROOT = Path(__file__).resolve().parents[2]
END_SECONDS = 10
JOIN_SECONDS = 5


class ConnectionFailed(RuntimeError):
    """The cluster cannot be reached; the message is a sentence."""


class Embedded:
    """A cluster on this machine that nobody but us can use, in a process that ends with us."""

    ends_with_us = True

    def __init__(self, home: Path, workers: int | None = None):
        self._arguments = [str(home), *([str(workers)] if workers else [])]
        self._log = home / "logs" / "cluster.log"
        self._process: subprocess.Popen | None = None
        self._is_up = False

    def open(self) -> Client:
        """Start the cluster → a client of it. ConnectionFailed if it does not come up."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "core.cluster", *self._arguments],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                # A group of its own, so that Ctrl-C reaches the app alone and it ends us in order.
                # No session of its own: Linux shares the processor out by sessions, and training
                # would no longer give way to the page.
                process_group=0,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        assert self._process.stdout is not None
        answer = self._process.stdout.readline()
        self._is_up = bool(answer)
        if not answer:
            raise ConnectionFailed(f"The training service did not start. Its log is {self._log}.")
        entry = json.loads(answer)
        address = entry.pop("address")
        return Client(address, security=Security(require_encryption=True, **entry), timeout=30)

    @property
    def lost(self) -> bool:
        """Whether the cluster's process has ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def give_up(self) -> None:
        """Wait no longer for a cluster that is still starting; from any thread.

        TensorFlow takes up to a minute to come up on a busy machine.
        """
        process = self._process
        if process is None or self._is_up:
            return
        with suppress(psutil.NoSuchProcess):
            cluster = psutil.Process(process.pid)
            workers = cluster.children(recursive=True)
            for one in (cluster, *workers):
                with suppress(psutil.NoSuchProcess):
                    one.kill()
            psutil.wait_procs(workers, END_SECONDS)

    def close(self) -> None:
        """End the cluster, in order if it listens."""
        process = self._process
        if process is None:
            return
        assert process.stdin is not None and process.stdout is not None
        process.stdin.close()
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
        self._process, self._is_up = None, False


class Joined:
    """A cluster that others run."""

    ends_with_us = False
    lost = False

    def __init__(self, address: str):
        self._address = address

    def open(self) -> Client:
        """A client of it. ConnectionFailed if nobody answers at the address."""
        try:
            return Client(self._address, timeout=JOIN_SECONDS)
        except OSError as error:
            raise ConnectionFailed(
                f"No Dask scheduler answers at {self._address}. "
                "Check FIRST_EPOCH_SCHEDULER, and that the scheduler is running."
            ) from error

    def give_up(self) -> None:
        """Nothing: whether somebody answers is known soon."""

    def close(self) -> None:
        """Nothing: the cluster is not ours to end."""
