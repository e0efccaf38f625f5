"""A part of a page that can run again alone; used instead of `st.fragment` on every page."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st

from core.language import spoken
from dashboard.lab import language
from dashboard.server import streamlit_fixes

P = ParamSpec("P")
R = TypeVar("R")


def fragment(
    *, key: str | None = None, run_every: float | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate a function that may run again without the rest of its page.

    It runs again when one of its widgets changes, when a callback calls `st.rerun(key)`, and every
    `run_every` seconds while the page is open.
    """

    def decorate(draw: Callable[P, R]) -> Callable[P, R]:
        @st.fragment(key=key, run_every=run_every)
        @wraps(draw)
        def run(*arguments: P.args, **settings: P.kwargs) -> R:
            with spoken(language.of_visit()):  # looked up once, not for every sentence
                result = draw(*arguments, **settings)
            if streamlit_fixes.ends_fragment_run():
                streamlit_fixes.catch_up()  # a run of the whole page does so at its end
            return result

        return run

    return decorate
