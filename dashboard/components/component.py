"""Components of our own: each a folder with its markup, its look and its behaviour."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st


class Sources(NamedTuple):
    """What a component is made of, in HTML, CSS and JavaScript."""

    markup: str
    look: str
    behaviour: str


def sources(beside: str, name: str, scripts: Sequence[str] = ()) -> Sources:
    """The files `name.html`, `name.css` and `name.js` beside a module.

    What comes before `name.js`, in the same scope, stands in `scripts`, files of the same folder.
    """
    folder = Path(beside).parent
    markup, look = (
        (folder / f"{name}.{kind}").read_text(encoding="utf-8") for kind in ("html", "css")
    )
    behaviour = "\n".join(
        (folder / script).read_text(encoding="utf-8") for script in (*scripts, f"{name}.js")
    )
    return Sources(markup, look, behaviour)


def unseen(beside: str, name: str) -> Callable[..., Any]:
    """A component that shows nothing, made of `name.js` beside a module."""
    behaviour = Path(beside).with_name(f"{name}.js").read_text(encoding="utf-8")
    return st.components.v2.component(f"first_epoch_{name}", js=behaviour)


def component(beside: str, name: str, scripts: Sequence[str] = ()) -> Callable[..., Any]:
    """Streamlit's component made of its `sources`."""
    markup, look, behaviour = sources(beside, name, scripts)
    return st.components.v2.component(f"first_epoch_{name}", html=markup, css=look, js=behaviour)
