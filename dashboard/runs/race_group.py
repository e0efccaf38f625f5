"""A race in the list of runs: one row with its name and verdict, which unfolds into its runs."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, tzinfo
from typing import NamedTuple

import streamlit as st

from core.engine import EngineError
from core.experiments.outcome import outcomes_of
from core.experiments.race import Race
from core.experiments.standing import RaceStanding, standing
from core.experiments.verdict import Band
from core.language import number, say
from core.runs.races import StoredRace
from core.runs.run import RunError
from dashboard.lab import services, visitor
from dashboard.lab.state import state_of
from dashboard.render.run_row import RunRow, run_row
from dashboard.runs import racing, texts, words
from dashboard.runs.entries import ListEntry
from dashboard.runs.luck import verdict_on
from dashboard.runs.state import RunsState


class RaceGroup(NamedTuple):
    """A race of the visitor: all its runs in the list, and those of them that are looked for."""

    stored: StoredRace
    entries: Sequence[ListEntry]
    selected: Sequence[ListEntry]


def grouped(
    found: Sequence[ListEntry], selected: Sequence[ListEntry]
) -> list[ListEntry | RaceGroup]:
    """The selected entries of all in their order; those of a race together, where the first is."""
    if not any(entry.run.race for entry in selected):
        return [*selected]
    races = {race.id: race for race in services.engine().store.races.of(visitor.token())}
    mine, wanted = _by_race(found), _by_race(selected)
    items: dict[str, ListEntry | RaceGroup] = {}
    for entry in selected:
        race = entry.run.race
        if race in items:
            continue
        if race in races:
            items[race] = RaceGroup(races[race], mine[race], wanted[race])
        else:
            items[entry.run.id] = entry
    return [*items.values()]


def _by_race(entries: Sequence[ListEntry]) -> Mapping[str, Sequence[ListEntry]]:
    of_race: defaultdict[str, list[ListEntry]] = defaultdict(list)
    for entry in entries:
        of_race[entry.run.race].append(entry)
    return of_race


def show_group(group: RaceGroup, zone: tzinfo, show_run: Callable[[ListEntry], None]) -> None:
    """The row of a race, and below it its runs if it is unfolded."""
    race_id, count = group.stored.id, len(group.selected)
    is_unfolded = race_id in state_of(RunsState).unfolded
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="center", gap="small", key=f"row_{race_id}"
    ):
        st.button(
            say(texts.FOLD) if is_unfolded else say(texts.UNFOLD, count=count),
            icon=":material/expand_less:" if is_unfolded else ":material/expand_more:",
            type="tertiary",
            on_click=_fold_or_unfold,
            args=(race_id,),
            key=f"fold_{race_id}",
        )
        st.html(run_row(_row(group, zone)), width="stretch")
        st.button(
            say(texts.OPEN_RACE),
            icon=":material/open_in_new:",
            type="tertiary",
            on_click=_open,
            args=(race_id,),
            key=f"open_{race_id}",
        )
    if is_unfolded:
        with st.container(gap="xsmall", key=f"runs_of_{race_id}"):
            for entry in group.selected:
                show_run(entry)


def _fold_or_unfold(race_id: str) -> None:
    unfolded = state_of(RunsState).unfolded
    if race_id in unfolded:
        unfolded.remove(race_id)
    else:
        unfolded.append(race_id)


def _open(race_id: str) -> None:
    racing.show(race_id)
    st.rerun()


def _row(group: RaceGroup, zone: tzinfo) -> RunRow:
    runs = [entry.run for entry in group.entries]
    told = _told(group)
    shown = max(runs, key=lambda run: run.summary.accuracy or 0.0)
    return RunRow(
        name=say(texts.RACE_OF, name=told.name, count=len(runs)),
        changed=told.sentence,
        badges=[say(texts.RACE)],
        curve=shown.summary.curve,
        before=(),
        alt=words.curve(shown.summary),
        result=number(told.best.mean, ".1%") if told.best else say(texts.NO_RESULT),
        interval=words.band(told.best),
        delta="",
        better=False,
        took=words.took(sum(run.summary.seconds for run in runs)),
        when=f"{datetime.fromtimestamp(group.stored.created, zone):%Y-%m-%d %H:%M}",
    )


class _Told(NamedTuple):
    """What a race is called, what can be said of it, and the band of its best, if there is one."""

    name: str
    sentence: str
    best: Band | None


def _told(group: RaceGroup) -> _Told:
    try:
        race = services.engine().races.race(group.stored)
    except RunError as error:
        return _Told(group.stored.id, str(error), None)
    stands = standing(race, outcomes_of(group.stored.runs, (entry.run for entry in group.entries)))
    bands = [row.band for row in stands.rows if row.band]
    best = max(bands, key=lambda band: band.mean, default=None)
    return _Told(race.name, _sentence(race, stands), best)


def _sentence(race: Race, stands: RaceStanding) -> str:
    """The verdict; while runs are missing, or no worker can tell it, how many are done."""
    engine = services.engine()
    if stands.is_complete and stands.contest and engine.ready:
        with suppress(EngineError):
            return stands.contest.in_words(verdict_on(stands.contest.results))
    if stands.is_complete and not stands.contest:
        return stands.measure
    return say(texts.RACE_DONE, done=stands.finished, count=len(race.recipes))
