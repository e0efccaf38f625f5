"""Drawings of the visitor's own: their grounds are counted, and made alike if they wish."""

from dataclasses import replace

from core.datasets import grounds
from core.datasets.choices import Ground
from core.datasets.inspection import Inspection
from core.language import message, plural, say

MIXED = message(
    "Drawings that are dark on a light ground: {light:,}; light on a dark one: {dark:,}. A network "
    "would have to learn both; they can be made alike."
)
MADE_ALIKE = plural(
    "{count:,} picture was inverted, so that all drawings have the same ground.",
    "{count:,} pictures were inverted, so that all drawings have the same ground.",
)


def on_ground(inspection: Inspection, ground: Ground | None) -> Inspection:
    """The same with a count of the grounds of drawings, and all on `ground` if one is given.

    What is published stays as it is.
    """
    dataset, white = inspection.dataset, inspection.dataset.card.max_value
    sets = (dataset.x_train, dataset.x_test)
    found = grounds.count(sets, white) if dataset.card.own else None
    if found is None:
        return inspection
    notes = inspection.notes
    inverted = {"light": found.dark, "dark": found.light, None: 0}[ground]
    if ground and inverted:
        notes = (*notes, say(MADE_ALIKE, count=inverted))
        x_train, x_test = (grounds.on_ground(images, ground, white) for images in sets)
        dataset = replace(dataset, x_train=x_train, x_test=x_test)
    elif not ground and found.are_mixed:
        notes = (*notes, say(MIXED, light=found.light, dark=found.dark))
    dataset = replace(dataset, card=replace(dataset.card, note=" ".join(notes)))
    return replace(inspection, dataset=dataset, notes=notes, grounds=found)
