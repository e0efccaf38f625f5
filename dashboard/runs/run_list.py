"""The list of the visitor's runs: search, mark, and what can be done with each."""

import math
from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import partial

import streamlit as st

from core.experiments.changes import changed_since
from core.experiments.difference import validates_alike
from core.language import say
from core.plain_text import plain_name, plain_note
from core.runs.listing import MOST_NAME, MOST_NOTE, ListedRun
from dashboard.lab import screen, visitor
from dashboard.lab.fragment import fragment
from dashboard.lab.state import set_widget_value, state_of
from dashboard.render.run_row import RunRow, run_row
from dashboard.runs import actions, texts, words
from dashboard.runs.entries import ListEntry, entries, select
from dashboard.runs.race_group import RaceGroup, grouped, show_group
from dashboard.runs.room import show_room
from dashboard.runs.search_bar import ask_what_is_wanted
from dashboard.runs.state import RunsState, name_key, note_key
from dashboard.runs.take_away import offer_take_away

ROWS = 20
"""On one page of the list."""
MOST_COMPARED = 6


@fragment(key="run_list")
def show_list() -> None:
    """All runs, or those that are searched for, so many at a time."""
    found = entries()
    if found:
        wanted = ask_what_is_wanted(found)
        selected = select(found, wanted)
        _show_bar(_told(found), selected)
        if not selected:
            st.info(say(texts.NONE_FOUND, count=len(found)), icon=":material/search_off:")
        baseline = next((entry for entry in found if entry.run.pinned), None)
        _show_rows(grouped(found, selected), baseline)
        st.caption(say(texts.NOTICE))
    else:
        st.info(say(texts.EMPTY), icon=":material/info:")
        st.page_link("train/page.py", label=say(texts.TO_TRAIN), icon=":material/model_training:")
    show_room()


def _told(entries: Sequence[ListEntry]) -> dict[str, ListedRun]:
    """The runs that are no secret, by their ids: only those are compared and taken away."""
    return {entry.run.id: entry.run for entry in entries if not entry.secret}


def _show_bar(runs: dict[str, ListedRun], selected: Sequence[ListEntry]) -> None:
    """What can be done with the marked runs; always there, so that nothing moves for it."""
    state = state_of(RunsState)
    state.chosen = [run_id for run_id in state.chosen if run_id in runs]
    marked = state.chosen
    with st.container(horizontal=True, vertical_alignment="center", key="runs_bar"):
        st.button(
            say(texts.COMPARE),
            type="primary",
            icon=":material/compare_arrows:",
            help=say(texts.COMPARE_HELP),
            disabled=not 2 <= len(marked) <= MOST_COMPARED,
            on_click=actions.compare,
            args=(tuple(marked),),
            key="compare_runs",
        )
        over = [runs[run_id] for run_id in marked if not runs[run_id].in_flight]
        st.button(
            say(texts.DELETE),
            icon=":material/delete:",
            help=say(texts.DELETE_HELP),
            disabled=not over,
            on_click=_delete,
            args=(over,),
            key="delete_runs",
        )
        taken = [runs[run_id] for run_id in marked] or [*_told(selected).values()]
        which = texts.TAKES_MARKED if marked else texts.TAKES_SHOWN
        offer_take_away(taken, say(which, count=len(taken)))
        if marked:
            st.button(say(texts.CLEAR), type="tertiary", on_click=actions.clear_marks, key="unmark")
        counts = [say(texts.FOUND, count=len(selected))]
        counts += [say(texts.MARKED, count=len(marked))] if marked else []
        st.caption(" · ".join(counts), width="content")


def _delete(runs: Sequence[ListedRun]) -> None:
    actions.delete(runs)
    st.rerun()


def _show_rows(items: Sequence[ListEntry | RaceGroup], baseline: ListEntry | None) -> None:
    pages = max(math.ceil(len(items) / ROWS), 1)
    place = st.container(gap="xsmall", key="run_rows")
    page = 1
    if pages > 1:
        page = st.pagination(pages, key=f"runs_page_of_{pages}", persist_state="session")
    zone = visitor.zone()
    with place:
        for item in items[(page - 1) * ROWS : page * ROWS]:
            if isinstance(item, RaceGroup):
                show_group(item, zone, lambda entry: _show_row(entry, baseline, zone))
            else:
                _show_row(item, baseline, zone)


