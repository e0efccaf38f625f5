"""Steps that are too long, too short, or lead nowhere."""

import math
from collections.abc import Iterable
from itertools import pairwise

from core.coach.reading import Finding, Reading, plain
from core.layers import Activation, Layer
from core.recipe import Recipe, Training

USUAL_RATE = {"sgd": 0.05, "adam": 0.001, "rmsprop": 0.001}
"""Learning rates that suit small networks on scaled pixels; Keras's defaults but for SGD."""
SPIKE = 1.3
"""How many times the untrained network's loss only a step too long reaches in training."""
NOT_DOWN = 0.75
"""Above this share of the idle loss a run that spiked has not come back."""
JUMP, JUMP_SHARE = 0.01, 0.05
"""A rise of an epoch's training loss that is no noise: in shares of the idle loss, of itself."""
HARDLY_LEARNED = 0.1
"""Above this share of the idle loss one rise is enough, at a rate far above the usual."""
FAR_ABOVE = 10
"""So many times above or below the usual rate is no longer a matter of taste."""
LITTLE_WAY = 0.5
"""The share of its first loss above which a network has gone little of its way."""
IDLE = 0.97
"""Above this share of the idle loss a network has learned nothing from the pictures."""


def usual_rate(training: Training) -> float:
    """A learning rate that suits this optimizer and momentum."""
    # With momentum a step goes on: in the long run it is 1 / (1 - momentum) times as long.
    momentum = 0.0 if training.optimizer == "adam" else training.momentum
    return USUAL_RATE[training.optimizer] * (1 - momentum)


def _with_rate(recipe: Recipe, rate: float) -> tuple[Recipe, str]:
    """The recipe with this learning rate, and the label that says so."""
    rate = float(f"{rate:.1g}")
    return recipe.with_settings("training", learning_rate=rate), f"Use learning rate {rate:g}"


def slower(recipe: Recipe) -> tuple[Recipe, str]:
    """The recipe with shorter steps, and the label that says so."""
    return _with_rate(recipe, min(recipe.training.learning_rate / 10, usual_rate(recipe.training)))


def _faster(recipe: Recipe) -> tuple[Recipe, str]:
    return _with_rate(recipe, max(recipe.training.learning_rate * 10, usual_rate(recipe.training)))


def diverged(reading: Reading) -> Finding | None:
    """A loss that is no number any more."""
    points = (*reading.moments, *reading.training, *reading.validation)
    broken = [point for point in points if not math.isfinite(point.loss)]
    if not broken:
        return None
    first = min(broken, key=lambda point: point.epoch)
    return Finding(
        f"In epoch {max(math.ceil(first.epoch), 1)} the loss became {plain(first.loss)}.",
        f"With learning rate {reading.recipe.training.learning_rate:g} each step made the "
        "weights larger, until they left the range of numbers. "
        "From there no step leads back.",
        *slower(reading.recipe),
    )


def learning_rate_too_high(reading: Reading) -> Finding | None:
    """A loss that spikes and stays up, or goes up and down like a saw."""
    if reading.learned is None:
        return None
    losses = [point.loss for point in reading.training]
    sentence = _spike(reading, losses) or _saw(reading, losses) or _flat(reading, losses)
    if sentence is None:
        return None
    return Finding(
        sentence,
        f"With learning rate {reading.recipe.training.learning_rate:g} a step leaps over the "
        "valley and lands higher on the other side. Shorter steps go down into it.",
        *slower(reading.recipe),
    )


def _spike(reading: Reading, losses: list[float]) -> str | None:
    highest = max(losses + [point.loss for point in reading.moments])
    start = max(reading.first_loss or 0.0, reading.guessing)
    if highest <= SPIKE * start or losses[-1] <= NOT_DOWN * reading.idle:
        return None
    return (
        f"The training loss jumped to {plain(highest)}, far above the {plain(start)} of the "
        f"untrained network, and ended at {plain(losses[-1])}."
    )


