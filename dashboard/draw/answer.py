"""One picture in several preparations, and what the network predicts for each."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from markupsafe import Markup

from core.datasets import DatasetCard
from core.drawing import ink
from core.engine import EngineError
from core.language import number, say
from core.numerics.cross_entropy import are_probabilities
from core.runs.run import RunError
from dashboard.draw import texts
from dashboard.lab import services
from dashboard.lab.texts import DIVERGED
from dashboard.render import pictures
from dashboard.render.arithmetic import significant

MOST_IN_ORDER = 10
LONGEST_IN_ORDER = 2
FEW = 4


class PreparedPicture(NamedTuple):
    """A prepared picture uint8 `(height, width, channels)`, and how it was prepared."""

    title: str
    note: str
    picture: np.ndarray


def prepared(card: DatasetCard, way: str, picture: np.ndarray | None) -> PreparedPicture:
    """A picture prepared in one of `texts.PREPARATIONS`; an empty one for None."""
    title, note = texts.PREPARATIONS[way]
    if picture is None:
        picture = np.zeros(card.shape, np.uint8)
    return PreparedPicture(say(title), say(note, title=card.title), picture)


def prepared_drawing(card: DatasetCard, drawing: np.ndarray | None) -> list[PreparedPicture]:
    """A drawing prepared in each way, that of the dataset last; empty pictures without one."""
    return [
        prepared(card, way, None if drawing is None else ink.prepare(drawing, card, way))
        for way in ink.WAYS
    ]


def answer_html(
    run_id: str,
    card: DatasetCard,
    preparations: Sequence[PreparedPicture],
    nothing: str,
    task: Callable[[np.ndarray | None], Markup],
    finding: str = "",
    after: int | None = None,
) -> Markup:
    """What a run's network says of the last preparation, large, then of each.

    All are predicted at once, with the weights `after` an epoch if there is one. `nothing` is the
    reason why there is nothing to predict, or empty; `task` turns the outputs for the last
    preparation `(classes,)`, or None, into HTML that stands below it. `finding` is a remark on the
    drawing.
    """
    outputs: Sequence[np.ndarray | None] = [None] * len(preparations)
    if not nothing:
        images = np.stack([one.picture for one in preparations])
        try:
            after, predicted = _predict(run_id, after, images)
            outputs = list(predicted)
        except (EngineError, RunError) as error:
            nothing = str(error)
    columns = (_column(card, *pair) for pair in zip(preparations, outputs, strict=True))
    return Markup(
        '{verdict}{task}<div class="fe-readings">{columns}</div><p class="fe-finding">{finding}</p>'
    ).format(
        verdict=_verdict(card, outputs[-1], nothing, after),
        task=task(outputs[-1]),
        columns=Markup("").join(columns),
        finding=finding,
    )


def _predict(run_id: str, after: int | None, images: np.ndarray) -> tuple[int | None, np.ndarray]:
    """The outputs of a run's network, or of its snapshot, with the epoch of that."""
    engine = services.engine()
    if after is None and engine.store.has_network(run_id):
        return None, engine.predict(run_id, images)
    return engine.predict_snapshot(run_id, after, images)


def _verdict(
    card: DatasetCard, outputs: np.ndarray | None, nothing: str, after: int | None
) -> Markup:
    name = _predicted(card, outputs)
    if outputs is None:
        words, after = nothing, None
    elif not np.isfinite(outputs).all():
        words = say(DIVERGED)
    elif are_probabilities(outputs):
        words = say(texts.SURE, share=float(outputs.max()))
    else:
        words = say(texts.LARGEST, output=_amount(outputs))
    if after is not None:
        words = say(texts.AFTER_EPOCH, epoch=after, verdict=words)
    return Markup('<div class="fe-verdict"><h2>{name}</h2><span>{words}</span></div>').format(
        name=name, words=words
    )


def _predicted(card: DatasetCard, outputs: np.ndarray | None) -> str:
    """The class of the largest output; a dash where there is none."""
    if outputs is None or not np.isfinite(outputs).all():
        return "–"
    return card.classes[outputs.argmax()]


def _amount(outputs: np.ndarray | None) -> str:
    """The largest output, in per cent where the outputs are probabilities."""
    if outputs is None:
        return ""
    if not np.isfinite(outputs).all():
        return "NaN"
    largest = float(outputs.max())
    return number(largest, ".1%") if are_probabilities(outputs) else significant(largest)


def _column(card: DatasetCard, one: PreparedPicture, outputs: np.ndarray | None) -> Markup:
    height, width, _channels = card.shape
    name, amount = _predicted(card, outputs), _amount(outputs)
    alt = say(
        texts.PICTURE_EMPTY if outputs is None else texts.PICTURE_READ,
        title=one.title,
        height=height,
        width=width,
        name=name,
        amount=amount,
    )
    return Markup(
        "<section><h3>{title}</h3><small>{note}</small>{image}"
        "<p><b>{name}</b> {amount}</p>{bars}</section>"
    ).format(
        title=one.title,
        note=one.note,
        image=Markup(pictures.image_tag(one.picture, card.max_value, alt)),
        name=name,
        amount=amount,
        bars=Markup(_bars(card, outputs)),
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
