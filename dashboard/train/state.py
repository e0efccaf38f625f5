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
"""The key of the section that looks back; it is open or not."""
EPOCH = "time_travel_epoch"
"""The key of the choice of an epoch to look back at."""

Drawn = tuple[str, float, int | None]
"""What the parts of the page that stand still show: phase, pace, and the step taken apart."""


@dataclass
class ChosenEpoch:
    """An epoch whose weights became a run's network, and which network it was before, in words."""

    run_id: str
    epoch: int
    before: str


@dataclass
class TrainState:
    """`drawn` is what the page shows; `compare_with` names for each run the one beside it."""

    followed: RunHistory | None = None
    before: RunHistory | None = None
    drawn: Drawn = ("over", 0.0, None)
    stopping: str | None = None
    """The run that was asked to stop."""
    compare_with: dict[str, str] = field(default_factory=dict)
    sample: int = 0
    """Counts the handfuls of pictures that were drawn."""
    watched: tuple[tuple[Data, DatasetCard], Watched] | None = None
    """The watched pictures, and of which recipe's data they are."""
    epochs_seen: tuple[tuple[str, int], dict[int, EpochProbe]] | None = None
    """What was looked back at, by epoch, and in which run from which event on."""
    chosen: ChosenEpoch | None = None


def more_epochs() -> int:
    """For how many epochs a run is to go on."""
    return st.session_state[MORE_EPOCHS]


def past_epoch(kept: list[int]) -> int:
    """The epoch to look back at, one of these; the last if the chosen one is gone."""
    if st.session_state.get(EPOCH) not in kept:
        st.session_state[EPOCH] = kept[-1]
    return st.session_state[EPOCH]
