"""The route that answers drawings: a run and a drawing in, HTML out."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Protocol

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from core.language import message, say
from dashboard.server.addresses import in_language_of, on_server
from dashboard.server.visitors import asked_by

PATH = "pen-answer"
"""Where a drawing is posted to."""

TOO_LONG = message("This is too long for a drawing.")
NO_NUMBER = message("“{text}” is no number. Reload the page, and draw again.")

# A drawing takes 1 to 4 kB; more is not from the pad.
LONGEST_MESSAGE = 60_000
LONGEST_NAME = 32
LONGEST_NUMBER = 6

# Threads of its own: a class that draws while the workers are busy must not hold up the pages.
_THREADS = ThreadPoolExecutor(8, "pen-answer")


class PenAnswer(Protocol):
    """From a run and a message of the pad to HTML; all is as it was sent, so it may make no sense.

    `pad` is the name under which the drawing is remembered, `challenge` the number of one, `epoch`
    the one whose weights are asked for; with `brief`, one picture is enough. Raises `RunError` or
    `DatasetError` for what is gone, and `ValueError` for what makes no sense.
    """

    def __call__(
        self,
        run_id: str,
        message: str,
        *,
        challenge: int | None,
        pad: str,
        epoch: int | None,
        brief: bool,
    ) -> str: ...


def pen_route(load_answer: Callable[[], PenAnswer]) -> Route:
    """The route, for the server; `load_answer` imports what answers, at the first drawing."""
    return Route(on_server(PATH), partial(_answer, load_answer), methods=["POST"])


async def _answer(load_answer: Callable[[], PenAnswer], request: Request) -> Response:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LONGEST_MESSAGE:
            with in_language_of(request.query_params):
                return PlainTextResponse(say(TOO_LONG), 413)
    return await asyncio.get_running_loop().run_in_executor(
        _THREADS, _respond, load_answer, request, body.decode("latin-1")
    )


def _respond(load_answer: Callable[[], PenAnswer], request: Request, drawing: str) -> Response:
    from core.datasets import DatasetError
    from core.runs.run import RunError, StoreAway

    query = request.query_params
    with in_language_of(query), asked_by(request):
        try:
            html = load_answer()(
                query.get("run", ""),
                drawing,
                challenge=_number(query.get("challenge", "")),
                pad=query.get("pad", "")[:LONGEST_NAME],
                epoch=_number(query.get("epoch", "")),
                brief=bool(query.get("brief")),
            )
            return HTMLResponse(html)
        except StoreAway as error:
            return PlainTextResponse(str(error), 503)
        except (DatasetError, RunError) as error:
            return PlainTextResponse(str(error), 404)
        except ValueError as error:
            return PlainTextResponse(str(error), 400)


def _number(text: str) -> int | None:
    """The whole number that a query says, None for an empty text; ValueError, with a sentence."""
    if not text:
        return None
    digits = text.removeprefix("-")
    # Python reads ² and the digits of all scripts, but not thousands of them.
    if not (digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER):
        raise ValueError(say(NO_NUMBER, text=text[:LONGEST_NAME]))
    return int(text)
