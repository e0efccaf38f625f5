"""The address of the page is the document: it says the recipe and the run on screen.

So a reload, a bookmark or a link sent to a friend opens on the same.
"""

import streamlit as st

from core.recipe import preset, read_settings
from dashboard.lab import notices, screen, services, visitor

TEXT = {
    "no_run": "The run in the address was not found here, so it was left out.",
}

OF_PAGES = ("picture",)
"""What the address may say beside recipe and run; the pages that it is meant for read it."""


def begin() -> None:
    """Start or go on with a visit. Called once at the top of every script run."""
    if "recipe" not in st.session_state:
        _read_address()


def write_address() -> None:
    """Make the address say what is on screen."""
    wanted = screen.recipe().to_settings() | ({"run": screen.run_id()} if screen.run_id() else {})
    wanted |= st.session_state.pop("said_by_page", {})
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def say_in_address(**settings: str) -> None:
    """Let the address say more than recipe and run, from the page that is on screen."""
    st.session_state.said_by_page = settings


def _read_address() -> None:
    settings = st.query_params.to_dict()
    st.session_state.run = _known_run(settings.pop("run", None))
    for name in OF_PAGES:
        settings.pop(name, None)
    read, complaints = read_settings(settings)
    for complaint in complaints:
        notices.notice(complaint)
    st.session_state.recipe = preset(screen.FIRST_RECIPE)
    if len(complaints) < len(settings):
        screen.bring_in(read)
    elif screen.run_id():
        screen.bring_in(services.engine().store.run(screen.run_id()).recipe)


def _known_run(asked: str | None) -> str | None:
    """The run that the address names, else the visitor's newest that still trains."""
    if asked is None and visitor.COOKIE not in st.context.cookies:
        return None  # a first visit has no runs
    from core.runs.store import RunError, UnreadableRunError

    if asked is None:
        in_flight = [
            run.id for run in services.engine().store.runs(visitor.visitor()) if run.in_flight
        ]
        return in_flight[0] if in_flight else None
    try:
        return services.engine().store.run(asked).id
    except UnreadableRunError as error:
        notices.notice(str(error))
        return None
    except RunError:
        notices.notice(TEXT["no_run"])
        return None
