"""Where augmentation would make a picture lie about its label, as questions to a person."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from core.datasets import DatasetCard
from core.datasets.card import Domain
from core.language import message, say
from core.preparation.augmentation import Draws
from core.recipe import Augmentation, Recipe

LARGEST_TURN = 45
"""Degrees. From here on a digit can be taken for another, and a face is no longer upright."""
UPSIDE_DOWN = 120
"""Degrees. From here on a picture stands on its head rather than lies on its side."""
LARGEST_SHIFT = 0.4
LARGEST_ZOOM = 0.6
DARKEST = 0.1

UPRIGHT = {"rotation_range": 15.0, "vertical_flip": False, "horizontal_flip": False}

DIGITS = {str(digit) for digit in range(10)}
MOODS = {"angry", "happy", "sad", "surprise", "fear", "disgust"}

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


class LabelRisk(NamedTuple):
    """A setting that may break the labels of a dataset.

    `draws` is one draw that shows it, for a picture of the class `example`. `question` is to be
    asked of a person who sees that picture, `is_yes` the right answer where there is one, and
    `answer` is to be said afterwards. `safe` are settings of the augmentation that end the risk.
    """

    setting: str
    example: str
    draws: Draws
    question: str
    is_yes: bool | None
    answer: str
    safe: dict[str, Any]


def label_risks(recipe: Recipe, card: DatasetCard) -> tuple[LabelRisk, ...]:
    """The risks of a recipe's augmentation for the labels of its dataset, the gravest first."""
    domain = card.domain or _guessed_domain(card)
    rules = (*(RULES[domain] if domain else (_own_pictures,)), _emptied, _darkened)
    return tuple(risk for rule in rules for risk in rule(recipe.augmentation, card))


def _guessed_domain(card: DatasetCard) -> Domain | None:
    """What the pictures of a visitor's own dataset show, as the names of its classes tell."""
    names = {name.lower() for name in card.classes}
    if names <= DIGITS:
        return "digit"
    return "face" if len(names & MOODS) > 1 else None


def _turns(augmentation: Augmentation) -> tuple[str, ...]:
    """The settings that can turn a picture far from upright."""
    far = ("rotation_range",) if augmentation.rotation_range > LARGEST_TURN else ()
    return (*far, "vertical_flip") if augmentation.vertical_flip else far


def _strongest(setting: str, augmentation: Augmentation) -> Draws:
    """The strongest turn or flip that a setting can draw."""
    if setting == "rotation_range":
        return Draws.of(theta=[augmentation.rotation_range])
    return Draws.of(**{f"flip_{setting.removesuffix('_flip')}": [True]})


