"""Pictures of a set as cards, each with what a network says of it and how sure it is."""

from collections.abc import Iterable

import numpy as np
from markupsafe import Markup

from core.datasets import DatasetCard
from core.language import say
from core.numerics.cross_entropy import are_probabilities
from dashboard.lab import texts
from dashboard.lab.picture_sets import PictureSet
from dashboard.render import pictures

BARS = 3


def answer_cards(
    run_id: str, card: DatasetCard, shown: PictureSet, places: Iterable[int], outputs: np.ndarray
) -> Markup:
    """The pictures at these places of a set as HTML, with the outputs `(places, classes)` of a run.

    A click on a picture explains it.
    """
    # Outputs that are not probabilities are written as a number, because bars show probabilities.
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
) -> Markup:
    label, said = int(shown.labels[place]), int(output.argmax())
    name = card.classes[label]
    alt = say(texts.ANSWER_PICTURE, index=shown.indices[place], source=shown.source, name=name)
    verdict = name if label == said else say(texts.SAYS_IS, said=card.classes[said], name=name)
    number = Markup("<p>{}</p>").format(say(texts.ANSWER_OUTPUT, value=output[said]))
    image = pictures.image_tag(shown.pixels(place), card.max_value, alt)
    if shown.which:
        address = f"explain?run={run_id}&picture={shown.which}:{place}"
        image = Markup('<a href="{address}" title="{why}">{image}</a>').format(
            address=address, why=say(texts.ANSWER_WHY), image=image
        )
    return pictures.card(
        image,
        verdict,
        label == said,
        pictures.bars(output, card.classes, BARS) if with_bars else number,
    )
