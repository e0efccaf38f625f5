"""The route that steers runs: pause, resume, step, stop, another pace or learning rate.

`POST /steer` with `{"run": id, "command": name, …values}` as JSON; the names and values are those
of `core.runs.commands`. It answers at once: what comes of a command is in the events of the run.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from core.language import message, say
from dashboard.server.addresses import in_language_of, on_server
from dashboard.server.visitors import asked_by

if TYPE_CHECKING:
    from core.engine import Engine

PATH = "steer"
LONGEST_MESSAGE = 500

TOO_LONG = message("This is too long for a command.")
NO_COMMAND = message("The lab does not know this command, or not with these values.")
IS_OVER = message("This run is over.")

_THREADS = ThreadPoolExecutor(2, "steer")


def steer_route(load_engine: Callable[[], Engine]) -> Route:
    """The route, for the server.

    `load_engine` imports the engine, at the first command, and gives it for the visitor who asks.
    """
    return Route(on_server(PATH), partial(_answer, load_engine), methods=["POST"])


async def _answer(load_engine: Callable[[], Engine], request: Request) -> Response:
    body = bytearray()
    with in_language_of(request.query_params):
        async for part in request.stream():
            body += part
            if len(body) > LONGEST_MESSAGE:
                return PlainTextResponse(say(TOO_LONG), 413)
    return await asyncio.get_running_loop().run_in_executor(
        _THREADS, _respond, load_engine, request, bytes(body)
    )


def _respond(load_engine: Callable[[], Engine], request: Request, body: bytes) -> Response:
    with in_language_of(request.query_params), asked_by(request):
        return _steer(load_engine(), body)


def _steer(engine: Engine, body: bytes) -> Response:
    # Not at the server's start: the engine takes half a second to import.
    from core.ownership import NotTheOwner
    from core.runs.commands import command_of
    from core.runs.run import RunError, StoreAway

    try:
        values = json.loads(body)
        run_id, name = str(values.pop("run")), values.pop("command")
        run_id.encode()  # a ValueError for half a character, which no database takes
        command = command_of(name, values)
    except (AttributeError, LookupError, TypeError, ValueError):
        return PlainTextResponse(say(NO_COMMAND), 400)
    try:
        is_taken = engine.send(run_id, command)
    except StoreAway as error:
        return PlainTextResponse(str(error), 503)
    except RunError as error:
        return PlainTextResponse(str(error), 404)
    except NotTheOwner as error:
        return PlainTextResponse(str(error), 403)
    return JSONResponse({"ok": True}) if is_taken else PlainTextResponse(say(IS_OVER), 409)
