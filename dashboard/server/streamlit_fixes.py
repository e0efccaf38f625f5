"""What the lab works around in Streamlit 1.67; each with a test that fails once it need not.

Two more workarounds are options in `.streamlit/config.toml`, described there: `postScriptGC` and
`minCachedMessageSize`. Where a route or a store of the lab stands in the place of Streamlit's, its
module says why: `dashboard.server.files`, `upload_route` and `uploaded_files`.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime import get_instance
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.state import SessionState
from streamlit.runtime.state.common import WidgetMetadata, unpack_widget_state_value

logger = logging.getLogger(__name__)

# ---- Drawings that are lost ----
#
# A script run hands what it draws to the server's event loop and ends without waiting for it. If a
# fragment is asked to run again in just that moment, the session starts a new runner and ignores
# all that still comes from the one before, so that a part of the page goes on showing what was.
# Hence each run waits, at its end, until the loop has taken over everything.
# https://github.com/streamlit/streamlit/issues/9921 (the same race, closed for dialogs only)

_LOOPS: list[asyncio.AbstractEventLoop] = []
LONGEST_WAIT = 5.0
"""Seconds that a run waits at most for the event loop."""


@contextmanager
def event_loop_known() -> Iterator[None]:
    """Let script runs know the event loop that this is called on, until the server ends."""
    _LOOPS.append(asyncio.get_running_loop())
    yield
    _LOOPS.clear()


def catch_up() -> None:
    """Wait until the server has taken over what this run has drawn so far."""
    for loop in _LOOPS:
        reached = threading.Event()
        loop.call_soon_threadsafe(reached.set)
        reached.wait(LONGEST_WAIT)


def ends_fragment_run() -> bool:
    """Whether fragments run, and none of them is left after the one that asks."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not context.fragment_ids_this_run:
        return False
    begun = context.shared.new_fragment_ids.snapshot()
    known = context.fragment_storage
    # The runner skips a fragment that is gone, and one that an outer fragment has drawn.
    return not any(
        known.contains(fragment) and not known.has_ancestor_in(fragment, begun)
        for fragment in context.fragment_ids_this_run
        if fragment not in begun
    )


# ---- A start that searches in vain ----
#
# Before it answers, the server reads the description of every installed package, for a fifth of a
# second, in case one brings components. The lab has its own. (No upstream thread is known.)


def seek_no_components() -> None:
    """Let a server that starts from now on find no components in packages."""
    manifest_scanner.scan_component_manifests = lambda max_workers=None: []


# ---- Pages that do not come back ----
#
# When a browser has lost the server and reaches a new one, it runs the page again only if the page
# has a fragment that runs by itself. Otherwise the old page stays, and its widgets are unknown to
# the new session. https://github.com/streamlit/streamlit/pull/9083 stopped the rerun,
# https://github.com/streamlit/streamlit/pull/11890 brought it back for such pages.

LONG = 24 * 3600


@st.fragment(run_every=LONG)
def come_back() -> None:
    """An empty fragment: with it on a page, a browser builds the page again on a new server."""


# ---- Back, which does nothing ----
#
# Each change of the query makes an entry in the browser's history: after five turns of a knob, Back
# has to be clicked six times until it leads to the page before. So only another page makes one.
# (No upstream thread is known. Widgets that Streamlit itself binds to the query replace the entry.)

_HISTORY = st.components.v2.component(
    "first_epoch_history",
    js="""
    export default function () {
      if (history.pushesPages) return
      const push = history.pushState.bind(history)
      history.pushState = (state, title, address) => {
        const isSamePage = new URL(address, location).pathname === location.pathname
        isSamePage ? history.replaceState(state, title, address) : push(state, title, address)
      }
      history.pushesPages = true
    }
    """,
)


def keep_history() -> None:
    """Let only pages make entries in the browser's history."""
    _HISTORY(key="keep_history", height=1)


# ---- Visits that are kept after their time ----
#
# A visit whose browser is gone ends two minutes later, but only when another browser comes or goes:
# until then its uploads and pictures stay in memory. One from which nothing has come is kept as
# well, and its event loop takes three of the files that the lab may open. (No upstream thread is
# known.)

LOOK_SECONDS = 30.0


