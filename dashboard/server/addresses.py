"""Where the lab's own routes are on the server."""

import streamlit as st


def on_server(path: str) -> str:
    """The path as a browser asks for it, also where the lab is served under a folder."""
    base = st.get_option("server.baseUrlPath").strip("/")
    return f"/{base}/{path}" if base else f"/{path}"
