"""What comes and goes: the room that runs take, runs to bring in, and deleted ones."""

import streamlit as st

from core.language import say
from core.plain_text import plain_name
from core.runs.quota import OF_ONE
from dashboard.lab import services, visitor
from dashboard.runs import actions, racing, texts
from dashboard.runs.bring_in import offer_bring_in
from dashboard.runs.entries import name_of_run

MEGABYTE = 2**20


def show_room() -> None:
    """Popovers; what is in that of the room is found out when it is opened."""
    with st.container(horizontal=True, key="runs_room"):
        offer_bring_in()
        room = st.popover(
            say(texts.STORAGE),
            icon=":material/hard_drive:",
            help=say(texts.STORAGE_HELP),
            key="runs_storage",
            on_change="rerun",
        )
        if room.open:
            with room:
                _show_taken()
        _show_deleted()


def _show_taken() -> None:
    runs = services.engine().store.runs_over(visitor.token())
    st.markdown(
        say(
            texts.TAKEN,
            runs=len(runs),
            most_runs=OF_ONE.runs,
            megabytes=sum(run.nbytes for run in runs) / MEGABYTE,
            most_megabytes=OF_ONE.nbytes // MEGABYTE,
        )
    )
    st.caption(say(texts.GOES_FIRST))


def _show_deleted() -> None:
    store, owner = services.engine().store, visitor.token()
    races = store.races.deleted(owner)
    gone = {race.id for race in races}
    deleted = [run for run in store.listing.deleted(owner) if run.race not in gone]
    if not deleted and not races:
        return
    with st.popover(
        say(texts.DELETED_RUNS, count=len(deleted) + sum(len(race.runs) for race in races)),
        icon=":material/restore_from_trash:",
        help=say(texts.DELETED_HELP),
        key="deleted_runs",
    ):
        for race in races:
            st.button(
                say(texts.BRING_RACE_BACK, count=len(race.runs)),
                icon=":material/undo:",
                key=f"bring_back_{race.id}",
                on_click=racing.bring_back,
                args=(race.id,),
                width="stretch",
            )
        for run in deleted:
            st.button(
                say(texts.BRING_BACK, name=plain_name(name_of_run(run))),
                icon=":material/undo:",
                key=f"bring_back_{run.id}",
                on_click=actions.bring_back,
                args=([run.id],),
                width="stretch",
            )
