"""The connection to a Dask cluster: one of the app's own, or one that others run."""

import json
import ssl
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import psutil
from distributed import Client, Security
from distributed.comm.addressing import get_address_host_port

from core.language import message, say

ROOT = Path(__file__).resolve().parents[2]
END_SECONDS = 10
JOIN_SECONDS = 5
LOOK_SECONDS = 2.0
"""After so long the workers of a cluster are looked at again."""
TRAINING = "training"
"""The resource of Dask that a worker has for each run that it can train at a time."""

Lack = Literal["workers", "resource"]
"""What a cluster may lack for training: any worker, or one with the resource `TRAINING`."""

NOT_STARTED = message("The training service did not start. Its log is {log}.")
NOT_WRITTEN = message("The training service did not start: {log} cannot be written ({error}).")
NO_SCHEDULER = message(
    "No Dask scheduler answers at {address}. Check FIRST_EPOCH_SCHEDULER, and that the scheduler "
    "is running."
)
NO_CERTIFICATES = message(
    "The Dask scheduler at {address} is asked with TLS, and the lab has no certificate for that. "
    "Set DASK_DISTRIBUTED__COMM__TLS__CA_FILE, DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT and "
    "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY."
)
BAD_CERTIFICATES = message(
    "The certificates for the Dask scheduler at {address} cannot be used: {error}. Check the files "
    "that DASK_DISTRIBUTED__COMM__TLS__CA_FILE and the two variables beside it name."
)
NO_ADDRESS = message(
    "{address} is no address of a Dask scheduler ({error}). FIRST_EPOCH_SCHEDULER is written as in "
    "tcp://host:8786 or tls://host:8786."
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
        try:
            entry = json.loads(entry_line)
            address = entry.pop("address")
            return Client(address, security=Security(require_encryption=True, **entry), timeout=30)
        except (ValueError, OSError) as error:  # it ended before it said all, or just after
            raise ConnectionFailed(say(NOT_STARTED, log=self._log)) from error

    def lack(self, _client: Client) -> Lack | None:
        """Nothing: its workers are its own, and come again when they die."""
        return None

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


class _Client(Client):
    """A client that leaves nothing behind where nobody answers.

    Dask's own leaves its event loop each time, with a thread and three open files.
    """

    def start(self, **how: Any) -> None:
        try:
            super().start(**how)
        except BaseException:
            self.close()
            self._loop_runner.stop()  # which `close` leaves to whoever has got a client
            raise


class Joined:
    """A cluster that others run."""

    ends_with_us = False
    lost = False

    def __init__(self, address: str):
        self._address = address
        self._lack: Lack | None = None
        self._looked = float("-inf")

    def open(self) -> Client:
        """A client of it. ConnectionFailed, with the reason, if there cannot be one."""
        try:
            # Known at once, while a client that is slow to start says only that nobody answers.
            get_address_host_port(self._address)
        except ValueError as error:
            sentence = say(NO_ADDRESS, address=self._address, error=error)
            raise ConnectionFailed(sentence) from error
        try:
            return _Client(self._address, timeout=JOIN_SECONDS)
        except Exception as error:
            # Dask's client stumbles in its own ways over an address that it cannot use.
            raise ConnectionFailed(self._reason(error)) from error

    def _reason(self, error: Exception) -> str:
        if isinstance(error, TypeError):  # Dask says so where the context of TLS is missing
            return say(NO_CERTIFICATES, address=self._address)
        about_files = isinstance(error, ssl.SSLError | FileNotFoundError | PermissionError)
        cause = error if about_files else _tls_error(error)
        if cause is not None:
            return say(BAD_CERTIFICATES, address=self._address, error=cause)
        return say(NO_SCHEDULER, address=self._address)

    def lack(self, client: Client) -> Lack | None:
        """What it lacks for training, as it was a moment ago; None if it lacks nothing."""
        now = time.monotonic()
        if now > self._looked + LOOK_SECONDS:
            self._looked = now
            with suppress(OSError):  # as it was, while the scheduler is away
                # Not `scheduler_info()`, whose answer other threads replace.
                assert client.scheduler is not None  # while the client is open
                about = client.sync(client.scheduler.identity)["workers"]
                self._lack = _lack(about.values())
        return self._lack

    def give_up(self) -> None:
        """Nothing to do: `open` takes a few seconds at most."""

    def close(self) -> None:
        """Nothing to do: others run this cluster, and it goes on."""


def _tls_error(error: BaseException) -> ssl.SSLError | None:
    """What TLS has complained of, if it is the cause of an error."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    return cause


def _lack(workers: Iterable[Mapping[str, Any]]) -> Lack | None:
    """What these workers lack for training, each as the scheduler describes it."""
    able = [bool(worker["resources"].get(TRAINING)) for worker in workers]
    if not able:
        return "workers"
    return None if any(able) else "resource"
