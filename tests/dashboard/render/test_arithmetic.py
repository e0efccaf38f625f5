"""Written calculations: a pocket calculator gives the result that stands on the page."""

import math
import re
from decimal import Decimal

import numpy as np
import pytest

from core.language import spoken
from core.runs.probe import WeightStep
from dashboard.render.arithmetic import logarithm, significant, step_equation

POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def read(text: str) -> Decimal:
    """A number as the page writes it."""
    mantissa, _, power = text.strip("()").replace("−", "-").partition("·10")
    return Decimal(mantissa).scaleb(int(power.translate(POWERS)) if power else 0)


def step_of(before: float, rate: float, gradient: float, after: float | None = None) -> WeightStep:
    """A step as float32 does it, or to `after`."""
    w, g = np.float32(before), np.float32(gradient)
    if after is None:
        after = float(w - np.float32(rate) * g)
    return WeightStep(
        layer="dense",
        place=(3, 1),
        before=float(w),
        gradient=float(g),
        learning_rate=rate,
        after=after,
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0312, "0.0312"),
        (-3.14159, "−3.14"),
        (757.3, "757"),
        (12345.0, "12345"),
        (1.2e-5, "1.20·10⁻⁵"),
        (123456.0, "1.23·10⁵"),
        (0.0, "0"),
        (math.nan, "NaN"),
        (-math.inf, "−∞"),
    ],
)
def test_three_significant_digits(value, written):
    assert significant(value) == written


@pytest.mark.parametrize(
    ("share", "written"),
    [
        (0.12, "−ln 0.12 = 2.12"),
        (0.1, "−ln 0.10 = 2.30"),
        (0.0033, "−ln 0.0033 = 5.71"),
        (0.998, "−ln 0.998 = 0.002"),
        (1.0, "−ln 1.00 = 0.000"),
        (1e-7, "−ln 1·10⁻⁷ = 16.1"),
    ],
)
def test_a_loss_is_written_as_a_logarithm(share, written):
    assert logarithm(-math.log(share)) == written


def test_logarithms_come_out_again():
    for loss in np.random.default_rng(0).gamma(0.5, 8, 500):
        share, result = re.fullmatch("−ln (.+) = (.+)", logarithm(float(loss))).groups()
        decimals = len(result.partition(".")[2])
        assert f"{-read(share).ln():.{decimals}f}" == result == f"{loss:.{decimals}f}"


def test_a_probability_too_small_for_a_float_has_its_logarithm():
    assert logarithm(812.3) == "−ln 2·10⁻³⁵³ = 812"  # ln 2 − 353 ln 10 = −812.12


def test_a_plain_step_is_written_out():
    step = step_of(0.0312, 0.01, 0.45)
    assert step_equation(step) == "w − η·g = 0.0312 − 0.01 × 0.45 = 0.0267"
    step = step_of(0.0312, 0.05, -0.2)
    assert step_equation(step) == "w − η·g = 0.0312 − 0.05 × (−0.2) = 0.0412"


def test_steps_come_out_again():
    rng = np.random.default_rng(0)
    exact = 0
    for _ in range(300):
        rate = float(rng.choice([1, 2, 5]) * 10.0 ** rng.integers(-4, 1))
        written = step_equation(step_of(rng.normal() / 10, rate, rng.normal()))
        pattern = r"w − η·g = (\S+) − (\S+) × (\S+) ([=≈]) (\S+)"
        before, eta, gradient, sign, after = re.fullmatch(pattern, written).groups()
        exact += sign == "="
        result = read(before) - read(eta) * read(gradient)
        places = len(after.partition(".")[2])
        tolerance = Decimal(0) if sign == "=" else Decimal("1e-6")
        assert abs(round(result, places) - read(after)) <= tolerance
        assert read(before) != read(after) or sign == "≈"
    assert exact > 270


def test_a_step_too_small_for_the_weight_is_not_exact():
    step = step_of(-1.605149, 0.0005, -4.76e-5)  # 2.4e-8; float32 there has steps of 1.2e-7
    assert step.after == step.before
    assert "≈" in step_equation(step)


def test_a_gradient_of_zero_leaves_the_weight():
    assert step_equation(step_of(0.2, 0.01, 0.0)) == "w − η·g = 0.2000 − 0.01 × 0 = 0.2000"


@pytest.mark.parametrize("after", [0.0302, math.nan])
def test_another_rule_has_no_equation(after):
    assert step_equation(step_of(0.0312, 0.01, 0.45, after)) is None


def test_a_small_step_of_momentum_is_not_taken_for_a_plain_one():
    # w − η·g would be 0.499996; momentum went ten times as far.
    assert step_equation(step_of(0.5, 0.01, 0.0004, 0.49996)) is None


@pytest.mark.parametrize(("units", "has_equation"), [(2, True), (4, False)])
def test_a_step_that_is_off_by_more_than_rounding_has_no_equation(units, has_equation):
    # A unit in the last place is 2⁻²⁴ here. The plain step ends at 0.74991041, so two units more
    # already round up at the sixth decimal, and no exact equation hides the difference.
    before, rate, gradient = 0.7500004, 0.01, 0.009
    after = step_of(before, rate, gradient).after + units * 2**-24
    step = step_of(before, rate, gradient, after)
    assert step.is_plain
    assert (step_equation(step) is not None) == has_equation


def test_sums_are_written_with_the_digits_of_the_language():
    with spoken("fa"):
        assert significant(-1.2e-5) == "−۱٫۲۰·۱۰⁻⁵"
        assert logarithm(-math.log(0.12)) == "−ln ۰٫۱۲ = ۲٫۱۲"
