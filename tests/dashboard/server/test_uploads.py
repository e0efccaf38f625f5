"""Uploads: only what a page has asked for, so much for one visitor and for all."""

import os
import time
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from streamlit import runtime
from streamlit.proto.Common_pb2 import FileURLs
from streamlit.runtime import memory_uploaded_file_manager
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFile, UploadedFileRec
from streamlit.web.server.starlette import starlette_app

from core import disk
from dashboard.server import uploaded_files
from dashboard.server.upload_route import TakeUploads
from dashboard.server.uploaded_files import (
    SMALL,
    UploadedFiles,
    clear_left_overs,
    content_of,
    copy_into,
    refusals,
    working_folder,
)
from tests.made.cookies import visitor_cookie
from tests.made.served import Reply, Served, served

ADA, EVE = "a" * 40, "e" * 40
VISIT = "visit"
XSRF = {"X-Xsrftoken": "1234", "Cookie": "_streamlit_xsrf=1234"}


@pytest.fixture(scope="module")
def ask() -> Iterator[Served]:
    def streamlits(_request):
        return PlainTextResponse("Streamlit's", 418)

    route = Route("/{path:path}", streamlits, methods=["PUT", "DELETE"])
    with served(route, middleware=[Middleware(TakeUploads)]) as ask:
        yield ask


@pytest.fixture
def kept(tmp_path, monkeypatch) -> Iterator[UploadedFiles]:
    monkeypatch.setenv("FIRST_EPOCH_HOME", str(tmp_path))
    kept = UploadedFiles("/_stcore/upload_file")
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(uploaded_file_mgr=kept))
    yield kept
    kept.remove_session_files(VISIT)


@pytest.fixture
def put(ask, kept, monkeypatch):
    """`put(content, visitor)` uploads as a browser does → its reply and the id of the file."""
    monkeypatch.setattr("dashboard.server.upload_route.is_xsrf_enabled", lambda: False)

    def put(content: bytes, visitor: str = ADA, name: str = "a.bin") -> tuple[Reply, str]:
        [url] = kept.get_upload_urls(VISIT, [name])
        return send(ask, url.upload_url, content, visitor, name), url.file_id

    return put


