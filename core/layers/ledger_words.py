"""The arithmetic of a ledger, written out as one would on paper."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from core.layers.base import KerasLayer
from core.layers.ledger import LedgerRow


def parameters_written(row: LedgerRow) -> str:
    """How a layer comes by its parameters: “2500 × 128 + 128 = 320,128”; “0” if it has none.

    A block adds up the Keras layers that it consists of.
    """
    if not row.parameter_count:
        return "0"
    if not isinstance(row.layer, KerasLayer):
        return _sum_written([call.parameter_count for call in row.calls])
    products = (" × ".join(map(_factor, w.shape)) for w in row.layer.weights(row.input_shape))
    return f"{' + '.join(_collected(products))} = {row.parameter_count:,}"


def total_written(rows: Sequence[LedgerRow]) -> str:
    """How a network comes by its parameters: “320,128 + 645 = 320,773”."""
    return _sum_written([row.parameter_count for row in rows])


def non_trainable_written(rows: Sequence[LedgerRow]) -> str:
    """How many parameters are only kept up to date, as running means are: “16 + 32 = 48”."""
    return _sum_written([row.non_trainable_count for row in rows])


def _sum_written(counts: Iterable[int]) -> str:
    terms = [count for count in counts if count]
    added = " + ".join(f"{term:,}" for term in terms)
    return f"{added} = {sum(terms):,}" if len(terms) > 1 else added or "0"


def _collected(products: Iterable[str]) -> Iterable[str]:
    """Equal products that follow each other, once: “4 × 64” for “64”, “64”, “64”, “64”."""
    for product, equal in groupby(products):
        times = len(list(equal))
        yield f"{times} × {product}" if times > 1 else product


def _factor(number: int) -> str:
    return f"{number:,}" if number >= 10_000 else str(number)
