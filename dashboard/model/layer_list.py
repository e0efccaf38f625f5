"""The list of layers to add, remove, reorder and set, with every mistake at its layer."""

from collections.abc import Callable
from typing import Any, Literal, get_args, get_origin

import streamlit as st
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from core.language import say
from core.layers import KINDS, Dense, Layer
from core.lint import NetworkMistake, mistakes
from core.recipe import MAX_LAYERS, Model, Recipe
from dashboard.lab import address, bound_widgets, notices, screen, services
from dashboard.lab.state import state_of
from dashboard.model import texts
from dashboard.model.state import ModelState, setting_of

TOOLS = {
    "add": texts.ADD,
    "up": texts.MOVE_UP,
    "down": texts.MOVE_DOWN,
    "remove": texts.REMOVE,
}
CHANGED_BY_A_SETTING = ["network", "undo", "model_preset", "recipe_card"]
"""The fragments that a change of one setting redraws, while the rows of the list stay."""


def change_model(new: Model) -> None:
    """Put another network into the recipe."""
    screen.set_recipe(_with_model(new))


def _with_model(new: Model) -> Recipe:
    return screen.recipe().model_copy(update={"model": new})


def show_layer_list() -> None:
    """The list, its tools, and the mistakes where they belong."""
    model = screen.recipe().model
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            say(texts.KIND),
            list(KINDS.values()),
            index=list(KINDS.values()).index(Dense),
            format_func=lambda kind: kind.__name__,
            help=say(texts.KIND_HELP),
            key="kind_to_add",
            width=220,
        )
        st.button(
            say(texts.ADD_FIRST),
            icon=":material/add:",
            on_click=_add,
            args=(kind, 0),
            disabled=len(model.layers) >= MAX_LAYERS,
        )
    if len(model.layers) >= MAX_LAYERS:
        st.caption(say(texts.FULL, count=MAX_LAYERS))
    found = _mistakes(model)
    with st.container(key="layer_list"):
        for index, layer in enumerate(model.layers):
            _row(model, index, layer, kind)
            for number, mistake in enumerate(found):
                if mistake.index == index:
                    _mistake(mistake, number)


def _row(model: Model, index: int, layer: Layer, kind: type[Layer]) -> None:
    last = len(model.layers) - 1
    with st.container(border=True, key=f"layer_row_{index}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
            st.markdown(f"**{index + 1}** {layer.kind}", width="stretch")
            number = index + 1
            _tool("add", index, "add", _add, (kind, number), last + 1 >= MAX_LAYERS, kind.__name__)
            _tool("up", index, "arrow_upward", _move, (index, index - 1), index == 0)
            _tool("down", index, "arrow_downward", _move, (index, index + 1), index == last)
            _tool("remove", index, "delete", _remove, (index,), last == 0)
        fields = type(layer).model_fields
        if fields:
            with st.grid(2, min_column_width=90, vertical_alignment="bottom", gap="small"):
                for name, field in fields.items():
                    _setting(index, layer, name, field)


def _tool(
    name: str,
    index: int,
    icon: str,
    act: Callable,
    arguments: tuple,
    disabled: bool,
    kind: str = "",
) -> None:
    st.button(
        "",
        icon=f":material/{icon}:",
        help=say(TOOLS[name], number=index + 1, kind=kind),
        key=f"{name}-layer-{index}",
        type="tertiary",
        disabled=disabled,
        on_click=act,
        args=arguments,
    )


def _setting(index: int, layer: Layer, name: str, field: FieldInfo) -> None:
    key = bound_widgets.keyed(f"layer-{index}-{name}")
    value = getattr(layer, name)
    tied: dict[str, Any] = {"key": key, "on_change": _set, "args": (index, name, key)}
    kind = field.annotation
    if get_origin(kind) is Literal:
        options = list(get_args(kind))
        st.selectbox(name, options, options.index(value), **tied)
    elif kind is bool:
        st.checkbox(name, value, **tied)
    else:
        written = "" if value is None else str(value)
        # Not a number_input, which says nothing before the number is complete.
        typed = st.text_input(name, written, live="0ms", **tied)
        try:
            _with_setting(layer, name, typed)
        except ValidationError:
            st.markdown(f":small[:red[{_bounds(field)}]]")


def _bounds(field: FieldInfo) -> str:
    bounds = {type(bound).__name__: bound for bound in field.metadata}
    if "Lt" in bounds:
        return say(texts.SHARE)
    return say(texts.WHOLE_NUMBER, low=bounds["Ge"].ge, high=bounds["Le"].le)


def _with_setting(layer: Layer, name: str, value: object) -> Layer:
    """The layer with another value of a setting; ValidationError out of its bounds."""
    return layer.with_setting(name, None if value == "" else value)


def _mistakes(model: Model) -> list[NetworkMistake]:
    recipe = screen.recipe()
    card = services.library().card(recipe.data.dataset)
    return mistakes(model, card, recipe.training.loss)


def _mistake(mistake: NetworkMistake, number: int) -> None:
    if mistake.fatal:
        st.error(mistake.sentence, icon=":material/error:")
    else:
        st.warning(mistake.sentence, icon=":material/warning:")
    if mistake.repair is not None:
        st.button(
            mistake.label,
            icon=":material/build:",
            key=f"repair-{number}",
            on_click=change_model,
            args=(mistake.repair,),
        )


def _with_layers(layers: list[Layer]) -> Model:
    model = screen.recipe().model
    style = model.style
    if style == "sequential" and any(layer.only_functional for layer in layers):
        style = "functional"
        notices.notice(say(texts.NOW_FUNCTIONAL))
    return Model(style=style, layers=tuple(layers))


def _add(kind: type[Layer], index: int) -> None:
    layers = list(screen.recipe().model.layers)
    layers.insert(index, kind.first())
    change_model(_with_layers(layers))


def _move(index: int, to: int) -> None:
    layers = list(screen.recipe().model.layers)
    layers.insert(to, layers.pop(index))
    change_model(_with_layers(layers))


def _remove(index: int) -> None:
    layers = list(screen.recipe().model.layers)
    del layers[index]
    change_model(_with_layers(layers))


def _set(index: int, name: str, key: str) -> None:
    """Put what was typed into a field into the network, if it is within its bounds."""
    if bound_widgets.is_outdated(key):
        return
    state = state_of(ModelState)
    before = screen.recipe().model
    layers = list(before.layers)
    try:
        layers[index] = _with_setting(layers[index], name, setting_of(key))
    except ValidationError:
        state.refused = True  # its field says why
        return
    # One thing to undo, however many keys it took.
    screen.edit_recipe(_with_model(_with_layers(layers)), key)
    was_refused, state.refused = state.refused, False
    if _mistakes(before) == _mistakes(screen.recipe().model) and not was_refused:
        address.write_address()
        st.rerun(CHANGED_BY_A_SETTING)
