"""What the Start page remembers."""

from dataclasses import dataclass


@dataclass
class StartState:
    """Whether a first run was just started, so that the Train page is to be shown."""

    go_to_train: bool = False
