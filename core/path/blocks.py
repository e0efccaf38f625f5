"""The blocks of a chapter: what a visitor predicts, runs, sees, explains and reaches.

Each is written as YAML, with these fields as keys; `docs/paths.md` tells them to a teacher.
"""

from typing import Annotated, ClassVar, NamedTuple, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    model_validator,
)

from core.experiments.ready import READY
from core.language import message, say
from core.path.formulas import Condition, Formula
from core.path.harmless import harmless
from core.path.quantities import CURVES, Curve
from core.path.recipes import read_recipe
from core.recipe import Recipe

LONGEST_TEXT = 2_000
LEAST_CHOICES, MOST_CHOICES = 2, 8
YOURS = "yours"
"""What a run block names as its recipe if the visitor's own is to be run."""

ONE_QUESTION = message("It needs one of {keys}, and only one.")
NO_RIGHT_CHOICE = message("None of its choices has a “when”, so that none would ever be right.")
NO_WITHIN = message("It needs “within”: how near an answer has to be, for instance 0.5 or 20 %.")
IN_POINTS = message("“within” is so many points here, or per cent: “{points:g} points”.")
NOT_NEEDED = message("“{key}” means something only beside “{other}”.")
NO_CURVE = message("There is no curve “{curve}”. There are: {known}.")
NO_READY_RACE = message("There is no ready race “{race}”. There are: {known}.")
NO_TOLERANCE = message("It is written as 0.5, as 20 % of the right value, or as 5 points.")


class Tolerance(NamedTuple):
    """How near an answer has to be: so much, or such a share of the right value."""

    amount: float
    is_share: bool = False

    def around(self, value: float) -> float:
        """How far an answer may lie from this value."""
        return self.amount * abs(value) if self.is_share else self.amount


def _read_tolerance(text: object) -> Tolerance:
    """`0.5`, `20 %` of the right value, or `5 points`, which are 0.05; ValueError otherwise."""
    number, is_share, is_points = str(text), False, False
    if number.endswith("%"):
        number, is_share = number[:-1], True
    elif number.endswith("points"):
        number, is_points = number.removesuffix("points"), True
    try:
        amount = float(number)
    except ValueError:
        amount = -1.0
    if not 0 <= amount < float("inf"):
        raise ValueError(say(NO_TOLERANCE))
    return Tolerance(amount / 100 if is_share or is_points else amount, is_share)


def _read_curve(name: object) -> Curve:
    if str(name) not in CURVES:
        raise ValueError(say(NO_CURVE, curve=str(name)[:40], known=", ".join(CURVES)))
    return CURVES[str(name)]


def _read_race(name: object) -> str:
    if str(name) not in READY:
        raise ValueError(say(NO_READY_RACE, race=str(name)[:40], known=", ".join(READY)))
    return str(name)


def _read_own_recipe(text: object) -> Recipe | None:
    return None if text == YOURS else read_recipe(str(text))


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT), AfterValidator(harmless)]
OptionalText = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(harmless)]


