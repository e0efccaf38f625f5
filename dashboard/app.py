"""The app: what Streamlit runs for each visit, and what its server imports once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from dashboard.server.pen import PenAnswer


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[None]:
    """Begin and end with the server: runs know its loop, and the workers end with it.

    A signal that has ended the server is raised once more after it: no exit handler would run.
    """
    with streamlit_fixes.event_loop_known():
        yield
    from dashboard.lab import services

    services.end()


def load_pen_answer() -> "PenAnswer":
    """What answers a drawing; imported at the first one, as that takes most of a second."""
    from dashboard.draw.pen_answer import answer_to

    return answer_to


# The first page waits for the server: neither imports what only the other needs.
if __name__ == "__main__":
    from dashboard.lab import visit

    visit.show()
else:
    from dashboard.server import streamlit_fixes
    from dashboard.server.files import file_route
    from dashboard.server.pen import pen_route

    app = st.App(__file__, routes=[pen_route(load_pen_answer), file_route()], lifespan=lifespan)