def _turned_digits(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    answer = DIGIT_UPSIDE_DOWN if augmentation.rotation_range > UPSIDE_DOWN else DIGIT_ON_ITS_SIDE
    yield from _turned(
        augmentation,
        _class(card, "6"),
        message("Turned by {degrees:g}°: is this still a {example}?"),
        say(answer),
    )


def _mirrored_digits(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    across, down = augmentation.horizontal_flip, augmentation.vertical_flip
    yield from _flipped(
        augmentation,
        _class(card, "6" if down else "2"),
        message("Flipped: is this still a {example}?"),
        say(DIGIT_FLIPPED_TWICE if across and down else DIGIT_MIRRORED),
    )


def _turned_letters(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    pair = card.upside_down if augmentation.rotation_range > UPSIDE_DOWN else None
    yield from _turned(
        augmentation,
        pair[0] if pair else _example(card),
        message("Turned by {degrees:g}°: is this still “{example}”?"),
        say(LETTER_LIKE_ANOTHER, one=pair[0], other=pair[1]) if pair else say(LETTER_TURNED),
    )


def _mirrored_letters(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    pair = None if augmentation.vertical_flip else card.mirrored
    answer = (
        say(LETTER_FLIPPED_LIKE_ANOTHER, one=pair[0], other=pair[1])
        if pair
        else say(LETTER_FLIPPED)
    )
    yield from _flipped(
        augmentation,
        pair[0] if pair else _example(card),
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


def _turned_faces(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    settings = _turns(augmentation)
    if not settings:
        return
    example = _class(card, "happy")
    yield LabelRisk(
        settings[0],
        example,
        _strongest(settings[0], augmentation),
        say("Does this face still look {example}?", example=example),
        False,
        say(
            "Upside down, the corners of a smiling mouth point down. People read such faces badly, "
            "and every face in the test set is upright. A horizontal flip is harmless here: a face "
            "seen in a mirror has the same mood."
        ),
        {name: UPRIGHT[name] for name in settings},
    )


def _turned_things(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    settings = _turns(augmentation)
    if not settings:
        return
    example = _example(card)
    yield LabelRisk(
        settings[0],
        example,
        _strongest(settings[0], augmentation),
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


def _own_pictures(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    settings = _turns(augmentation)
    if augmentation.horizontal_flip:
        settings = (*settings, "horizontal_flip")
    if not settings:
        return
    yield LabelRisk(
        settings[0],
        card.classes[0],
        _strongest(settings[0], augmentation),
        say("Is this still “{example}”?", example=card.classes[0]),
        None,
        say(
            "You know your pictures. If a person would now give another label, or if your test "
            "pictures never look like this, turn it off. Letters, digits and arrows suffer most."
        ),
        {name: UPRIGHT[name] for name in settings},
    )


Rule = Callable[[Augmentation, DatasetCard], Iterator[LabelRisk]]

RULES: dict[Domain, tuple[Rule, ...]] = {
    "digit": (_turned_digits, _mirrored_digits),
    "letter": (_turned_letters, _mirrored_letters),
    "clothing": (_turned_things,),
    "object": (_turned_things,),
    "face": (_turned_faces,),
}
"""The rules about turning and mirroring, by what the pictures show."""


def _emptied(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    height, width = card.shape[:2]
    across, down = augmentation.width_shift_range, augmentation.height_shift_range
    example = _example(card)
    if max(across, down) > LARGEST_SHIFT:
        yield LabelRisk(
            "width_shift_range" if across >= down else "height_shift_range",
            example,
            Draws.of(tx=[across * width], ty=[down * height]),
            say("Is “{example}” still in this picture?", example=example),
            False,
            say(
                "Moved by up to {share:.0%} of its side, what makes the label true can leave the "
                "picture, and the network is told a name for what it cannot see. "
                "0.1 to 0.2 is usual.",
                share=max(across, down),
            ),
            {
                "width_shift_range": min(across, 0.1),
                "height_shift_range": min(down, 0.1),
            },
        )
    if (zoom := augmentation.zoom_range) > LARGEST_ZOOM:
        yield LabelRisk(
            "zoom_range",
            example,
            Draws.of(zx=[1 - zoom], zy=[1 - zoom]),
            say("Can you still tell that this is “{example}”?", example=example),
            False,
            say(
                "At {nearest:.0%} of the side a picture shows one detail, at {farthest:.0%} it is "
                "small amid its own filling. 0.1 to 0.2 is usual.",
                nearest=1 - zoom,
                farthest=1 + zoom,
            ),
            {"zoom_range": 0.2},
        )


def _darkened(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    factors = augmentation.brightness_range
    if not factors or factors[0] >= DARKEST:
        return
    example = _example(card)
    yield LabelRisk(
        "brightness_range",
        example,
        Draws.of(brightness=[factors[0]]),
        say("Can you still tell that this is “{example}”?", example=example),
        False,
        say(
            "With {share:.0%} of its light a picture is black, whatever its label says. "
            "0.8 to 1.2 is usual.",
            share=factors[0],
        ),
        {"brightness_range": (0.8, max(factors[1], 0.8))},
    )


def _example(card: DatasetCard) -> str:
    """The class that shows well what augmentation does; of an own dataset, the first."""
    return _class(card, card.example)


def _class(card: DatasetCard, wanted: str) -> str:
    """This class if the dataset has it, else its first one."""
    return wanted if wanted in card.classes else card.classes[0]
