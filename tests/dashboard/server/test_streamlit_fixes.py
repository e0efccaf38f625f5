"""The workarounds for Streamlit do their work, and are still needed."""

import asyncio
import inspect
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import create_autospec
from urllib.request import urlopen

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.config import get_config_options
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import (
    Runtime,
    app_session,
    memory_session_storage,
    runtime,
    websocket_session_manager,
)
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.scriptrunner import RerunData, script_runner
from streamlit.runtime.session_manager import SessionInfo
from streamlit.runtime.state.session_state import SessionState
from streamlit.testing.v1 import AppTest, local_script_runner

from dashboard.server import streamlit_fixes
from tests.browser.conftest import free_port
from tests.paths import APP, ROOT


def test_streamlit_still_makes_an_entry_in_the_history_for_each_change_of_the_query():
    """What `keep_history` mends; tests/browser/test_data.py sees that Back leads to a page."""
    scripts = (Path(st.__file__).parent / "static/static/js").glob("index.*.js")
    assert any("?window.history.pushState({}" in one.read_text("utf-8") for one in scripts)


class Server:
    """A loop in a thread of its own, in the place of the server's."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._known, self._end = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self.loop.run_until_complete, args=(self._serve(),))
        self._thread.start()
        self._known.wait()

    async def _serve(self) -> None:
        with streamlit_fixes.event_loop_known():
            self._known.set()
            await self._end.wait()

    def is_busy_for(self, seconds: float) -> None:
        self.loop.call_soon_threadsafe(time.sleep, seconds)

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self._end.set)
        self._thread.join()
        self.loop.close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.end()


def test_all_that_was_handed_over_before_is_taken_over(server):
    taken: list[int] = []
    server.is_busy_for(0.2)
    for number in range(100):
        server.loop.call_soon_threadsafe(taken.append, number)
    streamlit_fixes.catch_up()
    assert taken == list(range(100))


def test_a_run_of_the_page_ends_only_when_the_server_has_what_it_drew(server):
    page = AppTest.from_file(APP, default_timeout=30).run()
    server.is_busy_for(1.5)
    began = time.monotonic()
    page.run()
    assert time.monotonic() - began > 1.4
    assert page.title[0].value == "Watch a network learn to read digits"


def a_page_with_fragments(note) -> None:
    from dashboard.lab.fragment import fragment

    @fragment()
    def inner():
        note("inner")

    @fragment()
    def outer():
        inner()
        note("outer")

    @fragment()
    def alone():
        note("alone")

    outer()
    alone()


@pytest.mark.parametrize(
    ("queued", "drawn"),
    [
        (["alone"], ["alone", "wait"]),
        (["inner", "alone"], ["inner", "alone", "wait"]),
        (["outer", "alone"], ["inner", "outer", "alone", "wait"]),
        (["outer", "inner", "alone"], ["inner", "outer", "alone", "wait"]),
        (["alone", "outer", "inner"], ["alone", "inner", "wait", "outer", "wait"]),
        (["gone", "alone", "gone"], ["alone", "wait"]),
    ],
)
def test_a_run_of_fragments_waits_after_the_last(monkeypatch, queued, drawn):
    seen: list[str] = []
    page = AppTest.from_function(a_page_with_fragments, args=(seen.append,)).run()
    ids = dict(zip(["outer", "inner", "alone"], page._fragment_storage._fragments, strict=True))
    seen.clear()
    monkeypatch.setattr(streamlit_fixes, "catch_up", partial(seen.append, "wait"))
    of_fragments = partial(RerunData, fragment_id_queue=[ids.get(name, name) for name in queued])
    monkeypatch.setattr(local_script_runner, "RerunData", of_fragments)
    page.run()
    assert seen == drawn


def test_nobody_waits_for_a_server_that_has_ended(monkeypatch):
    monkeypatch.setattr(streamlit_fixes, "LONGEST_WAIT", 3600)
    server = Server()
    server.end()
    streamlit_fixes.catch_up()  # else the test ends by its own time limit


def test_streamlit_still_ends_a_run_without_waiting_for_its_event_loop():
    """And it still ignores what arrives from a runner that has been replaced meanwhile."""
    handing_over = inspect.getsource(AppSession._on_scriptrunner_event)
    assert "call_soon" in handing_over
    assert ".result(" not in handing_over
    assert ".wait(" not in handing_over
    taking_over = inspect.getsource(AppSession._handle_scriptrunner_event_on_event_loop)
    assert "sender is not self._scriptrunner" in taking_over


def test_a_server_still_seeks_components_in_all_packages_before_it_answers(monkeypatch):
    seek = BidiComponentManager.discover_and_register_components
    assert f"{seek.__name__}()" in inspect.getsource(Runtime.__init__)
    sought: list[str] = []
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", lambda: sought.append("all"))
    seek(BidiComponentManager(), start_file_watching=False)
    assert sought == ["all"]  # without it, `seek_no_components` need not be
    streamlit_fixes.seek_no_components()
    seek(BidiComponentManager(), start_file_watching=False)
    assert sought == ["all"]


def test_browsers_still_build_only_a_page_with_a_fragment_that_runs_by_itself_again():
    scripts = Path(st.__file__).parent.glob("static/static/js/index.*.js")
    kept_only_if = "autoRerunIntervals.size>0?"
    assert any(kept_only_if in script.read_text(encoding="utf-8") for script in scripts)


def test_streamlit_still_collects_garbage_after_each_run_unless_told_not_to():
    option = get_config_options()["runner.postScriptGC"]
    assert option.default_val is True
    assert option.value is False
    assert "gc.collect(2)" in inspect.getsource(script_runner)


def test_streamlit_still_refers_to_large_messages_unless_told_not_to():
    option = get_config_options()["global.minCachedMessageSize"]
    assert option.default_val == 10_000
    assert option.value == 1e12


STREAMING = """
import asyncio, contextlib, sys
import uvicorn
from starlette.applications import Starlette
from starlette.responses import StreamingResponse
from starlette.routing import Route
from dashboard.server.streamlit_fixes import told_of_exit

