"""What a visitor has done with the puzzles, kept with their answers as the path `bugs`.

A chapter is a case, by its name, or a friend's puzzle. A block says what was done; its text is one
of the notes below, as JSON.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from core.runs.answers import AnswerEntry

PATH = "bugs"


class Note(BaseModel):
    """Something done with the puzzle of a seed; on its own, that it was opened or a hint taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    seed: int


class Ran(Note):
    """The faulty recipe was trained, as a run of this id."""

    run: str


class Attempt(Note):
    """A change was tried, for a line from 0 that was marked and a fault that was named.

    `link` is the changed recipe's; `run` is its run, None if it could not be trained.
    """

    line: int
    named: str
    link: str
    run: str | None


class Judged(Note):
    """The run of the last attempt was judged."""

    is_solved: bool


EntryKind = Literal["opened", "hint", "ran", "attempt", "judged"]
KINDS: dict[str, type[Note]] = {
    "opened": Note,
    "hint": Note,
    "ran": Ran,
    "attempt": Attempt,
    "judged": Judged,
}
"""The kind of note of each block."""


@dataclass
class PuzzleProgress:
    """What was done with one puzzle: `run` trained its faulty recipe, if any did.

    `verdicts` say of each attempt whether it has mended the fault; that of the last attempt is
    missing until its run was judged.
    """

    hints: int = 0
    run: str | None = None
    attempts: list[Attempt] = field(default_factory=list)
    verdicts: list[bool] = field(default_factory=list)

    @property
    def is_solved(self) -> bool:
        """Whether an attempt has mended the fault."""
        return any(self.verdicts)

    def take(self, note: Note, block: str) -> None:
        """Take the next note about this puzzle."""
        match note:
            case Ran(run=run):
                self.run = run
            case Attempt():
                # One that was never judged gives way.
                del self.attempts[len(self.verdicts) :]
                self.attempts.append(note)
            case Judged(is_solved=is_solved) if len(self.verdicts) < len(self.attempts):
                self.verdicts.append(is_solved)
            case _ if block == "hint":
                self.hints += 1


class Puzzles(dict[tuple[str, int], PuzzleProgress]):
    """What a visitor has done with each puzzle, by chapter and seed; the one opened last ends it.

    Entries that this version of the lab cannot read are left out.
    """

    def __init__(self, entries: Iterable[AnswerEntry]):
        super().__init__()
        for entry in entries:
            note = _read(entry)
            if note is None or entry.block is None:
                continue
            place = entry.chapter, note.seed
            progress = self.pop(place, None) if entry.block == "opened" else self.get(place)
            self[place] = progress or PuzzleProgress()
            self[place].take(note, entry.block)

    def of(self, chapter: str) -> list[PuzzleProgress]:
        """What was done with the puzzles of a chapter."""
        return [progress for (name, _), progress in self.items() if name == chapter]

    def last_seed(self, chapter: str) -> int | None:
        """The seed of the chapter's puzzle that was opened last; None if none was."""
        seeds = [seed for name, seed in self if name == chapter]
        return seeds[-1] if seeds else None

    def secret_runs(self) -> set[str]:
        """The runs that would tell a fault which is not found yet."""
        unsolved = [progress for progress in self.values() if not progress.is_solved]
        told = [attempt.run for progress in unsolved for attempt in progress.attempts]
        return {run for run in (*told, *(progress.run for progress in unsolved)) if run}


@dataclass(frozen=True)
class CaseStanding:
    """How far a visitor has come with a case, over all its puzzles."""

    tries: int
    hints: int
    is_solved: bool

    @classmethod
    def of(cls, puzzles: Sequence[PuzzleProgress]) -> "CaseStanding":
        """From what was done with each of them."""
        return cls(
            tries=sum(len(puzzle.attempts) for puzzle in puzzles),
            hints=sum(puzzle.hints for puzzle in puzzles),
            is_solved=any(puzzle.is_solved for puzzle in puzzles),
        )


def _read(entry: AnswerEntry) -> Note | None:
    kind = KINDS.get(entry.block or "")
    if kind is None:
        return None
    try:
        return kind.model_validate_json(entry.text or "")
    except ValidationError:
        return None
