"""The name of the process that follows a run, by which others see whether it still runs."""

import os
import socket
from secrets import token_hex

import psutil


def process_name() -> str:
    """The name of this process, another one at each call."""
    created = psutil.Process().create_time()
    return f"{_host()} {os.getpid()} {created:.2f} {token_hex(4)}"


def is_alive(name: str) -> bool:
    """Whether the process with this name runs.

    True for one on another machine, because that cannot be checked here.
    """
    try:
        host, pid, created, _token = name.rsplit(" ", 3)
        if host != _host():
            return True
        return f"{psutil.Process(int(pid)).create_time():.2f}" == created
    except (ValueError, psutil.NoSuchProcess):  # of an earlier version, or no such process
        return False


def _host() -> str:
    return socket.gethostname()[:20]