ended = asyncio.Event()

async def pieces():
    yield b"begun"
    await ended.wait()

@contextlib.asynccontextmanager
async def lifespan(app):
    with told_of_exit(ended.set) if sys.argv[2] == "told" else contextlib.nullcontext():
        yield

app = Starlette(routes=[Route("/", lambda _: StreamingResponse(pieces()))], lifespan=lifespan)
uvicorn.run(app, port=int(sys.argv[1]), log_level="error")
"""


def opened(address: str, seconds: float = 60):
    """The response of a server that is about to start."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return urlopen(address, timeout=seconds)
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_a_server_with_an_open_stream_ends_at_a_signal_but_not_by_itself():
    ports = {how: free_port() for how in ("told", "untold")}
    processes = {
        how: subprocess.Popen([sys.executable, "-c", STREAMING, str(port), how], cwd=ROOT)
        for how, port in ports.items()
    }
    streams = []
    try:
        for port in ports.values():
            streams.append(opened(f"http://127.0.0.1:{port}/"))
            assert streams[-1].read(5) == b"begun"
        for process in processes.values():
            process.terminate()
        processes["told"].wait(20)
        with pytest.raises(subprocess.TimeoutExpired):
            processes["untold"].wait(1)
    finally:
        for process in processes.values():
            process.kill()
            process.wait()
        for stream in streams:
            stream.close()


def page_of_widgets() -> None:
    """One widget of each kind that the pages have; what they hold is shown as a text."""
    import streamlit as st

    st.text(
        [
            st.slider("a", 0.0, 1.0, 0.5),
            st.select_slider("b", [1, 2, 3], 2),
            st.number_input("c", 0, 9, 5),
            st.checkbox("d", True),
            st.selectbox("e", [10, 20], 1),
            st.segmented_control("f", ["x", "y"], default="y"),
            st.multiselect("g", ["x", "y"], ["y"]),
            st.radio("h", [1, 2], 1),
            st.text_input("i", "typed", max_chars=9),
        ]
    )


AT_FIRST = "[0.5, 2, 5, True, 20, 'y', ['y'], 2, 'typed']"
SENT = [
    {"double_array_value": [0.25]},
    {"string_array_value": ["3"]},
    {"int_value": 7},
    {"bool_value": False},
    {"string_value": "10"},
    {"string_array_value": ["x"]},
    {"string_array_value": ["x", "y"]},
    {"string_value": "1"},
    {"string_value": "changed"},
]
FORGED = [
    {"double_array_value": [2.0]},
    {"double_array_value": [float("nan")]},
    {"double_array_value": []},
    {"string_array_value": []},
    {"string_array_value": ["z"]},
    {"string_array_value": ["x", "z"]},
    {"int_value": 10},
    {"double_value": 0.5},
    {"double_value": float("inf")},
    {"string_value": "30"},
    {"json_value": "{"},
    {"trigger_value": True},
]


