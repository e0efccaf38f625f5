"""Where augmentation would make a picture lie about its label, as questions to a person."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from core.datasets import DatasetCard
from core.preparation.augmentation import Draws
from core.recipe import Augmentation, Recipe

LARGEST_TURN = 45
"""Degrees. From here on a digit can be taken for another, and a face is no longer upright."""
LARGEST_SHIFT = 0.4
LARGEST_ZOOM = 0.6
DARKEST = 0.1

UPRIGHT = {"rotation_range": 15.0, "vertical_flip": False, "horizontal_flip": False}

DIGITS = {str(digit) for digit in range(10)}
MOODS = {"angry", "happy", "sad", "surprise", "fear", "disgust"}


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
    rules = (*_rules_of(card), _emptied, _darkened)
    return tuple(risk for rule in rules for risk in rule(recipe.augmentation, card))


Rule = Callable[[Augmentation, DatasetCard], Iterator[LabelRisk]]


def _rules_of(card: DatasetCard) -> tuple[Rule, ...]:
    """The rules for what the pictures show."""
    names = {name.lower() for name in card.classes}
    if names <= DIGITS:
        return (_turned_digits, _mirrored_digits)
    if len(names & MOODS) > 1:
        return (_turned_faces,)
    if card.own:
        return (_own_pictures,)
    return (_turned_things,)


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
    degrees = augmentation.rotation_range
    if degrees <= LARGEST_TURN:
        return
    example = _example(card, "6")
    harm = (
        "A 6 upside down is a 9, but its label still says 6: the network is taught the opposite "
        "of what is true."
        if degrees > 120
        else "It lies on its side, and a 7 in this position is near to a 1 with a foot. "
        "Nobody writes digits so, and the test set holds none."
    )
    yield LabelRisk(
        "rotation_range",
        example,
        Draws.of(theta=[degrees]),
        f"Turned by {degrees:g}°: is this still a {example}?",
        False,
        f"{harm} For digits, 10° to 15° is what handwriting does by itself.",
        {"rotation_range": UPRIGHT["rotation_range"]},
    )


def _mirrored_digits(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    across, down = augmentation.horizontal_flip, augmentation.vertical_flip
    if not (across or down):
        return
    example = _example(card, "6" if down else "2")
    setting = "vertical_flip" if down else "horizontal_flip"
    harm = (
        "Flipped both ways, a 6 is a 9, but its label still says 6."
        if across and down
        else "A digit has one right way round: mirrored, a 2 is near to a 5 and a 6 is nothing at "
        "all. Half of the training pictures would show what the test set never shows."
    )
    yield LabelRisk(
        setting,
        example,
        Draws.of(flip_horizontal=[across], flip_vertical=[down]),
        f"Flipped: is this still a {example}?",
        False,
        f"{harm} Leave the flips off for digits and letters.",
        {"horizontal_flip": False, "vertical_flip": False},
    )


def _turned_faces(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    settings = _turns(augmentation)
    if not settings:
        return
    example = _example(card, "happy")
    yield LabelRisk(
        settings[0],
        example,
        _strongest(settings[0], augmentation),
        f"Does this face still look {example}?",
        False,
        "Upside down, the corners of a smiling mouth point down. People read such faces badly, "
        "and every face in the test set is upright. A horizontal flip is harmless here: a face "
        "seen in a mirror has the same mood.",
        {name: UPRIGHT[name] for name in settings},
    )


def _turned_things(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    settings = _turns(augmentation)
    if not settings:
        return
    example = _example(card, "automobile", "Ankle boot")
    yield LabelRisk(
        settings[0],
        example,
        _strongest(settings[0], augmentation),
        "Could the test set hold a picture like this?",
        False,
        f"The label is still right: this is “{example}” from any side. But all test pictures are "
        "upright, so the network spends its weights on pictures that never come. "
        "A horizontal flip costs nothing.",
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
        f"Is this still “{card.classes[0]}”?",
        None,
        "You know your pictures. If a person would now give another label, or if your test "
        "pictures never look like this, turn it off. Letters, digits and arrows suffer most.",
        {name: UPRIGHT[name] for name in settings},
    )


def _emptied(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    height, width = card.shape[:2]
    across, down = augmentation.width_shift_range, augmentation.height_shift_range
    example = _example(card, "6", "happy", "automobile")
    if max(across, down) > LARGEST_SHIFT:
        yield LabelRisk(
            "width_shift_range" if across >= down else "height_shift_range",
            example,
            Draws.of(tx=[across * width], ty=[down * height]),
            f"Is “{example}” still in this picture?",
            False,
            f"Moved by up to {max(across, down):.0%} of its side, what makes the label true can "
            "leave the picture, and the network is told a name for what it cannot see. "
            "0.1 to 0.2 is usual.",
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
            f"Can you still tell that this is “{example}”?",
            False,
            f"At {1 - zoom:.0%} of the side a picture shows one detail, at {1 + zoom:.0%} it is "
            "small amid its own filling. 0.1 to 0.2 is usual.",
            {"zoom_range": 0.2},
        )


def _darkened(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    factors = augmentation.brightness_range
    if not factors or factors[0] >= DARKEST:
        return
    example = _example(card, "6", "happy", "automobile")
    yield LabelRisk(
        "brightness_range",
        example,
        Draws.of(brightness=[factors[0]]),
        f"Can you still tell that this is “{example}”?",
        False,
        f"With {factors[0]:.0%} of its light a picture is black, whatever its label says. "
        "0.8 to 1.2 is usual.",
        {"brightness_range": (0.8, max(factors[1], 0.8))},
    )


def _example(card: DatasetCard, *wanted: str) -> str:
    """The first of these classes that the dataset has, else its first class."""
    return next((name for name in wanted if name in card.classes), card.classes[0])
