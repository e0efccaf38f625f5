"""What the page Find the bug remembers of a visit."""

from dataclasses import dataclass, field

import numpy as np

from core.runs.history import RunHistory
from dashboard.bugs.opened import Opened

BASE, FAULT = "bug_base", "bug_fault"
"""The keys of the choices for a puzzle of one's own: its recipe, and its fault."""


@dataclass
class BugsState:
    """The puzzle that is open, if any, and what is looked at in it.

    `marked` is the line that was marked, from 0. `tries_again` is how many attempts there were when
    another one was asked for. `histories` are those of its runs, by their ids, and `outputs` what
    their networks give for all test pictures, float32 `(n, classes)`.
    """

    opened: Opened | None = None
    refused: str | None = None
    marked: int | None = None
    tries_again: int = 0
    histories: dict[str, RunHistory] = field(default_factory=dict)
    outputs: dict[str, np.ndarray] = field(default_factory=dict)
    own_seed: int | None = None
    """The seed of the puzzle that is being made."""

    def show(self, opened: Opened | None) -> None:
        """Show a puzzle from now on, or the list of cases."""
        self.opened, self.refused = opened, None
        self.marked, self.tries_again = None, 0
        self.histories.clear()
        self.outputs.clear()


def named_key(address: str) -> str:
    """The key of the choice what the fault of a puzzle is called."""
    return f"bug_named_{address[:40]}"


def change_key(address: str, line: int) -> str:
    """The key of the choice how a line of a puzzle is changed."""
    return f"bug_change_{address[:40]}_{line}"
