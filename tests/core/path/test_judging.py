"""Every answer teaches: what it was, what was said, and why, whichever way it went."""

import pytest

from core.path.answers import (
    ChoiceAnswer,
    CurveAnswer,
    NumberAnswer,
    RunAnswer,
    ToldAnswer,
    WordsAnswer,
)
from core.path.blocks import Explain, Observe, Predict, RunBlock, Task
from core.path.judging import WAS_MET, judge
from core.path.known import Known
from core.recipe import Recipe
from core.runs.events import Failed, Stopped
from tests.core.path.evidence import DIGITS, EPOCHS, FINISHED, OPENED, STARTED, evidence

RUN = Known(evidence())
SCREEN = Known(evidence(DIGITS, ()))
IN_FLIGHT = Known(evidence(events=(STARTED, *EPOCHS)))
NOTHING = Known(None)
NAN = float("nan")
DIVERGED = Known(
    evidence(
        events=(
            STARTED,
            EPOCHS[0],
            EPOCHS[1].model_copy(update={"loss": NAN, "val_loss": NAN}),
            FINISHED,
        )
    )
)


def predict(**keys: object) -> Predict:
    return Predict.model_validate({"name": "a", "of": "first", "ask": "?", "why": "So.", **keys})


ACCURACY = predict(number="val_accuracy", within="10 points")
LOSS = predict(number="initial_loss", within="20 %")
CHOICES = [
    {"text": "Training", "when": "gap > 1 %", "why": "Seen again."},
    {"text": "Validation", "when": "gap < -1 %", "why": "Luck."},
    {"text": "Neither", "why": "Never."},
]
CURVES = Observe.model_validate(
    {"name": "a", "of": "first", "ask": "?", "why": "So.", "choices": CHOICES}
)


@pytest.mark.parametrize(
    ("block", "said", "is_right"),
    [
        (ACCURACY, 0.625, True),
        (ACCURACY, 0.725, True),  # 62.5 % and ten points, on the edge
        (ACCURACY, 0.525, True),
        (ACCURACY, 0.73, False),
        (ACCURACY, 0.52, False),
        (LOSS, 2.4, True),
        (LOSS, 2.88, True),  # 2.4 and a fifth of it
        (LOSS, 2.9, False),
        (LOSS, 1.9, False),
        (predict(number="best_epoch"), 2, True),
        (predict(number="best_epoch"), 2.4, False),
        (predict(number="epochs_done * 2 + 1", within="0.5"), 7.5, True),
        (predict(number="epochs_done * 2 + 1", within="0.5"), 7.6, False),
    ],
)
def test_a_number_is_right_if_it_is_near(block, said, is_right):
    assert judge(block, NumberAnswer(number=said), RUN).is_right is is_right


def test_what_is_told_of_a_number():
    right = judge(ACCURACY, NumberAnswer(number=0.6), RUN)
    assert right == (True, "60.0%", "62.5%", "Right: you said 60.0%, and it is 62.5%.", "So.")
    wrong = judge(LOSS, NumberAnswer(number=0.5), RUN)
    assert wrong == (False, "0.50", "2.40", "You said 0.50, and it is 2.40.", "So.")
    told = judge(LOSS, ToldAnswer(), RUN)
    assert told == (None, "", "2.40", "It is 2.40.", "So.")


@pytest.mark.parametrize("known", [IN_FLIGHT, NOTHING])
def test_nothing_is_given_away_while_the_run_is_not_over(known):
    for block, answer in [
        (ACCURACY, NumberAnswer(number=0.6)),
        (ACCURACY, ToldAnswer()),
        (CURVES, ChoiceAnswer(choice=0)),
        (predict(curve="val_accuracy", within="0.1"), CurveAnswer(points=[(0, 0), (3, 1)])),
    ]:
        told = judge(block, answer, known)
        assert told.is_right is None
        assert (told.real, told.why) == ("", "")
        assert told.sentence == "What it is will be known when its run has come to its end."


