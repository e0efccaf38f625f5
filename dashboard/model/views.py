"""A network to look at: its drawing, its ledger and its code in both styles, linked by hover.

All three are one piece of HTML. Whatever belongs to layer 3 has the class `fe-l3`; pointing at one
of them, or reaching it with the Tab key, lights up the others by CSS alone.
"""

import html
import math
from collections.abc import Sequence

import streamlit as st

from core.code import functional, lines_of, sequential
from core.datasets import DatasetCard
from core.layers import LayerError, LedgerRow, Shape, ledger
from core.layers.ledger_words import non_trainable_written, parameters_written, total_written
from core.recipe import Recipe

TEXT = {
    "input": "input",
    "layer": "Layer",
    "shape": "Output shape",
    "parameters": "Parameters",
    "total": "Total",
    "not_trained": "of these, not trained",
    "kept": "running means and variances",
    "drawing": "The network: height is the side of the picture (or, for a row of numbers, the "
    "logarithm of their count), width grows with the channels",
    "sequential": "Sequential",
    "functional": "Functional",
    "not_sequential": "The Sequential style cannot say this network: {reason}",
}
TALLEST = 120
NARROWEST = 6


def show_network(recipe: Recipe, card: DatasetCard) -> None:
    """Drawing, ledger and both codes of a network; nothing after a layer that cannot stand."""
    layers = recipe.model.layers
    try:
        rows = ledger(layers, card.shape)
    except LayerError as error:
        rows = ledger(layers[: error.index], card.shape)
        st.html(_drawing(card.shape, rows) + _table(rows))
        return
    code = _code(recipe, card)
    st.html(
        f'<div class="fe-network">{_links(len(layers))}'
        f"{_drawing(card.shape, rows)}{_table(rows)}{code}</div>"
    )


def _links(count: int) -> str:
    rules = (
        f".fe-network:has(.fe-l{index}:is(:hover, :focus)) .fe-l{index}" for index in range(count)
    )
    return f"<style>{', '.join(rules)} {{ background: var(--fe-lit); outline: none; }}</style>"


def _drawing(input_shape: Shape, rows: Sequence[LedgerRow]) -> str:
    tallest = max([input_shape[0], *(row.output_shape[0] for row in rows if _is_picture(row))])
    blocks = [_block(TEXT["input"], input_shape, tallest, "")]
    for index, row in enumerate(rows):
        changes = row.output_shape != row.input_shape or row.parameter_count
        if changes:
            kind = type(row.layer).__name__
            blocks.append(_block(kind, row.output_shape, tallest, f"fe-l{index}"))
    title = html.escape(TEXT["drawing"])
    return f'<div class="fe-drawing" role="img" aria-label="{title}">{"".join(blocks)}</div>'


def _is_picture(row: LedgerRow) -> bool:
    return len(row.output_shape) == 3


def _block(name: str, shape: Shape, tallest: int, layer: str) -> str:
    if len(shape) == 3:
        height = max(TALLEST * shape[0] / tallest, NARROWEST)
        width = NARROWEST + 6 * math.log2(shape[2] + 1)
    else:
        height = min(NARROWEST + 9 * math.log2(math.prod(shape) + 1), TALLEST)
        width = NARROWEST
    size = "×".join(map(str, shape))
    return (
        f'<figure class="{layer}"><i style="height:{height:.0f}px;width:{width:.0f}px"></i>'
        f"<figcaption>{html.escape(name)}<br>{size}</figcaption></figure>"
    )


def _table(rows: Sequence[LedgerRow]) -> str:
    head = "".join(f"<th>{TEXT[name]}</th>" for name in ("layer", "shape", "parameters"))
    body = "".join(
        f'<tr class="fe-l{index}" tabindex="0"><td>{html.escape(row.name)}</td>'
        f"<td>{_batch_shape(row.output_shape)}</td><td>{parameters_written(row)}</td></tr>"
        for index, row in enumerate(rows)
    )
    foot = f"<tr><th>{TEXT['total']}</th><th></th><th>{total_written(rows)}</th></tr>"
    if any(row.non_trainable_count for row in rows):
        foot += (
            f"<tr><td>{TEXT['not_trained']}</td><td>{TEXT['kept']}</td>"
            f"<td>{non_trainable_written(rows)}</td></tr>"
        )
    return (
        f'<div class="fe-scroll"><table class="fe-ledger"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody><tfoot>{foot}</tfoot></table></div>"
    )


def _batch_shape(shape: Shape) -> str:
    return f"(None, {', '.join(map(str, shape))})"


def _code(recipe: Recipe, card: DatasetCard) -> str:
    columns = []
    for style, write in (("sequential", sequential), ("functional", functional)):
        try:
            text = write(recipe, card)
        except LayerError as error:
            reason = html.escape(TEXT["not_sequential"].format(reason=error))
            columns.append(f"<div><h4>{TEXT[style]}</h4><p>{reason}</p></div>")
            continue
        lines = [html.escape(line) or " " for line in text.rstrip("\n").split("\n")]
        for index, owned in enumerate(lines_of(recipe, style, card)):
            for number in owned:
                lines[number] = f'<span class="fe-l{index}">{lines[number]}</span>'
        columns.append(
            f'<div><h4>{TEXT[style]}</h4><pre class="fe-code">{"<br>".join(lines)}</pre></div>'
        )
    return f'<div class="fe-codes">{"".join(columns)}</div>'
