"""Files to take home: what a page offers, and what the server gives for it."""

import errno
import gc
import inspect
import re
import time
from pathlib import PurePosixPath

import pytest
from streamlit.runtime import app_session
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.testing.v1 import AppTest

from core.engine import EngineError
from dashboard.server.files import file_route
from tests.made.served import served


@pytest.fixture(scope="module")
def get():
    """`get(address)` → the server's reply."""
    with served(file_route()) as ask:
        yield lambda address: ask("GET", address)


def a_page(made: list) -> AppTest:
    def page(made):
        from dashboard.server.files import offer_file

        offer_file("Greeting", lambda: made[-1], "Grüße.txt")

    return AppTest.from_function(page, args=(made,)).run()


def address(app: AppTest) -> str:
    """Where the page's one link leads."""
    return app.get("link_button")[0].proto.url


def test_a_file_is_given_as_it_is_when_it_is_asked_for(get):
    made = ["early"]
    app = a_page(made)
    made.append("läte")
    reply = get(address(app))
    assert (reply.status, reply.body.decode()) == (200, "läte")
    assert (
        reply.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe.txt"
    )
    made.append(b"\x00\xff")
    assert get(address(app)).body == b"\x00\xff"


def test_an_open_file_is_sent_whole_and_closed(get, tmp_path):
    content = bytes(range(256)) * 10_000  # more than one piece
    file = (tmp_path / "large").open("w+b")
    file.write(content)
    reply = get(address(a_page([file])))
    assert reply.body == content
    assert reply.headers["Content-Length"] == str(len(content))
    for _ in range(100):  # it is closed once the last piece has been sent
        if file.closed:
            break
        time.sleep(0.05)
    assert file.closed


def test_a_link_stays_good_however_often_the_page_runs(get):
    app = a_page(["here"])
    first = address(app)
    for _ in range(3):
        app.run()
        assert address(app) == first
    assert get(first).body == b"here"


def test_a_visit_that_is_offered_file_after_file_holds_the_last_ones(get):
    def page():
        from dashboard.server.files import MOST_FILES, offer_file

        for number in range(MOST_FILES + 1):
            offer_file("History", lambda: "text", f"{number}.csv")

    links = [link.proto.url for link in AppTest.from_function(page).run().get("link_button")]
    assert [get(link).status for link in (links[0], links[1], links[-1])] == [404, 200, 200]


def test_nobody_can_guess_what_others_are_offered(get):
    one, other = address(a_page(["one"])), address(a_page(["other"]))
    name = re.compile(r"/take-home/([0-9a-f]{32})/")
    assert name.match(one)[1] != name.match(other)[1]
    assert get("/take-home/guessed/Gr%C3%BC%C3%9Fe.txt").status == 404
    assert get(name.match(one)[0] + "other.txt").status == 404


def test_what_was_offered_ends_with_the_visit(get):
    app = a_page(["here"])
    link = address(app)
    assert get(link).status == 200
    del app
    gc.collect()
    reply = get(link)
    assert reply.status == 404
    assert reply.body.decode().startswith("The page that offered this file has been closed")


def test_why_there_is_no_file_is_said(get):
    class Busy(list):
        def __getitem__(self, _place):
            raise EngineError("The workers are busy.")

    reply = get(address(a_page(Busy())))
    assert (reply.status, reply.body) == (503, b"The workers are busy.")


def test_a_full_disk_is_said(get):
    class Full(list):
        def __getitem__(self, _place):
            raise OSError(errno.ENOSPC, "No space left on device")

    reply = get(address(a_page(Full())))
    assert reply.status == 503
    assert "cannot write this file (No space left on device)" in reply.body.decode()


def test_also_when_nobody_foresaw_why(get):
    reply = get(address(a_page([])))
    assert reply.status == 500
    assert "nobody foresaw, and the file could not be made (IndexError)" in reply.body.decode()


def test_streamlit_still_deletes_what_was_offered_once_two_more_runs_have_ended():
    """Of whatever visit: else its own button for downloads would do."""
    assert "remove_orphaned_files()" in inspect.getsource(app_session)
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    address = files.add(b"words", "text/plain", "1", is_for_static_download=True)
    name = PurePosixPath(address).stem
    assert files.read_file(name)
    files.clear_session_refs()  # its page runs again
    for _end_of_a_run in range(2):
        files.remove_orphaned_files()
    assert files.read_file(name) is None
