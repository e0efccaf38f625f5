"""What the Path page and the chapter remember of a visit; answers are in the run store."""

from dataclasses import dataclass, field

from core.runs.history import RunHistory


@dataclass
class PathState:
    """`go_to` is the path of the page that is to be opened next, `changing` are the questions whose
    answers are given again, and `refused` says why the answer to a question was not taken.
    `histories` are those of the runs that a task has looked at, by id, and `opened` counts the
    chapters that were opened by a button.

    A question is known by the key of its widget.
    """

    go_to: str | None = None
    changing: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    histories: dict[str, RunHistory] = field(default_factory=dict)
    opened: int = 0
