"""Pictures of a set as cards, each with what a network says of it and how sure it is."""

import html
from collections.abc import Iterable

import numpy as np

from core.datasets import DatasetCard
from core.numerics.cross_entropy import are_probabilities
from dashboard.lab.picture_sets import PictureSet
from dashboard.render import pictures

TEXT = {
    "right": "{name}",
    "wrong": "says {said}, is {name}",
    "picture": "picture {index} of x_{source}, {name}",
    "why": "Why does it say that?",
    "output": "output {value:.3g}",
}
BARS = 3


def answer_cards(
    run_id: str, card: DatasetCard, shown: PictureSet, places: Iterable[int], outputs: np.ndarray
) -> str:
    """The pictures at these places of a set as HTML, with the outputs `(places, classes)` of a run.

    A click on a picture explains it.
    """
    # Where they are no probabilities, there is nothing that could be a bar.
    with_bars = are_probabilities(outputs)
    return pictures.cards(
        _card(run_id, card, shown, place, row, with_bars)
        for place, row in zip(places, outputs, strict=True)
    )


def _card(
    run_id: str,
    card: DatasetCard,
    shown: PictureSet,
    place: int,
    output: np.ndarray,
    with_bars: bool,
) -> str:
    label, said = int(shown.labels[place]), int(output.argmax())
    name = card.classes[label]
    alt = TEXT["picture"].format(index=shown.indices[place], source=shown.source, name=name)
    verdict = TEXT["right" if label == said else "wrong"]
    number = f"<p>{TEXT['output'].format(value=output[said])}</p>"
    image = pictures.image_tag(shown.pixels(place), card.max_value, alt)
    if shown.which:
        address = f"explain?run={run_id}&picture={shown.which}:{place}"
        image = f'<a href="{html.escape(address)}" title="{TEXT["why"]}">{image}</a>'
    return pictures.card(
        image,
        verdict.format(name=name, said=card.classes[said]),
        label == said,
        pictures.bars(output, card.classes, BARS) if with_bars else number,
    )
