"""Components of our own: each a folder with its markup, its look and its behaviour."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st


def component(beside: str, name: str) -> Callable[..., Any]:
    """Streamlit's component made of `name.html`, `name.css` and `name.js` beside a module."""
    markup, look, behaviour = (
        Path(beside).with_name(f"{name}.{kind}").read_text(encoding="utf-8")
        for kind in ("html", "css", "js")
    )
    return st.components.v2.component(f"first_epoch_{name}", html=markup, css=look, js=behaviour)
