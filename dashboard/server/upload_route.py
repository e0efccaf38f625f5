"""Takes uploaded files, in the place of Streamlit's route: see `dashboard.server.uploaded_files`.

`PUT /_stcore/upload_file/VISIT/FILE` with a form that holds one file; the page of the visit has
asked for the address before. A large file goes to the disk as it comes.

Of a refusal Streamlit's box shows the number alone ("AxiosError: Request failed with status code
413"), and the page does not run (1.67). So a file for which there is no room is answered as if it
had been taken: the page finds that it is not there, and says why.
"""

import asyncio
import io
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.web.server.server_util import is_xsrf_enabled
from streamlit.web.server.starlette.starlette_app_utils import validate_xsrf_token
from streamlit.web.server.starlette.starlette_server_config import XSRF_COOKIE_NAME

from core.language import message, say, spoken
from dashboard.server.addresses import on_server
from dashboard.server.plain_page import preferred_language
from dashboard.server.upload_form import FormParserError, OneFileForm
from dashboard.server.uploaded_files import (
    SMALL,
    Refusal,
    UploadedFiles,
    UploadRefused,
    new_folder,
)
from dashboard.server.visitors import name_or_address

PIECE = 2**20
"""Bytes that are written at a time."""
FRAME = 2**16
"""Bytes that the form around a file takes at most."""

NOT_ASKED_FOR = message("No page has asked for this file. Upload it on a page of the lab.")
NO_FORM = message("This is no form with one file in it.")
TOO_LARGE = message("This file has more than {megabytes:,} MB, the most that is taken here.")
NOT_WRITTEN = message(
    "The lab cannot write this file ({error}). Whoever runs it can make room: then upload it again."
)


class TakeUploads:
    """ASGI middleware: answers what would be Streamlit's route for uploads."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_upload = scope["type"] == "http" and scope["method"] == "PUT"
        address = re.escape(on_server("_stcore/upload_file")) + "/([^/]+)/([^/]+)"
        found = re.fullmatch(address, scope["path"]) if is_upload else None
        if found is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        with spoken(preferred_language(request)):
            response = await _answer(request, *found.groups())
        await response(scope, receive, send)


async def _answer(request: Request, session_id: str, file_id: str) -> Response:
    kept = runtime.get_instance().uploaded_file_mgr
    assert isinstance(kept, UploadedFiles)
    if not _is_from_its_page(request):
        return PlainTextResponse(say(NOT_ASKED_FOR), 403)
    name = kept.asked_for(session_id, file_id)
    if name is None and not kept.has_refused(session_id, file_id):
        return PlainTextResponse(say(NOT_ASKED_FOR), 403)
    try:
        body = _Body(request)
        if name is not None:
            reason = await _take(kept, body, session_id, file_id)
            if reason:
                kept.refuse(session_id, file_id, Refusal(name, reason))
        await body.pass_over()
    except _TooLarge as error:
        return PlainTextResponse(str(error), 413)  # a browser does not send it: it knows the limit
    except FormParserError:
        return PlainTextResponse(say(NO_FORM), 400)
    return Response(status_code=204)


async def _take(kept: UploadedFiles, body: "_Body", session_id: str, file_id: str) -> str:
    """Take a file into the store → why not, in a sentence, if there is no room for it."""
    try:
        with _Upload(kept, name_or_address(body.request)) as upload:
            form = await upload.receive(body)
            await asyncio.to_thread(upload.keep, form, session_id, file_id)
    except UploadRefused as refusal:
        return str(refusal)
    except OSError as error:
        return say(NOT_WRITTEN, error=error.strerror or str(error))
    return ""


class _TooLarge(Exception):
    """The file has more bytes than any may have; the message is a sentence."""


class _Body:
    """The body of a request, in pieces that are worth a thread."""

    def __init__(self, request: Request):
        """_TooLarge if the request says that it is; reading it raises that, too."""
        self.request = request
        self._most = st.get_option("server.maxUploadSize") * 2**20
        self.told = int(request.headers.get("content-length", self._most))
        self._left = self._most + FRAME
        if self.told > self._left:
            raise self._too_large()
        self._stream = request.stream()

    def _too_large(self) -> _TooLarge:
        return _TooLarge(say(TOO_LARGE, megabytes=self._most // 2**20))

    async def pieces(self) -> AsyncIterator[bytes]:
        """What has not been read yet."""
        piece = bytearray()
        async for part in self._stream:
            self._left -= len(part)
            if self._left < 0:
                raise self._too_large()
            piece += part
            if len(piece) >= PIECE:
                yield bytes(piece)
                piece.clear()
        yield bytes(piece)

    async def pass_over(self) -> None:
        """Read the rest: a browser hears no answer before it has sent everything."""
        async for _piece in self.pieces():
            pass


class _Upload:
    """One file of a visitor's on its way into the store."""

    def __init__(self, kept: UploadedFiles, visitor: str):
        self._kept, self._visitor = kept, visitor
        self._reserved = 0
        self._file: Path | None = None
        self._out: BinaryIO = io.BytesIO()

    async def receive(self, body: _Body) -> OneFileForm:
        """Take the whole form: into memory if it says that it is small, else to the disk."""
        if body.told > SMALL or not self._kept.has_memory():
            self._file = await asyncio.to_thread(new_folder) / "content"
            self._out = self._file.open("wb")
        form = OneFileForm(body.request.headers.get("content-type", ""), self._out)
        async for piece in body.pieces():
            self._kept.reserve(self._visitor, len(piece))
            self._reserved += len(piece)
            await asyncio.to_thread(form.write, piece)
        form.end()
        return form

    def keep(self, form: OneFileForm, session_id: str, file_id: str) -> None:
        """Put it into the store."""
        content = self._out.getvalue() if isinstance(self._out, io.BytesIO) else b""
        self._out.flush()
        self._kept.release(self._visitor, self._reserved - form.size)
        self._reserved = form.size
        record = UploadedFileRec(file_id, form.name, form.type, content)
        self._kept.keep(session_id, self._visitor, record, self._file, form.size)

    def __enter__(self) -> "_Upload":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_details: object) -> None:
        """Leave nothing behind of what was not kept."""
        with suppress(OSError):  # the disk is full, as is known by now
            self._out.close()
        if kind is not None:
            self._kept.release(self._visitor, self._reserved)
            if self._file is not None:
                shutil.rmtree(self._file.parent, ignore_errors=True)


def _is_from_its_page(request: Request) -> bool:
    """Whether the page shows that it can read this server's cookie, as Streamlit wants it."""
    shown, cookie = request.headers.get("x-xsrftoken"), request.cookies.get(XSRF_COOKIE_NAME)
    return not is_xsrf_enabled() or validate_xsrf_token(shown, cookie)