async def end_visits_in_time() -> None:
    """End visits that are over, until this task is cancelled."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        kept: Any = get_instance()._session_mgr
        for _, visit in kept._session_storage._cache.expire():
            try:
                visit.session.shutdown()
            except Exception:
                logger.exception("A visit could not be ended")


def forget_silent_visits() -> None:
    """End a visit for which no page has run at once when its browser is gone."""
    keep = MemorySessionStorage.save

    def save(self: MemorySessionStorage, session_info: SessionInfo) -> None:
        if session_info.script_run_count:
            keep(self, session_info)
        else:
            session_info.session.shutdown()

    MemorySessionStorage.save = save  # type: ignore[method-assign]


# ---- Streams that keep the server from ending ----
#
# On a signal the server waits, without a limit, until all responses are complete, and only then
# tells the app that it ends. A stream is never complete. So it has to be told at the signal.
# (uvicorn 0.54.0; https://github.com/Kludex/uvicorn/pull/2829 tells the stream itself.)


@contextmanager
def told_of_exit(end: Callable[[], None]) -> Iterator[None]:
    """In this block a signal that ends the server first calls `end`, on the present event loop."""
    loop = asyncio.get_running_loop()
    server_handlers: dict[int, Callable[[int, FrameType | None], object]] = {}

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(end)
        server_handlers[number](number, frame)

    # Only the main thread gets signals; in another, as in tests, nothing has to be told.
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            handler = signal.getsignal(number)
            if callable(handler):
                server_handlers[number] = handler
                signal.signal(number, handle)
    try:
        yield
    finally:
        for signal_number, handler in server_handlers.items():
            signal.signal(signal_number, handler)


# ---- Values that no widget sends ----
#
# The values of widgets come in messages that anybody can write. Streamlit gives a page a text where
# it asked for a number, and stops it with an error of its own; or what is out of bounds counts as
# the lowest value or the first option, as if a visitor had chosen that. Hence a value that its
# widget cannot send is left out, and the widget keeps what it holds. (No upstream thread is known.)

_set_widgets = SessionState.set_widgets_from_proto
_NUMBERS = ("int_value", "double_value")
_GIVEN_BACK = (*_NUMBERS, "bool_value", "double_array_value", "string_array_value")
"""The kinds of value that a widget of Python gives back just as it was sent."""


def leave_out_forged_values() -> None:
    """Let all sessions from now on take only values that their widgets can send."""
    SessionState.set_widgets_from_proto = _set_possible_widgets  # type: ignore[assignment,method-assign]


def _set_possible_widgets(session: SessionState, sent: WidgetStates) -> None:
    known = session._new_widget_state.widget_metadata
    possible = [
        state
        for state in sent.widgets
        if state.id not in known or _can_be_sent(state, known[state.id])
    ]
    _set_widgets(session, WidgetStates(widgets=possible))


def _can_be_sent(state: WidgetState, widget: WidgetMetadata) -> bool:
    """Whether a widget can send this value: it is of its type, and among its options or bounds."""
    kind = state.WhichOneof("value")
    if kind is None:
        return True  # it was emptied
    if kind != widget.value_type and not {kind, widget.value_type} <= {*_NUMBERS}:
        return False
    try:
        sent = unpack_widget_state_value(state)
        if kind == "json_value":
            return isinstance(sent, dict)
        if kind == "string_array_value" and not sent:
            # The lab has no choice that begins with something and can be emptied.
            return not widget.deserializer(None)
        if widget.formatted_options is not None:
            return {*_listed(sent)} <= {*widget.formatted_options}
        taken = widget.deserializer(sent)
        return kind not in _GIVEN_BACK or _listed(widget.serializer(taken)) == _listed(sent)
    except Exception:
        # Each kind of widget stumbles in its own way over what it does not expect.
        return False


def _listed(value: Any) -> list[Any]:
    """The values of a widget that has several, or its one value."""
    return [value] if isinstance(value, str | int | float) else list(value)


# ---- Messages for developers ----
#
# Anybody's websocket may send what is in the menu for developers: it empties the caches of all
# visitors, or runs git, half a dozen times, while nobody else is served. (No upstream thread is
# known.)


def ignore_messages_for_developers() -> None:
    """Let all sessions from now on do nothing for such a message."""
    AppSession._handle_clear_cache_request = _do_nothing  # type: ignore[assignment,method-assign]
    AppSession._handle_git_information_request = _do_nothing  # type: ignore[assignment,method-assign]


def _do_nothing(_session: AppSession) -> None:
    pass