def message(page: AppTest, values: list[dict]) -> WidgetStates:
    """Values for the widgets of a page, in their order, as a browser sends them."""
    sent = WidgetStates()
    names = page._session_state._state._new_widget_state.widget_metadata
    for name, kinds in zip(names, values, strict=False):
        [(kind, value)] = kinds.items()
        state = sent.widgets.add(id=name)
        if isinstance(value, list):
            getattr(state, kind).data.extend(value)
            getattr(state, kind).SetInParent()
        else:
            setattr(state, kind, value)
    return sent


def test_what_widgets_can_send_is_taken():
    page = AppTest.from_function(page_of_widgets).run()
    assert page.text[0].value == AT_FIRST
    page._run(message(page, SENT))
    assert page.text[0].value == "[0.25, 3, 7, False, 10, 'x', ['x', 'y'], 1, 'changed']"


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_what_a_widget_cannot_send_is_left_out(forged):
    page = AppTest.from_function(page_of_widgets).run()
    [kind] = forged
    # A text may hold any text.
    page._run(message(page, [forged] * (8 if kind == "string_value" else 9)))
    assert not page.exception
    assert page.text[0].value == AT_FIRST


def test_streamlit_still_gives_a_page_what_its_widget_cannot_send(monkeypatch):
    monkeypatch.setattr(SessionState, "set_widgets_from_proto", streamlit_fixes._set_widgets)
    page = AppTest.from_function(page_of_widgets).run()
    page._run(message(page, [{"int_value": 1}]))
    assert page.exception


def test_messages_for_developers_do_nothing(monkeypatch):
    """Streamlit's own empty all caches, and run git."""
    handlers = ("_handle_clear_cache_request", "_handle_git_information_request")
    theirs = inspect.getsource(app_session)
    assert "cache_resource.clear()" in theirs
    assert "GitRepo(" in theirs
    for handler in handlers:
        monkeypatch.setattr(AppSession, handler, getattr(AppSession, handler))
    streamlit_fixes.ignore_messages_for_developers()
    session = create_autospec(AppSession, instance=True)
    for handler in handlers:
        getattr(AppSession, handler)(session)
    assert session.mock_calls == []


# ---- Visits that are kept after their time ----


class KeptOrEnded:
    """A visit, of which Streamlit knows only these two things here."""

    id = "one"
    has_ended = False

    def shutdown(self) -> None:
        self.has_ended = True


@pytest.mark.parametrize(("runs", "is_kept"), [(0, False), (1, True)])
def test_a_visit_is_kept_for_its_browser_to_come_back_if_a_page_has_run(monkeypatch, runs, is_kept):
    monkeypatch.setattr(MemorySessionStorage, "save", MemorySessionStorage.save)
    streamlit_fixes.forget_silent_visits()
    storage, session = MemorySessionStorage(), KeptOrEnded()
    storage.save(SessionInfo(client=None, session=session, script_run_count=runs))
    assert (storage.get("one") is not None, session.has_ended) == (is_kept, not is_kept)


def test_streamlit_still_keeps_a_visit_for_which_no_page_has_run():
    found = find_spec(memory_session_storage.__name__)
    as_it_comes = module_from_spec(found)  # the lab may have mended the one that is imported
    found.loader.exec_module(as_it_comes)
    storage = as_it_comes.MemorySessionStorage()
    storage.save(SessionInfo(client=None, session=KeptOrEnded(), script_run_count=0))
    assert storage.get("one") is not None


def test_a_visit_whose_time_is_over_ends_though_no_browser_comes_or_goes(monkeypatch):
    """Streamlit still looks for such visits only when it keeps another one."""
    looks = "_session_storage._cache", ".expire("
    for part in (runtime, websocket_session_manager):
        assert not [look for look in looks if look in inspect.getsource(part)]
    storage, session = MemorySessionStorage(ttl_seconds=0), KeptOrEnded()
    storage.save(SessionInfo(client=None, session=session, script_run_count=1))
    assert (storage.get("one"), session.has_ended) == (None, False)

    async def look() -> None:
        looking = asyncio.create_task(streamlit_fixes.end_visits_in_time())
        while not session.has_ended:
            await asyncio.sleep(0)
        looking.cancel()

    kept = SimpleNamespace(_session_mgr=SimpleNamespace(_session_storage=storage))
    monkeypatch.setattr(streamlit_fixes, "get_instance", lambda: kept)
    monkeypatch.setattr(streamlit_fixes, "LOOK_SECONDS", 0)
    # In a thread, for the browser tests have a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, asyncio.wait_for(look(), 10)).result()
