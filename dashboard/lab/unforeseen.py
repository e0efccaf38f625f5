"""The last resort: what a page says when an error that nobody foresaw has ended its run."""

import platform
import traceback
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from markupsafe import Markup

from core.language import say
from core.runs.run import StoreAway
from dashboard.lab import screen, texts
from dashboard.lab.address import own_address

ROOT = Path(__file__).parents[2]
PACKAGES = ("streamlit", "keras", "numpy")
MOST_LINES = 12


def show_unforeseen(error: Exception) -> bool:
    """Say that something went wrong, with two ways back and a report → True: all is said.

    A store that does not answer now was foreseen, wherever on a page it is asked: a sentence is
    all.

    For `on_script_error` of `st.App`, which calls it in place of the page, or of the part of it
    that ran, and has written the traceback to the log.
    """
    if isinstance(error, StoreAway):
        st.warning(str(error), icon=":material/hard_drive:")
        return True
    st.error(say(texts.UNFORESEEN), icon=":material/error:")
    # Links and no buttons: they begin a new visit, whatever state this one is in.
    ways = Markup('<p><a href="{again}">{reload}</a> · <a href="{home}">{first}</a></p>')
    st.html(
        ways.format(
            again="?" + urlencode(st.query_params.to_dict()),
            reload=say(texts.RELOAD),
            home=own_address(),
            first=say(texts.BEGIN_ANEW),
        )
    )
    st.caption(say(texts.REPORT))
    st.code(report(error), language=None, wrap_lines=True)
    return True


def report(error: Exception) -> str:
    """What those who mend the lab have to know: the error, where it arose, recipe and versions."""
    frames = traceback.extract_tb(error.__traceback__)[-MOST_LINES:]
    lines = [f"{type(error).__name__}: {error}"]
    lines += [f"  {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    lines.append(screen.recipe().to_link())
    packages = (f"{name} {version(name)}" for name in PACKAGES)
    lines.append(", ".join((f"Python {platform.python_version()}", *packages)))
    return "\n".join(lines)


def _place(file: str) -> str:
    """A file by its place in the lab or in its package: no folders of this machine."""
    path = Path(file)
    if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
        return path.relative_to(ROOT).as_posix()
    return "/".join(path.parts[-2:])
