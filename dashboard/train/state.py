"""What the Train page remembers of a visit."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import NamedTuple

import streamlit as st

from core.experiments.range_test import RangeTest
from core.recipe import Recipe
from core.runs.history import RunHistory
from core.runs.probe import EpochProbe

MORE_EPOCHS = "more_epochs"
"""The key of the field that says for how many epochs a run goes on."""
TIME_TRAVEL = "time_travel"
"""The key of the expander of time travel."""
TIME_TRAVEL_PART = "time_travel_part"
"""The key of the part of the page with time travel."""
EPOCH = "time_travel_epoch"
"""The key of the choice of an earlier epoch."""


@dataclass
class ChosenEpoch:
    """An epoch whose weights became a run's network, and which network it was before, in words."""

    run_id: str
    epoch: int
    before: str


class AskedTest(NamedTuple):
    """A learning-rate range test of a recipe, and its result, now or later."""

    recipe: Recipe
    result: Future[RangeTest]


@dataclass
class TrainState:
    """`compare_with` maps the id of a run to that of the run to compare it with."""

    followed: RunHistory | None = None
    before: RunHistory | None = None
    rates_taken: tuple[str, int] | None = None
    """A run, and how many of its changes of the learning rate were taken into the recipe."""
    compare_with: dict[str, str] = field(default_factory=dict)
    sample: int = 0
    """How often other samples were asked for; the seed of their choice."""
    epochs_seen: tuple[tuple[str, int], dict[int, EpochProbe]] | None = None
    """Probes of earlier epochs, by epoch, with the run and the event with which it began."""
    chosen: ChosenEpoch | None = None
    range_test: AskedTest | None = None
    opens_range_test: bool = False
    """Whether the page is to show the range test when it is drawn next."""


def more_epochs() -> int:
    """For how many more epochs a run is to be trained."""
    return st.session_state[MORE_EPOCHS]


def past_epoch(kept: list[int]) -> int:
    """The chosen earlier epoch, one of these; the last if the chosen one is gone."""
    if st.session_state.get(EPOCH) not in kept:
        st.session_state[EPOCH] = kept[-1]
    return st.session_state[EPOCH]


def choose_epoch(epoch: int) -> None:
    """Choose an earlier epoch."""
    st.session_state[EPOCH] = epoch
