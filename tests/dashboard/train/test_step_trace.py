"""The trace of a single batch on the Train page: its pictures, calculations and sentences."""

import math
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import Library
from core.runs.probe import LayerProbe, ProbeResult, StepTrace, WeightStep

PLAIN = WeightStep(
    layer="dense", place=(3, 1), before=0.0312, gradient=0.45, learning_rate=0.01, after=0.0267
)


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    return Library(tmp_path_factory.mktemp("home")).card("digits")


def look_of(outputs, labels, losses, weight=PLAIN, batch_size=None) -> ProbeResult:
    count = len(labels)
    trace = StepTrace(
        batch_size=batch_size or count,
        shape=(count, 8, 8, 1),
        pixels=bytes(64 * count),
        labels=labels,
        outputs=outputs,
        losses=losses,
        mean_loss=float(np.mean(losses)),
        weight=weight,
    )
    layers = (LayerProbe(name="dense", gradient=1.0),)
    return ProbeResult(
        epoch=2, step=37, predicted=(), shares=(), units=None, layers=layers, step_trace=trace
    )


def softmax_look(shares, weight=PLAIN, batch_size=None) -> ProbeResult:
    """Pictures of 3 to which the network gave these shares; the rest went to 8."""
    outputs = [
        [share if digit == 3 else 1 - share if digit == 8 else 0.0 for digit in range(10)]
        for share in shares
    ]
    losses = [-math.log(share) for share in shares]
    return look_of(outputs, [3] * len(shares), losses, weight, batch_size)


def draw(look, card):
    from dashboard.train.step_trace import show_step_trace

    show_step_trace(look, card)


def words(look: ProbeResult, card) -> str:
    app = AppTest.from_function(draw, kwargs={"look": look, "card": card}).run(timeout=30)
    assert not app.exception
    blocks = (*app.subheader, *app.markdown, *app.caption, *app.html)
    return "\n".join(block.value for block in blocks)


def test_a_look_without_a_batch_shows_nothing(card):
    look = softmax_look([0.5]).model_copy(update={"step_trace": None})
    assert words(look, card) == ""


def test_pictures_stand_by_their_loss_the_largest_first(card):
    text = words(softmax_look([0.5, 0.12, 0.9]), card)
    assert "step 37, in epoch 2" in text
    assert re.findall(r"−ln .*?(?=</p>)", text) == [
        "−ln 0.12 = 2.12",
        "−ln 0.50 = 0.69",
        "−ln 0.90 = 0.11",
    ]
    assert "✗ says 8, is 3" in text
    assert "✓ 3" in text
    # (2.120 + 0.693 + 0.105) / 3
    assert "The mean loss of all 3 pictures is 0.973." in text


def test_a_large_batch_is_folded_and_says_what_is_missing(card):
    text = words(softmax_look([0.5] * 32, batch_size=64), card)
    assert "<summary>The other 20</summary>" in text
    assert "The first 32 pictures of this batch of 64." in text
    assert "The mean loss of all 64 pictures" in text


def test_a_plain_step_is_written_out_and_explained(card):
    text = words(softmax_look([0.5]), card)
    line = re.search('<p class="fe-step">(.*)</p>', text)[1]
    assert re.sub("<.*?>", "", line).strip() == "w − η·g = 0.0312 − 0.01 × 0.45 = 0.0267"
    assert "from input 3 to unit 1" in text
    assert "The gradient is positive" in text
    assert "makes the weight smaller" in text


def test_a_negative_gradient_makes_the_weight_larger(card):
    step = PLAIN.model_copy(update={"gradient": -0.45, "after": 0.0357})
    assert "makes the weight larger" in words(softmax_look([0.5], step), card)


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ((7,), "number 7 of “dense”"),
        ((0, 2, 1, 5), "filter 5, row 0, column 2 of the kernel, channel 1"),
    ],
)
def test_every_kind_of_weight_has_its_place(card, place, where):
    step = PLAIN.model_copy(update={"place": place})
    assert where in words(softmax_look([0.5], step), card)


def test_another_rule_is_said_with_both_numbers(card):
    step = PLAIN.model_copy(update={"after": 0.0302})  # Adam's first step is the learning rate
    text = words(softmax_look([0.5], step), card)
    assert re.sub("<.*?>", "", text).count("0.031200 → 0.030200") == 1
    assert "The gradient is 0.450, the learning rate η = 0.01" in text
    assert "The optimizer's own rule made the step" in text


def test_outputs_that_are_no_probabilities_have_no_logarithm(card):
    outputs = [[5.0 if digit == 3 else -2.0 for digit in range(10)]]
    text = words(look_of(outputs, [3], [16.118]), card)
    assert "Its outputs are no probabilities" in text
    assert "loss 16.1" in text
    assert "−ln" not in text


def test_a_share_that_was_rounded_to_nothing_keeps_its_loss(card):
    outputs = [[1.0 if digit == 8 else 0.0 for digit in range(10)]]
    assert "−ln 2·10⁻³⁵³ = 812" in words(look_of(outputs, [3], [812.3]), card)


def test_a_network_that_has_diverged_is_told_so(card):
    step = PLAIN.model_copy(update={"gradient": math.nan, "after": math.nan})
    text = words(look_of([[math.nan] * 10], [3], [math.nan], step), card)
    assert "✗ says NaN, is 3" in text
    assert "0.031200 → NaN" in re.sub("<.*?>", "", text)
    assert "this network has diverged" in text


def test_a_network_without_weights_has_no_step(card):
    assert "this network has no weights" in words(softmax_look([0.5], weight=None), card)
