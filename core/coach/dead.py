"""Units that never answer."""

from core.coach.rate import slower
from core.coach.reading import Finding, Reading
from core.look import SAMPLE

MANY = 0.5
"""A share of a layer's units above which their silence is no accident."""


def dead_units(reading: Reading) -> Finding | None:
    """A relu most of whose units give 0 whatever they see."""
    layers = [layer for layer in reading.layers if layer.dead is not None]
    worst = max(layers, key=lambda layer: layer.dead, default=None)
    if worst is None or worst.dead < MANY:
        return None
    return Finding(
        f"{worst.dead:.0%} of the units of `{worst.name}` give 0 for each of "
        f"{SAMPLE} training pictures: they are dead.",
        "A relu that gives 0 has the gradient 0, so its weights never change again. "
        "Steps that were too long pushed the units there.",
        *slower(reading.recipe),
    )
