"""Shapes, types and ranges of all arrays, and the shapes from layer to layer."""

from collections.abc import Iterator, Sequence

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.datasets import Dataset, DatasetError
from core.language import number, say
from core.layers import LayerError, ledger
from core.plain_text import plain_error
from core.preparation.split import Scaling, prepared
from core.recipe import Recipe
from dashboard.bugs import texts
from dashboard.lab import services


def show_shapes(recipe: Recipe) -> None:
    """Two tables: the arrays that `fit` is given, and what each layer makes of a picture."""
    try:
        dataset = services.library().load(recipe.data.dataset)
    except DatasetError as error:
        st.caption(plain_error(error))
        return
    st.markdown(f"**{say(texts.ARRAYS)}**")
    st.html(_table(texts.ARRAY_COLUMNS, _arrays(recipe, dataset)))
    st.markdown(f"**{say(texts.LAYERS)}**")
    st.html(_table(texts.LAYER_COLUMNS, _layers(recipe, dataset)))


def _arrays(recipe: Recipe, dataset: Dataset) -> Iterator[Sequence[str]]:
    data = prepared(recipe.data, dataset)
    images, labels = data.chosen.validating_set(dataset)
    train, validation = data.chosen.train, data.chosen.validation
    yield _pictures("x_train", dataset.x_train, train, data.scaling)
    yield _labels("y_train", recipe, data.labels[train], dataset.card.num_classes)
    yield _pictures("x_val", images, validation, data.later_scaling)
    yield _labels("y_val", recipe, labels[validation], dataset.card.num_classes)


def _pictures(
    name: str, images: np.ndarray, indices: np.ndarray, scaling: Scaling
) -> Sequence[str]:
    chosen = images[indices]
    channels = tuple(range(chosen.ndim - 1))
    ends = np.stack([chosen.min(axis=channels), chosen.max(axis=channels)])
    return _code(name), _shape(chosen.shape), _code("float32"), _range(scaling.apply(ends))


def _labels(name: str, recipe: Recipe, labels: np.ndarray, num_classes: int) -> Sequence[str]:
    if recipe.targets == "one-hot":
        shape = (len(labels), num_classes)
        return _code(name), _shape(shape), _code("float64"), _range(np.array([0, 1]))
    return _code(name), _shape(labels.shape), _code("int64"), _range(labels)


def _layers(recipe: Recipe, dataset: Dataset) -> Iterator[Sequence[str]]:
    """A row a layer; where one is impossible, the table ends with what came to it."""
    layers = recipe.model.layers
    yield say(texts.INPUT), _shape(dataset.card.shape), ""
    try:
        rows, impossible = ledger(layers, dataset.card.shape), None
    except LayerError as error:
        rows, impossible = ledger(layers[: error.index], dataset.card.shape), error.index
    for row in rows:
        yield _code(row.name), _shape(row.output_shape), number(row.parameter_count, ",")
    if impossible is not None:
        yield _code(layers[impossible].kind), "?", ""


def _code(name: str) -> Markup:
    return Markup("<code>{}</code>").format(name)


def _shape(shape: Sequence[int]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"


def _range(values: np.ndarray) -> str:
    return f"{number(values.min(), '.3g')} … {number(values.max(), '.3g')}"


def _table(columns: Sequence[str], rows: Iterator[Sequence[str]]) -> Markup:
    head = Markup().join(Markup('<th scope="col">{}</th>').format(say(name)) for name in columns)
    body = Markup().join(
        Markup("<tr>{}</tr>").format(Markup().join(map(Markup("<td>{}</td>").format, row)))
        for row in rows
    )
    return Markup(
        '<div class="fe-scroll"><table class="fe-ledger"><thead><tr>{head}</tr></thead>'
        "<tbody>{body}</tbody></table></div>"
    ).format(head=head, body=body)
