"""Shapes, types and ranges of all arrays, and the shapes from layer to layer."""

from collections.abc import Iterable, Iterator, Sequence

import streamlit as st
from markupsafe import Markup

from core.datasets import DatasetCard, DatasetError
from core.language import number, say
from core.layers import LayerError, ledger
from core.plain_text import plain_error
from core.recipe import Recipe
from dashboard.bugs import texts
from dashboard.bugs.arrays import GivenArray, given_arrays
from dashboard.bugs.state import BugsState
from dashboard.lab import services
from dashboard.lab.state import state_of


def show_shapes(recipe: Recipe) -> None:
    """Two tables: the arrays that `fit` is given, and what each layer makes of a picture.

    `recipe` is that of the puzzle that is open.
    """
    state = state_of(BugsState)
    try:
        card = services.library().card(recipe.data.dataset)
        if state.arrays is None:
            dataset = services.library().load(recipe.data.dataset)
            state.arrays = given_arrays(recipe, dataset)
    except DatasetError as error:
        st.caption(plain_error(error))
        return
    st.markdown(f"**{say(texts.ARRAYS)}**")
    st.html(_table(texts.ARRAY_COLUMNS, map(_row, state.arrays)))
    st.markdown(f"**{say(texts.LAYERS)}**")
    st.html(_table(texts.LAYER_COLUMNS, _layers(recipe, card)))


def _row(array: GivenArray) -> Sequence[str]:
    ends = f"{number(array.low, '.3g')} … {number(array.high, '.3g')}"
    return _code(array.name), say(texts.USES[array.use]), str(array.shape), _code(array.dtype), ends


def _layers(recipe: Recipe, card: DatasetCard) -> Iterator[Sequence[str]]:
    """A row a layer; where one is impossible, the table ends with what came to it."""
    layers = recipe.model.layers
    yield say(texts.INPUT), str(card.shape), ""
    try:
        rows, impossible = ledger(layers, card.shape), None
    except LayerError as error:
        rows, impossible = ledger(layers[: error.index], card.shape), error.index
    for row in rows:
        yield _code(row.name), str(row.output_shape), number(row.parameter_count, ",")
    if impossible is not None:
        yield _code(layers[impossible].kind), "?", ""


def _code(name: str) -> Markup:
    return Markup("<code>{}</code>").format(name)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    head = Markup().join(Markup('<th scope="col">{}</th>').format(say(name)) for name in columns)
    body = Markup().join(
        Markup("<tr>{}</tr>").format(Markup().join(map(Markup("<td>{}</td>").format, row)))
        for row in rows
    )
    return Markup(
        '<div class="fe-scroll"><table class="fe-ledger"><thead><tr>{head}</tr></thead>'
        "<tbody>{body}</tbody></table></div>"
    ).format(head=head, body=body)
