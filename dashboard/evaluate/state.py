"""What the Evaluate page remembers of a visit."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import streamlit as st

from core.numerics.robustness import RobustnessPoint

Cell = tuple[int, int]
"""A cell of the confusion matrix: the true class, and the class that was read."""


class Curves(NamedTuple):
    """The accuracy of a network on corrupted pictures.

    `name` is that of the `SetPredictions`; `places` int64 says which of its pictures were used.
    """

    name: str
    places: np.ndarray
    found: list[RobustnessPoint]


@dataclass
class EvaluateState:
    """`cells` holds the chosen cell for each `SetPredictions`, by its name."""

    robustness: Curves | None = None
    cells: dict[str, Cell] = field(default_factory=dict)
    cells_chosen: int = 0
    """Counts the cells that were chosen beside the chart."""
    cells_clicked: int = 0
    """Counts the cells that were clicked in the chart."""


def chosen_classes(keys: tuple[str, str]) -> Cell:
    """The cell that is chosen in the two boxes of these keys."""
    true, said = keys
    return st.session_state[true], st.session_state[said]
