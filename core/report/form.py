"""The form of a report: what a student hands in, as JSON in a page that anybody can read.

The page is one HTML file. In it, in `<script type="application/json" id="first-epoch-report">`, is
an object with the `report` and its `seal`. A number that is none is a text, as in
`core.exchange.plain_json`.
"""

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.exchange.bundle import DatasetFacts, Time, Words
from core.language import SOURCE
from core.path.answers import Answer
from core.recipe import Recipe
from core.runs.run import RunId

FORMAT: Final = "first-epoch-report"
VERSION: Final = 1
"""The version of the form. It is raised when an older lab could not read what a newer one wrote."""

MOST_BYTES = 20 * 2**20
"""Of a report; one of ten chapters with twenty runs has half a megabyte."""
MOST_RUNS = 60
MOST_EVENTS = 20_000
"""Of all runs in a report."""
MOST_CHAPTERS = 60
MOST_ANSWERS = 60
"""In a chapter."""
MOST_CASES = 200
MOST_HINTS = 1_000
MOST_TRIES = 100_000
MOST_NAME, MOST_NUMBER = 80, 64
"""Characters of a student's name, and of the number that a school knows them by."""

Kind = Literal["predict", "run", "observe", "explain", "task"]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
CurvePoints = Annotated[tuple[tuple[float, float], ...], Field(max_length=1_100)]
"""Points of a curve: epochs done, and the value there."""
_Name = Annotated[str, Field(min_length=1, max_length=64)]


class Facts(BaseModel):
    """A part of a report, which never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Student(Facts):
    """Who hands in: a name, as it was typed, and an optional number or e-mail address."""

    name: Annotated[str, Field(min_length=1, max_length=MOST_NAME)]
    number: Annotated[str, Field(max_length=MOST_NUMBER)] = ""


class ReportedAnswer(Facts):
    """A block of a chapter: what was asked, what was said, what it was, and why.

    `given` and `was` are in words, empty without; whoever did not want to answer was `told`.
    `answer` is what was said as the lab stores it, from which all of this can be computed again.
    `is_right` is None for what is neither right nor wrong. `run` is the run or the race that
    decides it, if any does. `drawn` is a curve that was predicted, `happened` the one of the run.
    """

    block: _Name
    kind: Kind
    asked: Words
    answer: Answer | None = None
    given: Words = ""
    told: bool = False
    at: Time | None = None
    was: Words = ""
    why: Words = ""
    is_right: bool | None = None
    run: RunId | None = None
    drawn: CurvePoints = ()
    happened: CurvePoints = ()

    @property
    def is_given(self) -> bool:
        """Whether anything was said, drawn or run."""
        return bool(self.given or self.drawn)


class ReportedChapter(Facts):
    """A chapter of a path with its answers, in order.

    `digest` is that of what it asks, as in `core.path.chapter.Chapter`. `is_done` is as the path
    told it: it was opened, and all its blocks have an answer.
    """

    name: _Name
    title: Words
    digest: Sha256 | None = None
    is_done: bool
    answers: Annotated[tuple[ReportedAnswer, ...], Field(max_length=MOST_ANSWERS)]


class ReportedCase(Facts):
    """A case of Find the bug: whether it was solved, with how many hints and tries.

    `given` is the fault that was named, `fault` the one that was planted; `run` is the mended one,
    and `seed` the one of the numbers in its recipe.
    """

    name: _Name
    title: Words
    is_solved: bool
    hints: Annotated[int, Field(ge=0, le=MOST_HINTS)] = 0
    tries: Annotated[int, Field(ge=0, le=MOST_TRIES)] = 0
    given: Words = ""
    fault: Words = ""
    at: Time | None = None
    run: RunId | None = None
    seed: Annotated[int, Field(ge=0, le=2**63)] | None = None


class ReportedRun(Facts):
    """A run that is over, with its events but the progress within epochs.

    `weights` is the SHA-256 of its network's file. `is_brought` says that it was brought into the
    lab as a file, which somebody may have written. `race` is the race in which it took part, empty
    without. `dataset` describes one that a visitor brought.
    """

    id: RunId
    name: Words
    created: Time
    is_brought: bool
    recipe: Recipe
    events: Annotated[tuple[dict[str, Any], ...], Field(max_length=MOST_EVENTS)]
    weights: Sha256 | None
    race: RunId | Literal[""] = ""
    dataset: DatasetFacts | None = None
    checksum: Sha256


class Report(Facts):
    """What a student hands in: the answers to a path, or the cases of Find the bug, and the runs.

    `work` is the name of the path or of the set of cases, `title` what it is called. `omitted` is
    how many older runs there were no room for. `lab` is the version of the lab that made it, and
    `language` the one in which it is said, for instance `en`.
    """

    format: Literal["first-epoch-report"] = FORMAT
    version: Literal[1] = VERSION
    lab: Annotated[str, Field(max_length=32)]
    made: Time
    language: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{2,35}$")] = SOURCE
    student: Student
    work: _Name
    title: Words
    chapters: Annotated[tuple[ReportedChapter, ...], Field(max_length=MOST_CHAPTERS)] = ()
    cases: Annotated[tuple[ReportedCase, ...], Field(max_length=MOST_CASES)] = ()
    runs: Annotated[tuple[ReportedRun, ...], Field(max_length=MOST_RUNS)] = ()
    omitted: Annotated[int, Field(ge=0, le=100_000)] = 0

    @property
    def answers(self) -> list[ReportedAnswer]:
        """The answers of all chapters, in order."""
        return [answer for chapter in self.chapters for answer in chapter.answers]


class Seal(Facts):
    """What shows that a report was changed.

    `checksum` is that of the report, `page` that of the page without its data. `signature` is the
    lab's over both, which `lab` names; both are empty without one.
    """

    checksum: Sha256
    page: Sha256
    lab: Annotated[str, Field(max_length=64)] = ""
    signature: Annotated[str, Field(max_length=512)] = ""
