"""Begin a race: of the recipe on screen, or one that is ready."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from core.datasets import DatasetCard
from core.experiments.naming import name_of
from core.experiments.offers import complaint, offered
from core.experiments.race import (
    LEAST_SEEDS,
    MOST_OF_GRID,
    MOST_SEEDS,
    MOST_VALUES,
    Axis,
    Race,
    more_seeds,
)
from core.experiments.raced import RACED
from core.experiments.ready import READY, ReadyRace
from core.language import say
from core.plain_text import plain_error, plain_name, plain_sentence
from core.recipe import RecipeError
from dashboard.lab import screen, services
from dashboard.lab.bounded import number_field
from dashboard.runs import racing, texts, words
from dashboard.runs.entries import card_of

SEEDS, NOTHING = "seeds", ""
"""What is raced without any setting, and what beside the first one, if nothing is."""
FIRST_VALUES = {MOST_VALUES: 4, MOST_OF_GRID: 3}
"""How many values are chosen at first, where so many can be."""


def show_races() -> None:
    """The fields for a race of one's own, and the ready races."""
    st.markdown(say(texts.RACES_LEAD))
    card = card_of(screen.recipe().data.dataset)
    if card is None:
        return
    _show_own(card)
    st.subheader(say(texts.READY_RACES))
    st.caption(say(texts.READY_ON, title=plain_name(card.title)))
    with st.container(key="ready_races"):
        for ready in READY.values():
            _show_ready(ready, card)


def _show_ready(ready: ReadyRace, card: DatasetCard) -> None:
    with st.container(border=True, gap="xsmall", key=f"ready_{ready.name}"):
        st.markdown(f"**{say(ready.question)}**")
        try:
            race = ready.race(card)
        except RecipeError as error:
            st.caption(plain_error(error))
            return
        for number, answer in enumerate(ready.answers):
            st.button(
                say(answer),
                on_click=racing.begin,
                args=(race.model_copy(update={"guess": number}),),
                key=f"guess_{ready.name}_{number}",
                width="stretch",
            )
        st.caption(_cost(race, card))


def _cost(race: Race, card: DatasetCard) -> str:
    seconds = services.engine().races.seconds(race, card)
    return say(texts.ESTIMATE, count=len(race.recipes), took=words.took(seconds))


def _show_own(card: DatasetCard) -> None:
    recipe = screen.recipe()
    with st.container(border=True, key="own_race"):
        st.markdown(f"**{say(texts.OWN_RACE)}**")
        st.caption(say(texts.RACED_RECIPE, name=plain_name(name_of(recipe, card))))
        settings, seeds = _ask_settings_and_seeds()
        values = {name: _ask_values(name, card, len(settings)) for name in settings}
        _offer(values, seeds, card)


def _ask_settings_and_seeds() -> tuple[list[str], int]:
    """What is raced: no setting for seeds alone, one, or two for a grid; and how many seeds."""
    names = {name: say(RACED[name].name) for name in RACED}
    with st.container(horizontal=True):
        first = st.selectbox(
            say(texts.RACED),
            [*RACED, SEEDS],
            index=[*RACED].index("learning_rate"),
            format_func=lambda name: names.get(name, say(texts.SEEDS)),
            help=say(texts.RACED_HELP),
            key="raced_first",
            persist_state="session",
        )
        second = NOTHING
        if first != SEEDS:
            second = st.selectbox(
                say(texts.RACED_BESIDE),
                [NOTHING, *(name for name in RACED if name != first)],
                format_func=lambda name: names.get(name, say(texts.NO_SECOND)),
                help=say(texts.RACED_BESIDE_HELP),
                key=f"raced_beside_{first}",
            )
        settings = [name for name in (first, second) if name in RACED]
        seeds = number_field(
            say(texts.SEEDS_EACH),
            1 if settings else LEAST_SEEDS,
            MOST_SEEDS,
            first=1 if settings else LEAST_SEEDS,
            help=say(texts.SEEDS_EACH_HELP),
            key=f"race_seeds_{bool(settings)}",
        )
    return settings, seeds


def _ask_values(setting: str, card: DatasetCard, count: int) -> list[str]:
    """The values of a setting, of so many settings that are raced; numbers from the least on."""
    values = offered(setting, screen.recipe(), card)
    most = MOST_VALUES if count == 1 else MOST_OF_GRID
    name = say(RACED[setting].name)
    if not values:
        st.caption(say(texts.CANNOT_BE_RACED, name=name))
    chosen = st.multiselect(
        say(texts.RACED_VALUES, name=name),
        values,
        default=_middle(values, FIRST_VALUES[most]),
        format_func=partial(words.raced_value, setting),
        max_selections=most,
        accept_new_options=True,
        help=say(texts.RACED_VALUES_HELP, most=most),
        key=f"raced_values_{setting}_{most}",
    )
    return sorted(chosen, key=float) if all(map(words.is_number, chosen)) else chosen


def _middle(values: Sequence[str], count: int) -> Sequence[str]:
    """So many of the values at most, without those at both ends, which learn least or last long."""
    first = max(len(values) - count, 0) // 2
    return values[first : first + count]


def _offer(values: Mapping[str, Sequence[str]], seeds: int, card: DatasetCard) -> None:
    """The button that begins the race, with what it costs, or why it cannot be run."""
    try:
        axes = tuple(Axis(setting=name, values=tuple(of_one)) for name, of_one in values.items())
        recipe = screen.recipe()
        race = Race.planned(recipe, axes, more_seeds((recipe.training.seed,), seeds - 1))
    except RecipeError as error:
        st.warning(plain_error(error), icon=":material/info:")
        return
    if sentence := complaint(race, card):
        st.warning(plain_sentence(sentence), icon=":material/info:")
        return
    waiting = services.engine().races.waiting()
    queue = say(texts.WAITING, count=waiting) if waiting else say(texts.NONE_WAITS)
    st.caption(f"{_cost(race, card)} {queue}")
    st.button(
        say(texts.BEGIN_RACE, count=len(race.recipes)),
        type="primary",
        icon=":material/flag:",
        on_click=racing.begin,
        args=(race,),
        key="begin_race",
    )
