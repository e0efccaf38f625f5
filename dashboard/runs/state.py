"""What the Runs page remembers of a visit."""

from dataclasses import dataclass, field

NAME = "run_name"
"""The key of the field with the name of a run."""
NOTE = "run_note"
"""The key of the field with its note."""


@dataclass
class RunsState:
    """`chosen` are the runs that are marked in the list, `compared` those that are compared.

    `edited` is the run whose name and note are changed. `go_to_train` is set when the page is to
    give way to Train.
    """

    chosen: list[str] = field(default_factory=list)
    compared: tuple[str, ...] | None = None
    edited: str | None = None
    go_to_train: bool = False
