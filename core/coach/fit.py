"""Runs that overfit, underfit, or ended too early."""

import math

from core.coach.evidence import Diagnosis, Evidence, loss_in_detail
from core.coach.rate import with_adam
from core.language import plural, say
from core.layers import Dropout
from core.recipe import MAX_EPOCHS, MAX_LAYERS, Recipe
from core.recipe.model_presets import model_preset
from core.runs.events import Finished
from core.runs.history import Point

RISE = 1.1
"""The validation loss has turned once it is this many times its lowest value."""
GAP, GAP_AFTER_TURN = 0.1, 0.03
"""Training accuracy minus validation accuracy that means overfitting; the second value where the
validation loss has turned as well."""
WELL_BELOW = 0.8
"""Where a network overfits, its training loss is below this share of the validation loss."""
FEW_STEPS_AN_EPOCH, FEW_STEPS_IN_ALL = 8, 200
"""With fewer steps the batch is a large part of the data and the weights hardly change."""
SMALL_BATCH = 8
"""Pictures in a batch that is small enough in any case."""
HAS_LEARNED = 0.3
"""Below this share of the baseline loss a run has learned well enough, however few its steps."""
STEPS_WANTED = 50
"""Steps an epoch that the repair of a batch that is too large aims at."""
FITTED_GAP = 0.05
"""Training accuracy minus validation accuracy from which on underfitting is not the fault."""
LITTLE_SKILL = 0.35
"""Below this skill (`Evidence.skill`) a run underfits."""
GAIN = 0.01
"""A gain of validation accuracy an epoch that is worth another epoch."""
FALL, FALL_SHARE = 0.015, 0.03
"""A fall of the validation loss an epoch that is worth another epoch: as a share of the baseline
loss, which is enough alone, or as a share of the loss itself, together with `GAIN`."""
SMALLEST_SIDE = 4
"""Pixels that the two poolings of the small convolutional network need."""


def batch_too_large(run: Evidence) -> Diagnosis | None:
    """The batch is so large that there are hardly any steps."""
    if run.latest is None:
        return None
    training, _ = run.latest
    started, size = run.started, run.recipe.training.batch_size
    steps = started.steps_per_epoch * len(run.training)
    few = started.steps_per_epoch < FEW_STEPS_AN_EPOCH and steps < FEW_STEPS_IN_ALL
    if not few or size <= SMALL_BATCH or training.loss < HAS_LEARNED * run.baseline_loss:
        return None
    power_of_two = 2 ** math.floor(math.log2(max(started.train_count / STEPS_WANTED, 4)))
    smaller = min(64, power_of_two)
    if smaller >= size:
        return None
    return Diagnosis(
        say(
            plural(
                "Batches of {size:,} from {pictures:,} pictures make {count} step an epoch, "
                "{steps} in all.",
                "Batches of {size:,} from {pictures:,} pictures make {count} steps an epoch, "
                "{steps} in all.",
            ),
            size=size,
            pictures=started.train_count,
            count=started.steps_per_epoch,
            steps=steps,
        ),
        say(
            "The weights change once a batch, however many pictures it holds. "
            "With smaller batches an epoch takes more steps at the same cost."
        ),
        run.recipe.with_settings("training", batch_size=smaller),
        say("Use batches of {size}", size=smaller),
    )


def overfitting(run: Evidence) -> Diagnosis | None:
    """The network gets better in training and not in validation."""
    if run.latest is None or run.recipe.data.validate_on == "train":
        return None
    training, validation = run.latest
    best = min(run.validation[1:] or run.validation, key=lambda point: point.loss)
    after_best = [point.loss for point in run.validation if point.epoch > best.epoch]
    # Two epochs, so that a single bad one does not count as a turn.
    turned = len(after_best) >= 2 and min(after_best[-2:]) > RISE * best.loss
    gap = training.accuracy - validation.accuracy
    if not gap > (GAP_AFTER_TURN if turned else GAP):
        return None
    if training.loss >= WELL_BELOW * validation.loss:
        return None
    return Diagnosis(
        _overfitting_sentence(training, validation, best if turned else None),
        say(
            "The network has begun to learn its practice pictures by heart, with what is "
            "accidental in them. More pictures, augmentation, dropout or fewer epochs help."
        ),
        *_against_overfitting(run.recipe, int(best.epoch)),
    )


def _overfitting_sentence(training: Point, validation: Point, turn: Point | None) -> str:
    if turn is None:
        return say(
            "In training {training:.1%} are right, in validation {validation:.1%}; the losses are "
            "{training_loss} and {validation_loss}.",
            training=training.accuracy,
            validation=validation.accuracy,
            training_loss=loss_in_detail(training.loss),
            validation_loss=loss_in_detail(validation.loss),
        )
    return say(
        "In training {training:.1%} are right, in validation {validation:.1%}; the validation loss "
        "was lowest after epoch {epoch:g}, at {lowest}, and is now {now}.",
        training=training.accuracy,
        validation=validation.accuracy,
        epoch=turn.epoch,
        lowest=loss_in_detail(turn.loss),
        now=loss_in_detail(validation.loss),
    )


