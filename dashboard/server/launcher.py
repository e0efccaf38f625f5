"""The lab ends with the program that started it, however that ends: killed as well."""

import os
import signal
import time
from threading import Thread

from dashboard.startup.processes import ENDS_WITH_INPUT_VARIABLE

SECONDS_TO_END = 15


def end_with_launcher() -> None:
    """If `python -m dashboard` has started this, end when it has ended.

    It holds the other end of the standard input, and closes it by ending. That works on all
    systems; none has a signal for the death of a parent but Linux.
    """
    if os.environ.pop(ENDS_WITH_INPUT_VARIABLE, None):
        Thread(target=_wait_and_end, name="launcher", daemon=True).start()


def _wait_and_end() -> None:
    while os.read(0, 1024):
        pass
    signal.raise_signal(signal.SIGTERM)
    time.sleep(SECONDS_TO_END)
    os._exit(1)
