"""A function that runs in a process of its own, with limits of memory and time.

For work on what strangers send: whatever it does, this process goes on. The other one is
`python -m core.limited_process ANSWER`, since starting a process by `multiprocessing` would run the
script of a Streamlit page again in it. It ends with this one. Arrays of what it returns come back
in files of the folder, which are mapped into memory.

On Linux the system holds the limit of memory; elsewhere this process looks ten times a second.
"""

import mmap
import os
import pickle
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple, TypeVar

import psutil

from core.disk import require_room
from core.language import language, spoken

try:
    import resource
except ImportError:  # Windows, which has no such limits
    resource = None  # type: ignore[assignment]

ROOT = Path(__file__).resolve().parents[1]
CONTENT, ARRAY = "content", "array-"
"""The files of an answer."""
OUT_OF_MEMORY = 77
"""The exit status of a process whose memory did not suffice."""
LOOK_SECONDS = 0.1
_SURROUNDINGS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""Of the process: threads that compute for it would take memory each."""

Result = TypeVar("Result")


class Limits(NamedTuple):
    """`nbytes` of memory, and `seconds` by the clock."""

    nbytes: int
    seconds: float


class ProcessEnded(Exception):
    """The process ended without an answer; `status` is its exit status, negative for a signal."""

    def __init__(self, status: int):
        super().__init__(f"exit status {status}")
        self.status = status


class MemoryExceeded(ProcessEnded):
    """It took more memory than it may."""


class TimeExceeded(ProcessEnded):
    """It took longer than it may."""


class _Call(NamedTuple):
    function: Callable[[], Any]
    limits: Limits
    language: str


def call_apart(function: Callable[[], Result], limits: Limits, folder: Path) -> Result:
    """What `function()` returns, or raises, in another process; it must be picklable, as both are.

    `folder` is where its files lie meanwhile, also temporary ones; it may be removed afterwards.
    ProcessEnded if there is no answer, also because a limit was reached. OSError if the process
    cannot be started, or the disk is full.
    """
    # A folder of its own, so that no file of a stranger's in `folder` is taken for the answer.
    answer = Path(tempfile.mkdtemp(dir=folder))
    process = subprocess.Popen(
        [sys.executable, "-m", "core.limited_process", str(answer)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=os.environ | _SURROUNDINGS | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder)),
        process_group=0,  # Ctrl-C is for the app, which ends this process
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    assert process.stdin is not None
    try:
        with suppress(BrokenPipeError):  # it has ended already
            pickle.dump(_Call(function, limits, language()), process.stdin)
            process.stdin.flush()
        _wait(process, limits)
    finally:
        process.kill()
        process.wait()
        with suppress(OSError):
            process.stdin.close()
    return _read(answer, process.returncode)


def _wait(process: subprocess.Popen, limits: Limits) -> None:
    """Wait until it ends; an exception if it goes beyond a limit."""
    end = time.monotonic() + limits.seconds
    while True:
        try:
            process.wait(LOOK_SECONDS)
            return
        except subprocess.TimeoutExpired:
            if time.monotonic() > end:
                raise TimeExceeded(0) from None
        with suppress(psutil.NoSuchProcess):
            if psutil.Process(process.pid).memory_info().rss > limits.nbytes:
                raise MemoryExceeded(0)


def _read(answer: Path, status: int) -> Any:
    if status == OUT_OF_MEMORY:
        raise MemoryExceeded(status)
    if status != 0:
        raise ProcessEnded(status)
    content = (answer / CONTENT).read_bytes()
    files = sorted(answer.glob(f"{ARRAY}*"))
    result, error = pickle.loads(content, buffers=map(_mapped, files))
    if error is not None:
        raise error
    return result


def _mapped(file: Path) -> mmap.mmap | bytes:
    if not file.stat().st_size:
        return b""  # nothing can be mapped
    with file.open("rb") as content:
        return mmap.mmap(content.fileno(), 0, access=mmap.ACCESS_READ)


# ---- The other process ----


def _main() -> None:
    answer = Path(sys.argv[1])
    call = pickle.load(sys.stdin.buffer)
    Thread(target=_end_with_input, daemon=True).start()
    _limit_memory(call.limits.nbytes)
    try:
        with spoken(call.language):
            outcome = _outcome_of(call.function)
        _write(outcome, answer)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    os._exit(0)  # at once: nothing that a library would clean up is needed


def _end_with_input() -> None:
    """End when the process that wants the answer has ended."""
    while os.read(0, 1024):
        pass
    os._exit(1)


def _limit_memory(nbytes: int) -> None:
    """Have the system hold the limit, and end this process first if the machine's memory is full.

    Libraries reserve far more addresses than they use memory, so what counts is what may be written
    to (Linux counts all of it since 4.7).
    """
    if resource is None:
        return
    with suppress(OSError, ValueError):  # a lower one holds already
        resource.setrlimit(resource.RLIMIT_DATA, (nbytes, nbytes))
    with suppress(OSError):
        os.nice(5)  # pages go first
    with suppress(OSError):  # Linux's alone
        Path("/proc/self/oom_score_adj").write_text("1000")


def _outcome_of(function: Callable[[], Any]) -> tuple[Any, Exception | None]:
    """What a function returns, or the exception that it raises."""
    try:
        return function(), None
    except MemoryError:
        raise
    except Exception as error:
        error.add_note(f"In a process of its own:\n{traceback.format_exc()}")
        return None, error


def _write(outcome: tuple[Any, Exception | None], answer: Path) -> None:
    buffers: list[pickle.PickleBuffer] = []
    content = pickle.dumps(outcome, protocol=5, buffer_callback=buffers.append)
    views = [buffer.raw() for buffer in buffers]
    try:
        require_room(answer, sum(view.nbytes for view in views))
        for number, view in enumerate(views):
            (answer / f"{ARRAY}{number:06}").write_bytes(view)
    except OSError as error:
        content = pickle.dumps((None, error))
    (answer / CONTENT).write_bytes(content)


if __name__ == "__main__":
    _main()
