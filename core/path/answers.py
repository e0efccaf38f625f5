"""What a visitor answers to a block, as it is stored: JSON with a `kind`."""

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, field_validator

from core.path.blocks import MOST_CHOICES
from core.recipe import MAX_LINK
from core.runs.run import RunId

LONGEST_WORDS = 4_000
MOST_POINTS = 200
Link = Annotated[str | None, Field(max_length=MAX_LINK)]
LARGEST = 1e12
"""Of a number."""
Amount = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class NumberAnswer(_Answer):
    """A number in the unit of its quantity: 0.95 for 95 %.

    `recipe` is the link of the recipe that was on the screen, where that decides.
    """

    kind: Literal["number"] = "number"
    number: Amount
    recipe: Link = None


class ChoiceAnswer(_Answer):
    """One of the choices, counted from 0; `recipe` as in `NumberAnswer`.

    `digest` tells which it was, as `core.path.chapter.Chapter.choices`; None if that is not known.
    """

    kind: Literal["choice"] = "choice"
    choice: int = Field(ge=0, lt=MOST_CHOICES)
    digest: Annotated[str | None, Field(max_length=16)] = None
    recipe: Link = None


class CurveAnswer(_Answer):
    """A curve: its points, `(epoch, value)`, from left to right."""

    kind: Literal["curve"] = "curve"
    points: tuple[tuple[Amount, Amount], ...] = Field(min_length=2, max_length=MOST_POINTS)

    @field_validator("points")
    @classmethod
    def _goes_right(
        cls, points: tuple[tuple[float, float], ...]
    ) -> tuple[tuple[float, float], ...]:
        epochs = [epoch for epoch, _ in points]
        if any(left >= right for left, right in pairwise(epochs)):
            raise ValueError("the epochs of a curve rise")
        return points


class WordsAnswer(_Answer):
    """A free text."""

    kind: Literal["words"] = "words"
    words: str = Field(min_length=1, max_length=LONGEST_WORDS)


class RunAnswer(_Answer):
    """The run that was started, or that met a task."""

    kind: Literal["run"] = "run"
    run: RunId


class RaceAnswer(_Answer):
    """The race that was started."""

    kind: Literal["race"] = "race"
    race: RunId


class ToldAnswer(_Answer):
    """Whoever did not want to answer, and was told; `recipe` as in `NumberAnswer`."""

    kind: Literal["told"] = "told"
    recipe: Link = None


Answer = Annotated[
    NumberAnswer | ChoiceAnswer | CurveAnswer | WordsAnswer | RunAnswer | RaceAnswer | ToldAnswer,
    Field(discriminator="kind"),
]

ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)
"""Reads a stored answer: `ANSWER.validate_json(text)`; ValueError for a damaged one."""
