"""Where the lab's own routes are on the server, and in which language they answer."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from urllib.parse import urlencode

import streamlit as st

from core.language import closest, language, spoken


def on_server(path: str) -> str:
    """The path as a browser asks for it, also where the lab is served under a folder."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"/{base}/{path}" if base else f"/{path}"


def link(path: str, **query: str) -> str:
    """The address of a route, with what is asked of it, in the language of the visit."""
    return f"{on_server(path)}?{urlencode(query | {'lang': language()})}"


def in_language_of(query: Mapping[str, str]) -> AbstractContextManager[None]:
    """Answer, for this block, in the language that a request asks for."""
    return spoken(closest(query.get("lang")))