def test_it_is_said_why_something_is_not_known():
    accuracy = predict(number="test_accuracy", within="10 points")
    sealed = judge(accuracy, NumberAnswer(number=0.8), RUN)
    assert (sealed.real, sealed.said) == ("", "80.0%")
    assert "when the test set of this run was opened" in sealed.sentence
    opened = judge(accuracy, NumberAnswer(number=0.8), Known(evidence(events=OPENED)))
    assert opened.is_right is True
    failed = Known(evidence(events=(STARTED, *EPOCHS, Failed(reason="No memory."))))
    drawn = CurveAnswer(points=[(0, 0), (3, 1)])
    for block, answer in (
        (ACCURACY, NumberAnswer(number=0.6)),
        (CURVES, ToldAnswer()),
        (predict(curve="val_accuracy", within="0.1"), drawn),
    ):
        assert (
            "ended without a result. Start it once more." in judge(block, answer, failed).sentence
        )


def test_where_no_run_will_come_that_is_said():
    compared = predict(number="val_accuracy - plain.val_accuracy", within="5 points")
    without = Known(evidence(), is_given_up={"plain"}.__contains__)
    assert "there is no run of “plain”" in judge(compared, ToldAnswer(), without).sentence
    in_flight = Known(evidence(), {"plain": IN_FLIGHT.evidence("")}.get)
    assert "will be known" in judge(compared, ToldAnswer(), in_flight).sentence
    deleted = Known(None, is_given_up={"first"}.__contains__)
    assert "there is no run of “first”" in judge(ACCURACY, ToldAnswer(), deleted).sentence
    first_epoch = Known(evidence(events=(STARTED, EPOCHS[0], Stopped(seconds=1))))
    told = judge(predict(number="gap", within="1 points"), ToldAnswer(), first_epoch)
    assert "ended without a result" in told.sentence


def test_a_recipe_on_the_screen_whose_layers_do_not_fit_says_so():
    link = "data.dataset=digits&model.layers=maxpooling2d:9,flatten,dense:10,softmax"
    block = Explain.model_validate({"name": "a", "ask": "?", "number": "parameters"})
    for known in (Known(evidence(Recipe.from_link(link), ())), NOTHING):
        told = judge(block, NumberAnswer(number=5), known)
        assert (told.is_right, told.real) == (None, "")
        assert "recipe on the screen" in told.sentence


def test_a_loss_that_is_no_number_is_never_right():
    told = judge(predict(number="val_loss", within="1000 %"), NumberAnswer(number=2), DIVERGED)
    assert told.is_right is False
    assert told.sentence == "You said 2.00, and it is not a number."


def test_a_choice():
    right = judge(CURVES, ChoiceAnswer(choice=0), RUN)
    assert right == (
        True,
        "Training",
        "Training",
        "Right: “Training”. Measured: training accuracy above that of validation 37.5%.",
        "Seen again.\n\nSo.",
    )
    wrong = judge(CURVES, ChoiceAnswer(choice=1), RUN)
    assert wrong == (
        False,
        "Validation",
        "Training",
        "You said “Validation”, and right is: “Training”. "
        "Measured: training accuracy above that of validation 37.5%.",
        "Luck.\n\nSeen again.\n\nSo.",
    )
    told = judge(CURVES, ToldAnswer(), RUN)
    assert (told.is_right, told.real, told.why) == (None, "Training", "Seen again.\n\nSo.")
    never = judge(CURVES, ChoiceAnswer(choice=2), RUN)
    assert never.is_right is False


def test_a_choice_in_the_other_direction_keeps_its_signs_together():
    persian = {
        "name": "a",
        "ask": "?",
        "choices": [{"text": "نه!", "when": "always"}, {"text": "b"}],
    }
    told = judge(Explain.model_validate(persian), ChoiceAnswer(choice=0), SCREEN)
    assert told.sentence == "Right: “\u2068نه!\u2069”."


def test_a_choice_of_which_several_are_right_or_none():
    both = [{"text": "One", "when": "always"}, {"text": "Two", "when": "val_accuracy > 0.5"}]
    block = predict(choices=both)
    assert judge(block, ChoiceAnswer(choice=1), RUN).is_right is True
    assert judge(block, ToldAnswer(), RUN).real == "One” or “Two"
    never = [{"text": "One", "when": "val_accuracy > 0.9"}, {"text": "Two", "when": "gap < 0"}]
    told = judge(predict(choices=never), ChoiceAnswer(choice=0), RUN)
    assert (told.is_right, told.real) == (None, "")
    assert told.sentence.startswith("This time none of these is right.")


