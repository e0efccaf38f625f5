"""Sliders and number fields: the value of each lies within its bounds, wherever it comes from.

A value can come from a link, from a network or from another page. Streamlit does not show a page
with a widget whose value is out of its bounds, so no page makes these widgets by itself. A place
among pictures or units is brought within the bounds. A setting of the recipe stays as it is, and
the widget reaches farther for it: the recipe accepts more than a slider usually offers.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import streamlit as st

from dashboard.lab.state import set_widget_value, widget_value

Number = TypeVar("Number", int, float)


def slider(
    label: str, low: Number, high: Number, *, key: str, first: Number | None = None, **look: Any
) -> Any:
    """A slider from `low` to `high` with the value of its key, or the nearest that it can show.

    It begins at `first`.
    """
    _bring_within(key, low, high, first)
    return st.slider(label, low, high, key=key, **look)


def setting_slider(label: str, low: float, high: float, *, key: str, **look: Any) -> Any:
    """A slider for a setting: from `low` to `high`, or as far beyond as the value of its key lies.

    The value, a number or both ends of a range, is there already, as after
    `dashboard.lab.bound_widgets.bound`.
    """
    value = widget_value(key)
    ends = value if isinstance(value, tuple) else (value,)
    return st.slider(label, min(low, *ends), max(high, *ends), key=key, **look)


def setting_steps(
    label: str,
    steps: Iterable[float],
    *,
    key: str,
    written: Callable[[float], str] = str,
    **look: Any,
) -> Any:
    """A slider over the `steps` of a setting and the value of its key; else as `setting_slider`.

    `written` is how a step is shown. Steps that would look alike, as a rate from a link beside the
    usual one, are written out in full: Streamlit tells them apart by their looks.
    """
    offered = sorted({*steps, widget_value(key)})
    alike = Counter(map(written, offered))

    def shown(step: float) -> str:
        return written(step) if alike[written(step)] == 1 else repr(step)

    return st.select_slider(label, offered, format_func=shown, key=key, **look)


def number_field(
    label: str, low: int, high: int, *, key: str, first: int | None = None, **look: Any
) -> int:
    """A field for a whole number from `low` to `high`, and at least for `low`; as `slider`."""
    high = max(low, high)
    _bring_within(key, low, high, first)
    return st.number_input(label, low, high, key=key, **look)


def answer_field(label: str, most: float, step: float, *, key: str, **look: Any) -> float | None:
    """A field for a number from -`most` to `most`, empty at first; whole ones if `step` is one."""
    kind = type(step)
    _bring_within(key, kind(-most), kind(most), None)
    return st.number_input(
        label,
        kind(-most),
        kind(most),
        value=None,
        step=step,
        format="%d" if kind is int else "%g",
        key=key,
        **look,
    )


def within(value: Number, low: Number, high: Number) -> Number:
    """The number from `low` to `high` that is nearest to a value."""
    return min(max(value, low), high)


def _bring_within(key: str, low: Number, high: Number, first: Number | None) -> None:
    """Bring the value of a key, or both ends of a range, between the bounds of its widget."""
    known = widget_value(key)
    value = first if known is None else known
    if value is None:
        return
    if isinstance(value, tuple):
        value = tuple(within(end, low, high) for end in value)
    else:
        value = within(value, low, high)
    if value != known:
        set_widget_value(key, value)
