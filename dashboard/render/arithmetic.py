"""Numbers and small calculations as text, rounded so that they can be checked.

A student who types a line from the page into a pocket calculator gets the result that the page
shows.
"""

import itertools
import math
import re
from decimal import Decimal

from core.language import number
from core.runs.probe import WeightStep

DECIMALS = (4, 5, 6, 7, 8, 9, 10, 3, 2, 1, 0)
"""How many decimals of a weight to try, in this order; a large float32 has none."""
MOST_DECIMALS = max(DECIMALS)
RESOLUTION = 2**-22
"""How far rounding may move a step in float32, as a share of the weight.

Between two and four units in the last place, depending on the weight.
"""
DIGITS = range(2, 9)
SMALL = Decimal("0.0001")
_NUMBER = re.compile(r"\d+(\.\d+)?")
_EXPONENT = re.compile(r"e([+-]\d+)", re.IGNORECASE)
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def significant(value: float, digits: int = 3) -> str:
    """A number with so many significant digits: `0.0312`, `1.20·10⁻⁵`, `NaN`."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    if value == 0:
        return number(0, "d")
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    if -5 < int(power) < 5:
        return _typeset(f"{value:.{max(digits - 1 - int(power), 0)}f}")
    return _typeset(f"{mantissa}e{power}")


def logarithm(loss: float) -> str:
    """A finite loss −ln p with its p: `−ln 0.12 = 2.12`."""
    share = Decimal(-loss).exp()
    decimals = 3 if loss < 0.1 else 2 if loss < 10 else 1 if loss < 100 else 0
    result = f"{abs(loss):.{decimals}f}"  # rounding can bring a loss below 0
    texts = [f"{share:.{n}f}" if share >= SMALL else f"{share:.{n - 2}e}" for n in DIGITS]
    exact = (text for text in texts if f"{abs(Decimal(text).ln()):.{decimals}f}" == result)
    return f"−ln {_typeset(next(exact, texts[-1]))} = {_typeset(result)}"


def step_equation(step: WeightStep) -> str | None:
    """`w − η·g = 0.0312 − 0.01 × 0.45 = 0.0267`; None if w − η·g is not the rule."""
    if not step.is_plain:
        return None
    for decimals, digits in itertools.product(DECIMALS, DIGITS):
        if equation := _exact_equation(step, decimals, digits):
            return equation
    moved = step.learning_rate * step.gradient
    off = abs(step.before - moved - step.after)
    if off > RESOLUTION * max(abs(step.before), abs(step.after)):
        return None
    return _typeset(
        f"w − η·g = {step.before:.7g} − {step.learning_rate:g} × "
        f"{_factor(f'{step.gradient:.3g}')} ≈ {step.after:.7g}"
    )


def _exact_equation(step: WeightStep, decimals: int, digits: int) -> str | None:
    """The equation with weights to so many decimals and the gradient to so many digits.

    None if the step is too small to be seen in them, or if the result does not come out exactly.
    """
    before, after = f"{step.before:.{decimals}f}", f"{step.after:.{decimals}f}"
    rate, gradient = f"{step.learning_rate:g}", f"{step.gradient:.{digits}g}"
    moved = Decimal(rate) * Decimal(gradient)
    shows = abs(moved) * 10**decimals >= 10 or decimals == MOST_DECIMALS or not moved
    if shows and f"{Decimal(before) - moved:.{decimals}f}" == after:
        return _typeset(f"w − η·g = {before} − {rate} × {_factor(gradient)} = {after}")
    return None


def _factor(number: str) -> str:
    return f"({number})" if number.startswith("-") else number


def _typeset(text: str) -> str:
    """Numbers as Python writes them, as a book in the present language prints them.

    `-4e-05` → `−4·10⁻⁵`.
    """
    return _NUMBER.sub(_digits, _EXPONENT.sub(_power, text)).replace("-", "−")


def _digits(found: re.Match[str]) -> str:
    return number(Decimal(found[0]), "f")


def _power(exponent: re.Match[str]) -> str:
    return power_of_ten(int(exponent[1]))


def power_of_ten(exponent: int) -> str:
    """What follows a mantissa: `·10⁻⁵`."""
    return f"·{number(10, 'd')}{str(exponent).translate(_SUPERSCRIPTS)}"
