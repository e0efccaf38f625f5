"""The app: what Streamlit runs for each visit, and what its server imports once."""

import asyncio
import os
import sys
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
    Thread(target=uploaded_files.clear_left_overs).start()
    calm_the_log()
    end_with_launcher()
    ending = asyncio.create_task(streamlit_fixes.end_visits_in_time())
    with streamlit_fixes.event_loop_known(), streamlit_fixes.told_of_exit(live.end):
        yield
    ending.cancel()
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


def show_chapter() -> None:
    """Draw the chapter that stands beside the page; imported when one is first opened."""
    from dashboard.path.panel import show_panel

    show_panel()


def show_unforeseen(error: Exception) -> bool:
    """Say on the page that an error has ended its run; imported with the first error."""
    from dashboard.lab import unforeseen

    return unforeseen.show_unforeseen(error)


# The first page waits for the server: neither imports what only the other needs.
if __name__ == "__main__":
    from dashboard.lab import visit

    visit.show(show_chapter)
else:
    from starlette.middleware import Middleware

    from core.home import home_folder, why_unusable
    from dashboard.server import streamlit_fixes, uploaded_files
    from dashboard.server.capacity import LimitVisits
    from dashboard.server.files import file_route
    from dashboard.server.idle_connections import demand_prompt_requests
    from dashboard.server.known_address import KnownAddress
    from dashboard.server.launcher import end_with_launcher
    from dashboard.server.live import Live
    from dashboard.server.log import calm_the_log
    from dashboard.server.message_floods import EndFloods
    from dashboard.server.open_files import raise_file_limit
    from dashboard.server.password import Password
    from dashboard.server.pen import pen_route
    from dashboard.server.response_headers import TellBrowsers
    from dashboard.server.steer import steer_route
    from dashboard.server.upload_route import TakeUploads
    from dashboard.server.visitors import NameVisitors
    from dashboard.startup.access import PASSWORD_VARIABLE

    if reason := why_unusable(home_folder()):
        sys.exit(reason)
    raise_file_limit()
    demand_prompt_requests()
    streamlit_fixes.seek_no_components()
    uploaded_files.stand_in()
    streamlit_fixes.leave_out_forged_values()
    streamlit_fixes.ignore_messages_for_developers()
    streamlit_fixes.forget_silent_visits()
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
            Middleware(TellBrowsers),
            Middleware(KnownAddress),
            Middleware(Password, password=os.environ.get(PASSWORD_VARIABLE, "")),
            Middleware(LimitVisits),
            Middleware(EndFloods),
            Middleware(NameVisitors, was_here=was_here),
            Middleware(TakeUploads),
        ],
        lifespan=lifespan,
        on_script_error=show_unforeseen,
    )
