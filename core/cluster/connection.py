"""The connection to a Dask cluster: one of the app's own, or one that others run."""

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
from distributed import Client, Security

from core.language import message, say

ROOT = Path(__file__).resolve().parents[2]
END_SECONDS = 10
JOIN_SECONDS = 5


NOT_STARTED = message("The training service did not start. Its log is {log}.")
NOT_WRITTEN = message("The training service did not start: {log} cannot be written ({error}).")
NO_SCHEDULER = message(
    "No Dask scheduler answers at {address}. Check FIRST_EPOCH_SCHEDULER, and that the scheduler "
    "is running."
)


class ConnectionFailed(RuntimeError):
    """The cluster cannot be reached. Its text is a sentence, which `say_again` says."""


class Embedded:
    """A cluster on this machine that only this app can use, in a process that ends with it."""

    ends_with_us = True

    def __init__(self, home: Path, workers: int | None = None):
        self._arguments = [str(home), *([str(workers)] if workers else [])]
        self._log = home / "logs" / "cluster.log"
        self._process: subprocess.Popen | None = None
        self._is_up = False

    def open(self) -> Client:
        """Start the cluster → a client of it. ConnectionFailed if it does not start."""
        try:
            self._log.parent.mkdir(parents=True, exist_ok=True)
            log = self._log.open("w")
        except OSError as error:
            sentence = say(NOT_WRITTEN, log=self._log, error=error.strerror)
            raise ConnectionFailed(sentence) from error
        with log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "core.cluster", *self._arguments],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                # A process group of its own, so that Ctrl-C reaches the app alone, which ends this
                # process in order. No session of its own: Linux divides the processor between
                # sessions, and training would no longer give way to the page.
                process_group=0,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        assert self._process.stdout is not None
        entry_line = self._process.stdout.readline()
        self._is_up = bool(entry_line)
        if not entry_line:
            raise ConnectionFailed(say(NOT_STARTED, log=self._log))
        entry = json.loads(entry_line)
        address = entry.pop("address")
        return Client(address, security=Security(require_encryption=True, **entry), timeout=30)

    @property
    def lost(self) -> bool:
        """Whether the cluster's process has ended by itself."""
        return self._process is not None and self._process.poll() is not None

    def give_up(self) -> None:
        """Kill a cluster that is still starting, from any thread.

        TensorFlow takes up to a minute to load on a busy machine: too long to wait for.
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
        """End the cluster, by force if it does not end by itself."""
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
            raise ConnectionFailed(say(NO_SCHEDULER, address=self._address)) from error

    def give_up(self) -> None:
        """Nothing to do: `open` takes a few seconds at most."""

    def close(self) -> None:
        """Nothing to do: others run this cluster, and it goes on."""
