"""What one visitor holds: who they are, their recipe, their current run; and its link form.

The address of the page is the document: it always says the present recipe and run, so a reload, a
bookmark or a link sent to a friend opens on the same.
"""

from __future__ import annotations

import atexit
import os
import secrets
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import streamlit as st
from pydantic import ValidationError

from core.datasets import DatasetError, Library
from core.datasets.jobs import Downloads
from core.recipe import Recipe, preset, read_settings

# The engine and its database take half a second to import: the first page does not wait for them.
if TYPE_CHECKING:
    from core.commands import Word
    from core.engine import Engine

FIRST_RECIPE = "digits-mlp"
COOKIE = "first_epoch_visitor"
OF_PAGES = ("picture",)
"""What the address may say beside recipe and run; the pages that it is meant for read it."""

TEXT = {
    "no_run": "The run in the address was not found here, so it was left out.",
    "no_dataset": "There is no dataset “{name}” here, so the digits were chosen instead.",
    "out_of_bounds": "{name} = {value} was refused: it is outside its bounds.",
}

# Streamlit can read cookies but not set them; without one, a reload would be a stranger.
_REMEMBER = st.components.v2.component(
    "first_epoch_visitor",
    js=f"""
    export default function ({{ data }}) {{
      if (!document.cookie.includes("{COOKIE}=")) {{
        const year = 365 * 24 * 3600
        document.cookie = `{COOKIE}=${{data.visitor}}; path=/; max-age=${{year}}; samesite=lax`
      }}
    }}
    """,
)


_AT_END = ExitStack()
atexit.register(_AT_END.close)


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """The one engine of this app: on a cluster of its own, or on `FIRST_EPOCH_SCHEDULER`."""
    from core.engine import Engine

    address = os.environ.get("FIRST_EPOCH_SCHEDULER")
    running = Engine.connect(address) if address else Engine.local()
    _AT_END.callback(running.close)
    return running


def end() -> None:
    """End what runs for all visits: the engine, if any of them has started it."""
    _AT_END.close()


@st.cache_resource(show_spinner=False)
def library() -> Library:
    """The datasets on this machine."""
    return Library()


@st.cache_resource(show_spinner=False)
def downloads() -> Downloads:
    """The downloads of this app; visitors who ask for the same dataset share one."""
    return Downloads(library())


def begin() -> None:
    """Start or go on with a visit. Called once at the top of every script run."""
    if "recipe" not in st.session_state:
        _read_address()


def remember_visitor() -> None:
    """Let the browser keep the visitor's name."""
    _REMEMBER(data={"visitor": visitor()}, key="remember_visitor", height=1)


def write_address() -> None:
    """Make the address say what is on screen."""
    wanted = recipe().to_settings() | ({"run": run_id()} if run_id() else {})
    wanted |= st.session_state.pop("said_by_page", {})
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)


def say_in_address(**settings: str) -> None:
    """Let the address say more than recipe and run, from the page that is on screen."""
    st.session_state.said_by_page = settings


def visitor() -> str:
    """A name for this browser that nobody else knows and that survives a reload."""
    if "visitor" not in st.session_state:
        known = st.context.cookies.get(COOKIE, "")
        named = known.isalnum() and len(known) == 32
        st.session_state.visitor = known if named else secrets.token_hex(16)
    return st.session_state.visitor


def recipe() -> Recipe:
    """The recipe on screen."""
    return st.session_state.recipe


def set_recipe(new: Recipe) -> None:
    """Put another recipe on screen; the widgets that show it begin anew."""
    if new != recipe():
        st.session_state.recipe_revision = st.session_state.get("recipe_revision", 0) + 1
    edit_recipe(new)


def edit_recipe(new: Recipe) -> None:
    """Put into the recipe what a widget that shows it was set to; the widgets stay."""
    st.session_state.recipe = new


def bring_in(new: Recipe) -> None:
    """Put a recipe from outside on screen; the digits instead if its dataset is not known here."""
    if new.data.dataset not in library().names():
        notice(TEXT["no_dataset"].format(name=new.data.dataset))
        new = preset(FIRST_RECIPE)
    set_recipe(new)


def keyed(name: str) -> str:
    """The key of a widget that shows a part of the recipe: another one for another recipe.

    A page that has not heard yet of a new recipe goes on sending what its widgets hold. Under the
    same keys that would count as the visitor's own change, and undo the new recipe.
    """
    return f"{name}={st.session_state.get('recipe_revision', 0)}"


