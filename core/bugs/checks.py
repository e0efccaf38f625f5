"""Whether a fault is gone: what a mended run must show, compared with the faulty one.

Nothing here asks what was changed to get there, but for how much: with a single change one knows
which it was.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

from core.bugs.measured import Measured
from core.coach.start import FAR_ABOVE_GUESSING
from core.experiments.changes import changes
from core.language import plural, say
from core.recipe import Recipe

MANY_STEPS = 8
"""Steps an epoch; with fewer the weights hardly change."""
DEVIATIONS = 3
"""Accuracy on validation pictures may lie so many standard deviations from that on new ones."""
SMALL = 8
"""Standardised pixels lie a few deviations from 0; raw ones go up to 16, and mostly to 255."""
OFTEN_FOUND = 0.7
"""The recall of a class that is found well enough, where the others are found nearly always."""


class Finding(NamedTuple):
    """One thing that a mended run must show: what was found, in a sentence, and if that will do."""

    sentence: str
    is_met: bool


Check = Callable[[Measured, Measured], Finding]
"""From the mended run and the faulty one to a finding."""


def one_change(faulty: Recipe, mended: Recipe) -> Finding:
    """Whether a single thing was changed."""
    found = changes(faulty, mended)
    if not found:
        return Finding(say("Nothing was changed."), False)
    return Finding(
        say(
            plural(
                "{count} thing was changed: {names}.",
                "{count} things were changed: {names}. So one does not know which of them it was.",
            ),
            count=len(found),
            names=" · ".join(change.in_words for change in found),
        ),
        len(found) == 1,
    )


def starts_at_guessing(mended: Measured, _faulty: Measured) -> Finding:
    """The untrained network's loss is near ln K."""
    loss, guessing = mended.initial_loss, mended.guessing_loss
    return Finding(
        say(
            "Before the first step the loss is {loss:.2f}; guessing costs {guessing:.2f}.",
            loss=loss,
            guessing=guessing,
        ),
        loss <= FAR_ABOVE_GUESSING * guessing,
    )


def fewer_mistakes(share: float) -> Check:
    """Of the mistakes that the faulty run makes on new pictures, at most this share is left."""

    def check(mended: Measured, faulty: Measured) -> Finding:
        # Which pictures validate may have been changed, so that is no common measure.
        before, now = 1 - faulty.new_accuracy, 1 - mended.new_accuracy
        return Finding(
            say(
                "Of the new pictures {now:.1%} are read wrong, {before:.1%} before; at most "
                "{most:.1%} will do.",
                now=now,
                before=before,
                most=share * before,
            ),
            now <= share * before,
        )

    return check


def lower_val_loss(share: float) -> Check:
    """The validation loss is at most this share of the faulty run's."""

    def check(mended: Measured, faulty: Measured) -> Finding:
        return Finding(
            say(
                "The validation loss ends at {now:.2f}; it was {before:.2f}, and at most "
                "{most:.2f} will do.",
                now=mended.val_loss,
                before=faulty.val_loss,
                most=share * faulty.val_loss,
            ),
            mended.val_loss <= share * faulty.val_loss,
        )

    return check


def numbers_are_small(mended: Measured, _faulty: Measured) -> Finding:
    """The network is given numbers that are near 0 to 1."""
    low, high = mended.train_range
    return Finding(
        say("The network is given numbers from {low:.2f} to {high:.2f}.", low=low, high=high),
        max(-low, high) <= SMALL,
    )


def scales_alike(mended: Measured, _faulty: Measured) -> Finding:
    """Pictures that validate reach about as far as those that train, neither more nor less."""
    (low, high), (val_low, val_high) = mended.train_range, mended.val_range
    return Finding(
        say(
            "The numbers that train reach from {low:.2f} to {high:.2f}, those that validate from "
            "{val_low:.2f} to {val_high:.2f}.",
            low=low,
            high=high,
            val_low=val_low,
            val_high=val_high,
        ),
        (high - low) / 2 <= val_high - val_low <= 2 * (high - low),
    )


def validates_on_others(mended: Measured, _faulty: Measured) -> Finding:
    """The pictures that validate are kept aside: none trains, and none is a test picture."""
    if mended.tested:
        return Finding(
            say(
                plural(
                    "{count:,} of the new pictures validates, so it is not new any more.",
                    "{count:,} of the new pictures validate, so they are not new any more.",
                ),
                count=mended.tested,
            ),
            False,
        )
    return Finding(
        say(
            plural(
                "{count:,} validation picture trains as well.",
                "{count:,} validation pictures train as well.",
            ),
            count=mended.shared,
        ),
        mended.shared == 0,
    )


def promises_what_it_keeps(mended: Measured, _faulty: Measured) -> Finding:
    """Validation accuracy is about that on new pictures."""
    new, count = mended.new_accuracy, mended.val_count
    by_chance = DEVIATIONS * math.sqrt(new * (1 - new) / count)
    return Finding(
        say(
            "In validation {validation:.1%} are right, of new pictures {new:.1%}; with {count:,} "
            "validation pictures chance alone explains up to {by_chance:.1%}.",
            validation=mended.val_accuracy,
            new=new,
            count=count,
            by_chance=by_chance,
        ),
        abs(mended.val_accuracy - new) <= by_chance,
    )


def every_class_on_both_sides(mended: Measured, _faulty: Measured) -> Finding:
    """Every class has pictures that train and others that validate."""
    return Finding(
        say(
            plural(
                "{count} class is missing among the pictures that train or validate.",
                "{count} classes are missing among the pictures that train or validate.",
            ),
            count=mended.missing,
        ),
        mended.missing == 0,
    )


def finds_the_worst_class(mended: Measured, faulty: Measured) -> Finding:
    """The class that the faulty run found least often is found."""
    worst = min(faulty.recalls, key=lambda name: faulty.recalls[name])
    before, now = faulty.recalls[worst], mended.recalls[worst]
    return Finding(
        say(
            "Of the new pictures of “{name}” {now:.0%} are found, {before:.0%} before.",
            name=worst,
            now=now,
            before=before,
        ),
        now >= max(OFTEN_FOUND, before),
    )


def keeps_labels_true(mended: Measured, _faulty: Measured) -> Finding:
    """The augmentation leaves every picture what its label says."""
    return Finding(
        say(
            plural(
                "After {count} setting of the augmentation a label may no longer be true.",
                "After {count} settings of the augmentation a label may no longer be true.",
            ),
            count=mended.untrue,
        ),
        mended.untrue == 0,
    )


def takes_many_steps(mended: Measured, _faulty: Measured) -> Finding:
    """An epoch has enough steps."""
    return Finding(
        say(
            plural("An epoch has {count:,} step.", "An epoch has {count:,} steps."),
            count=mended.steps_per_epoch,
        ),
        mended.steps_per_epoch >= MANY_STEPS,
    )
