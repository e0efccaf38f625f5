"""Pictures of a set as cards, each with what a network says of it and how sure it is."""

from collections.abc import Iterable

import numpy as np

from core.cross_entropy import are_probabilities
from core.datasets import DatasetCard
from dashboard import pictures
from dashboard.picture_sets import PictureSet

TEXT = {
    "right": "{name}",
    "wrong": "says {said}, is {name}",
    "picture": "picture {index} of x_{source}, {name}",
    "output": "output {value:.3g}",
}
BARS = 3


def answer_cards(
    card: DatasetCard, shown: PictureSet, places: Iterable[int], outputs: np.ndarray
) -> str:
    """The pictures at these places of a set as HTML, with their outputs `(places, classes)`."""
    # Where they are no probabilities, there is nothing that could be a bar.
    with_bars = are_probabilities(outputs)
    return pictures.cards(
        _card(card, shown, place, row, with_bars)
        for place, row in zip(places, outputs, strict=True)
    )


def _card(
    card: DatasetCard, shown: PictureSet, place: int, output: np.ndarray, with_bars: bool
) -> str:
    label, said = int(shown.labels[place]), int(output.argmax())
    name = card.classes[label]
    alt = TEXT["picture"].format(index=shown.indices[place], source=shown.source, name=name)
    verdict = TEXT["right" if label == said else "wrong"]
    number = f"<p>{TEXT['output'].format(value=output[said])}</p>"
    return pictures.card(
        pictures.image_tag(shown.pixels(place), card.max_value, alt),
        verdict.format(name=name, said=card.classes[said]),
        label == said,
        pictures.bars(output, card.classes, BARS) if with_bars else number,
    )
