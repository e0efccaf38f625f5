"""Units that never answer."""

from core.coach.rate import FAR_ABOVE, slower, usual_rate
from core.coach.reading import Finding, Reading
from core.runs.probe import SAMPLE

MANY = 1 / 3
"""A share of a layer's units whose silence far too long steps explain. At usual rates Adam silences
two thirds of a layer behind a convolution in its first epoch, and the network learns all the same.
"""
NEARLY_ALL = 0.95
"""A share of a layer's units that leaves the next layer nothing to learn from."""


def dead_units(reading: Reading) -> Finding | None:
    """A relu many of whose units give 0 whatever they see, and long steps are to blame."""
    layers = [layer for layer in reading.layers if layer.dead is not None]
    worst = max(layers, key=lambda layer: layer.dead, default=None)
    training = reading.recipe.training
    long = training.learning_rate >= FAR_ABOVE * usual_rate(training)
    if worst is None or worst.dead < (MANY if long else NEARLY_ALL):
        return None
    return Finding(
        f"{worst.dead:.0%} of the units of `{worst.name}` give 0 for each of "
        f"{SAMPLE} training pictures: they are dead.",
        "A relu that gives 0 has the gradient 0, so its weights never change again. "
        "Steps that were too long pushed the units there.",
        *slower(reading.recipe),
    )
