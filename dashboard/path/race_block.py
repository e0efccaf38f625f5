"""A race that a run block has started: its curves while it goes on, and the way to its page."""

from itertools import cycle

import streamlit as st

from core.experiments.race import place_of
from core.language import say
from core.path.evidence import PathEvidence
from core.recipe import Data
from core.runs.run import RunError
from dashboard.components.player import RUN_COLOURS, Drawn, Played, player
from dashboard.lab import services
from dashboard.lab.guessing import majority_of, references
from dashboard.path import texts
from dashboard.path.started import go_on_with_race


def show_race(race_id: str, evidence: PathEvidence) -> None:
    """A race that is stored, with the evidence of it."""
    standing = evidence.standing
    if standing is not None and standing.in_flight:
        begun, card = _begun(race_id), evidence.card
        majority = majority_of(services.library(), card, [data for _, data in begun])
        player(
            "chapter_race",
            [played for played, _ in begun],
            drawn=Drawn(f"{len(begun) - standing.in_flight} over"),
            references=references(card, majority),
            on_phase=st.rerun,  # the page beside shows what came of it
            brief=True,
        )
    elif evidence.ended_early:
        st.caption(say(texts.RACE_STOPPED))
        st.button(
            say(texts.GO_ON_WITH_RACE),
            type="primary",
            icon=":material/play_arrow:",
            on_click=go_on_with_race,
            args=(race_id,),
            key=f"go_on_with {race_id}",
        )
    else:
        st.markdown(say(texts.RACED))
    st.page_link(
        "runs/page.py",
        label=say(texts.TO_RACE),
        icon=":material/flag:",
        query_params={"race": race_id},
    )


def _begun(race_id: str) -> list[tuple[Played, Data]]:
    """All runs of a race that have begun, with their data settings.

    Those of one contestant have one name and colour.
    """
    races = services.engine().races
    try:
        stored = services.engine().store.races.race(race_id)
        contestants = races.race(stored).contestants
    except RunError:
        return []
    return [
        (Played(stored.runs[place], recipe.training, one.name, colour), recipe.data)
        for number, (one, colour) in enumerate(zip(contestants, cycle(RUN_COLOURS), strict=False))
        for seed, recipe in enumerate(one.recipes)
        if (place := place_of(number, seed)) in stored.runs
    ]
