"""One parameter of augmentation at a time, far beyond what anybody would train with."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import streamlit as st

from core.datasets import DatasetCard
from core.language import say
from core.preparation.augmentation import Draws
from core.recipe import Augmentation
from dashboard.augment import state, texts
from dashboard.augment.controls import FILL_MODES
from dashboard.lab import services
from dashboard.render import pictures

ANGLES = [-90.0, -60.0, -30.0, 0.0, 30.0, 60.0, 90.0]
SLANTS = [-60.0, -40.0, -20.0, 0.0, 20.0, 40.0, 60.0]
SHARES = [-0.45, -0.3, -0.15, 0.0, 0.15, 0.3, 0.45]
ZOOMS = [0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6]
LIGHTS = [0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0]
FILLED = Draws.of(theta=[20.0], zx=[1.4], zy=[1.4])
"""Leaves empty places at the edge, for the parameters that say how those are filled."""


class StripPicture(NamedTuple):
    """One picture of the strip: its draw, its caption, and whether the recipe could draw it."""

    draws: Draws
    caption: str
    inside: bool


DrawStrip = Callable[[Augmentation, DatasetCard], list[StripPicture]]


def _to_a_side(sides: tuple[str, str], amount: float) -> str:
    """An amount with the arrow of its side: the first where it is positive."""
    if not amount:
        return say(texts.AS_IS)
    return say(sides[0] if amount > 0 else sides[1], amount=abs(amount))


def _turns(augmentation: Augmentation, card: DatasetCard) -> list[StripPicture]:
    return [
        StripPicture(
            Draws.of(theta=[angle]),
            _to_a_side(texts.TURNED, angle),
            abs(angle) <= augmentation.rotation_range,
        )
        for angle in ANGLES
    ]


def _moves(name: str, parameter: str, axis: int, sides: tuple[str, str]) -> DrawStrip:
    def frames(augmentation: Augmentation, card: DatasetCard) -> list[StripPicture]:
        return [
            StripPicture(
                Draws.of(**{parameter: [share * card.shape[axis]]}),
                _to_a_side(sides, share),
                abs(share) <= getattr(augmentation, name),
            )
            for share in SHARES
        ]

    return frames


def _slants(augmentation: Augmentation, card: DatasetCard) -> list[StripPicture]:
    return [
        StripPicture(
            Draws.of(shear=[angle]),
            say(texts.SLANTED, angle=angle) if angle else say(texts.AS_IS),
            abs(angle) <= augmentation.shear_range,
        )
        for angle in SLANTS
    ]


def _zooms(augmentation: Augmentation, card: DatasetCard) -> list[StripPicture]:
    return [
        StripPicture(
            Draws.of(zx=[factor], zy=[factor]),
            say(texts.TIMES, factor=factor),
            abs(factor - 1) <= augmentation.zoom_range + 1e-9,
        )
        for factor in ZOOMS
    ]


def _flips(name: str, caption: str) -> DrawStrip:
    def frames(augmentation: Augmentation, card: DatasetCard) -> list[StripPicture]:
        return [
            StripPicture(Draws.none(1), say(texts.AS_IS), True),
            StripPicture(
                Draws.of(**{f"flip_{name.removesuffix('_flip')}": [True]}),
                say(caption),
                getattr(augmentation, name),
            ),
        ]

    return frames


def _lights(augmentation: Augmentation, card: DatasetCard) -> list[StripPicture]:
    low, high = augmentation.brightness_range or (1.0, 1.0)
    return [
        StripPicture(
            Draws.of(brightness=[factor]), say(texts.TIMES, factor=factor), low <= factor <= high
        )
        for factor in LIGHTS
    ]


def _levels(augmentation: Augmentation, card: DatasetCard) -> list[StripPicture]:
    levels = [round(share * card.max_value) for share in (-0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6)]
    return [
        StripPicture(
            Draws.of(channel_shift_intensity=[float(level)]),
            say(texts.LEVELS, level=level) if level else say(texts.AS_IS),
            abs(level) <= augmentation.channel_shift_range,
        )
        for level in levels
    ]


FRAMES: dict[str, DrawStrip] = {
    "rotation_range": _turns,
    "width_shift_range": _moves("width_shift_range", "tx", 1, texts.MOVED_ACROSS),
    "height_shift_range": _moves("height_shift_range", "ty", 0, texts.MOVED_UP_OR_DOWN),
    "zoom_range": _zooms,
    "shear_range": _slants,
    "horizontal_flip": _flips("horizontal_flip", texts.MIRRORED),
    "vertical_flip": _flips("vertical_flip", texts.UPSIDE_DOWN),
    "brightness_range": _lights,
    "channel_shift_range": _levels,
}
BEYOND = Augmentation(
    rotation_range=180,
    brightness_range=(0, 3),
    channel_shift_range=255,
)
"""Every kind of change is on; the draw of each frame says which one is made, and how far."""


def show_strip(augmentation: Augmentation, image: np.ndarray, card: DatasetCard) -> None:
    """The chosen picture `(h, w, c)` with one parameter from one extreme to the other."""
    with st.container(
        horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"
    ):
        st.subheader(say(texts.STRIP_TITLE), width="content")
        chosen = st.selectbox(
            say(texts.PARAMETER),
            [*FRAMES, "fill_mode", "cval"],
            key=state.EXPLAINED,
            help=say(texts.PARAMETER_HELP),
            width=240,
        )
    shown: Iterable[np.ndarray]
    if chosen in FRAMES:
        frames = FRAMES[chosen](augmentation, card)
        shown = _preview(BEYOND, image, [frame.draws for frame in frames], card.max_value)
        captions = [_marked(frame.caption, frame.inside) for frame in frames]
        sentence = _reach(chosen, augmentation)
    else:
        shown, captions = _fillings(chosen, augmentation, image, card.max_value)
        sentence = say(texts.FILLING)
    st.html(pictures.grid(shown, captions, card.max_value))
    st.caption(sentence)


def _fillings(
    chosen: str, augmentation: Augmentation, image: np.ndarray, max_value: int
) -> tuple[list[np.ndarray], list[str]]:
    """The chosen picture with each fill mode, or filled with several constants."""
    used: str | None
    if chosen == "fill_mode":
        ways = {mode: BEYOND.model_copy(update={"fill_mode": mode}) for mode in FILL_MODES}
        used = augmentation.fill_mode
    else:
        values = sorted({0, max_value // 4, max_value // 2, max_value, int(augmentation.cval)})
        constant = {"fill_mode": "constant"}
        ways = {
            str(value): BEYOND.model_copy(update=constant | {"cval": float(value)})
            for value in values
        }
        used = f"{augmentation.cval:g}" if augmentation.fill_mode == "constant" else None
    shown = [_preview(way, image, [FILLED], max_value)[0] for way in ways.values()]
    return shown, [_marked(name, name == used) for name in ways]


def _preview(
    augmentation: Augmentation, image: np.ndarray, draws: list[Draws], max_value: int
) -> np.ndarray:
    images = np.repeat(image[np.newaxis], len(draws), axis=0)
    return services.engine().preview(augmentation, images, Draws.joined(*draws), max_value)


def _marked(caption: str, inside: bool) -> str:
    return say(texts.DRAWN_BY_THE_RECIPE, caption=caption) if inside else caption


def _reach(name: str, augmentation: Augmentation) -> str:
    """How far the recipe goes with a parameter, in a sentence."""
    value = getattr(augmentation, name)
    if not value:
        return say(texts.RECIPE_LEAVES_IT_OFF)
    low, high = value if isinstance(value, tuple) else (1 - value, 1 + value)
    return say(texts.REACH, reach=say(texts.REACHES[name], value=value, low=low, high=high))
