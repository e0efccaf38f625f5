"""Pictures of any kind that augmentation moves, zooms or darkens until nothing is left to see."""

from collections.abc import Iterator

from core.datasets import DatasetCard
from core.language import say
from core.preparation.augmentation import Draws
from core.preparation.label_risks.risk import LabelRisk, example_of
from core.recipe import Augmentation

LARGEST_SHIFT = 0.4
LARGEST_ZOOM = 0.6
DARKEST = 0.1


def emptied(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    """Pictures moved or zoomed so far that what they show is lost."""
    height, width = card.shape[:2]
    across, down = augmentation.width_shift_range, augmentation.height_shift_range
    example = example_of(card)
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


def darkened(augmentation: Augmentation, card: DatasetCard) -> Iterator[LabelRisk]:
    """Pictures too dark to be recognised."""
    factors = augmentation.brightness_range
    if not factors or factors[0] >= DARKEST:
        return
    example = example_of(card)
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
