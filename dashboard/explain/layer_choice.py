"""The layers of a network as tiles, and the units of the chosen one: choose what to look at."""

import re

import numpy as np
import streamlit as st

from core.layers import Activation, Call
from dashboard.components.tiles import Tile, tiles
from dashboard.explain.forward_pass import Explained
from dashboard.render.activations import largest, layer_image, map_image
from dashboard.render.arithmetic import significant

TEXT = {
    "layers": "The layers, in order",
    "layer": "{name}\n{shape}",
    "layer_alt": "layer {name}, output {shape}",
    "unit_alt": "{unit} gives {value}",
    "map_alt": "{unit} gives {low} to {high}",
    "unit": {"map": "filter {unit}", "number": "unit {unit}"},
    "scale": "One scale for the whole layer: :blue[blue] −{largest}, white 0, "
    ":orange[orange] +{largest}.",
    "some": "{shown} of {count:,} are shown: those that answer most.",
    "number": "Unit",
    "number_help": "Any of the layer's units (filters, channels), counted from 0. Try one that "
    "gives 0 for this picture, then another picture.",
}
LAYER, UNIT = "explained_layer", "explained_unit"
MOST_UNITS = 48


def choose_layer(explained: Explained) -> Call:
    """Show the layers, and return the chosen one."""
    names = [call.name for call in explained.calls]
    if st.session_state.get(LAYER) not in names:
        st.session_state[LAYER] = _first(explained).name
    st.markdown(f"**{TEXT['layers']}**")
    tiles(
        "explained_layers",
        TEXT["layers"],
        [_tile(explained, call) for call in explained.calls],
        names.index(st.session_state[LAYER]),
        lambda place: _take_layer(names[place]),
        side=62,
        one_row=True,
    )
    return explained.call(st.session_state[LAYER])


def choose_unit(explained: Explained, call: Call) -> int:
    """Show the units of a layer, and return the chosen one: the strongest, at first."""
    output = explained.inside[call.name]
    count = output.shape[-1]
    strengths = np.nan_to_num(np.abs(output).reshape(-1, count).max(axis=0))
    if not 0 <= st.session_state.get(UNIT, -1) < count:
        st.session_state[UNIT] = int(strengths.argmax())
    shown = np.arange(count)
    if count > MOST_UNITS:
        shown = np.sort(np.argsort(-strengths, kind="stable")[:MOST_UNITS])
    chosen = st.session_state[UNIT]
    tiles(
        f"explained_units_{call.name}",
        call.name,
        [_unit_tile(explained, call, int(unit), largest(output)) for unit in shown],
        int(np.searchsorted(shown, chosen)) if chosen in shown else None,
        lambda place: st.session_state.update({UNIT: int(shown[place])}),
        side=56 if output.ndim == 3 else 44,
    )
    note = TEXT["scale"].format(largest=significant(largest(output), 2))
    if count > len(shown):
        note = f"{TEXT['some'].format(shown=len(shown), count=count)} {note}"
    st.caption(note)
    if count > len(shown):
        st.number_input(TEXT["number"], 0, count - 1, key=UNIT, help=TEXT["number_help"], width=135)
    return st.session_state[UNIT]


def unit_name(explained: Explained, call: Call, unit: int) -> str:
    """What a unit is called: a class of the last layers, a filter, a unit."""
    classes = explained.card.classes
    last_dense = [one for one in explained.calls if one.parameter_count][-1:]
    if call.output_shape == (len(classes),) and (call in last_dense or call is explained.calls[-1]):
        return f"“{classes[unit]}”"
    return TEXT["unit"]["map" if len(call.output_shape) == 3 else "number"].format(unit=unit)


def _first(explained: Explained) -> Call:
    """The first layer that has learned something, else the first."""
    return next((call for call in explained.calls if call.parameter_count), explained.calls[0])


def _take_layer(name: str) -> None:
    if st.session_state[LAYER] != name:
        st.session_state[LAYER] = name
        st.session_state.pop(UNIT, None)


def _tile(explained: Explained, call: Call) -> Tile:
    shape = " × ".join(map(str, call.output_shape))
    return Tile(
        layer_image(explained.inside[call.name]),
        TEXT["layer"].format(name=_short_name(call), shape=shape),
        TEXT["layer_alt"].format(name=call.name, shape=shape),
    )


def _short_name(call: Call) -> str:
    """An activation by what it does; a long name with places where a line may end."""
    if isinstance(call.layer, Activation):
        return call.layer.activation
    return re.sub(r"_(?!\d)", "_\u200b", call.name).replace("normalization", "normal\u00adization")


def _unit_tile(explained: Explained, call: Call, unit: int, scale: float) -> Tile:
    output = explained.inside[call.name][..., unit]
    name = unit_name(explained, call, unit)
    if output.ndim == 2:
        low, high = significant(float(output.min()), 2), significant(float(output.max()), 2)
        alt = TEXT["map_alt"].format(unit=name, low=low, high=high)
        return Tile(map_image(output, scale), str(unit), alt)
    value = significant(float(output), 2)
    alt = TEXT["unit_alt"].format(unit=name, value=value)
    return Tile(map_image(np.reshape(output, (1, 1)), scale), f"{name.strip('“”')}\n{value}", alt)
