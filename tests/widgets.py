"""A page of an AppTest, its widgets, found by name, and what its visit remembers."""

from collections.abc import Iterable
from typing import TypeVar

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.lab.screen import ScreenState
from dashboard.lab.state import key_of

W = TypeVar("W")
S = TypeVar("S")


def on_page(app: AppTest, path: str) -> AppTest:
    """The same visit, next at the page of this address, also when it has not run yet.

    Before its first run `AppTest.switch_page` knows a page by the name of its file only, and here
    all files are called `page.py`.
    """
    app._page_hash = calc_hash(path)
    return app


def named(widgets: Iterable[W], name: str) -> W:
    """The one widget of this name; the rest of its key tells apart what it shows."""
    (widget,) = [one for one in widgets if (one.key or "").startswith(f"{name}=")]
    return widget


def with_code(app: AppTest) -> AppTest:
    """The same page once somebody has opened what shows its code."""
    app.session_state["show_code"] = True
    return app.run()


def state_in(app: AppTest, kind: type[S]) -> S:
    """What the visit remembers in the object of this class."""
    key = key_of(kind)
    if key not in app.session_state:
        app.session_state[key] = kind()
    return app.session_state[key]


def on_screen(app: AppTest) -> ScreenState:
    """The recipe and the run on screen."""
    return state_in(app, ScreenState)
