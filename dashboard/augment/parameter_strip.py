"""One parameter of augmentation at a time, far beyond what anybody would train with."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import streamlit as st

from core.datasets import DatasetCard
from core.preparation.augmentation import Draws
from core.recipe import Augmentation
from dashboard.augment.controls import EXPLAINED, FILL_MODES
from dashboard.lab import services
from dashboard.render import pictures

TEXT = {
    "title": "What does one parameter do?",
    "parameter": "Parameter",
    "parameter_help": "Shown alone and exaggerated. It follows the control you touch.",
    "inside": "✓ lies within what your recipe draws: {reach}.",
    "off": "Your recipe leaves it off.",
    "shown_with": "Shown turned by 20° and smaller, so that there is something to fill. "
    "✓ is what your recipe uses.",
    "rotation_range": "−{0:g}° to {0:g}°",
    "width_shift_range": "up to {0:.0%} of the width to either side",
    "height_shift_range": "up to {0:.0%} of the height, up or down",
    "shear_range": "−{0:g}° to {0:g}°",
    "zoom_range": "{1:.2f} to {2:.2f} times as much of the picture",
    "horizontal_flip": "half of the pictures are mirrored",
    "vertical_flip": "half of the pictures are upside down",
    "brightness_range": "{0:g} to {1:g} times the light",
    "channel_shift_range": "−{0:g} to {0:g} levels",
    "as_is": "as it is",
    "mirrored": "mirrored",
    "upside_down": "upside down",
}
ANGLES = [-90.0, -60.0, -30.0, 0.0, 30.0, 60.0, 90.0]
SLANTS = [-60.0, -40.0, -20.0, 0.0, 20.0, 40.0, 60.0]
SHARES = [-0.45, -0.3, -0.15, 0.0, 0.15, 0.3, 0.45]
ZOOMS = [0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6]
LIGHTS = [0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0]
FILLED = {"theta": [20.0], "zx": [1.4], "zy": [1.4]}


class Frame(NamedTuple):
    """One picture of the strip: its draw, its caption, and whether the recipe could draw it."""

    draws: Draws
    caption: str
    inside: bool


Frames = Callable[[Augmentation, DatasetCard], list[Frame]]


def _signed(before: str, after: str, value: float, written: str) -> str:
    """A value with the arrow that says to which side the picture goes."""
    if not value:
        return TEXT["as_is"]
    return f"{before if value > 0 else after} {written}"


def _turns(augmentation: Augmentation, card: DatasetCard) -> list[Frame]:
    return [
        Frame(
            Draws.of(theta=[angle]),
            _signed("↺", "↻", angle, f"{abs(angle):g}°"),
            abs(angle) <= augmentation.rotation_range,
        )
        for angle in ANGLES
    ]


def _moves(name: str, parameter: str, axis: int, arrows: str) -> Frames:
    def frames(augmentation: Augmentation, card: DatasetCard) -> list[Frame]:
        return [
            Frame(
                Draws.of(**{parameter: [share * card.shape[axis]]}),
                _signed(arrows[0], arrows[1], share, f"{abs(share):.0%}"),
                abs(share) <= getattr(augmentation, name),
            )
            for share in SHARES
        ]

    return frames


def _slants(augmentation: Augmentation, card: DatasetCard) -> list[Frame]:
    return [
        Frame(
            Draws.of(shear=[angle]),
            f"{angle:g}°" if angle else TEXT["as_is"],
            abs(angle) <= augmentation.shear_range,
        )
        for angle in SLANTS
    ]


def _zooms(augmentation: Augmentation, card: DatasetCard) -> list[Frame]:
    return [
        Frame(
            Draws.of(zx=[factor], zy=[factor]),
            f"× {factor:g}",
            abs(factor - 1) <= augmentation.zoom_range + 1e-9,
        )
        for factor in ZOOMS
    ]


def _flips(name: str, caption: str) -> Frames:
    def frames(augmentation: Augmentation, card: DatasetCard) -> list[Frame]:
        return [
            Frame(Draws.none(1), TEXT["as_is"], True),
            Frame(
                Draws.of(**{f"flip_{name.removesuffix('_flip')}": [True]}),
                TEXT[caption],
                getattr(augmentation, name),
            ),
        ]

    return frames


def _lights(augmentation: Augmentation, card: DatasetCard) -> list[Frame]:
    low, high = augmentation.brightness_range or (1.0, 1.0)
    return [
        Frame(Draws.of(brightness=[factor]), f"× {factor:g}", low <= factor <= high)
        for factor in LIGHTS
    ]


def _levels(augmentation: Augmentation, card: DatasetCard) -> list[Frame]:
    levels = [round(share * card.max_value) for share in (-0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6)]
    return [
        Frame(
            Draws.of(channel_shift_intensity=[float(level)]),
            f"{level:+d}" if level else TEXT["as_is"],
            abs(level) <= augmentation.channel_shift_range,
        )
        for level in levels
    ]


FRAMES: dict[str, Frames] = {
    "rotation_range": _turns,
    "width_shift_range": _moves("width_shift_range", "tx", 1, "←→"),
    "height_shift_range": _moves("height_shift_range", "ty", 0, "↑↓"),
    "zoom_range": _zooms,
    "shear_range": _slants,
    "horizontal_flip": _flips("horizontal_flip", "mirrored"),
    "vertical_flip": _flips("vertical_flip", "upside_down"),
    "brightness_range": _lights,
    "channel_shift_range": _levels,
}
BEYOND = Augmentation(
    rotation_range=180,
    brightness_range=(0, 3),
    channel_shift_range=255,
)
"""Everything that the strip shows is on here; its frames hold all parameters but one at rest."""


def show_strip(augmentation: Augmentation, image: np.ndarray, card: DatasetCard) -> None:
    """The chosen picture `(h, w, c)` with one parameter from one extreme to the other."""
    st.session_state.setdefault(EXPLAINED, "rotation_range")
    with st.container(
        horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"
    ):
        st.subheader(TEXT["title"], width="content")
        chosen = st.selectbox(
            TEXT["parameter"],
            [*FRAMES, "fill_mode", "cval"],
            key=EXPLAINED,
            help=TEXT["parameter_help"],
            width=240,
        )
    if chosen in FRAMES:
        frames = FRAMES[chosen](augmentation, card)
        shown = _preview(BEYOND, image, [frame.draws for frame in frames], card.max_value)
        captions = [_marked(frame.caption, frame.inside) for frame in frames]
        sentence = _reach(chosen, augmentation)
    else:
        shown, captions = _fillings(chosen, augmentation, image, card.max_value)
        sentence = TEXT["shown_with"]
    st.html(pictures.grid(shown, captions, card.max_value))
    st.caption(sentence)


def _fillings(
    chosen: str, augmentation: Augmentation, image: np.ndarray, max_value: int
) -> tuple[list[np.ndarray], list[str]]:
    """The chosen picture with each fill mode, or filled with several constants."""
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
    draws = [Draws.of(**FILLED)]
    shown = [_preview(way, image, draws, max_value)[0] for way in ways.values()]
    return shown, [_marked(name, name == used) for name in ways]


def _preview(
    augmentation: Augmentation, image: np.ndarray, draws: list[Draws], max_value: int
) -> np.ndarray:
    images = np.repeat(image[np.newaxis], len(draws), axis=0)
    return services.engine().preview(augmentation, images, Draws.joined(*draws), max_value)


def _marked(caption: str, inside: bool) -> str:
    return f"✓ {caption}" if inside else caption


def _reach(name: str, augmentation: Augmentation) -> str:
    value = getattr(augmentation, name)
    if not value:
        return TEXT["off"]
    numbers = value if isinstance(value, tuple) else (value, 1 - value, 1 + value)
    return TEXT["inside"].format(reach=TEXT[name].format(*numbers))
