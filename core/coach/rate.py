"""Learning rates that are too high or too low, and networks that learn nothing."""

import math
from itertools import pairwise

from core.coach.evidence import Diagnosis, Evidence, loss_in_detail, loss_in_words
from core.language import plural, say
from core.layers import Activation
from core.recipe import Recipe, Training
from core.recipe.optimizers import OPTIMIZERS

FAR_FROM_USUAL = 10
"""A rate this many times above or below the usual is far from it."""
SPIKE = 1.3
"""Times the untrained network's loss: a training loss above that comes from steps too long."""
NOT_BACK = 0.75
"""Share of the baseline loss: a run that spiked and ends above it has not recovered."""
JUMP, JUMP_SHARE = 0.01, 0.05
"""A rise of the training loss between two epochs that is more than noise: as a share of the
baseline loss, and of the loss itself."""
HARDLY_LEARNED = 0.1
"""Share of the baseline loss: above it, at a rate far above the usual, a single rise counts."""
LITTLE_WAY = 0.5
"""Share of the first loss: a run that ends above it has learned little."""
NOTHING_LEARNED = 0.97
"""Share of the baseline loss: above it a network has learned nothing from the pictures."""
NEAR_SHARE = 0.03
"""An accuracy at most this far above the largest class's share is that of a single answer."""


def usual_rate(training: Training) -> float:
    """A learning rate that suits this optimizer and momentum."""
    # Momentum adds up steps: in the long run they are 1 / (1 - momentum) times as long.
    optimizer = OPTIMIZERS[training.optimizer]
    momentum = training.momentum if optimizer.has("momentum") else 0.0
    return optimizer.usual_rate * (1 - momentum)


def with_rate(recipe: Recipe, rate: float) -> tuple[Recipe, str]:
    """The recipe with this learning rate, and the label of its button."""
    rate = float(f"{rate:.1g}")
    return (
        recipe.with_settings("training", learning_rate=rate),
        say("Use learning rate {rate:g}", rate=rate),
    )


def slower(recipe: Recipe) -> tuple[Recipe, str]:
    """The recipe with a lower learning rate, and the label of its button."""
    return with_rate(recipe, min(recipe.training.learning_rate / 10, usual_rate(recipe.training)))


def _faster(recipe: Recipe) -> tuple[Recipe, str]:
    return with_rate(recipe, max(recipe.training.learning_rate * 10, usual_rate(recipe.training)))


def with_adam(recipe: Recipe) -> tuple[Recipe, str]:
    """The recipe with Adam at its usual rate, and the label of its button."""
    rate = OPTIMIZERS["adam"].usual_rate
    return (
        recipe.with_settings("training", optimizer="adam", learning_rate=rate),
        say("Use Adam with learning rate {rate:g}", rate=rate),
    )


def diverged(run: Evidence) -> Diagnosis | None:
    """The loss is infinite or not a number."""
    points = (*run.progress, *run.training, *run.validation)
    broken = [point for point in points if not math.isfinite(point.loss)]
    if not broken:
        return None
    first = min(broken, key=lambda point: point.epoch)
    return Diagnosis(
        say(
            "In epoch {epoch} the loss became {loss}.",
            epoch=max(math.ceil(first.epoch), 1),
            loss=loss_in_words(first.loss),
        ),
        say(
            "With learning rate {rate:g} each step made the weights larger, until they left the "
            "range of numbers. From there no step leads back.",
            rate=run.fastest.training.learning_rate,
        ),
        *slower(run.fastest),
    )


def learning_rate_too_high(run: Evidence) -> Diagnosis | None:
    """The training loss spikes and stays up, rises again and again, or never falls."""
    if run.latest is None:
        return None
    losses = [point.loss for point in run.training]
    sentence = _spike(run, losses) or _rises(run, losses) or _flat(run, losses)
    if sentence is None:
        return None
    return Diagnosis(
        sentence,
        say(
            "With learning rate {rate:g} a step leaps over the valley and lands higher on the "
            "other side. Shorter steps go down into it.",
            rate=run.fastest.training.learning_rate,
        ),
        *slower(run.fastest),
    )


def _spike(run: Evidence, losses: list[float]) -> str | None:
    highest = max(losses + [point.loss for point in run.progress])
    start = max(run.first_loss or 0.0, run.guessing_loss)
    if highest <= SPIKE * start or losses[-1] <= NOT_BACK * run.baseline_loss:
        return None
    return say(
        "The training loss jumped to {highest}, far above the {start} of the untrained network, "
        "and ended at {last}.",
        highest=loss_in_words(highest),
        start=loss_in_words(start),
        last=loss_in_words(losses[-1]),
    )