def send(ask, path: str, content: bytes, visitor: str = ADA, name: str = "a.bin", **headers):
    form = (
        f'--edge\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    ).encode()
    about = {
        "Content-Type": "multipart/form-data; boundary=edge",
        "Cookie": visitor_cookie(visitor),
    }
    return ask("PUT", path, form + content + b"\r\n--edge--\r\n", about | headers)


def uploaded(kept: UploadedFiles, file_id: str) -> UploadedFile:
    """The file as a page gets it."""
    [record] = kept.get_files(VISIT, [file_id])
    return UploadedFile(record, FileURLs())


def reason(kept: UploadedFiles, sent: tuple[Reply, str], name: str = "a.bin") -> str:
    """Why the page says that a file was not taken; the browser must not hear of it."""
    reply, file_id = sent
    assert reply.status == 204 and kept.get_files(VISIT, [file_id]) == []
    [refusal] = refusals([DeletedFile(file_id)])
    assert refusal.name == name
    return refusal.reason


SMALL_ONE, LARGE_ONE = b"small\r\n--edg", os.urandom(3 * SMALL)


@pytest.mark.parametrize("content", [b"", SMALL_ONE, LARGE_ONE], ids=["empty", "small", "large"])
def test_a_file_that_the_page_has_asked_for_arrives(put, kept, tmp_path, content):
    reply, file_id = put(content, name="گربه 1.csv")
    assert reply.status == 204
    upload = uploaded(kept, file_id)
    assert (upload.name, upload.type) == ("گربه 1.csv", "text/csv")
    assert content_of(upload, len(content)) == content
    with working_folder() as folder:
        copy = copy_into(folder / "0", upload)
        assert (copy.name, copy.read_bytes()) == ("گربه 1.csv", content)
    assert not copy.exists()


def test_a_large_file_is_not_in_memory_and_goes_with_its_visit(put, kept, tmp_path):
    _, small = put(SMALL_ONE)
    put(LARGE_ONE)
    assert kept._total_bytes == len(SMALL_ONE)
    [file] = (tmp_path / "uploads").glob("*/*")
    assert file.stat().st_size == len(LARGE_ONE)
    kept.remove_file(VISIT, small)
    kept.remove_session_files(VISIT)
    assert kept._total_bytes == 0
    assert [*(tmp_path / "uploads").iterdir()] == []
    assert kept._bytes.total() == kept._files.total() == 0


def test_when_memory_is_taken_small_files_go_to_the_disk_too(put, kept, tmp_path, monkeypatch):
    monkeypatch.setattr(uploaded_files, "MOST_IN_MEMORY", SMALL)
    put(SMALL_ONE)
    _, second = put(SMALL_ONE)
    assert kept._total_bytes == len(SMALL_ONE)
    assert content_of(uploaded(kept, second), SMALL) == SMALL_ONE


def test_what_no_page_has_asked_for_is_refused(ask, put, kept):
    """Streamlit took it from anybody with a visit, and kept it in memory."""
    for path in (f"/_stcore/upload_file/{VISIT}/made-up", "/_stcore/upload_file/other/made-up"):
        assert send(ask, path, SMALL_ONE).status == 403
    [url] = kept.get_upload_urls(VISIT, ["a"])
    assert send(ask, url.upload_url.replace(VISIT, "other"), SMALL_ONE).status == 403
    assert send(ask, url.upload_url, SMALL_ONE).status == 204
    assert send(ask, url.upload_url, SMALL_ONE).status == 403, "once"


def test_a_page_cannot_ask_for_more_files_than_it_may_have(ask, kept, monkeypatch):
    monkeypatch.setattr("dashboard.server.upload_route.is_xsrf_enabled", lambda: False)
    monkeypatch.setattr(uploaded_files, "MOST_FILES", 3)
    first = kept.get_upload_urls(VISIT, ["a", "b"])
    *second, fourth, fifth = kept.get_upload_urls(VISIT, ["c", "d", "e", "f", "g"])
    assert [kept.asked_for(VISIT, url.file_id) for url in second] == ["c", "d", "e"]
    assert [kept.asked_for(VISIT, url.file_id) for url in first] == [None, None]
    # Streamlit's box shows no sentence of ours, so what is too many may be sent.
    for surplus in (fourth, fifth):
        sent = send(ask, surplus.upload_url, LARGE_ONE), surplus.file_id
        assert "3 files" in reason(kept, sent, "f")


def test_a_browser_shows_that_it_can_read_the_cookie(ask, kept):
    """As Streamlit's own route wants it."""
    [url] = kept.get_upload_urls(VISIT, ["a"])
    assert send(ask, url.upload_url, SMALL_ONE).status == 403
    assert send(ask, url.upload_url, SMALL_ONE, **XSRF).status == 204


def test_one_visitor_and_all_together_have_only_so_much(put, kept, tmp_path, monkeypatch):
    monkeypatch.setattr(uploaded_files, "MOST_OF_ONE", 5 * SMALL)
    monkeypatch.setattr(uploaded_files, "MOST_OF_ALL", 7 * SMALL)
    put(LARGE_ONE)
    assert "among your uploads" in reason(kept, put(LARGE_ONE, name="b.zip"), "b.zip")
    put(LARGE_ONE, EVE)
    assert "as many uploads as it can" in reason(kept, put(LARGE_ONE[: 2 * SMALL], EVE))
    assert len([*(tmp_path / "uploads").iterdir()]) == 2, "of what was refused nothing is left"
    kept.remove_session_files(VISIT)
    _, file_id = put(LARGE_ONE)
    assert content_of(uploaded(kept, file_id), len(LARGE_ONE)) == LARGE_ONE
    assert kept._bytes == {ADA: len(LARGE_ONE)}
    assert not uploaded_files._REFUSED


def test_a_file_that_comes_after_its_visit_has_ended_is_not_kept(put, kept, monkeypatch):
    asked_for = kept.asked_for

    def ended_then(visit: str, file_id: str) -> str | None:
        name = asked_for(visit, file_id)
        kept.remove_session_files(visit)
        return name

    monkeypatch.setattr(kept, "asked_for", ended_then)
    put(LARGE_ONE)
    assert kept._bytes.total() == 0 and not kept._kept and not uploaded_files._REFUSED


def test_a_visitor_has_only_so_many_files(put, kept, monkeypatch):
    monkeypatch.setattr(uploaded_files, "MOST_FILES", 2)
    sent = [put(b"x") for _ in range(3)]
    assert len(kept.get_files(VISIT, [file_id for _, file_id in sent])) == 2
    assert "2 files" in reason(kept, sent[2])
    assert uploaded(kept, put(b"x", EVE)[1]).getvalue() == b"x"


def test_only_so_many_refusals_of_a_visit_are_remembered(put, kept, monkeypatch):
    monkeypatch.setattr(uploaded_files, "MOST_OF_ONE", 0)
    monkeypatch.setattr(uploaded_files, "MOST_REFUSED", 2)
    sent = [put(b"x")[1] for _ in range(3)]
    assert [len(refusals(DeletedFile(file_id))) for file_id in sent] == [0, 1, 1]
    kept.remove_session_files(VISIT)
    assert not uploaded_files._REFUSED


def test_a_file_that_is_too_large_is_refused_before_it_has_come(ask, put, kept):
    [url] = kept.get_upload_urls(VISIT, ["a"])
    reply = send(ask, url.upload_url, b"", **{"Content-Length": str(2 * 10**9)})
    assert (reply.status, "1,000 MB" in reply.body.decode()) == (413, True)


CUT_SHORT = b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\nx'


@pytest.mark.parametrize("body", [b"", b"no form", b"--edge\r\n\r\nx", b"--edge--\r\n", CUT_SHORT])
def test_what_is_no_form_leaves_nothing(ask, put, kept, tmp_path, body):
    kinds = "multipart/form-data; boundary=edge", "multipart/form-data", "text/plain", ""
    for kind, url in zip(kinds, kept.get_upload_urls(VISIT, kinds), strict=True):
        assert ask("PUT", url.upload_url, body, {"Content-Type": kind}).status == 400
        assert kept.get_files(VISIT, [url.file_id]) == []
    assert kept._bytes.total() == 0


def test_a_full_disk_is_said(put, kept, monkeypatch):
    monkeypatch.setattr(disk, "free_bytes", lambda _folder: 0)
    assert "No space left" in reason(kept, put(LARGE_ONE))


def test_what_a_killed_lab_has_left_is_cleared_a_day_later(kept, tmp_path):
    old, new = tmp_path / "uploads/old", tmp_path / "uploads/new"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "content").write_bytes(b"x")
    os.utime(old, (time.time() - 2 * 24 * 3600,) * 2)
    clear_left_overs()
    assert [*(tmp_path / "uploads").iterdir()] == [new]


def test_only_as_much_of_a_file_is_read_as_is_wanted(put, kept):
    _, file_id = put(LARGE_ONE)
    assert content_of(uploaded(kept, file_id), 10) == LARGE_ONE[:10]


def test_a_server_keeps_uploads_here(monkeypatch):
    theirs = memory_uploaded_file_manager.MemoryUploadedFileManager
    monkeypatch.setattr(memory_uploaded_file_manager, "MemoryUploadedFileManager", theirs)
    uploaded_files.stand_in()
    app = starlette_app.App(__file__)
    assert isinstance(app._create_runtime().uploaded_file_mgr, UploadedFiles)


def test_streamlit_still_keeps_any_file_in_memory():
    theirs = UploadedFiles.__base__("/upload")
    theirs.add_file(VISIT, UploadedFileRec("made-up", "a", "text/plain", LARGE_ONE))
    [record] = theirs.get_files(VISIT, ["made-up"])
    assert record.data == LARGE_ONE
