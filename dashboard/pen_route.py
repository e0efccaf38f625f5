"""Where the server takes a drawing and gives the answer to it: a run and a drawing in, HTML out."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboard.paths import on_server

PATH = "pen-answer"
"""Where a drawing is posted to."""

# A drawing takes 1 to 4 kB; more is not from the pad.
LONGEST_MESSAGE = 60_000
LONGEST_NAME = 32

# Threads of its own: a class that draws while the workers are busy must not hold up the pages.
_THREADS = ThreadPoolExecutor(8, "pen-answer")


def pen_route() -> Route:
    """The route, for the server."""
    return Route(on_server(PATH), _answer, methods=["POST"])


async def _answer(request: Request) -> Response:
    message = bytearray()
    async for part in request.stream():
        message += part
        if len(message) > LONGEST_MESSAGE:
            return PlainTextResponse("This is too long for a drawing.", 413)
    return await asyncio.get_running_loop().run_in_executor(
        _THREADS, _respond, request.query_params, message.decode("latin-1")
    )


def _respond(asked: Mapping[str, str], message: str) -> Response:
    # The server does not wait at its start for what answers: that takes most of a second to import.
    from core.datasets import DatasetError
    from core.runs import RunError
    from dashboard.pen_answer import answer_to

    run, challenge, pad = (asked.get(name, "") for name in ("run", "challenge", "pad"))
    try:
        return HTMLResponse(answer_to(run, message, challenge, pad[:LONGEST_NAME]))
    except (DatasetError, RunError) as error:
        return PlainTextResponse(str(error), 404)
    except ValueError as error:
        return PlainTextResponse(str(error), 400)
