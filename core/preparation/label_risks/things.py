"""Faces, things and a visitor's own pictures that augmentation turns."""

from collections.abc import Iterator

from core.datasets import DatasetCard
from core.language import say
from core.preparation.label_risks.risk import (
    UPRIGHT,
    LabelRisk,
    class_or_first,
    example_of,
    strongest,
    turning_settings,
)
from core.recipe import Augmentation


def turned_faces(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    """Faces turned far from upright."""
    settings = turning_settings(augmentation)
    if not settings:
        return
    example = class_or_first(card, "happy")
    yield LabelRisk(
        settings[0],
        example,
        strongest(settings[0], augmentation),
        say("Does this face still look {example}?", example=example),
        False,
        say(
            "Upside down, the corners of a smiling mouth point down. People read such faces badly, "
            "and every face in the test set is upright. A horizontal flip is harmless here: a face "
            "seen in a mirror has the same mood."
        ),
        {name: UPRIGHT[name] for name in settings},
    )


def turned_things(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    """Clothes and objects turned far from upright."""
    settings = turning_settings(augmentation)
    if not settings:
        return
    example = example_of(card)
    yield LabelRisk(
        settings[0],
        example,
        strongest(settings[0], augmentation),
        say("Could the test set hold a picture like this?"),
        False,
        say(
            "The label is still right: this is “{example}” from any side. But all test pictures "
            "are upright, so the network spends its weights on pictures that never come. "
            "A horizontal flip costs nothing.",
            example=example,
        ),
        {name: UPRIGHT[name] for name in settings},
    )


def own_pictures(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    """A visitor's own pictures, turned or flipped: what they show is not known."""
    settings = turning_settings(augmentation)
    if augmentation.horizontal_flip:
        settings = (*settings, "horizontal_flip")
    if not settings:
        return
    yield LabelRisk(
        settings[0],
        card.classes[0],
        strongest(settings[0], augmentation),
        say("Is this still “{example}”?", example=card.classes[0]),
        None,
        say(
            "You know your pictures. If a person would now give another label, or if your test "
            "pictures never look like this, turn it off. Letters, digits and arrows suffer most."
        ),
        {name: UPRIGHT[name] for name in settings},
    )
