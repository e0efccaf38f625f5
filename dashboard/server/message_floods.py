"""Visits that send messages faster than any hand: they must not take the server from others.

Most messages run a page, and Streamlit takes as many as come (1.67).
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

A_SECOND = 20.0
"""Messages that are taken from a visit in the long run."""
AT_ONCE = 60
"""As many may come at once after a pause."""


class PaceMessages:
    """ASGI middleware: lets a visit wait that sends too much; nothing of it is lost."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        due = loop.time()
        """When the next message is due, if they come evenly."""

        async def receive_in_time() -> Message:
            nonlocal due
            message, now = await receive(), loop.time()
            if message["type"] == "websocket.receive":
                due = max(due, now) + 1 / A_SECOND
                # Meanwhile uvicorn reads nothing more from this connection.
                await asyncio.sleep(due - now - AT_ONCE / A_SECOND)
            return message

        await self._app(scope, receive_in_time, send)
