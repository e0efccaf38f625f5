"""One picture as the network receives it, in several preparations, and what it says of each."""

import html
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from core.datasets import DatasetCard
from core.drawing import ink
from core.engine import EngineError
from core.language import say
from core.numerics.cross_entropy import are_probabilities
from core.runs.store import RunError
from dashboard.lab import services
from dashboard.lab.texts import DIVERGED
from dashboard.render import pictures
from dashboard.render.arithmetic import significant

TEXT = {
    "sure": "with a probability of {amount}",
    "largest": "its output is {amount}: without softmax no probability",
    "nothing": "Nothing is drawn yet.",
    "nothing_shown": "Nothing is shown yet.",
    "picture": "{title}, {height}×{width} pixels: {answer}",
    "answer": "read as {name} with {amount}",
    "no_answer": "empty",
    "raw": "Raw",
    "raw_note": "all of it, shrunk",
    "boxed": "Boxed",
    "boxed_note": "cut out, as large as theirs",
    "centred": "Centred",
    "centred_note": "as {title} was made",
}
MOST_IN_ORDER = 10
LONGEST_IN_ORDER = 2
FEW = 4


class Reading(NamedTuple):
    """A prepared picture uint8 `(height, width, channels)`, and how it was prepared."""

    title: str
    note: str
    picture: np.ndarray


def ink_readings(card: DatasetCard, drawing: np.ndarray | None) -> list[Reading]:
    """A drawing prepared in each way, the collection's own last; empty pictures without one."""
    empty = np.zeros(card.shape, np.uint8)
    return [
        Reading(
            TEXT[way],
            TEXT[f"{way}_note"].format(title=card.title),
            empty if drawing is None else ink.prepare(drawing, card, way),
        )
        for way in ink.WAYS
    ]


def answer(
    run_id: str,
    card: DatasetCard,
    readings: Sequence[Reading],
    nothing: str,
    task: Callable[[np.ndarray | None], str],
    finding: str = "",
) -> str:
    """What a run's network says of the last reading, large, then of each, as HTML.

    They are asked for at once. `nothing` is why there is nothing to read, or empty; `task` turns
    the answer to the last reading `(classes,)`, or None, into HTML that stands below it.
    """
    outputs: Sequence[np.ndarray | None] = [None] * len(readings)
    if not nothing:
        try:
            outputs = services.engine().predict(run_id, np.stack([one.picture for one in readings]))
        except (EngineError, RunError) as error:
            nothing = str(error)
    columns = "".join(_column(card, *pair) for pair in zip(readings, outputs, strict=True))
    return (
        f"{_verdict(card, outputs[-1], nothing)}{task(outputs[-1])}"
        f'<div class="fe-readings">{columns}</div>'
        f'<p class="fe-finding">{html.escape(finding)}</p>'
    )


def _verdict(card: DatasetCard, outputs: np.ndarray | None, nothing: str) -> str:
    name, amount = _name_and_amount(card, outputs)
    words = html.escape(nothing)
    if outputs is not None:
        sure = TEXT["sure" if are_probabilities(outputs) else "largest"].format(amount=amount)
        words = sure if np.isfinite(outputs).all() else say(DIVERGED)
    return f'<div class="fe-verdict"><h2>{html.escape(name)}</h2><span>{words}</span></div>'


def _name_and_amount(card: DatasetCard, outputs: np.ndarray | None) -> tuple[str, str]:
    """The class of the largest output, and that output: of a probability, in per cent."""
    if outputs is None:
        return "–", ""
    if not np.isfinite(outputs).all():
        return "–", "NaN"
    largest = float(outputs.max())
    amount = f"{largest:.1%}" if are_probabilities(outputs) else significant(largest)
    return card.classes[outputs.argmax()], amount


def _column(card: DatasetCard, reading: Reading, outputs: np.ndarray | None) -> str:
    height, width, _channels = card.shape
    name, amount = _name_and_amount(card, outputs)
    answer = TEXT["no_answer" if outputs is None else "answer"].format(name=name, amount=amount)
    alt = TEXT["picture"].format(title=reading.title, height=height, width=width, answer=answer)
    return (
        f"<section><h3>{html.escape(reading.title)}</h3><small>{html.escape(reading.note)}</small>"
        f"{pictures.image_tag(reading.picture, card.max_value, alt)}"
        f"<p><b>{html.escape(name)}</b> {amount}</p>{_bars(card, outputs)}</section>"
    )


def _bars(card: DatasetCard, outputs: np.ndarray | None) -> str:
    """All classes in label order where they are few and short, else the most probable."""
    if outputs is None:
        outputs = np.zeros(card.num_classes)
    elif not are_probabilities(outputs):
        return ""
    short = max(map(len, card.classes)) <= LONGEST_IN_ORDER
    if short and card.num_classes <= MOST_IN_ORDER:
        return pictures.bars_of(outputs, card.classes, range(card.num_classes))
    return pictures.bars(outputs, card.classes, FEW)
