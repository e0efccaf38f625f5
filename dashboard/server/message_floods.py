"""Visits that send messages faster than any hand, or script that waits for its page.

Streamlit takes as many as come (1.67), and has no time for anybody else. A browser whose visit is
ended comes back to it.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

A_SECOND = 200.0
"""Messages that a visit may send in the long run."""
AT_ONCE = 200
"""As many may come at once."""


class EndFloods:
    """ASGI middleware: ends a visit that sends too much; what else it has sent is not read."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        due = loop.time()
        """When the last message was due, if they came evenly."""

        async def receive_unless_flooded() -> Message:
            nonlocal due
            message, now = await receive(), loop.time()
            if message["type"] == "websocket.receive":
                due = max(due, now) + 1 / A_SECOND
                if due - now > AT_ONCE / A_SECOND:
                    return {"type": "websocket.disconnect", "code": 1008}
            return message

        await self._app(scope, receive_unless_flooded, send)
