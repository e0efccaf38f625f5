"""Child processes that end in order with the command that started them.

Standard library only, in syntax that older Pythons can read.
"""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

from dashboard.startup.environment import ROOT, SetupError, print_now

SECONDS_TO_NOTICE = 3
SECONDS_TO_END = 10
ENDS_WITH_INPUT_VARIABLE = "FIRST_EPOCH_ENDS_WITH_INPUT"


def run_command(main: Callable[[list[str]], int]) -> None:
    """Exit with main's status; an error is a sentence, SIGTERM means the same as Ctrl-C."""
    # Set for both: a shell starts background jobs with SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as error:
        sys.exit(f"\n{error}")
    except KeyboardInterrupt:
        print_now("\nInterrupted. Start again and it goes on from here.")
        sys.exit(128 + signal.SIGINT)


@contextlib.contextmanager
def running(
    command: list[str], env: dict[str, str], ends_with_input: bool = False
) -> Iterator[subprocess.Popen]:
    """A child in the repository's root that has ended when the block is left, however that is.

    One that `ends_with_input` sees from its standard input that we are gone, also if we are killed.
    """
    if ends_with_input:
        env = {**env, ENDS_WITH_INPUT_VARIABLE: "1"}
    stdin = subprocess.PIPE if ends_with_input else None
    process = subprocess.Popen(command, cwd=str(ROOT), env=env, stdin=stdin)
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen) -> None:
    """In a terminal Ctrl-C has reached the child too; a signal sent to us alone has not."""
    if process.poll() is None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # what follows takes a bounded time
        for patience, insist in (
            (SECONDS_TO_NOTICE, process.terminate),
            (SECONDS_TO_END, process.kill),
        ):
            try:
                process.wait(patience)
            except subprocess.TimeoutExpired:
                insist()
        process.wait()
