"""What the Start page remembers."""

from dataclasses import dataclass


@dataclass
class StartState:
    """Whether a run was just started that the Train page is to show; the last one started here.

    The latter is played slowly enough to be seen.
    """

    go_to_train: bool = False
    started: str | None = None
