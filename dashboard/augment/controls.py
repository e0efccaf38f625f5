"""The knobs of augmentation, each tied to the recipe; the one touched last explains itself."""

from typing import Any

import streamlit as st

from core.recipe import Augmentation
from dashboard.lab import bound_widgets, screen

TEXT = {
    "rotation_range": (
        "Degrees to either side. Try 15, then 180: at which angle would you no longer say "
        "the same name?"
    ),
    "width_shift_range": "A share of the width, left or right. Try 0.1, then 0.5.",
    "height_shift_range": "A share of the height, up or down. Try it alone, then with the width.",
    "shear_range": "Slants the picture by up to this many degrees. Try 20 on handwriting.",
    "zoom_range": (
        "Stretches width and height, each by a factor of its own between 1 − z and 1 + z; "
        "below 1 is closer. Try 0.2, then 0.8."
    ),
    "horizontal_flip": "Mirrors half of the pictures. Try it on faces, then on digits.",
    "vertical_flip": "Turns half of the pictures upside down. Is the label still true?",
    "brightness_range": (
        "Multiplies all pixels by a factor between these two; 1 to 1 is off. Try 0.5 to 1.5."
    ),
    "channel_shift_range": (
        "Adds or takes away up to this many levels, but never beyond the picture's own darkest "
        "and brightest pixel. Try 60."
    ),
    "fill_mode": (
        "What fills the place that a moved picture leaves empty. Try each with a shift of 0.3."
    ),
    "cval": "The pixel value that constant fills with.",
    "gentle": "A gentle start",
    "gentle_help": "Turns by up to 10°, moves by up to 10 %, zooms by up to 10 %: "
    "what handwriting and cameras do by themselves.",
    "off": "All off",
    "off_help": "Back to the pictures as they are.",
}
GENTLE = Augmentation(
    rotation_range=10, width_shift_range=0.1, height_shift_range=0.1, zoom_range=0.1
)
FILL_MODES = ["constant", "nearest", "reflect", "wrap"]
BRIGHTEST = 3.0
EXPLAINED = "explained_parameter"


def show_controls(augmentation: Augmentation, max_value: int) -> None:
    """A control for every parameter, under the name that Keras gives it."""
    with st.container(horizontal=True):
        _button("gentle", ":material/spa:", GENTLE)
        _button("off", ":material/block:", Augmentation(), disabled=not augmentation.is_on)
    _slider("rotation_range", 180.0, 1.0, "%d°")
    _slider("width_shift_range", 0.9, 0.01, "%.2f")
    _slider("height_shift_range", 0.9, 0.01, "%.2f")
    _slider("zoom_range", 0.9, 0.01, "%.2f")
    _slider("shear_range", 80.0, 1.0, "%d°")
    st.toggle("horizontal_flip", help=TEXT["horizontal_flip"], **_tied("horizontal_flip"))
    st.toggle("vertical_flip", help=TEXT["vertical_flip"], **_tied("vertical_flip"))
    _brightness(augmentation)
    _slider("channel_shift_range", float(max_value), 1.0, "%d")
    st.selectbox("fill_mode", FILL_MODES, help=TEXT["fill_mode"], **_tied("fill_mode"))
    if augmentation.fill_mode == "constant":
        _slider("cval", float(max_value), 1.0, "%d")


def _button(name: str, icon: str, augmentation: Augmentation, disabled: bool = False) -> None:
    st.button(
        TEXT[name],
        icon=icon,
        help=TEXT[f"{name}_help"],
        key=f"augment_{name}",
        disabled=disabled,
        width="stretch",
        on_click=lambda: screen.set_recipe(
            screen.recipe().model_copy(update={"augmentation": augmentation})
        ),
    )


def _slider(name: str, most: float, step: float, written: str) -> None:
    tied = _tied(name)
    # A link may hold more than the slider offers.
    most = max(most, st.session_state[tied["key"]])
    st.slider(name, 0.0, most, step=step, format=written, help=TEXT[name], **tied)


def _brightness(augmentation: Augmentation) -> None:
    low, high = augmentation.brightness_range or (1.0, 1.0)
    tied = bound_widgets.bound("augmentation", "brightness_range")
    st.session_state[tied["key"]] = (low, high)
    st.slider(
        "brightness_range",
        0.0,
        max(BRIGHTEST, high),
        step=0.05,
        format="%.2f",
        help=TEXT["brightness_range"],
        **tied | {"on_change": _take_brightness},
    )


def _take_brightness(section: str, name: str, key: str) -> None:
    if st.session_state[key] == (1.0, 1.0):
        st.session_state[key] = None
    bound_widgets.take_over(section, name, key)
    st.session_state[EXPLAINED] = name


def _tied(name: str) -> dict[str, Any]:
    """Ties a control to its setting, and lets it explain itself when it is touched."""
    tied = bound_widgets.bound("augmentation", name)

    def touched(*setting: str) -> None:
        tied["on_change"](*setting)
        st.session_state[EXPLAINED] = name

    return tied | {"on_change": touched}
