"""Whether an answer is right: what it was, what was said, and why. Every answer teaches."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from core.language import listed, message, say
from core.path.answers import (
    Answer,
    ChoiceAnswer,
    CurveAnswer,
    NumberAnswer,
    RunAnswer,
    WordsAnswer,
)
from core.path.blocks import Block, Choice, Explain, Predict, QuestionBlock, Task
from core.path.curves import COURSES, SHAPES, compare
from core.path.formulas import Condition, Formula
from core.path.known import Known
from core.path.quantities import OF_TEST, Curve
from core.path.words import distance_in_words, figures, in_words
from core.plain_text import isolated

IS_RIGHT = message("Right: you said {said}, and it is {real}.")
IS_WRONG = message("You said {said}, and it is {real}.")
IT_IS = message("It is {real}.")
CHOICE_IS_RIGHT = message("Right: “{real}”.")
CHOICE_IS_WRONG = message("You said “{said}”, and right is: “{real}”.")
THE_CHOICE_IS = message("Right is: “{real}”.")
NO_CHOICE_IS = message("This time none of these is right.")
WITH_FIGURES = message("{sentence} Measured: {figures}.")
NOT_KNOWN = message("What it is will be known when its run has come to its end.")
ENDED_EARLY = message(
    "What it is cannot be known: its run ended without a result. Start it once more."
)
GIVEN_UP = message(
    "What it is cannot be known: there is no run of “{run}”. You went on without it, or it is not "
    "stored any more."
)
NOT_OF_SCREEN = message(
    "What it is cannot be computed: the layers of the recipe on the screen did not fit its "
    "pictures, or its dataset is gone. Answer once more."
)
SEALED = message(
    "What it is will be known when the test set of this run was opened, on the page Evaluate."
)
CURVE = message(
    "On average yours lies {distance} from the real one. That one {real}; yours {drawn}. {course}"
)
NO_CURVE = message("There is no curve: its values are no numbers.")
CURVE_IS = message("The real curve stands beside this.")
SAMPLE = message("One way to say it: {sample}")
IS_MET = message("Reached: {figures}.")
WAS_MET = message(
    "Reached, with a run that was changed or deleted since, or before the task was changed."
)
OR = message("{first}” or “{second}")
SLACK = 1e-9
"""For numbers that are equal but for rounding, as 0.55 - 0.5 and 0.05."""


class Judgement(NamedTuple):
    """What is told after an answer.

    `is_right` is None where nothing is right or wrong: it is a free text, or nobody said anything,
    or it is not known yet. `said` and `real` are the answer and the truth in words, each empty if
    there is none; `sentence` tells both, and `why` is what the path says of it, in Markdown.
    """

    is_right: bool | None
    said: str
    real: str
    sentence: str
    why: str


def judge(block: Block, answer: Answer, known: Known) -> Judgement | None:
    """The judgement of an answer to a block; None for a run block, which asks nothing.

    An answer of another form than the block asks for, as after the path was changed, counts like
    that of somebody who wanted to be told.
    """
    if isinstance(block, Task):
        return _judge_task(block, answer, known)
    if not isinstance(block, QuestionBlock):
        return None
    if block.number is not None:
        said = answer.number if isinstance(answer, NumberAnswer) else None
        return _judge_number(block, block.number, said, known)
    if block.choices is not None:
        place = answer.choice if isinstance(answer, ChoiceAnswer) else len(block.choices)
        chosen = block.choices[place] if place < len(block.choices) else None
        return _judge_choice(block, block.choices, chosen, known)
    if isinstance(block, Predict) and block.curve is not None:
        points = answer.points if isinstance(answer, CurveAnswer) else None
        return _judge_curve(block, block.curve, points, known)
    assert isinstance(block, Explain) and block.sample
    words = answer.words if isinstance(answer, WordsAnswer) else ""
    sentence = say(SAMPLE, sample=isolated(block.sample))
    return Judgement(None, words, block.sample, sentence, block.why)


def _judge_number(
    block: QuestionBlock, formula: Formula, said: float | None, known: Known
) -> Judgement:
    real, unit = formula.value(known.value), formula.unit
    told = "" if said is None else in_words(said, unit)
    if real is None:
        return _not_known(block, told, known)
    truth = in_words(real, unit)
    if said is None:
        return Judgement(None, "", truth, say(IT_IS, real=truth), block.why)
    near = block.within.around(real) if block.within else 0.0
    is_right = math.isfinite(real) and abs(said - real) <= near + SLACK
    sentence = say(IS_RIGHT if is_right else IS_WRONG, said=told, real=truth)
    return Judgement(is_right, told, truth, sentence, block.why)


def _judge_choice(
    block: QuestionBlock, choices: Sequence[Choice], chosen: Choice | None, known: Known
) -> Judgement:
    told = isolated(chosen.text) if chosen else ""
    holds = [choice.when.holds(known.value) if choice.when else False for choice in choices]
    if None in holds:
        return _not_known(block, told, known)
    right = [choice for choice, is_so in zip(choices, holds, strict=True) if is_so]
    measured = measured_by([choice.when for choice in choices if choice.when], known)
    real = listed([isolated(choice.text) for choice in right], OR)
    is_right = chosen in right if chosen and right else None
    if not right:
        sentence = say(NO_CHOICE_IS)
    elif is_right:
        sentence = say(CHOICE_IS_RIGHT, real=told)
    elif chosen:
        sentence = say(CHOICE_IS_WRONG, said=told, real=real)
    else:
        sentence = say(THE_CHOICE_IS, real=real)
    if measured:
        sentence = say(WITH_FIGURES, sentence=sentence, figures=measured)
    others = [choice for choice in right if not is_right and choice is not chosen]
    reasons = [choice.why for choice in (*([chosen] if chosen else []), *others)]
    return Judgement(is_right, told, real, sentence, _paragraphs([*reasons, block.why]))


def _judge_curve(
    block: Predict,
    curve: Curve,
    points: Sequence[tuple[float, float]] | None,
    known: Known,
) -> Judgement:
    real = known.curve(curve)
    if real is None:
        return _not_known(block, "", known)
    if points is None:
        return Judgement(None, "", "", say(CURVE_IS), block.why)
    comparison = compare(points, real)
    if comparison is None:
        return Judgement(False, "", "", say(NO_CURVE), block.why)
    near = block.within.around(comparison.typical) if block.within else 0.0
    said, truth = say(SHAPES[comparison.drawn]), say(SHAPES[comparison.real])
    sentence = say(
        CURVE,
        distance=distance_in_words(comparison.distance, curve.unit),
        real=truth,
        drawn=said,
        course=say(COURSES[comparison.course]),
    )
    return Judgement(comparison.distance <= near + SLACK, said, truth, sentence, block.why)


def _judge_task(task: Task, answer: Answer, known: Known) -> Judgement:
    """A run becomes the answer when it is seen to meet the task: what was reached stays so."""
    if not isinstance(answer, RunAnswer):
        return Judgement(None, "", "", "", task.why)
    if not task.when.holds(known.value):
        return Judgement(True, "", "", say(WAS_MET), task.why)
    real = measured_by([task.when], known)
    return Judgement(True, "", real, say(IS_MET, figures=real), task.why)


def _not_known(block: QuestionBlock, said: str, known: Known) -> Judgement:
    """What is told while quantities are not known: the answer is not, and neither is the reason."""
    return Judgement(None, said, "", _why_not_known(block, known), "")


def _why_not_known(block: QuestionBlock, known: Known) -> str:
    lacking = [(run, name) for run, name in block.names if known.value(run, name) is None]
    reasons = [_why_lacking(block, run, name, known) for run, name in lacking or [("", "")]]
    will_be_known = say(NOT_KNOWN)
    return next((reason for reason in reasons if reason != will_be_known), will_be_known)


def _why_lacking(block: QuestionBlock, run: str, name: str, known: Known) -> str:
    """Why a quantity is not known: `run` and `name` as in `core.path.formulas.Values`."""
    asked, evidence = run or block.of, known.evidence(run)
    if asked is None:
        return say(NOT_OF_SCREEN)
    if evidence is None:
        return say(GIVEN_UP, run=asked) if known.is_given_up(asked) else say(NOT_KNOWN)
    if evidence.has_result and name in OF_TEST:
        return say(SEALED)
    return say(ENDED_EARLY if evidence.is_over else NOT_KNOWN)


def measured_by(conditions: Sequence[Condition], known: Known) -> str:
    """The values of all quantities that stand in conditions, each once, in words."""
    names = dict.fromkeys(name for condition in conditions for name in condition.names)
    values = [(run, name, known.value(run, name)) for run, name in names]
    return figures((run, name, value) for run, name, value in values if value is not None)


def _paragraphs(texts: Sequence[str]) -> str:
    return "\n\n".join(text for text in texts if text)
