"""The app: what Streamlit runs for each visit, and what its server imports once."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from core.engine import Engine
    from core.runs.store import RunStore
    from dashboard.server.frames import RunFrames
    from dashboard.server.pen import PenAnswer


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Begin and end with the server: runs know its loop, streams and workers end with it.

    A signal that has ended the server is raised once more after it: no exit handler would run.
    """
    # While the first browser loads Streamlit's files, what every page needs is imported.
    Thread(target=import_module, args=("dashboard.lab.visit",)).start()
    with streamlit_fixes.event_loop_known(), streamlit_fixes.told_of_exit(live.end):
        yield
    from dashboard.lab import services

    services.end()


def load_pen_answer() -> "PenAnswer":
    """What answers a drawing; imported at the first one, as that takes most of a second."""
    from dashboard.draw.pen_answer import answer_to

    return answer_to


def load_engine() -> "Engine":
    """The engine, for the visitor who asks; imported when a run is first steered."""
    from dashboard.lab import services

    return services.engine()


def load_store() -> "RunStore":
    """The runs of all visitors; imported when one is first followed."""
    from dashboard.lab import services

    return services.shared_engine().store


def was_here(name: str) -> bool:
    """Whether an earlier version of the lab gave this name; imported for such a visitor."""
    from dashboard.lab import services

    return services.was_here_unsigned(name)


def load_frames() -> "Callable[[str], RunFrames]":
    """What reads a run for those who follow it; imported when one is first followed."""
    from core.coach import urgent_rules
    from dashboard.lab import services
    from dashboard.server.frames import RunFrames

    # A run is read once, for all who follow it.
    return partial(RunFrames, services.shared_engine(), urgent_rules)


def show_unforeseen(error: Exception) -> bool:
    """Say on the page that an error has ended its run; imported with the first error."""
    from dashboard.lab import unforeseen

    return unforeseen.show_unforeseen(error)


# The first page waits for the server: neither imports what only the other needs.
if __name__ == "__main__":
    from dashboard.lab import visit

    visit.show()
else:
    from starlette.middleware import Middleware

    from dashboard.server import streamlit_fixes
    from dashboard.server.capacity import LimitVisits, raise_file_limit
    from dashboard.server.files import file_route
    from dashboard.server.live import Live
    from dashboard.server.password import Password
    from dashboard.server.pen import pen_route
    from dashboard.server.steer import steer_route
    from dashboard.server.visitors import NameVisitors
    from dashboard.startup.access import PASSWORD_VARIABLE

    raise_file_limit()

    streamlit_fixes.seek_no_components()
    streamlit_fixes.leave_out_forged_values()
    live = Live(load_store, load_frames)
    app = st.App(
        __file__,
        routes=[
            pen_route(load_pen_answer),
            file_route(),
            live.route(),
            steer_route(load_engine),
        ],
        middleware=[
            Middleware(Password, password=os.environ.get(PASSWORD_VARIABLE, "")),
            Middleware(LimitVisits),
            Middleware(NameVisitors, was_here=was_here),
        ],
        lifespan=lifespan,
        on_script_error=show_unforeseen,
    )
