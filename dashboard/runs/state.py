"""What the Runs page remembers of a visit."""

from dataclasses import dataclass, field


def name_key(run_id: str) -> str:
    """The key of the field with the name of a run."""
    return f"name_of_{run_id}"


def note_key(run_id: str) -> str:
    """The key of the field with its note."""
    return f"note_of_{run_id}"


VIEW = "runs_view"
"""The key of the switch between the list and the races."""


@dataclass
class RunsState:
    """`chosen` are the runs that are marked in the list, `compared` those that are compared.

    `race` is the race that is shown, `unfolded` are those whose runs the list shows. `edited` is
    the run whose name and note are changed. `go_to_train` is set when the page is to give way to
    Train. `brought` counts how often runs were brought in: each time the field for files begins
    anew, under another key.
    """

    chosen: list[str] = field(default_factory=list)
    compared: tuple[str, ...] = ()
    race: str | None = None
    unfolded: list[str] = field(default_factory=list)
    edited: str | None = None
    go_to_train: bool = False
    brought: int = 0
