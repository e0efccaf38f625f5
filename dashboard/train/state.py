"""What the Train page remembers of a visit."""

from dataclasses import dataclass, field

import streamlit as st

from core.datasets import DatasetCard
from core.recipe import Data
from core.runs.history import RunHistory
from core.runs.probe import EpochProbe
from dashboard.render.probe import Watched

MORE_EPOCHS = "more_epochs"
"""The key of the field that says for how many epochs a run goes on."""
TIME_TRAVEL = "time_travel"
"""The key of the expander of time travel."""
EPOCH = "time_travel_epoch"
"""The key of the choice of an earlier epoch."""

Drawn = tuple[str, float, int | None]
"""Phase, pace, and the traced step: what the page outside of its fragment was drawn for."""


@dataclass
class ChosenEpoch:
    """An epoch whose weights became a run's network, and which network it was before, in words."""

    run_id: str
    epoch: int
    before: str


@dataclass
class TrainState:
    """`compare_with` maps the id of a run to that of the run to compare it with."""

    followed: RunHistory | None = None
    before: RunHistory | None = None
    drawn: Drawn = ("over", 0.0, None)
    stopping: str | None = None
    """The run that was asked to stop."""
    compare_with: dict[str, str] = field(default_factory=dict)
    sample: int = 0
    """How often other samples were asked for; the seed of their choice."""
    watched: tuple[tuple[Data, DatasetCard], Watched] | None = None
    """The watched pictures, with the data settings and the dataset that they belong to."""
    epochs_seen: tuple[tuple[str, int], dict[int, EpochProbe]] | None = None
    """Probes of earlier epochs, by epoch, with the run and the event with which it began."""
    chosen: ChosenEpoch | None = None


def more_epochs() -> int:
    """For how many more epochs a run is to be trained."""
    return st.session_state[MORE_EPOCHS]


def past_epoch(kept: list[int]) -> int:
    """The chosen earlier epoch, one of these; the last if the chosen one is gone."""
    if st.session_state.get(EPOCH) not in kept:
        st.session_state[EPOCH] = kept[-1]
    return st.session_state[EPOCH]
