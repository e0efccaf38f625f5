"""The figures of a run in words."""

from core.experiments.raced import RACED
from core.experiments.verdict import Band
from core.language import number, say
from core.numerics.metrics import wilson
from core.runs.summary import Summary
from dashboard.runs import texts

LONG_SECONDS = 120


def took(seconds: float) -> str:
    """A duration; empty if none is known."""
    if not seconds:
        return ""
    if seconds < LONG_SECONDS:
        return say(texts.SECONDS, seconds=seconds)
    return say(texts.MINUTES, minutes=seconds / 60)


def result(summary: Summary) -> str:
    """The validation accuracy."""
    if summary.accuracy is None:
        return say(texts.NO_RESULT)
    return number(summary.accuracy, ".1%")


def interval(summary: Summary) -> str:
    """Where it lies with a confidence of 95 %; empty without a result."""
    if summary.accuracy is None or not summary.pictures:
        return ""
    low, high = wilson(round(summary.accuracy * summary.pictures), summary.pictures)
    return say(texts.INTERVAL, low=low, high=high)


def raced_value(setting: str, value: str) -> str:
    """A value of a setting that is raced: a number as it is, any other in words."""
    return value if is_number(value) else RACED[setting].in_words(value)


def is_number(value: str) -> bool:
    """Whether a text is a number."""
    try:
        float(value)
    except ValueError:
        return False
    return True


def band(of_seeds: Band | None) -> str:
    """From which to which result the seeds of a recipe reach; empty without two of them."""
    if of_seeds is None or of_seeds.seeds == 1:
        return ""
    return say(texts.BAND, low=of_seeds.low, high=of_seeds.high)


def curve(summary: Summary) -> str:
    """From where to where the validation accuracy went."""
    known = [value for value in summary.curve if value is not None]
    return say(texts.CURVE, first=known[0], last=known[-1]) if known else say(texts.NO_CURVE)