class Written(BaseModel):
    """What is written as YAML: keys that are no field of it are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Choice(Written):
    """An answer to choose. It is right if `when` holds, and never without one.

    `why` is what to say to whoever has chosen it, in Markdown.
    """

    text: Text
    when: Annotated[Condition | None, PlainValidator(Condition.read)] = None
    why: OptionalText = ""


OfferedChoices = Annotated[
    tuple[Choice, ...], Field(min_length=LEAST_CHOICES, max_length=MOST_CHOICES)
]


class Block(Written):
    """What all blocks have: a name, unique in the chapter, and texts in Markdown.

    `ask` is the question or what is to be done, and `why` is told after the answer.
    """

    kind: ClassVar[str]

    name: Name
    ask: OptionalText = ""
    why: OptionalText = ""

    @property
    def what_decides(self) -> list[object]:
        """All on which it depends what is right, as JSON."""
        return []


class QuestionBlock(Block):
    """A block with a question of one form: a number, or one of some choices.

    `of` is the run block whose run decides. Numbers are right if they lie `within` of the value.
    """

    ask: Text
    number: Annotated[Formula | None, PlainValidator(Formula.read)] = None
    within: Annotated[Tolerance | None, BeforeValidator(_read_tolerance)] = None
    choices: OfferedChoices | None = None
    of: Name | None = None

    FORMS: ClassVar[tuple[str, ...]] = ("number", "choices")

    @model_validator(mode="after")
    def _has_one_form(self) -> Self:
        if sum(getattr(self, form) is not None for form in self.FORMS) != 1:
            raise ValueError(say(ONE_QUESTION, keys=", ".join(self.FORMS)))
        if self.choices and not any(choice.when for choice in self.choices):
            raise ValueError(say(NO_RIGHT_CHOICE))
        return self

    @model_validator(mode="after")
    def _says_how_near(self) -> Self:
        if self.within is not None and not self._is_measured:
            raise ValueError(say(NOT_NEEDED, key="within", other=self.FORMS[0]))
        if self.within is None and self._is_measured and not (self.number and self.number.is_whole):
            raise ValueError(say(NO_WITHIN))
        if self.within and self._is_share and not self.within.is_share and self.within.amount >= 1:
            raise ValueError(say(IN_POINTS, points=self.within.amount))
        return self

    @property
    def _is_share(self) -> bool:
        """Whether an answer is a share, from 0 to 1."""
        return self.number is not None and self.number.unit == "share"

    @property
    def what_decides(self) -> list[object]:
        conditions = [choice.when and choice.when.text for choice in self.choices or ()]
        return [self.of, self.number and self.number.text, self.within, conditions]

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """The run and the quantity of each name on which it depends what is right."""
        written = (self.number, *(choice.when for choice in self.choices or ()))
        return tuple(name for one in written if one is not None for name in one.names)

    @property
    def _is_measured(self) -> bool:
        """Whether an answer may be nearly right."""
        return self.number is not None


class Predict(QuestionBlock):
    """What will happen? Asked before the run `of`: a number, a choice, or a curve to draw."""

    kind: ClassVar[str] = "predict"

    of: Name
    curve: Annotated[Curve | None, PlainValidator(_read_curve)] = None

    FORMS: ClassVar[tuple[str, ...]] = ("number", "choices", "curve")

    @property
    def what_decides(self) -> list[object]:
        return [*super().what_decides, self.curve and self.curve.name]

    @property
    def _is_measured(self) -> bool:
        return self.number is not None or self.curve is not None

    @property
    def _is_share(self) -> bool:
        return super()._is_share or (self.curve is not None and self.curve.unit == "share")


class Observe(QuestionBlock):
    """What did you see? Asked after the run `of`, and checked against what really happened."""

    kind: ClassVar[str] = "observe"

    of: Name


class Explain(QuestionBlock):
    """Why is it so? A number or a choice, checked, or free text beside which `sample` is shown.

    Without `of` the recipe on the screen decides.
    """

    kind: ClassVar[str] = "explain"

    sample: Text | None = None

    FORMS: ClassVar[tuple[str, ...]] = ("number", "choices", "sample")


class RunBlock(Block):
    """A run or a ready race to start. The answer to it is the id of what was started.

    `recipe` is None where the visitor's own is to be run, and `race` the name of a ready race.
    """

    kind: ClassVar[str] = "run"

    recipe: Annotated[Recipe | None, PlainValidator(_read_own_recipe)] = None
    race: Annotated[str | None, PlainValidator(_read_race)] = None

    @property
    def what_decides(self) -> list[object]:
        return [self.race]

    @model_validator(mode="after")
    def _runs_one_thing(self) -> Self:
        if len(self.model_fields_set & {"recipe", "race"}) != 1:
            raise ValueError(say(ONE_QUESTION, keys="recipe, race"))
        return self


class Task(Block):
    """Something to reach: met by any finished run of the visitor's, since the chapter was opened.

    With `dataset`, only runs on that one count.
    """

    kind: ClassVar[str] = "task"

    ask: Text
    when: Annotated[Condition, PlainValidator(Condition.read)]
    dataset: str | None = None

    @property
    def what_decides(self) -> list[object]:
        return [self.when.text, self.dataset]


BLOCKS: dict[str, type[Block]] = {
    kind.kind: kind for kind in (Predict, RunBlock, Observe, Explain, Task)
}
"""The kinds of block, by the word after the fence."""
