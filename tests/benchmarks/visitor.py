"""A visitor without a browser: Streamlit's websocket, the stream of a run, and the pen."""

import asyncio
import base64
import io
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from itertools import pairwise
from secrets import token_hex
from urllib.parse import parse_qs, urlencode, urlsplit

from PIL import Image, ImageDraw
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

from core.runs.events import FINAL
from dashboard.lab.texts import UNFORESEEN

LONGEST_LINE = 2**24
DONE = (
    ForwardMsg.FINISHED_SUCCESSFULLY,
    ForwardMsg.FINISHED_WITH_COMPILE_ERROR,
    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
)


class Visitor:
    """One visit of the lab at an address, in the way that a browser has it."""

    def __init__(self, address: str, cookie: str = ""):
        """`cookie` is that of an earlier visit; without one the lab gives another name."""
        self._place = urlsplit(address)
        self._pad = token_hex(4)
        self.cookie = cookie
        self._stack = AsyncExitStack()
        self._socket: ClientConnection
        self._buttons: dict[str, str] = {}
        """The id of each button on the page, under its key."""
        self._fields: dict[str, tuple[str, str]] = {}
        """The id of each text field, and that of its fragment, under its key."""
        self._query = ""
        self._page_hash = ""
        self.run_id = ""
        """The run on screen, if there is one."""
        self.errors: list[str] = []
        """What the pages said that nobody foresaw."""

    async def __aenter__(self) -> "Visitor":
        self._socket = await self._stack.enter_async_context(
            connect(
                f"ws://{self._place.netloc}/_stcore/stream",
                max_size=None,
                open_timeout=120,
                ping_interval=None,
                additional_headers={"Cookie": self.cookie} if self.cookie else None,
            )
        )
        assert self._socket.response is not None
        if given := self._socket.response.headers.get("Set-Cookie"):
            self.cookie = given.partition(";")[0]
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._stack.__aexit__(*error)

    async def open(self, page: str, query: str) -> float:
        """Open a page with a query in its address → seconds until it is drawn."""
        self._query, self._page_hash = query, ""
        return await self._run_page(ClientState(query_string=query, page_name=page))

    async def click(self, key: str) -> float:
        """Click a button of the page → seconds until the page is drawn."""
        pressed = WidgetState(id=self._buttons[key], trigger_value=True)
        return await self._run_page(self._state(pressed))

    async def write(self, key: str, text: str) -> float:
        """Write into a text field → seconds until its part of the page is drawn."""
        name, fragment = self._fields[key]
        state = self._state(WidgetState(id=name, string_value=text))
        state.fragment_id = fragment
        return await self._run_page(state)

    async def look_again(self) -> float:
        """Run the page again, as the player does when its run is over → seconds."""
        return await self._run_page(self._state())

    def _state(self, *widgets: WidgetState) -> ClientState:
        state = ClientState(query_string=self._query, page_script_hash=self._page_hash)
        state.widget_states.widgets.extend(widgets)
        return state

    async def _run_page(self, state: ClientState) -> float:
        began = time.perf_counter()
        await self._socket.send(BackMsg(rerun_script=state).SerializeToString())
        while True:
            received = ForwardMsg.FromString(await self._socket.recv(decode=False))
            self._take(received)
            kind = received.WhichOneof("type")
            if kind == "script_finished" and received.script_finished in DONE:
                return time.perf_counter() - began

    def _take(self, received: ForwardMsg) -> None:
        """Note what later requests need."""
        match received.WhichOneof("type"):
            case "new_session":
                self._page_hash = received.new_session.page_script_hash
            case "navigation":
                self._page_hash = received.navigation.page_script_hash
            case "page_info_changed":
                self._query = received.page_info_changed.query_string
                self.run_id = parse_qs(self._query).get("run", [""])[0]
            case "delta" if received.delta.new_element.WhichOneof("type") == "button":
                name = received.delta.new_element.button.id
                self._buttons[name.rpartition("-")[2]] = name
            case "delta" if received.delta.new_element.WhichOneof("type") == "text_input":
                name = received.delta.new_element.text_input.id
                self._fields[name.rpartition("-")[2]] = name, received.delta.fragment_id
            case "delta":
                self._take_error(received.delta.new_element)

    def _take_error(self, element: Element) -> None:
        if element.WhichOneof("type") == "exception":
            self.errors.append(element.exception.message)
        elif element.WhichOneof("type") == "alert" and element.alert.body == UNFORESEEN:
            self.errors.append(element.alert.body)

    async def frames(self) -> AsyncIterator[dict]:
        """The frames of the run on screen, as they come, to its end."""
        async with self._request("GET", f"/live?{urlencode({'run': self.run_id})}") as answer:
            while line := await answer.readline():
                if not line.startswith(b'data: {"run"'):
                    continue
                frame = json.loads(line[len(b"data: ") :])
                yield frame
                if "event" in frame and frame["event"]["kind"] in FINAL:
                    return

    async def stop(self) -> None:
        """Stop the run on screen."""
        body = json.dumps({"run": self.run_id, "command": "stop"}).encode()
        async with self._request("POST", "/steer", body):
            pass

    async def draw(self, drawing: bytes) -> float:
        """Post what the pad holds, for the run on screen → seconds until the answer is here."""
        query = urlencode({"run": self.run_id, "pad": self._pad})
        began = time.perf_counter()
        async with self._request("POST", f"/pen-answer?{query}", drawing) as answer:
            if b"<" not in await answer.read():
                raise ConnectionError("The pen got an empty answer.")
        return time.perf_counter() - began

    @asynccontextmanager
    async def _request(
        self, method: str, path: str, body: bytes = b""
    ) -> AsyncIterator[asyncio.StreamReader]:
        """A request on a connection of its own → the answer after its header.

        Each message of a stream comes in a chunk of its own, so that its lines are whole.
        """
        reader, writer = await asyncio.open_connection(
            self._place.hostname, self._place.port, limit=LONGEST_LINE
        )
        with closing(writer):
            writer.write(
                f"{method} {path} HTTP/1.1\r\nHost: {self._place.netloc}\r\n"
                f"Cookie: {self.cookie}\r\nContent-Length: {len(body)}\r\n"
                "Connection: close\r\n\r\n".encode()
            )
            writer.write(body)
            header = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in header.partition(b"\r\n")[0]:
                raise ConnectionError(f"{path}: {header.decode()}{await reader.read(500)!r}")
            yield reader


def strokes() -> list[bytes]:
    """What the pad tells while somebody draws a 7: one more piece of the line each time."""
    picture = Image.new("L", (140, 140))
    pen = ImageDraw.Draw(picture)
    corners = [(40, 30), (70, 30), (100, 30), (85, 65), (70, 100), (60, 120)]
    told = []
    for begin, end in pairwise(corners):
        pen.line([begin, end], fill=255, width=12)
        file = io.BytesIO()
        picture.save(file, "PNG")
        told.append(b"data:image/png;base64," + base64.b64encode(file.getvalue()))
    return told
