"""One query to the workers."""

from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import TypeVar

from distributed import Client

from core.language import language, message, say, spoken

QUICK_SECONDS = 30

NO_ANSWER = message("The workers did not answer in time. Try again.")

Result = TypeVar("Result")


class EngineError(RuntimeError):
    """What the engine cannot do now; the message is a sentence."""


def query(
    client: Client,
    task: Callable[..., Result],
    *arguments: object,
    worker: str | None = None,
    seconds: float = QUICK_SECONDS,
) -> Result:
    """The result of `task(*arguments)` on a worker, ahead of everything that waits there.

    It is the one at the address `worker`, if that still runs. EngineError if no worker answers
    within so many `seconds`, and whatever the task raises.
    """
    future = client.submit(
        in_language,
        language(),
        task,
        *arguments,
        pure=False,
        priority=10,
        workers=worker,
        allow_other_workers=worker is not None,
    )
    try:
        return future.result(timeout=seconds)
    except (TimeoutError, CancelledError) as error:
        raise EngineError(say(NO_ANSWER)) from error


def in_language(chosen: str, task: Callable[..., Result], *arguments: object) -> Result:
    """Run a task in another thread or process, its sentences in the language of who asks."""
    with spoken(chosen):
        return task(*arguments)
