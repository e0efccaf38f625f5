"""A run block: what it starts, how far that is, and where it can be seen."""

from collections.abc import Callable

import streamlit as st

from core.datasets import DatasetError
from core.language import say
from core.path.answers import RaceAnswer, ToldAnswer
from core.path.blocks import RunBlock
from core.path.evidence import PathEvidence
from core.path.stand_ins import race_here, recipe_here
from core.plain_text import plain_error, plain_name
from core.recipe import RecipeError
from core.runs.history import RunHistory
from dashboard.components.player import Drawn, Played, player
from dashboard.lab import address, screen, services
from dashboard.lab.guessing import majority_of, references
from dashboard.lab.recipe_words import in_words
from dashboard.lab.run_player import moment_of
from dashboard.path import texts
from dashboard.path.opened import OpenedChapter
from dashboard.path.race_block import show_race
from dashboard.path.started import offer_to_see, start_race, start_run

SHOW_RUN = ("", "train")
"""The pages, by their paths, that show the run on the screen."""


def show_run_block(opened: OpenedChapter, block: RunBlock) -> None:
    """The button that starts it, or what came of it."""
    answer, found = opened.answer(block), opened.gathering.evidence_of(block.name)
    if found and isinstance(found.history, RunHistory):
        _show_run(opened, block, found, found.history)
    elif found and isinstance(answer, RaceAnswer):
        show_race(answer.race, found)
        if found.ended_early:
            _offer_to_tell(opened, block)
    else:
        if answer is not None:
            st.caption(say(texts.NOT_RUN if isinstance(answer, ToldAnswer) else texts.RUN_GONE))
        _offer(opened, block)
        if answer is None:
            _offer_to_tell(opened, block)


def _offer_to_tell(opened: OpenedChapter, block: RunBlock) -> None:
    """The button of whoever goes on without the run."""
    st.button(
        say(texts.TELL_ME),
        type="tertiary",
        help=say(texts.TELL_ME_HELP),
        on_click=opened.save,
        args=(block, ToldAnswer()),
        key=f"tell {opened.key(block)}",
    )


def _offer(opened: OpenedChapter, block: RunBlock) -> None:
    """What is to be started, and the button for it, or why it cannot be."""
    try:
        _offer_start(opened, block)
    except (DatasetError, RecipeError) as error:
        st.caption(plain_error(error))


def _offer_start(opened: OpenedChapter, block: RunBlock) -> None:
    library = services.library()
    if block.race is not None:
        race = race_here(opened.chapter, block, library)
        label = say(texts.START_RACE, count=len(race.recipes))
        _start_button(opened, block, label, race.base.data.dataset, start_race, race)
        return
    recipe = screen.recipe()
    if block.recipe is not None:
        recipe = recipe_here(opened.chapter, block.recipe, library)
    title = plain_name(library.card(recipe.data.dataset).title)
    st.caption(" · ".join((title, *in_words(recipe))))
    label = say(texts.START if block.recipe else texts.TRAIN_YOURS)
    _start_button(opened, block, label, recipe.data.dataset, start_run, recipe)


def _start_button(
    opened: OpenedChapter,
    block: RunBlock,
    label: str,
    dataset: str,
    start: Callable[..., None],
    started: object,
) -> None:
    st.button(
        label,
        type="primary",
        icon=":material/play_arrow:",
        disabled=not services.library().ready(dataset),
        on_click=start,
        args=(opened, block, started),
        key=f"start {opened.key(block)}",
    )


def _show_run(
    opened: OpenedChapter, block: RunBlock, evidence: PathEvidence, history: RunHistory
) -> None:
    is_beside = address.page_path() in SHOW_RUN and screen.run_id() == history.run_id
    if history.end is None and is_beside:
        st.markdown(say(texts.TRAINS_BESIDE))
    elif history.end is None:
        card, data = evidence.card, history.recipe.data
        player(
            "chapter_player",
            [Played(history.run_id, history.recipe.training)],
            drawn=Drawn(moment_of(history), history.number),
            references=references(card, majority_of(services.library(), card, [data])),
            on_phase=st.rerun,  # the page beside shows what came of it
            brief=True,
        )
    elif evidence.ended_early:
        st.caption(say(texts.NO_NETWORK))
        _offer(opened, block)
        _offer_to_tell(opened, block)
    else:
        count = len(history.training)
        st.markdown(say(texts.TRAINED, accuracy=history.val_accuracy, count=count))
    if not is_beside:
        offer_to_see(history.run_id, opened.key(block))
