"""The address of the page says the recipe, the run and the chapter on screen, and the language.

So a reload, a bookmark or a link sent to a friend opens on the same: also on the same page, in the
view that was chosen there. The language is said only if the address asked for one.
"""

from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import streamlit as st

from core.language import say
from core.recipe import Recipe, read_settings
from core.runs.run import RunError, UnreadableRunError
from dashboard.lab import language, notices, screen, services, texts, visitor
from dashboard.lab.state import state_of

OF_PAGES = ("view", "set", "picture", "compare", "race", "case")
"""What the address may say beside these; the pages that it is meant for read it."""
LONGEST_CHAPTER = 200


@dataclass
class AddressState:
    """Whether the address was read; what the page on screen wants it to say besides.

    `page` is the path of that page. `asked` is what the address that it was opened with says to it,
    and was not yet taken; `held` is the recipe that the visit began with, if there was one.
    """

    was_read: bool = False
    page: str | None = None
    asked: dict[str, str] = field(default_factory=dict)
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
    wanted |= _chapter() | language.in_address() | state.of_page
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def open_page(path: str) -> None:
    """Begin with a page, by its path: what another one wanted the address to say is forgotten.

    What a link in the lab asks of the page counts as what an address does.
    """
    state = state_of(AddressState)
    if state.page not in (None, path):
        state.asked = {name: st.query_params[name] for name in OF_PAGES if name in st.query_params}
    state.page, state.of_page = path, {}


def page_path() -> str | None:
    """The path of the page on screen."""
    return state_of(AddressState).page


def asks(name: str) -> str | None:
    """What the address asks of the page that was opened, one of `OF_PAGES`, until it is taken."""
    return state_of(AddressState).asked.get(name)


def take(name: str) -> str | None:
    """What the address asks of the page that was opened, one of `OF_PAGES`: told once."""
    return state_of(AddressState).asked.pop(name, None)


def say_in_address(name: str, value: str | None) -> None:
    """Let the address say one of `OF_PAGES`, or no longer, from the page that is on screen."""
    of_page = state_of(AddressState).of_page
    if value is None:
        of_page.pop(name, None)
    else:
        of_page[name] = value


def link_to_share() -> str:
    """A link to the page on screen, in its view, with the recipe and the chapter."""
    state = state_of(AddressState)
    besides = "".join(
        f"&{quote(name)}={quote(value)}" for name, value in (_chapter() | state.of_page).items()
    )
    return own_address() + (state.page or "") + screen.recipe().to_link() + besides


def origin(recipe: Recipe) -> str:
    """Where a recipe comes from: `sent` to a new visitor, `held` by the address, or one's `own`."""
    if recipe != state_of(AddressState).held:
        return "own"
    return "held" if visitor.was_here() else "sent"


def _read_address() -> None:
    settings = st.query_params.to_dict()
    language.choose_language(settings.pop("lang", None))
    screen.show_run(_known_run(settings.pop("run", None)))
    screen.open_chapter(_asked_chapter(settings.pop("chapter", "")))
    found = {name: settings.pop(name, None) for name in OF_PAGES}
    state_of(AddressState).asked = {name: value for name, value in found.items() if value}
    read, complaints = read_settings(settings)
    for complaint in complaints:
        notices.notice(complaint)
    run = screen.run_id()
    if len(complaints) < len(settings):
        screen.begin_with(screen.known(read))
        state_of(AddressState).held = screen.recipe()
    elif run:
        screen.begin_with(screen.known(services.engine().store.run(run).recipe))


def _asked_chapter(text: str) -> str | None:
    """The chapter that the address names; whether there is such a one, its panel says."""
    return text if text.isprintable() and 0 < len(text) <= LONGEST_CHAPTER else None


def _chapter() -> dict[str, str]:
    """What the address says of the chapter beside the page."""
    chapter = screen.chapter()
    return {"chapter": chapter} if chapter else {}


def _known_run(requested: str | None) -> str | None:
    """The run that the address names, else the visitor's newest that still trains."""
    if requested is None and not visitor.was_here():
        return None  # a new visitor has no runs
    store = services.engine().store
    if requested is None:
        return next((run.id for run in store.runs_in_flight(visitor.token())), None)
    try:
        return store.run(requested).id
    except UnreadableRunError as error:
        notices.notice(str(error))
        return None
    except RunError:
        notices.notice(say(texts.NO_RUN))
        return None


def link_to_run(page: str, run_id: str) -> str:
    """The address of a page, by its path, with this run on screen, as a link on another page."""
    return f"{page}?{urlencode({'run': run_id} | language.in_address())}"


def own_address() -> str:
    """Where this app is reached, without page and query."""
    scheme_and_host = (st.context.url or "").split("/", 3)[:3]
    return "/".join(scheme_and_host) + "/"
