"""Starting what a run block names, and going where it can be seen."""

from contextlib import suppress

import streamlit as st

from core.datasets import DatasetError
from core.engine import EngineError
from core.experiments.race import Race
from core.language import say
from core.ownership import NotTheOwner
from core.path.answers import RaceAnswer, RunAnswer
from core.path.blocks import RunBlock
from core.recipe import Recipe, RecipeError
from core.runs.run import RunError
from dashboard.lab import notices, screen, services, steering, visitor
from dashboard.lab.state import state_of
from dashboard.path import texts
from dashboard.path.opened import OpenedChapter
from dashboard.path.state import PathState


def start_run(opened: OpenedChapter, block: RunBlock, recipe: Recipe) -> None:
    """Train a recipe, which is on the screen from now on; the page says why if that cannot be."""
    screen.set_recipe(recipe)
    steering.start_run()
    run_id = screen.run_id()
    if run_id is not None:
        with suppress(RunError):  # the run on the screen may have been deleted elsewhere
            run = services.engine().store.run(run_id)
            if run.in_flight and run.recipe == recipe:
                opened.save(block, RunAnswer(run=run_id))
    st.rerun()


def start_race(opened: OpenedChapter, block: RunBlock, race: Race) -> None:
    """Train all runs of a race; the page says why if that cannot be."""
    try:
        race_id = services.engine().races.begin(race, visitor.token())
    except (DatasetError, EngineError, NotTheOwner, RunError) as error:
        notices.notice(str(error))
    else:
        opened.save(block, RaceAnswer(race=race_id))
    st.rerun()


def go_on_with_race(race_id: str) -> None:
    """Train what a race lacks; the page says why if that cannot be."""
    try:
        services.engine().races.go_on(race_id)
    except (DatasetError, EngineError, NotTheOwner, RecipeError, RunError) as error:
        notices.notice(str(error))
    st.rerun()


def offer_to_see(run_id: str, key: str) -> None:
    """A button that leads to a run on Train; `key` says which block asks."""
    st.button(
        say(texts.TO_RUN),
        icon=":material/model_training:",
        type="tertiary",
        on_click=_see_run,
        args=(run_id,),
        key=f"see {key}",
    )


def _see_run(run_id: str) -> None:
    """Show a run, and its recipe, on Train."""
    try:
        recipe = services.engine().store.run(run_id).recipe
    except RunError as error:
        notices.notice(str(error))
    else:
        screen.show_run(run_id)
        screen.open_recipe(recipe)
        state_of(PathState).go_to = "train"
    st.rerun()
