"""A control for each parameter of augmentation, tied to the recipe."""

from typing import Any

import streamlit as st

from core.language import say
from core.recipe import Augmentation
from dashboard.augment import state, texts
from dashboard.lab import bound_widgets, screen
from dashboard.lab.bounded import setting_slider

GENTLE = Augmentation(
    rotation_range=10, width_shift_range=0.1, height_shift_range=0.1, zoom_range=0.1
)
FILL_MODES = ["constant", "nearest", "reflect", "wrap"]
BRIGHTEST = 3.0
NOT_BRIGHTENED = (1.0, 1.0)


def show_controls(augmentation: Augmentation, max_value: int) -> None:
    """A control for every parameter, under the name that Keras gives it."""
    with st.container(horizontal=True):
        st.button(
            say(texts.GENTLE),
            icon=":material/spa:",
            help=say(texts.GENTLE_HELP),
            key="augment_gentle",
            width="stretch",
            on_click=_set_augmentation,
            args=(GENTLE,),
        )
        st.button(
            say(texts.ALL_OFF),
            icon=":material/block:",
            help=say(texts.ALL_OFF_HELP),
            key="augment_off",
            disabled=not augmentation.is_on,
            width="stretch",
            on_click=_set_augmentation,
            args=(Augmentation(),),
        )
    _slider("rotation_range", 180.0, 1.0, "%d°")
    _slider("width_shift_range", 0.9, 0.01, "%.2f")
    _slider("height_shift_range", 0.9, 0.01, "%.2f")
    _slider("zoom_range", 0.9, 0.01, "%.2f")
    _slider("shear_range", 80.0, 1.0, "%d°")
    st.toggle("horizontal_flip", **_tied("horizontal_flip"))
    st.toggle("vertical_flip", **_tied("vertical_flip"))
    _brightness()
    _slider("channel_shift_range", float(max_value), 1.0, "%d")
    st.selectbox("fill_mode", FILL_MODES, **_tied("fill_mode"))
    if augmentation.fill_mode == "constant":
        _slider("cval", float(max_value), 1.0, "%d")


def _set_augmentation(augmentation: Augmentation) -> None:
    screen.set_recipe(screen.recipe().model_copy(update={"augmentation": augmentation}))


def _slider(name: str, most: float, step: float, written: str) -> None:
    setting_slider(name, 0.0, most, step=step, format=written, **_tied(name))


def _brightness() -> None:
    tied = _tied("brightness_range", shown_for_none=NOT_BRIGHTENED)
    setting_slider("brightness_range", 0.0, BRIGHTEST, step=0.05, format="%.2f", **tied)


def _tied(name: str, shown_for_none: object = None) -> dict[str, Any]:
    """The arguments that tie a control to its setting, which is explained once it is touched."""
    tied = bound_widgets.bound("augmentation", name, shown_for_none)

    def touched(*arguments: object) -> None:
        tied["on_change"](*arguments)
        state.choose_parameter(name)

    return tied | {"on_change": touched, "help": say(texts.HELP[name])}