def _rises(run: Evidence, losses: list[float]) -> str | None:
    rises = [
        (before, after)
        for before, after in pairwise(losses)
        if after - before > max(JUMP * run.baseline_loss, JUMP_SHARE * before)
    ]
    training = run.fastest.training
    far_above = training.learning_rate >= FAR_FROM_USUAL * usual_rate(training)
    one_counts = far_above and losses[-1] > HARDLY_LEARNED * run.baseline_loss
    if len(rises) < (1 if one_counts else max(2, len(losses) / 5)):
        return None
    before, after = max(rises, key=lambda rise: rise[1] - rise[0])
    return say(
        plural(
            "The training loss rose again in {count} of {epochs} epochs, from {before} to {after}, "
            "where it ought to fall.",
            "The training loss rose again in {count} of {epochs} epochs, at worst from {before} to "
            "{after}, where it ought to fall.",
        ),
        count=len(rises),
        epochs=len(losses),
        before=loss_in_words(before),
        after=loss_in_words(after),
    )


def _flat(run: Evidence, losses: list[float]) -> str | None:
    rate, usual = run.fastest.training.learning_rate, usual_rate(run.fastest.training)
    if rate < FAR_FROM_USUAL * usual or losses[-1] < NOTHING_LEARNED * run.baseline_loss:
        return None
    return say(
        plural(
            "After {count} epoch the training loss is {last}, no better than knowing nothing of "
            "the pictures, which costs {baseline}; a usual learning rate is {usual:g}.",
            "After {count} epochs the training loss is {last}, no better than knowing nothing of "
            "the pictures, which costs {baseline}; a usual learning rate is {usual:g}.",
        ),
        count=len(losses),
        last=loss_in_words(losses[-1]),
        baseline=loss_in_words(run.baseline_loss),
        usual=usual,
    )


def learning_rate_too_low(run: Evidence) -> Diagnosis | None:
    """The loss has fallen little, at a learning rate far below the usual."""
    first, training = run.first_loss, run.fastest.training
    if first is None or run.latest is None:
        return None
    if training.learning_rate >= usual_rate(training) / FAR_FROM_USUAL:
        return None
    last = run.validation[-1]
    if last.loss <= LITTLE_WAY * first:
        return None
    return Diagnosis(
        say(
            plural(
                "After {count:g} epoch the validation loss is {last}; before training it was "
                "{first}.",
                "After {count:g} epochs the validation loss is {last}; before training it was "
                "{first}.",
            ),
            count=last.epoch,
            last=loss_in_detail(last.loss),
            first=loss_in_detail(first),
        ),
        say(
            "With learning rate {rate:g} the weights hardly change in a step. "
            "The direction may be right, but the steps are too short.",
            rate=training.learning_rate,
        ),
        *_faster(run.fastest),
    )


def stuck_at_one_class(run: Evidence) -> Diagnosis | None:
    """The network gives every picture the same answer."""
    if run.latest is None:
        return None
    training, validation = run.latest
    name, share = run.majority
    one_answer = max(training.accuracy, validation.accuracy) < share + NEAR_SHARE
    if not one_answer or min(training.loss, validation.loss) < NOTHING_LEARNED * run.baseline_loss:
        return None
    cause, repair, label = _without_saturation(run.fastest) or _other_optimizer(run.fastest)
    return Diagnosis(
        say(
            plural(
                "After {count:g} epoch {accuracy:.1%} of the validation pictures are read right; "
                "always saying “{name}” gives {share:.1%}.",
                "After {count:g} epochs {accuracy:.1%} of the validation pictures are read right; "
                "always saying “{name}” gives {share:.1%}.",
            ),
            count=validation.epoch,
            accuracy=validation.accuracy,
            name=name,
            share=share,
        ),
        cause,
        repair,
        label,
    )


def _without_saturation(recipe: Recipe) -> tuple[str, Recipe, str] | None:
    """Cause, repair and label where hidden activations saturate, so that gradients vanish."""
    hidden = recipe.model.layers[:-1]
    saturating = [layer.label for layer in hidden if layer.saturates]
    if not saturating:
        return None
    relu = Activation(activation="relu")
    changed = [relu if layer.saturates else layer for layer in hidden]
    return (
        say(
            "{activation} is flat for large inputs, so each such layer passes on a small part of "
            "the gradient. Little of it reaches the first layers, and all pictures look the same.",
            activation=saturating[0],
        ),
        recipe.with_settings("model", layers=(*changed, recipe.model.layers[-1])),
        say("Use relu in the hidden layers"),
    )


def _other_optimizer(recipe: Recipe) -> tuple[str, Recipe, str]:
    """Cause, repair and label where the activations are not to blame."""
    cause = say(
        "It has found out how often each class comes, and nothing about the pictures. "
        "The gradient that would teach it more is too small or gone."
    )
    if recipe.training.optimizer == "adam":
        return cause, *slower(recipe)
    return cause, *with_adam(recipe)