def _saw(reading: Reading, losses: list[float]) -> str | None:
    jumps = [
        (before, after)
        for before, after in pairwise(losses)
        if after - before > max(JUMP * reading.idle, JUMP_SHARE * before)
    ]
    rate, usual = reading.recipe.training.learning_rate, usual_rate(reading.recipe.training)
    far = rate >= FAR_ABOVE * usual and losses[-1] > HARDLY_LEARNED * reading.idle
    if len(jumps) < (1 if far else max(2, len(losses) / 5)):
        return None
    before, after = max(jumps, key=lambda jump: jump[1] - jump[0])
    return (
        f"The training loss rose again in {len(jumps)} of {len(losses)} epochs, "
        f"at worst from {plain(before)} to {plain(after)}, where it ought to fall."
    )


def _flat(reading: Reading, losses: list[float]) -> str | None:
    rate, usual = reading.recipe.training.learning_rate, usual_rate(reading.recipe.training)
    if rate < FAR_ABOVE * usual or losses[-1] < IDLE * reading.idle:
        return None
    return (
        f"After {len(losses)} epochs the training loss is {plain(losses[-1])}, no better than "
        f"knowing nothing of the pictures, which costs {plain(reading.idle)}; "
        f"a usual learning rate is {usual:g}."
    )


def learning_rate_too_low(reading: Reading) -> Finding | None:
    """A loss that has gone little of its way, with steps far below what is usual."""
    first, rate = reading.first_loss, reading.recipe.training.learning_rate
    if (
        first is None
        or reading.learned is None
        or rate >= usual_rate(reading.recipe.training) / FAR_ABOVE
    ):
        return None
    last = reading.validation[-1]
    if last.loss <= LITTLE_WAY * first:
        return None
    return Finding(
        f"After {last.epoch:g} epochs the validation loss is {last.loss:.3f}; "
        f"before training it was {first:.3f}.",
        f"With learning rate {rate:g} the weights hardly change in a step. "
        "The direction may be right, but the steps are too short.",
        *_faster(reading.recipe),
    )


def stuck_at_one_class(reading: Reading) -> Finding | None:
    """A network that gives every picture the same answer."""
    if reading.learned is None:
        return None
    training, validation = reading.learned
    name, share = reading.largest
    at_share = max(training.accuracy, validation.accuracy) < share + 0.03
    if not at_share or min(training.loss, validation.loss) < IDLE * reading.idle:
        return None
    saturating = _without_saturation(reading.recipe)
    cause, repair = saturating or _other_optimizer(reading.recipe)
    return Finding(
        f"After {validation.epoch:g} epochs {validation.accuracy:.1%} of the validation pictures "
        f"are read right; always saying “{name}” gives {share:.1%}.",
        cause,
        *repair,
    )


def _without_saturation(recipe: Recipe) -> tuple[str, tuple[Recipe, str]] | None:
    """What to do about hidden layers whose gradients vanish."""
    kinds = _saturating(recipe.model.layers[:-1])
    if not kinds:
        return None
    relu = Activation(activation="relu")
    hidden = (
        relu if isinstance(layer, Activation) and layer.activation in kinds else layer
        for layer in recipe.model.layers[:-1]
    )
    return (
        f"{kinds[0]} is flat for large inputs, so each such layer passes on a small part of the "
        "gradient. Little of it reaches the first layers, and all pictures look the same.",
        (
            recipe.with_settings("model", layers=(*hidden, recipe.model.layers[-1])),
            "Use relu in the hidden layers",
        ),
    )


def _saturating(layers: Iterable[Layer]) -> list[str]:
    kinds = (layer.activation for layer in layers if isinstance(layer, Activation))
    return [kind for kind in kinds if kind in ("sigmoid", "tanh", "softmax")]


def _other_optimizer(recipe: Recipe) -> tuple[str, tuple[Recipe, str]]:
    """What to do where the activations are not to blame."""
    cause = (
        "It has found out how often each class comes, and nothing about the pictures. "
        "The gradient that would teach it more is too small or gone."
    )
    if recipe.training.optimizer == "adam":
        return cause, slower(recipe)
    adam = recipe.with_settings("training", optimizer="adam", learning_rate=USUAL_RATE["adam"])
    return cause, (adam, "Use Adam with learning rate 0.001")
