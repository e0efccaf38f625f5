"""The address of the page says the recipe and the run on screen, and the language if it was asked.

So a reload, a bookmark or a link sent to a friend opens on the same.
"""

from dataclasses import dataclass, field

import streamlit as st

from core.language import say
from core.recipe import Recipe, preset, read_settings
from core.runs.run import RunError, UnreadableRunError
from dashboard.lab import language, notices, screen, services, texts, visitor
from dashboard.lab.state import state_of

OF_PAGES = ("picture",)
"""What the address may say beside these; the pages that it is meant for read it."""


@dataclass
class AddressState:
    """Whether the address was read; what the page on screen wants it to say besides.

    `held` is the recipe that the visit began with, if the address held one.
    """

    was_read: bool = False
    of_page: dict[str, str] = field(default_factory=dict)
    held: Recipe | None = None


def begin_visit() -> None:
    """Start or go on with a visit. Called once at the top of every script run."""
    state = state_of(AddressState)
    if not state.was_read:
        state.was_read = True
        _read_address()


def write_address() -> None:
    """Make the address say what is on screen."""
    state = state_of(AddressState)
    run = screen.run_id()
    wanted = screen.recipe().to_settings() | ({"run": run} if run else {})
    wanted |= language.in_address() | state.of_page
    state.of_page = {}
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def say_in_address(**settings: str) -> None:
    """Let the address say more than recipe and run, from the page that is on screen."""
    state_of(AddressState).of_page = settings


def origin(recipe: Recipe) -> str:
    """Where a recipe comes from: `sent` to a new visitor, `held` by the address, or one's `own`."""
    if recipe != state_of(AddressState).held:
        return "own"
    return "held" if visitor.was_here() else "sent"


def _read_address() -> None:
    settings = st.query_params.to_dict()
    language.choose_language(settings.pop("lang", None))
    screen.show_run(_known_run(settings.pop("run", None)))
    for name in OF_PAGES:
        settings.pop(name, None)
    read, complaints = read_settings(settings)
    for complaint in complaints:
        notices.notice(complaint)
    screen.edit_recipe(preset(screen.FIRST_RECIPE))
    run = screen.run_id()
    if len(complaints) < len(settings):
        screen.open_recipe(read)
        state_of(AddressState).held = screen.recipe()
    elif run:
        screen.open_recipe(services.engine().store.run(run).recipe)


def _known_run(requested: str | None) -> str | None:
    """The run that the address names, else the visitor's newest that still trains."""
    if requested is None and not visitor.was_here():
        return None  # a new visitor has no runs
    store = services.engine().store
    if requested is None:
        in_flight = [run.id for run in store.runs(visitor.token()) if run.in_flight]
        return in_flight[0] if in_flight else None
    try:
        return store.run(requested).id
    except UnreadableRunError as error:
        notices.notice(str(error))
        return None
    except RunError:
        notices.notice(say(texts.NO_RUN))
        return None


def own_address() -> str:
    """Where this app is reached, without page and query."""
    scheme_and_host = (st.context.url or "").split("/", 3)[:3]
    return "/".join(scheme_and_host) + "/"