def is_outdated(key: str) -> bool:
    """Whether the widget of a key shows a recipe that has been replaced since."""
    name, _ = key.rsplit("=", 1)
    return key != keyed(name)


def run_id() -> str | None:
    """The run on screen, if any."""
    return st.session_state.run


def show_run(chosen: str | None) -> None:
    """Put another run on screen."""
    st.session_state.run = chosen


def train(first: Word | None = None) -> None:
    """Train the recipe on screen; `first` is a command for the beginning of its run.

    While a run of this visitor goes on, it is put on screen instead: so a second click follows the
    run that the first one started.
    """
    from core.engine import EngineError

    try:
        show_run(engine().submit(recipe(), visitor(), first))
    except (EngineError, DatasetError) as error:
        in_flight = [run for run in engine().store.runs(visitor()) if run.in_flight]
        if not in_flight or in_flight[0].recipe != recipe():
            notice(str(error))
        if in_flight:
            show_run(in_flight[0].id)


def ask(command: str, run_id: str, *values: float) -> bool:
    """Ask a run for something, by the name of the engine's method → whether it was taken.

    If it was refused, the reason is said at the top of the page.
    """
    from core.engine import EngineError
    from core.runs import RunError

    try:
        getattr(engine(), command)(run_id, *values)
    except (DatasetError, EngineError, RunError) as error:
        notice(str(error))
        return False
    return True


def owns(run_id: str) -> bool:
    """Whether this visitor started a run."""
    return engine().store.run(run_id).owner == visitor()


def notice(sentence: str, good: bool = False) -> None:
    """Say a sentence at the top of the page, once: a warning, or good news."""
    st.session_state.setdefault("notices", []).append((sentence, good))


def show_notices() -> None:
    """Say what there is to say now."""
    for sentence, good in st.session_state.pop("notices", []):
        if good:
            st.success(sentence, icon=":material/check_circle:")
        else:
            st.warning(sentence, icon=":material/info:")


def bound(section: str, name: str) -> dict:
    """The arguments that tie a widget to one setting of the recipe, in both directions."""
    key = keyed(f"{section}.{name}")
    st.session_state[key] = getattr(getattr(recipe(), section), name)
    return {"key": key, "on_change": take_over, "args": (section, name, key)}


def take_over(section: str, name: str, key: str) -> bool:
    """Put what the widget of a setting holds, under its key, into the recipe → whether it is there.

    A widget that shows a recipe which has been replaced changes nothing.
    """
    if is_outdated(key):
        return False
    value = st.session_state[key]
    try:
        edit_recipe(recipe().with_settings(section, **{name: value}))
    except ValidationError:
        # The browser's own limits are a courtesy; a message can be forged.
        notice(TEXT["out_of_bounds"].format(name=f"{section}.{name}", value=str(value)[:40]))
        return False
    return True


def chooser(name: str, shown: object, choose: Callable[[Any], None]) -> dict:
    """The arguments of a widget that shows one of several things, and tells which is chosen."""
    key = f"{name}={shown}"  # with “-None” at its end, Streamlit would think it had no key
    st.session_state[key] = shown
    return {"key": key, "on_change": _chosen, "args": (key, shown, choose)}


def _chosen(key: str, shown: object, choose: Callable[[Any], None]) -> None:
    # A page that has not heard yet what is shown now goes on sending what was.
    if st.session_state[key] != shown:
        choose(st.session_state[key])


def _read_address() -> None:
    settings = st.query_params.to_dict()
    st.session_state.run = _known_run(settings.pop("run", None))
    for name in OF_PAGES:
        settings.pop(name, None)
    read, complaints = read_settings(settings)
    for complaint in complaints:
        notice(complaint)
    st.session_state.recipe = preset(FIRST_RECIPE)
    if len(complaints) < len(settings):
        bring_in(read)
    elif run_id():
        bring_in(engine().store.run(run_id()).recipe)


def _known_run(asked: str | None) -> str | None:
    """The run that the address names, else the visitor's newest that still trains."""
    if asked is None and COOKIE not in st.context.cookies:
        return None  # a first visit has no runs
    from core.runs import RunError

    if asked is None:
        in_flight = [run.id for run in engine().store.runs(visitor()) if run.in_flight]
        return in_flight[0] if in_flight else None
    try:
        return engine().store.run(asked).id
    except RunError:
        notice(TEXT["no_run"])
        return None
