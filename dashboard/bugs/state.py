"""What the page Find the bug remembers of a visit."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from core.bugs import Measured
from core.runs.history import RunHistory
from dashboard.bugs.arrays import GivenArray
from dashboard.bugs.first_batch import FirstBatch
from dashboard.bugs.opened import OpenedPuzzle

BASE, FAULT = "bug_base", "bug_fault"
"""The keys of the choices for a puzzle of one's own: its recipe, and its fault."""


@dataclass
class BugsState:
    """The puzzle that is open, if any, and what is looked at in it.

    `marked` is the line that was marked, from 0. `tries_again` is how many attempts there were when
    another one was asked for. `histories` are those of its runs, by their ids, `outputs` what their
    networks give for all test pictures, float32 `(n, classes)`, and `measured` what they are judged
    by. `arrays` and `batch` are what its faulty recipe gives the network.
    """

    opened: OpenedPuzzle | None = None
    refused: str | None = None
    marked: int | None = None
    tries_again: int = 0
    histories: dict[str, RunHistory] = field(default_factory=dict)
    outputs: dict[str, np.ndarray] = field(default_factory=dict)
    measured: dict[str, Measured] = field(default_factory=dict)
    arrays: Sequence[GivenArray] | None = None
    batch: FirstBatch | None = None
    own_seed: int | None = None
    """The seed of the puzzle that is being made."""

    def show(self, opened: OpenedPuzzle | None) -> None:
        """Show a puzzle from now on, or the list of cases."""
        self.opened, self.refused = opened, None
        self.marked, self.tries_again = None, 0
        self.histories.clear()
        self.outputs.clear()
        self.measured.clear()
        self.arrays = self.batch = None


def named_key(opened: OpenedPuzzle) -> str:
    """The key of the choice what the fault of a puzzle is called."""
    return f"bug_named_{opened.key}"


def change_key(opened: OpenedPuzzle, line: int) -> str:
    """The key of the choice how a line of a puzzle is changed."""
    return f"bug_change_{opened.key}_{line}"
