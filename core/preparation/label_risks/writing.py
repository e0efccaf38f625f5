"""Digits and letters that augmentation turns or mirrors."""

from collections.abc import Iterator

from core.datasets import DatasetCard
from core.language import message, say
from core.preparation.augmentation import Draws
from core.preparation.label_risks.risk import (
    LARGEST_TURN,
    UPRIGHT,
    LabelRisk,
    class_or_first,
    example_of,
)
from core.recipe import Augmentation

UPSIDE_DOWN = 120
"""Degrees. From here on a picture stands on its head rather than lies on its side."""

DIGIT_UPSIDE_DOWN = message(
    "A 6 upside down is a 9, but its label still says 6: the network is taught the opposite of "
    "what is true. For digits, 10° to 15° is what handwriting does by itself."
)
DIGIT_ON_ITS_SIDE = message(
    "It lies on its side, and a 7 in this position is near to a 1 with a foot. Nobody writes "
    "digits so, and the test set holds none. For digits, 10° to 15° is what handwriting does by "
    "itself."
)
DIGIT_FLIPPED_TWICE = message(
    "Flipped both ways, a 6 is a 9, but its label still says 6. "
    "Leave the flips off for digits and letters."
)
DIGIT_MIRRORED = message(
    "A digit has one right way round: mirrored, a 2 is near to a 5 and a 6 is nothing at all. "
    "Half of the training pictures would show what the test set never shows. "
    "Leave the flips off for digits and letters."
)
LETTER_LIKE_ANOTHER = message(
    "Turned so, {one} looks like {other}, but its label still says {one}: the network is taught "
    "the opposite of what is true. For letters, 10° to 15° is what handwriting does by itself."
)
LETTER_TURNED = message(
    "Nobody writes letters so, and the test set holds none: the network spends its weights on "
    "pictures that never come. For letters, 10° to 15° is what handwriting does by itself."
)
LETTER_FLIPPED_LIKE_ANOTHER = message(
    "A letter has one right way round: mirrored, {one} looks like {other}, but its label still "
    "says {one}. Leave the flips off for digits and letters."
)
LETTER_FLIPPED = message(
    "A letter has one right way round. Half of the training pictures would show what the test set "
    "never shows. Leave the flips off for digits and letters."
)


def turned_digits(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    """Digits turned so far that they are read as others, or never occur so."""
    answer = DIGIT_UPSIDE_DOWN if augmentation.rotation_range > UPSIDE_DOWN else DIGIT_ON_ITS_SIDE
    yield from _turned(
        augmentation,
        class_or_first(card, "6"),
        message("Turned by {degrees:g}°: is this still a {example}?"),
        say(answer),
    )


def mirrored_digits(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    """Digits flipped: mirrored, or upside down as well."""
    across, down = augmentation.horizontal_flip, augmentation.vertical_flip
    yield from _flipped(
        augmentation,
        class_or_first(card, "6" if down else "2"),
        message("Flipped: is this still a {example}?"),
        say(DIGIT_FLIPPED_TWICE if across and down else DIGIT_MIRRORED),
    )


def turned_letters(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    """Letters turned so far that they are read as others, or never occur so."""
    pair = card.upside_down if augmentation.rotation_range > UPSIDE_DOWN else None
    yield from _turned(
        augmentation,
        pair[0] if pair else example_of(card),
        message("Turned by {degrees:g}°: is this still “{example}”?"),
        say(LETTER_LIKE_ANOTHER, one=pair[0], other=pair[1]) if pair else say(LETTER_TURNED),
    )


def mirrored_letters(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    """Letters flipped: mirrored, or upside down as well."""
    pair = None if augmentation.vertical_flip else card.mirrored
    answer = (
        say(LETTER_FLIPPED_LIKE_ANOTHER, one=pair[0], other=pair[1])
        if pair
        else say(LETTER_FLIPPED)
    )
    yield from _flipped(
        augmentation,
        pair[0] if pair else example_of(card),
        message("Flipped: is this still “{example}”?"),
        answer,
    )


def _turned(
    augmentation: Augmentation, example: str, question: str, answer: str
) -> Iterator[LabelRisk]:
    """The risk of turning what was written."""
    degrees = augmentation.rotation_range
    if degrees > LARGEST_TURN:
        yield LabelRisk(
            "rotation_range",
            example,
            Draws.of(theta=[degrees]),
            say(question, degrees=degrees, example=example),
            False,
            answer,
            {"rotation_range": UPRIGHT["rotation_range"]},
        )


def _flipped(
    augmentation: Augmentation, example: str, question: str, answer: str
) -> Iterator[LabelRisk]:
    """The risk of mirroring what was written."""
    across, down = augmentation.horizontal_flip, augmentation.vertical_flip
    if across or down:
        yield LabelRisk(
            "vertical_flip" if down else "horizontal_flip",
            example,
            Draws.of(flip_horizontal=[across], flip_vertical=[down]),
            say(question, example=example),
            False,
            answer,
            {"horizontal_flip": False, "vertical_flip": False},
        )
