"""One unit of one layer: the arithmetic that made its number, with this picture's numbers."""

import numpy as np
import streamlit as st

from core.explain.results import PICTURE, sources
from core.layers import Call, Conv2D
from core.layers.arithmetic import (
    Applied,
    Arithmetic,
    OverWindow,
    Shared,
    WeightedSum,
    arithmetic,
    contributions,
)
from core.layers.windows import window_of
from dashboard.components.sliding_window import Slide, sliding_window
from dashboard.explain import queries
from dashboard.explain.arithmetic_words import RULES, terms_table, written
from dashboard.explain.forward_pass import Explained
from dashboard.explain.layer_choice import unit_name
from dashboard.render.activations import largest, map_image
from dashboard.render.arithmetic import significant

TEXT = {
    "title": "How {unit} of {layer} gets its number",
    "title_map": "How {unit} of {layer} gets its map",
    "channel": "Input channel",
    "channel_help": "The kernel has a slice for each of the {count} channels that come in; the "
    "sums of all slices are added. First shown is the one that adds or takes away most.",
    "colours": ("red", "green", "blue"),
    "place_row": "Row",
    "place_column": "Column",
    "place_help": "Which number of the map; at first the one farthest from 0. Try one beside it.",
    "pictures": ("input", "weights", "input × weights"),
    "picture_alt": "{name} as a picture, from {low} to {high}",
    "rule": "{name}: {rule}",
    "softmax": "Its exponential, shared out among all. See the view Softmax for every step.",
    "notice": "**What to notice.** Early layers keep the shape of the picture, late ones hold "
    "numbers that stand for nothing you could point at, and the last has one for each class. Each "
    "number is made of those before it, as written here.",
}
MOST_IN_GRID = 64


def show_arithmetic(explained: Explained, call: Call, unit: int) -> None:
    """The arithmetic of a unit: for a convolution at every place, else at one that is chosen."""
    is_map = len(call.output_shape) == 3
    name = unit_name(explained, call, unit)
    title = TEXT["title_map" if is_map else "title"].format(unit=name, layer=call.name)
    st.markdown(f"##### {title}")
    weights = queries.unit_weights(explained.network, call.name, unit)
    if isinstance(call.layer, Conv2D):
        _show_convolution(explained, call, unit, weights)
    else:
        place = (*_choose_place(explained, call, unit), unit) if is_map else (unit,)
        sum_ = arithmetic(call.layer, explained.given(call.name), weights, place)
        _show_number(explained, call, sum_)
    st.markdown(TEXT["notice"])


def strongest_place(output: np.ndarray) -> tuple[int, int]:
    """Where a map `(rows, columns)` is farthest from 0."""
    row, column = np.unravel_index(np.nan_to_num(np.abs(output)).argmax(), output.shape)
    return int(row), int(column)


def _show_convolution(
    explained: Explained, call: Call, unit: int, weights: dict[str, np.ndarray]
) -> None:
    [given] = explained.given(call.name)
    output, kernel = explained.inside[call.name][..., unit], weights["kernel"]
    parts = contributions(call.layer, given, kernel)
    place, channels = strongest_place(output), given.shape[-1]
    channel = 0
    if channels > 1:
        strongest = int(np.abs(parts[place]).argmax())
        channel = st.selectbox(
            TEXT["channel"],
            range(channels),
            index=strongest,
            format_func=lambda channel: channel_name(explained, call, channel),
            key=f"explained_channel_{call.name}_{unit}",
            help=TEXT["channel_help"].format(count=channels),
            width=135,
        )
    numbers, window = given[..., channel], window_of(call.layer)
    sliding_window(
        "explained_slide",
        Slide(
            numbers=numbers,
            kernel=kernel[..., channel],
            others=np.delete(parts, channel, axis=-1).sum(axis=-1) if channels > 1 else None,
            bias=float(weights.get("bias", 0.0)),
            output=output,
            starts=[window.start(side, 0) for side in numbers.shape],
            stride=window.stride,
            input_image=map_image(numbers, largest(numbers)),
            output_image=map_image(output, largest(output)),
            place=place,
        ),
    )


def channel_name(explained: Explained, call: Call, channel: int) -> str:
    """A channel by its number, of a colour picture with its colour."""
    of_picture = sources(explained.calls)[call.name] == (PICTURE,)
    return f"{channel} {TEXT['colours'][channel]}" if of_picture else str(channel)


def _choose_place(explained: Explained, call: Call, unit: int) -> tuple[int, int]:
    output = explained.inside[call.name][..., unit]
    chosen = []
    with st.container(horizontal=True):
        for axis, at in zip(("row", "column"), strongest_place(output), strict=True):
            side = output.shape[len(chosen)]
            place = st.number_input(
                TEXT[f"place_{axis}"],
                0,
                side - 1,
                value=at,
                # Another picture, another strongest place.
                key=f"explained_{axis}_{call.name}_{unit}_{at}",
                help=TEXT["place_help"],
                width=110,
            )
            chosen.append(place)
    return chosen[0], chosen[1]


def _show_number(explained: Explained, call: Call, sum_: Arithmetic) -> None:
    st.html(f'<p class="fe-step">{written(sum_)}</p>')
    match sum_:
        case WeightedSum():
            _show_terms(explained, call, sum_)
        case OverWindow() if sum_.numbers.size <= MOST_IN_GRID:
            st.html(_grid(sum_))
        case Applied():
            st.caption(TEXT["rule"].format(name=sum_.function, rule=RULES[sum_.function]))
        case Shared():
            st.caption(TEXT["softmax"])


def _show_terms(explained: Explained, call: Call, sum_: WeightedSum) -> None:
    shape = explained.card.shape if explained.gives_picture_in_a_row(call.name) else None
    if shape is not None:
        _show_as_pictures(sum_, shape)
    st.html(terms_table(sum_, shape))


def _show_as_pictures(sum_: WeightedSum, shape: tuple[int, ...]) -> None:
    """Input, weights and products where the pixels lie; of several channels their sum."""
    figures = []
    for name, numbers in zip(
        TEXT["pictures"], (sum_.numbers, sum_.weights, sum_.products), strict=True
    ):
        picture = numbers.reshape(shape).sum(axis=-1)
        low, high = significant(float(picture.min()), 2), significant(float(picture.max()), 2)
        alt = TEXT["picture_alt"].format(name=name, low=low, high=high)
        source = map_image(picture, largest(picture))
        figures.append(
            f'<figure><img src="{source}" alt="{alt}"><figcaption>{name}<br>{low} … {high}'
            "</figcaption></figure>"
        )
    st.html(f'<div class="fe-factors">{"".join(figures)}</div>')


def _grid(window: OverWindow) -> str:
    """The numbers that a pooling looks at, the one that it keeps marked."""
    rows = []
    for line in window.numbers:
        cells = "".join(
            f"<td{' class=kept' if window.rule == 'max' and number == window.result else ''}>"
            f"{'' if np.isnan(number) else significant(float(number))}</td>"
            for number in line
        )
        rows.append(f"<tr>{cells}</tr>")
    return f'<table class="fe-window">{"".join(rows)}</table>'
