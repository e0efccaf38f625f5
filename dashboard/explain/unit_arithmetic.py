"""One unit of one layer: the arithmetic that made its number, with this picture's numbers."""

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.explain.layer_graph import PICTURE, sources
from core.language import say
from core.layers import Call
from core.layers.arithmetic import (
    Added,
    Applied,
    Arithmetic,
    Moved,
    Normalised,
    OverWindow,
    Shared,
    WeightedSum,
    bias_of,
)
from core.layers.windows import Window
from dashboard.components.sliding_window import Slide, sliding_window
from dashboard.explain import queries, texts
from dashboard.explain.arithmetic_words import terms_table, written
from dashboard.explain.forward_pass import ForwardPass
from dashboard.explain.layer_choice import unit_name
from dashboard.lab.bounded import number_field
from dashboard.render.activations import largest, map_image
from dashboard.render.arithmetic import significant

MOST_IN_GRID = 64


def show_arithmetic(forward: ForwardPass, call: Call, unit: int) -> None:
    """The arithmetic of a unit: for a convolution at every place, else at one that is chosen."""
    is_map = len(call.output_shape) == 3
    name = unit_name(forward, call, unit)
    title = texts.ARITHMETIC_TITLE_MAP if is_map else texts.ARITHMETIC_TITLE
    st.markdown(f"##### {say(title, unit=name, layer=call.name)}")
    weights = queries.ask(forward.network, "unit_weights", call.name, unit)
    kernel, window = call.layer.filter_kernel(weights), call.layer.window
    if kernel is not None and window is not None:
        _show_convolution(forward, call, unit, window, kernel, bias_of(weights))
    else:
        place = (*_choose_place(forward, call, unit), unit) if is_map else (unit,)
        sum_ = call.layer.arithmetic(forward.inputs_of(call.name), weights, place)
        _show_number(forward, call, sum_)
    st.markdown(say(texts.ARITHMETIC_NOTICE))


def strongest_place(output: np.ndarray) -> tuple[int, int]:
    """Where a map `(rows, columns)` is farthest from 0."""
    row, column = np.unravel_index(np.nan_to_num(np.abs(output)).argmax(), output.shape)
    return int(row), int(column)


def _show_convolution(
    forward: ForwardPass, call: Call, unit: int, window: Window, kernel: np.ndarray, bias: float
) -> None:
    [given] = forward.inputs_of(call.name)
    output = forward.activations[call.name][..., unit]
    parts = window.contributions(given, kernel)
    place, channels = strongest_place(output), given.shape[-1]
    channel = 0
    if channels > 1:
        strongest = int(np.abs(parts[place]).argmax())
        channel = st.selectbox(
            say(texts.CHANNEL),
            range(channels),
            index=strongest,
            format_func=lambda channel: channel_name(forward, call, channel),
            key=f"explained_channel_{call.name}_{unit}",
            help=say(texts.CHANNEL_HELP, count=channels),
            width=135,
        )
    numbers = given[..., channel]
    sliding_window(
        "explained_slide",
        Slide(
            numbers=numbers,
            kernel=kernel[..., channel],
            others=np.delete(parts, channel, axis=-1).sum(axis=-1) if channels > 1 else None,
            bias=bias,
            output=output,
            starts=[window.start(side, 0) for side in numbers.shape],
            stride=window.stride,
            input_image=map_image(numbers, largest(numbers)),
            output_image=map_image(output, largest(output)),
            place=place,
        ),
    )


def channel_name(forward: ForwardPass, call: Call, channel: int) -> str:
    """A channel by its number, of a colour picture with its colour."""
    of_picture = sources(forward.calls)[call.name] == (PICTURE,)
    return say(texts.CHANNELS[channel], channel=channel) if of_picture else str(channel)


def _choose_place(forward: ForwardPass, call: Call, unit: int) -> tuple[int, int]:
    output = forward.activations[call.name][..., unit]
    strongest = strongest_place(output)
    with st.container(horizontal=True):
        row, column = (
            number_field(
                say(label),
                0,
                output.shape[axis] - 1,
                first=int(strongest[axis]),
                # Another picture, another strongest place.
                key=f"explained_{name}_{call.name}_{unit}_{strongest[axis]}",
                help=say(texts.PLACE_HELP),
                width=110,
            )
            for axis, (name, label) in enumerate(texts.PLACE.items())
        )
    return row, column


def _show_number(forward: ForwardPass, call: Call, sum_: Arithmetic) -> None:
    st.html(Markup('<p class="fe-step">{}</p>').format(written(sum_)))
    match sum_:
        case WeightedSum():
            _show_terms(forward, call, sum_)
        case OverWindow() if sum_.numbers.size <= MOST_IN_GRID:
            st.html(_grid(sum_))
        case Applied():
            st.caption(say(texts.RULE, name=sum_.function, rule=sum_.rule))
        case Shared():
            st.caption(say(texts.SOFTMAX_SHARE))
        case OverWindow() | Normalised() | Added() | Moved():
            pass  # the line above is all there is to it


def _show_terms(forward: ForwardPass, call: Call, sum_: WeightedSum) -> None:
    shape = forward.card.shape if forward.is_given_pixels(call.name) else None
    if shape is not None:
        _show_as_pictures(sum_, shape)
    st.html(terms_table(sum_, shape))


def _show_as_pictures(sum_: WeightedSum, shape: tuple[int, ...]) -> None:
    """Input, weights and products where the pixels lie; of several channels their sum."""
    factors = (sum_.numbers, sum_.weights, sum_.products)
    figures = [
        _factor_figure(say(name), numbers.reshape(shape).sum(axis=-1))
        for name, numbers in zip(texts.FACTOR_PICTURES, factors, strict=True)
    ]
    st.html(Markup('<div class="fe-factors">{}</div>').format(Markup().join(figures)))


def _factor_figure(name: str, picture: np.ndarray) -> Markup:
    low, high = significant(float(picture.min()), 2), significant(float(picture.max()), 2)
    return Markup(
        '<figure><img src="{source}" alt="{alt}"><figcaption>{name}<br>{low} … {high}</figcaption>'
        "</figure>"
    ).format(
        source=map_image(picture, largest(picture)),
        alt=say(texts.FACTOR_PICTURE_ALT, name=name, low=low, high=high),
        name=name,
        low=low,
        high=high,
    )


def _grid(window: OverWindow) -> Markup:
    """The numbers that a pooling looks at, the one that it keeps marked."""
    rows = (
        Markup("<tr>{}</tr>").format(Markup().join(_cell(window, number) for number in line))
        for line in window.numbers
    )
    return Markup('<table class="fe-window">{}</table>').format(Markup().join(rows))


def _cell(window: OverWindow, number: float) -> Markup:
    if np.isnan(number):
        return Markup("<td></td>")
    kept = window.rule == "max" and number == window.result
    cell = Markup("<td class=kept>{}</td>") if kept else Markup("<td>{}</td>")
    return cell.format(significant(float(number)))