def _show_row(entry: ListEntry, baseline: ListEntry | None, zone: tzinfo) -> None:
    run, state = entry.run, state_of(RunsState)
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="center", gap="small", key=f"row_{run.id}"
    ):
        box = f"mark_{run.id}"
        set_widget_value(box, run.id in state.chosen)
        st.checkbox(
            say(texts.CHOOSE, name=plain_name(entry.name)),
            key=box,
            label_visibility="collapsed",
            disabled=entry.secret,
            on_change=actions.mark,
            args=(run.id, box),
        )
        st.html(run_row(_row(entry, baseline, zone)), width="stretch")
        menu = f"menu_{run.id}"
        st.menu_button(
            say(texts.ACTIONS),
            actions.offered(entry),
            format_func=lambda name: f"{texts.ACTION_ICONS[name]} {say(texts.ACTION[name])}",
            icon=":material/more_vert:",
            type="tertiary",
            on_click=actions.act,
            args=(entry, menu),
            key=menu,
        )
    if state.edited == run.id:
        _show_editor(entry)
    elif run.note:
        with st.container(key=f"noted_{run.id}"):
            st.markdown(plain_note(run.note))


def _show_editor(entry: ListEntry) -> None:
    run = entry.run
    with st.form(f"notes_of_{run.id}"):
        st.text_input(
            say(texts.NAME),
            run.name,
            max_chars=MOST_NAME,
            placeholder=entry.name,
            help=say(texts.NAME_HELP),
            key=name_key(run.id),
        )
        st.text_area(
            say(texts.NOTE),
            run.note,
            max_chars=MOST_NOTE,
            help=say(texts.NOTE_HELP),
            key=note_key(run.id),
        )
        with st.container(horizontal=True):
            save = partial(actions.save_notes, run.id)
            st.form_submit_button(say(texts.SAVE), type="primary", on_click=save, key="save_notes")
            cancel = partial(actions.edit, None)
            st.form_submit_button(say(texts.CANCEL), on_click=cancel, key="cancel_notes")


def _row(entry: ListEntry, baseline: ListEntry | None, zone: tzinfo) -> RunRow:
    run, summary = entry.run, entry.run.summary
    points = _points_ahead(run, baseline.run) if baseline else None
    return RunRow(
        name=entry.name,
        changed=_changed(entry),
        badges=_badges(run, zone),
        curve=summary.curve,
        before=baseline.run.summary.curve if baseline and baseline.run.id != run.id else (),
        alt=words.curve(summary),
        result=words.result(summary),
        interval=words.interval(summary),
        delta=say(texts.DELTA, points=points) if points is not None else "",
        better=points is not None and points >= 0,
        took=words.took(summary.seconds),
        when=f"{datetime.fromtimestamp(run.created, zone):%Y-%m-%d %H:%M}",
    )


def _points_ahead(run: ListedRun, baseline: ListedRun) -> float | None:
    """How many percentage points a run is ahead of the baseline; None if that says nothing."""
    one, other = run.summary.accuracy, baseline.summary.accuracy
    if run.id == baseline.id or one is None or other is None:
        return None
    if not (run.recipe and baseline.recipe and validates_alike([run.recipe, baseline.recipe])):
        return None
    return 100 * (one - other)


def _changed(entry: ListEntry) -> str:
    if entry.secret:
        return say(texts.SECRET)
    recipe, before = entry.recipe, entry.earlier.recipe if entry.earlier else None
    if recipe is None:
        return ""
    return changed_since(before, recipe) if before else say(texts.FIRST_RUN)


def _badges(run: ListedRun, zone: tzinfo) -> list[str]:
    badges = [say(texts.STATUS[run.status])] if run.status in texts.STATUS else []
    badges += [say(texts.UNREADABLE)] if run.recipe is None else []
    badges += [say(texts.BASELINE)] if run.pinned else []
    if run.origin:
        when = f"{datetime.fromtimestamp(run.origin.started, zone):%Y-%m-%d}"
        badges.append(say(texts.BROUGHT, when=when, lab=run.origin.lab))
    return badges + ([say(texts.ON_SCREEN)] if run.id == screen.run_id() else [])
