"""Downloads that go on while pages come and go: one thread a dataset, its state there to read."""

import threading
import time
from dataclasses import dataclass, field
from typing import Literal

from core.datasets.errors import DatasetError
from core.datasets.library import Library
from core.language import say


@dataclass(frozen=True)
class DownloadState:
    """How far a download is, at one moment.

    `done` and `total` are bytes (`total` None: the host does not say), `rate` bytes a second since
    the start, `seconds_left` the time left at that rate, None where it cannot be known. `error` is
    a sentence, or several lines of them, for a failed download, which `say_again` says in the
    language of whoever reads it.
    """

    name: str
    status: Literal["running", "done", "failed", "cancelled"]
    done: int = 0
    total: int | None = None
    rate: float = 0.0
    error: str = ""

    @property
    def seconds_left(self) -> float | None:
        return (self.total - self.done) / self.rate if self.total and self.rate else None


class _Cancelled(Exception):
    """Raised by the progress callback of a cancelled download, to end it."""


@dataclass
class _Job:
    state: DownloadState
    started: float = field(default_factory=time.monotonic)


class Downloads:
    """The downloads of one library. Visitors who ask for the same dataset share one.

    All methods return at once and may be called from any thread.
    """

    def __init__(self, library: Library):
        self._library = library
        self._lock = threading.Lock()
        self._jobs: dict[str, _Job] = {}

    def start(self, name: str) -> DownloadState:
        """Start to download a dataset, unless that is going on already.

        Raises DatasetError for an unknown name; what goes wrong later is in the state.
        """
        title = self._library.card(name).title
        with self._lock:
            job = self._jobs.get(name)
            if job and job.state.status == "running":
                return job.state
            job = self._jobs[name] = _Job(DownloadState(name, "running"))
        thread = threading.Thread(
            target=self._run, args=(job,), name=f"download {title}", daemon=True
        )
        thread.start()
        return job.state

    def state(self, name: str) -> DownloadState | None:
        """The latest download of a dataset, None if there was none."""
        job = self._jobs.get(name)
        return job.state if job else None

    def cancel(self, name: str) -> None:
        """Give a download up. Nothing of it is kept; it can be started again at once."""
        with self._lock:
            job = self._jobs.get(name)
            if job and job.state.status == "running":
                job.state = DownloadState(name, "cancelled", job.state.done, job.state.total)

    def _run(self, job: _Job) -> None:
        def on_progress(done: int, total: int | None) -> None:
            elapsed = time.monotonic() - job.started
            rate = done / elapsed if elapsed else 0.0
            if not self._move(job, DownloadState(name, "running", done, total, rate)):
                raise _Cancelled

        name = job.state.name
        try:
            self._library.download(name, on_progress)
        except _Cancelled:
            return
        except DatasetError as error:
            self._fail(job, str(error))
        except BaseException as error:
            self._fail(
                job,
                say(
                    "The download of {name} stopped unexpectedly: {error}.",
                    name=name,
                    error=repr(error),
                ),
            )
            raise
        else:
            self._move(job, DownloadState(name, "done", job.state.done, job.state.total))

    def _fail(self, job: _Job, error: str) -> None:
        state = job.state
        self._move(job, DownloadState(state.name, "failed", state.done, state.total, 0, error))

    def _move(self, job: _Job, state: DownloadState) -> bool:
        """Set the state, unless the job was cancelled meanwhile; whether it was set."""
        with self._lock:
            if job.state.status == "cancelled":
                return False
            job.state = state
            return True
