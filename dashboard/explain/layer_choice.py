"""The layers of a network as tiles, and the units of the chosen one: choose what to look at."""

import re

import numpy as np
import streamlit as st

from core.language import say
from core.layers import Call
from dashboard.components.tiles import Tile, tiles
from dashboard.explain import state, texts
from dashboard.explain.forward_pass import ForwardPass
from dashboard.explain.state import ExplainState
from dashboard.lab.bounded import number_field
from dashboard.lab.state import state_of
from dashboard.render.activations import largest, layer_image, map_image
from dashboard.render.arithmetic import significant

MOST_UNITS = 48


def choose_layer(forward: ForwardPass) -> Call:
    """Show the layers, and return the chosen one."""
    names = [call.name for call in forward.calls]
    chosen = state_of(ExplainState).layer
    if chosen not in names:
        chosen = state_of(ExplainState).layer = _first(forward).name
    st.markdown(f"**{say(texts.LAYERS)}**")
    tiles(
        "explained_layers",
        say(texts.LAYERS),
        [_tile(forward, call) for call in forward.calls],
        names.index(chosen),
        lambda place: _take_layer(names[place]),
        side=62,
        one_row=True,
    )
    return forward.call(chosen)


def choose_unit(forward: ForwardPass, call: Call) -> int:
    """Show the units of a layer, and return the chosen one: the strongest, at first."""
    output = forward.activations[call.name]
    count = output.shape[-1]
    strengths = np.nan_to_num(np.abs(output).reshape(-1, count).max(axis=0))
    chosen = state.unit()
    if chosen is None or not 0 <= chosen < count:
        chosen = int(strengths.argmax())
        state.set_unit(chosen)
    shown = np.sort(np.argsort(-strengths, kind="stable")[:MOST_UNITS])
    tiles(
        f"explained_units_{call.name}",
        call.name,
        [_unit_tile(forward, call, int(unit), largest(output)) for unit in shown],
        int(np.searchsorted(shown, chosen)) if chosen in shown else None,
        lambda place: state.set_unit(int(shown[place])),
        side=56 if output.ndim == 3 else 44,
    )
    scale = say(texts.SCALE, largest=significant(largest(output), 2))
    if count == len(shown):
        st.caption(scale)
        return chosen
    st.caption(f"{say(texts.SOME_UNITS, shown=len(shown), count=count)} {scale}")
    number_field(
        say(texts.UNIT), 0, count - 1, key=state.UNIT, help=say(texts.UNIT_HELP), width=135
    )
    return chosen


def unit_name(forward: ForwardPass, call: Call, unit: int) -> str:
    """What a unit is called: a class of the last layers, a filter, a unit."""
    classes = forward.card.classes
    last_dense = [one for one in forward.calls if one.parameter_count][-1:]
    if call.output_shape == (len(classes),) and (call in last_dense or call is forward.calls[-1]):
        return say(texts.CLASS_NAME, name=classes[unit])
    return say(texts.FILTER_NAME if len(call.output_shape) == 3 else texts.UNIT_NAME, unit=unit)


def _first(forward: ForwardPass) -> Call:
    """The first layer that has learned something, else the first."""
    return next((call for call in forward.calls if call.parameter_count), forward.calls[0])


def _take_layer(name: str) -> None:
    remembered = state_of(ExplainState)
    if remembered.layer != name:
        remembered.layer = name
        state.forget_unit()


def _tile(forward: ForwardPass, call: Call) -> Tile:
    shape = " × ".join(map(str, call.output_shape))
    return Tile(
        layer_image(forward.activations[call.name]),
        say(texts.LAYER, name=_short_name(call), shape=shape),
        say(texts.LAYER_ALT, name=call.name, shape=shape),
    )


def _short_name(call: Call) -> str:
    """An activation by its function; a long name with places where a line may end."""
    if call.layer.function is not None:
        return call.layer.function
    return re.sub(r"_(?!\d)", "_\u200b", call.name).replace("normalization", "normal\u00adization")


def _unit_tile(forward: ForwardPass, call: Call, unit: int, scale: float) -> Tile:
    output = forward.activations[call.name][..., unit]
    name = unit_name(forward, call, unit)
    if output.ndim == 2:
        low, high = significant(float(output.min()), 2), significant(float(output.max()), 2)
        alt = say(texts.MAP_ALT, unit=name, low=low, high=high)
        return Tile(map_image(output, scale), str(unit), alt)
    value = significant(float(output), 2)
    alt = say(texts.UNIT_ALT, unit=name, value=value)
    return Tile(map_image(np.reshape(output, (1, 1)), scale), f"{name.strip('“”')}\n{value}", alt)