def test_a_condition_about_another_run_tells_both():
    choices = [
        {"text": "Better", "when": "val_accuracy > as-written.val_accuracy"},
        {"text": "Worse", "when": "val_accuracy <= as-written.val_accuracy"},
    ]
    written = evidence(events=(STARTED, *EPOCHS[:2], FINISHED))
    known = Known(evidence(), {"as-written": written}.get)
    told = judge(predict(choices=choices), ChoiceAnswer(choice=0), known)
    assert told.is_right is True
    assert "validation accuracy 62.5%, validation accuracy 50.0% (as-written)" in told.sentence


def test_a_drawn_curve():
    block = predict(curve="val_accuracy", within="10 points")
    # The real one is 0.125, 0.5, 0.75, 0.625.
    near = judge(block, CurveAnswer(points=[(0, 0.125), (1, 0.4), (2, 0.65), (3, 0.725)]), RUN)
    assert near.is_right is True
    assert near.sentence == (
        "On average yours lies 7.5 points from the real one. That one rises, then falls again; "
        "yours rises, then stays level. The two cross."
    )
    far = judge(block, CurveAnswer(points=[(0, 1.0), (3, 1.0)]), RUN)
    assert far.is_right is False
    assert far.sentence == (
        "On average yours lies 50.0 points from the real one. That one rises, then falls again; "
        "yours hardly changes. Yours lies above it all the way."
    )
    told = judge(block, ToldAnswer(), RUN)
    assert (told.is_right, told.why) == (None, "So.")


def test_a_curve_of_a_run_that_diverged():
    block = predict(curve="train_loss", within="0.5")
    told = judge(block, CurveAnswer(points=[(1, 2.0), (3, 1.0)]), DIVERGED)
    assert (told.is_right, told.sentence) == (
        False,
        "There is no curve: its values are no numbers.",
    )


def test_what_is_explained_is_checked_against_the_recipe_on_the_screen():
    block = Explain.model_validate({"name": "a", "ask": "?", "number": "inputs * 10"})
    assert judge(block, NumberAnswer(number=640), SCREEN).is_right is True
    assert judge(block, NumberAnswer(number=784), SCREEN).is_right is False
    fixed = [{"text": "Yes", "when": "always"}, {"text": "No"}]
    sure = Explain.model_validate({"name": "a", "ask": "?", "choices": fixed})
    assert judge(sure, ChoiceAnswer(choice=0), NOTHING).sentence == "Right: “Yes”."


def test_a_free_text_is_told_a_sample():
    block = Explain.model_validate({"name": "a", "ask": "?", "sample": "More units.", "why": "So."})
    told = judge(block, WordsAnswer(words="More layers."), NOTHING)
    assert told == (None, "More layers.", "More units.", "One way to say it: More units.", "So.")


def test_a_task():
    task = Task.model_validate({"name": "a", "ask": "?", "when": "val_accuracy >= 60 %"})
    told = judge(task, RunAnswer(run="1a"), RUN)
    assert (told.is_right, told.sentence) == (True, "Reached: validation accuracy 62.5%.")
    hard = Task.model_validate({"name": "a", "ask": "?", "when": "val_accuracy >= 70 %"})
    # The run was the answer before it was trained on, or before the task was changed.
    told = judge(hard, RunAnswer(run="1a"), RUN)
    assert (told.is_right, told.real, told.sentence) == (True, "", WAS_MET)
    assert judge(hard, ToldAnswer(), NOTHING).is_right is None


def test_a_run_is_not_judged():
    assert judge(RunBlock(name="a", recipe="yours"), RunAnswer(run="1a"), RUN) is None


NUMBER, CHOICE = NumberAnswer(number=2.4), ChoiceAnswer(choice=0)
CURVE, WORDS = CurveAnswer(points=[(0, 0), (1, 1)]), WordsAnswer(words="a")


@pytest.mark.parametrize(
    ("block", "others"),
    [
        (LOSS, [CHOICE, CURVE, WORDS, RunAnswer(run="1a")]),
        (CURVES, [NUMBER, CURVE, WORDS, ChoiceAnswer(choice=3)]),
        (predict(curve="val_loss", within="1"), [NUMBER, CHOICE, WORDS]),
        (Explain.model_validate({"name": "a", "ask": "?", "sample": "b"}), [NUMBER, CHOICE, CURVE]),
    ],
)
def test_an_answer_of_another_form_counts_as_none(block, others):
    """The path was changed after it was given."""
    assert {judge(block, other, RUN) for other in others} == {judge(block, ToldAnswer(), RUN)}
