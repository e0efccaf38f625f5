"""The app: what Streamlit runs for each visit, and what its server imports once."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

# `streamlit run` puts this folder on the path, not the one above it that holds `core`.
ROOT = str(Path(__file__).resolve().parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

import streamlit as st  # noqa: E402


@asynccontextmanager
async def until_the_end(_app: st.App) -> AsyncIterator[None]:
    """Begin and end with the server: runs know its loop, and the workers end with it.

    A signal that has ended the server is raised once more after it: no exit handler would run.
    """
    with server_loop.known():
        yield
    from dashboard import session

    session.end()


# The first page waits for the server: neither imports what only the other needs.
if __name__ == "__main__":
    from dashboard import visit

    visit.show()
else:
    from dashboard import server_loop
    from dashboard.file_route import file_route
    from dashboard.pen_route import pen_route

    app = st.App(__file__, routes=[pen_route(), file_route()], lifespan=until_the_end)
