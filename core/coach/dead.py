"""Dead units: relus that give 0 for every picture."""

from operator import itemgetter

from core.coach.evidence import Diagnosis, Evidence
from core.coach.rate import FAR_FROM_USUAL, slower, usual_rate
from core.language import say
from core.runs.probe import SAMPLE

MANY_DEAD = 1 / 3
"""At a learning rate far above the usual, a layer with this share of dead units is a fault. At
usual rates it is none: Adam leaves two thirds of a layer behind a convolution dead in its first
epoch, and the network learns all the same."""
NEARLY_ALL_DEAD = 0.95
"""At any learning rate, a layer with this share of dead units is a fault: the next layer has
nothing left to learn from."""


def dead_units(run: Evidence) -> Diagnosis | None:
    """So many units of a relu give 0 for every picture that the network learns less."""
    shares = [(layer.dead, layer.name) for layer in run.layers if layer.dead is not None]
    dead, name = max(shares, key=itemgetter(0), default=(0.0, ""))
    training = run.fastest.training
    too_long_steps = training.learning_rate >= FAR_FROM_USUAL * usual_rate(training)
    if dead < (MANY_DEAD if too_long_steps else NEARLY_ALL_DEAD):
        return None
    return Diagnosis(
        say(
            "{dead:.0%} of the units of `{layer}` give 0 for each of {pictures} training pictures: "
            "they are dead.",
            dead=dead,
            layer=name,
            pictures=SAMPLE,
        ),
        say(
            "A relu that gives 0 has the gradient 0, so its weights never change again. "
            "Steps that were too long pushed the units there."
        ),
        *slower(run.fastest),
    )
