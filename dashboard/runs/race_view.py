"""A race: all its curves in one player, the verdict, and a table that fills."""

import streamlit as st

from core.experiments.naming import name_of
from core.language import say
from core.plain_text import plain_error, plain_name
from core.runs.run import RunError
from dashboard.components.player import Drawn, Grid, GridCell, Played, player
from dashboard.lab import address, services
from dashboard.lab.guessing import majority_of, references
from dashboard.runs import actions, racing, texts, words
from dashboard.runs.comparison import choose_across
from dashboard.runs.entered import ShownRace, shown_race
from dashboard.runs.race_outcome import show_chart, show_outcome, show_table
from dashboard.runs.take_away import offer_take_away


def show_race(race_id: str) -> None:
    """The race of this id; a sentence if there is none."""
    st.button(
        say(texts.BACK), icon=":material/arrow_back:", on_click=actions.show_all, key="all_runs"
    )
    try:
        shown = shown_race(services.engine().store.races.race(race_id))
    except RunError as error:
        st.warning(plain_error(error), icon=":material/info:")
        return
    st.title(say(texts.RACE_TITLE, name=shown.race.name))
    base = name_of(shown.race.base, shown.card)
    st.caption(f"{say(texts.RACED_IS, name=plain_name(base))} {shown.race.fairness}")
    if not shown.stored.runs:
        _show_deleted(shown)
        return
    played, told = st.columns([11, 9], gap="medium")
    with played:
        _show_runs(shown)
    with told:
        show_outcome(shown)
        if shown.race.is_grid:
            with st.expander(say(texts.ALL_RESULTS), icon=":material/table_rows:"):
                show_table(shown)
        else:
            show_table(shown)
        if shown.is_own:
            _show_controls(shown)
    show_chart(shown)


def _show_deleted(shown: ShownRace) -> None:
    """What is left of a race in another tab, or under a link, once it was deleted."""
    st.info(say(texts.RACE_IS_DELETED), icon=":material/delete:")
    if shown.is_own:
        st.button(
            say(texts.RACE_BACK),
            icon=":material/restore_from_trash:",
            on_click=racing.bring_back,
            args=(shown.stored.id,),
            key="bring_race_back",
        )


def _show_runs(shown: ShownRace) -> None:
    """The curves of all runs, or the cells of a grid; the page is drawn again when one is over."""
    runs = [
        (Played(run.id, recipe.training, one.contestant.name, one.colour), run.outcome)
        for one in shown.entered
        for run, recipe in zip(one.runs, one.contestant.recipes, strict=True)
        if run.id
    ]
    card = shown.card
    data = [recipe.data for one in shown.entered for recipe in one.contestant.recipes]
    over = sum(outcome is not None and not outcome.in_flight for _, outcome in runs)
    grid = _grid(shown) if shown.race.is_grid else None
    across = "epochs" if grid else choose_across()
    player(
        "race",
        [played for played, _ in runs],
        drawn=Drawn(f"{over} over"),
        references=references(card, majority_of(services.library(), card, data)) if card else {},
        grid=grid,
        across=across,
    )


def _grid(shown: ShownRace) -> Grid:
    rows, columns = shown.race.axes
    begun = ([run.id for run in one.runs if run.id] for one in shown.entered)
    return Grid(
        [words.raced_value(rows.setting, value) for value in rows.values],
        [words.raced_value(columns.setting, value) for value in columns.values],
        rows.name,
        columns.name,
        say(texts.CELLS, down=rows.name, across=columns.name),
        [GridCell(runs, address.link_to_run("train", runs[0]) if runs else "") for runs in begun],
    )


def _show_controls(shown: ShownRace) -> None:
    """What the owner can do with the race. The files to take away hold notes, which are private."""
    with st.container(horizontal=True, key="race_controls"):
        _offer_changes(shown)
        offer_take_away(shown.runs, say(texts.TAKES_RACE, count=len(shown.runs)))


def _offer_changes(shown: ShownRace) -> None:
    """Buttons that stop the race, go on with it, or delete it.

    It can go on while a run is in flight: of a race that was stopped, its owner may train one on.
    """
    stands = shown.standing
    if stands.in_flight:
        st.button(
            say(texts.STOP_RACE),
            icon=":material/stop_circle:",
            help=say(texts.STOP_RACE_HELP),
            on_click=racing.stop,
            args=(shown.stored.id,),
            key="stop_race",
        )
    if stands.missing:
        st.button(
            say(texts.GO_ON_WITH_RACE),
            type="primary",
            icon=":material/play_arrow:",
            help=say(texts.GO_ON_WITH_RACE_HELP),
            on_click=racing.go_on,
            args=(shown.stored.id,),
            key="go_on_with_race",
        )
    if not stands.in_flight:
        st.button(
            say(texts.DELETE_RACE),
            icon=":material/delete:",
            help=say(texts.DELETE_RACE_HELP),
            on_click=racing.delete,
            args=(shown.stored.id,),
            key="delete_race",
        )
