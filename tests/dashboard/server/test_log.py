"""An error of one kind is written once a minute."""

import logging
import time

import pytest

from dashboard.server import log


@pytest.fixture
def now(monkeypatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def logger(monkeypatch) -> logging.Logger:
    """One that was made after the log was calmed; its lines are in `logger.lines`."""
    monkeypatch.setattr(logging.Logger, "filter", logging.Logger.filter)
    log.calm_the_log()
    logger = logging.Logger("of a test")
    logger.lines = []
    handler = logging.Handler()
    handler.emit = lambda record: logger.lines.append(record.getMessage())
    logger.addHandler(handler)
    return logger


def fail(logger: logging.Logger, name: str) -> None:
    try:
        raise OSError(24, f"Too many open files: {name}")
    except OSError:
        logger.exception("%s was not accepted", name)


def test_the_same_error_is_written_once_and_then_counted(now, logger):
    for number in range(1000):
        fail(logger, f"socket {number}")
    assert logger.lines == ["socket 0 was not accepted"]
    now[0] += log.EVERY_SECONDS
    fail(logger, "socket 1000")
    assert logger.lines[1:] == ["socket 1000 was not accepted (999 more of these since the last)"]


def test_errors_of_other_kinds_are_written(now, logger):
    fail(logger, "a")
    logger.error("another")
    logger.warning("another")
    logger.error("socket 0x7f3a, fd=15")
    logger.error("socket 0x7f3b, fd=16")
    logger.error("a file, fd=15")
    assert logger.lines == [
        "a was not accepted", "another", "another", "socket 0x7f3a, fd=15", "a file, fd=15",
    ]  # fmt: skip
