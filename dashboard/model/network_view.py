"""A network to look at: its drawing, its table and its code in both styles, linked by hover.

All three are one piece of HTML. Whatever belongs to layer 3 has the class `fe-l3`; pointing at one
of them, or reaching it with the Tab key, lights up the others by CSS alone.
"""

import math
from collections.abc import Callable, Sequence

import streamlit as st
from markupsafe import Markup, escape

from core.code import functional, lines_of, sequential
from core.datasets import DatasetCard
from core.language import say
from core.layers import LayerError, LedgerRow, Shape, ledger
from core.layers.ledger_words import non_trainable_written, parameters_written, total_written
from core.recipe import Recipe
from dashboard.model import texts

TALLEST = 120
NARROWEST = 6
"""Sides of a block in the drawing, in CSS pixels."""
WRITERS: dict[str, Callable[[Recipe, DatasetCard], str]] = {
    "sequential": sequential,
    "functional": functional,
}


def show_network(recipe: Recipe, card: DatasetCard) -> None:
    """Drawing, table and both codes of a network; if a layer is impossible, what stands before it.

    The code is left out then.
    """
    layers = recipe.model.layers
    try:
        rows = ledger(layers, card.shape)
    except LayerError as error:
        rows = ledger(layers[: error.index], card.shape)
        st.html(_drawing(card.shape, rows) + _table(rows))
        return
    st.html(
        Markup('<div class="fe-network">{}{}{}{}</div>').format(
            _links(len(layers)), _drawing(card.shape, rows), _table(rows), _code(recipe, card)
        )
    )


def _links(count: int) -> Markup:
    """The style that lights up everything of the layer that is pointed at."""
    rules = ", ".join(
        f".fe-network:has(.fe-l{index}:is(:hover, :focus)) .fe-l{index}" for index in range(count)
    )
    style = Markup("<style>{rules} {{ background: var(--fe-lit); outline: none; }}</style>")
    return style.format(rules=rules)


def _drawing(input_shape: Shape, rows: Sequence[LedgerRow]) -> Markup:
    tallest = max([input_shape[0], *(row.output_shape[0] for row in rows if _is_picture(row))])
    blocks = [_block(say(texts.INPUT), input_shape, tallest, "")]
    for index, row in enumerate(rows):
        changes = row.output_shape != row.input_shape or row.parameter_count
        if changes:
            kind = row.layer.kind
            blocks.append(_block(kind, row.output_shape, tallest, f"fe-l{index}"))
    drawing = Markup('<div class="fe-drawing" role="img" aria-label="{title}">{blocks}</div>')
    return drawing.format(title=say(texts.DRAWING), blocks=Markup("").join(blocks))


def _is_picture(row: LedgerRow) -> bool:
    return len(row.output_shape) == 3


def _block(name: str, shape: Shape, tallest: int, css_class: str) -> Markup:
    if len(shape) == 3:
        height = max(TALLEST * shape[0] / tallest, NARROWEST)
        width = NARROWEST + 6 * math.log2(shape[2] + 1)
    else:
        height = min(NARROWEST + 9 * math.log2(math.prod(shape) + 1), TALLEST)
        width = NARROWEST
    return Markup(
        '<figure class="{css_class}"><i style="height:{height:.0f}px;width:{width:.0f}px"></i>'
        "<figcaption>{name}<br>{size}</figcaption></figure>"
    ).format(
        css_class=css_class, height=height, width=width, name=name, size="×".join(map(str, shape))
    )


def _table(rows: Sequence[LedgerRow]) -> Markup:
    heads = map(say, (texts.LAYER, texts.OUTPUT_SHAPE, texts.PARAMETERS))
    head = Markup("").join(map(Markup("<th>{}</th>").format, heads))
    row_of_a_layer = Markup(
        '<tr class="fe-l{index}" tabindex="0"><td>{name}</td><td>{shape}</td><td>{parameters}</td>'
        "</tr>"
    )
    body = Markup("").join(
        row_of_a_layer.format(
            index=index,
            name=row.name,
            shape=_batch_shape(row.output_shape),
            parameters=parameters_written(row),
        )
        for index, row in enumerate(rows)
    )
    return Markup(
        '<div class="fe-scroll"><table class="fe-ledger"><thead><tr>{head}</tr></thead>'
        "<tbody>{body}</tbody><tfoot>{foot}</tfoot></table></div>"
    ).format(head=head, body=body, foot=_totals(rows))


def _totals(rows: Sequence[LedgerRow]) -> Markup:
    total = Markup("<tr><th>{}</th><th></th><th>{}</th></tr>").format(
        say(texts.TOTAL), total_written(rows)
    )
    if not any(row.non_trainable_count for row in rows):
        return total
    return total + Markup("<tr><td>{}</td><td>{}</td><td>{}</td></tr>").format(
        say(texts.NOT_TRAINED), say(texts.RUNNING_STATISTICS), non_trainable_written(rows)
    )


def _batch_shape(shape: Shape) -> str:
    return f"(None, {', '.join(map(str, shape))})"


def _code(recipe: Recipe, card: DatasetCard) -> Markup:
    columns = Markup("").join(
        Markup("<div><h4>{}</h4>{}</div>").format(
            say(texts.STYLES[style]), _code_in(style, recipe, card)
        )
        for style in WRITERS
    )
    return Markup('<div class="fe-codes">{}</div>').format(columns)


def _code_in(style: str, recipe: Recipe, card: DatasetCard) -> Markup:
    """The code in one style, the lines of each layer marked; why there is none if so."""
    try:
        text = WRITERS[style](recipe, card)
    except LayerError as error:
        return Markup("<p>{}</p>").format(say(texts.NOT_SEQUENTIAL, reason=error))
    # An empty line would have no height.
    lines = [escape(line) or Markup(" ") for line in text.rstrip("\n").split("\n")]
    for index, owned in enumerate(lines_of(recipe, style, card)):
        for number in owned:
            lines[number] = Markup('<span class="fe-l{}">{}</span>').format(index, lines[number])
    return Markup('<pre class="fe-code">{}</pre>').format(Markup("<br>").join(lines))