def _against_overfitting(recipe: Recipe, best_epoch: int) -> tuple[Recipe | None, str]:
    layers = recipe.model.layers
    dense = [index for index, layer in enumerate(layers) if layer.reads_rows]
    has_dropout = any(layer.only_in_training for layer in layers)
    if len(dense) > 1 and not has_dropout and len(layers) < MAX_LAYERS:
        place = dense[-1]
        changed = (*layers[:place], Dropout(rate=0.5), *layers[place:])
        return (
            recipe.with_settings("model", layers=changed),
            say("Add Dropout(0.5) before the last layer"),
        )
    if 1 <= best_epoch < recipe.training.epochs:
        return (
            recipe.with_settings("training", epochs=best_epoch),
            say(plural("Stop after {count} epoch", "Stop after {count} epochs"), count=best_epoch),
        )
    return None, ""


def underfitting(run: Evidence) -> Diagnosis | None:
    """The network has not even learned its training pictures."""
    if run.latest is None:
        return None
    training, validation = run.latest
    # With dropout or augmentation, training accuracy is that of a harder task.
    best = max(training.accuracy, validation.accuracy)
    fitted = training.accuracy - validation.accuracy > FITTED_GAP
    if fitted or run.skill(best) >= LITTLE_SKILL:
        return None
    name, share = run.majority
    return Diagnosis(
        say(
            "Even in training only {best:.1%} are right; always saying “{name}” gives {share:.1%}.",
            best=best,
            name=name,
            share=share,
        ),
        say(
            "The network has not learned its own practice pictures, so it is too small for them or "
            "its steps lead too slowly down. This is the opposite of learning by heart."
        ),
        *_against_underfitting(run),
    )


def _against_underfitting(run: Evidence) -> tuple[Recipe | None, str]:
    recipe, card = run.recipe, run.card
    dense = [layer.size for layer in recipe.model.layers[:-1] if layer.reads_rows]
    if min(dense, default=0) < card.num_classes:
        mlp = model_preset("mlp", card.num_classes)
        return recipe.model_copy(update={"model": mlp}), say("Use a hidden layer of 128")
    if recipe.training.optimizer == "sgd" and not recipe.training.momentum:
        return with_adam(recipe)
    convolves = any(layer.convolves for layer in recipe.model.layers)
    if not convolves and min(card.shape[:2]) >= SMALLEST_SIDE:
        cnn = model_preset("small-cnn", card.num_classes)
        return recipe.model_copy(update={"model": cnn}), say("Use a small convolutional network")
    return _longer(recipe)


def still_improving(run: Evidence) -> Diagnosis | None:
    """The run ended while validation still got better."""
    if run.latest is None or not isinstance(run.end, Finished):
        return None
    # Over the last third of the run, five epochs at most.
    stretch = min(max(len(run.training) // 3, 1), 5)
    if len(run.validation) <= stretch:
        return None
    earlier, last = run.validation[-1 - stretch], run.validation[-1]
    gain = (last.accuracy - earlier.accuracy) / stretch
    fall = (earlier.loss - last.loss) / stretch
    both = gain >= GAIN and fall >= FALL_SHARE * earlier.loss
    lowest = min(point.loss for point in run.validation)
    if not (both or fall >= FALL * run.baseline_loss) or last.loss > lowest:
        return None
    return Diagnosis(
        say(
            plural(
                "In the last epoch the validation loss still fell, from {before} to "
                "{after}; accuracy went from {accuracy_before:.1%} to {accuracy_after:.1%}.",
                "In the last {count} epochs the validation loss still fell, from {before} to "
                "{after}; accuracy went from {accuracy_before:.1%} to {accuracy_after:.1%}.",
            ),
            count=stretch,
            before=loss_in_detail(earlier.loss),
            after=loss_in_detail(last.loss),
            accuracy_before=earlier.accuracy,
            accuracy_after=last.accuracy,
        ),
        say(
            "Training ended while every epoch still brought something. "
            "Give it more, until validation no longer gets better."
        ),
        *_longer(run.recipe),
    )


def _longer(recipe: Recipe) -> tuple[Recipe | None, str]:
    epochs = min(2 * recipe.training.epochs, MAX_EPOCHS)
    if epochs == recipe.training.epochs:
        return None, ""
    return (
        recipe.with_settings("training", epochs=epochs),
        say(plural("Train for {count} epoch", "Train for {count} epochs"), count=epochs),
    )


def dropout_gap(run: Evidence) -> Diagnosis | None:
    """Validation is better than training because of dropout; nothing is wrong."""
    rates = [layer.dropped_share for layer in run.recipe.model.layers if layer.dropped_share > 0]
    if not rates or run.latest is None:
        return None
    training, validation = run.latest
    if validation.loss >= training.loss or validation.accuracy <= training.accuracy:
        return None
    return Diagnosis(
        say(
            "Validation is better than training, {validation:.1%} against {training:.1%}. That is "
            "normal here.",
            validation=validation.accuracy,
            training=training.accuracy,
        ),
        say(
            "In training, dropout switches off {rate:.0%} of the units; in validation all of "
            "them work. Training accuracy is also the mean over an epoch in which the network was "
            "still getting better.",
            rate=max(rates),
        ),
    )
