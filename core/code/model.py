"""A network as Keras code, in both styles, and which lines say which layer."""

from collections.abc import Iterable

from core.code.facts import card_of
from core.datasets import DatasetCard
from core.layers import KerasLayer, LedgerRow, ledger, require_chain
from core.recipe import Recipe

IMPORTS = "import keras\nfrom keras import layers\n"


def sequential(recipe: Recipe, card: DatasetCard | None = None) -> str:
    """The network in the Sequential style: code that runs by itself and defines `model`.

    `card` describes a dataset of the visitor's own; that of a published one is known. Raises
    LayerError if the layers do not fit each other, or cannot be said in this style.
    """
    return _text(_sequential_lines(recipe, card))


def functional(recipe: Recipe, card: DatasetCard | None = None) -> str:
    """The same in the Functional style, which can say every network."""
    return _text(_functional_lines(recipe, card))


def definition(recipe: Recipe, card: DatasetCard | None = None) -> str:
    """The same in the recipe's own style, without the imports."""
    return _text(_lines(recipe, recipe.model.style, card)).removeprefix(IMPORTS).lstrip("\n")


def unchecked(recipe: Recipe, card: DatasetCard | None = None) -> str:
    """The same in the Sequential style, also where the layers do not fit each other.

    Raises LayerError for a block, which this style cannot say.
    """
    require_chain(recipe.model.layers)
    layers = [
        (index, layer)
        for index, layer in enumerate(recipe.model.layers)
        if isinstance(layer, KerasLayer)
    ]
    return _text(_sequential(layers, recipe, card))


def lines_of(recipe: Recipe, style: str, card: DatasetCard | None = None) -> tuple[range, ...]:
    """For each layer its lines, from 0, in what `sequential` or `functional` (`style`) returns."""
    owners = [owner for _line, owner in _lines(recipe, style, card)]
    return tuple(
        range(owners.index(index), owners.index(index) + owners.count(index))
        for index in range(len(recipe.model.layers))
    )


Lines = list[tuple[str, int | None]]
"""Lines of code, each with the layer that it belongs to, if any."""


def _text(lines: Lines) -> str:
    return "\n".join(line for line, _owner in lines) + "\n"


def _lines(recipe: Recipe, style: str, card: DatasetCard | None) -> Lines:
    return {"sequential": _sequential_lines, "functional": _functional_lines}[style](recipe, card)


def _head() -> Lines:
    return [(line, None) for line in [*IMPORTS.splitlines(), ""]]


def _rows(recipe: Recipe, card: DatasetCard | None) -> list[LedgerRow]:
    return ledger(recipe.model.layers, card_of(recipe, card).shape)


def _sequential_lines(recipe: Recipe, card: DatasetCard | None) -> Lines:
    require_chain(recipe.model.layers)
    rows = _rows(recipe, card)
    calls = [(index, call) for index, row in enumerate(rows) for call in row.calls]
    return [*_head(), *_sequential([(index, call.layer) for index, call in calls], recipe, card)]


def _sequential(
    layers: Iterable[tuple[int, KerasLayer]], recipe: Recipe, card: DatasetCard | None
) -> Lines:
    return [
        ("model = keras.Sequential(", None),
        ("    [", None),
        (f"        keras.Input({card_of(recipe, card).shape}),", None),
        *((f"        {layer.code()},", index) for index, layer in layers),
        ("    ]", None),
        (")", None),
    ]


def _functional_lines(recipe: Recipe, card: DatasetCard | None) -> Lines:
    rows = _rows(recipe, card)
    lines = [*_head(), (f"inputs = keras.Input({rows[0].input_shape})", None)]
    names = {"x": "inputs"}
    for index, row in enumerate(rows):
        for call in row.calls:
            given = ", ".join(names.get(name, name) for name in call.inputs)
            if len(call.inputs) > 1:
                given = f"[{given}]"
            last = call is rows[-1].calls[-1]
            output = "outputs" if last else call.output
            lines.append((f"{output} = {call.layer.code()}({given})", index))
            names.pop(call.output, None)
    return [*lines, ("model = keras.Model(inputs, outputs)", None)]
