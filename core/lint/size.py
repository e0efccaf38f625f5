"""A network that is too large to train here."""

from collections.abc import Iterator

from core.language import plural, say
from core.layers import FLOAT_BYTES
from core.lint.network import Network, NetworkMistake
from core.recipe import Model

MAX_PARAMETERS = 50_000_000
USE_SIZE = {
    "units": plural("Use {count} unit", "Use {count} units"),
    "filters": plural("Use {count} filter", "Use {count} filters"),
}
"""What a repair does, by the `size_setting` of the layer."""


def too_large(network: Network) -> Iterator[NetworkMistake]:
    """The layer with the most parameters, where all together are too many."""
    counts = network.parameter_counts
    total = sum(counts)
    if total <= MAX_PARAMETERS:
        return
    guilty = counts.index(max(counts))
    label, repair = _smaller(network)
    yield NetworkMistake(
        guilty,
        say(
            "The network has {total:,} parameters, {size:.1f} GB of weights, and {here:,} of them "
            "are here; this lab trains up to {most:,}. "
            "Use fewer units or filters, or pool the pictures before Flatten.",
            total=total,
            size=total * FLOAT_BYTES / 1e9,
            here=counts[guilty],
            most=MAX_PARAMETERS,
        ),
        label,
        repair,
        fatal=True,
    )


def _smaller(network: Network) -> tuple[str, Model | None]:
    """Halve the largest layers until the network fits → what was done, and the network."""
    halved: set[int] = set()
    smaller = network
    while sum(smaller.parameter_counts) > MAX_PARAMETERS:
        index = _to_halve(smaller)
        if index is None:
            return "", None
        layer = smaller.layers[index]
        halved.add(index)
        layers = list(smaller.layers)
        layers[index] = layer.with_size(layer.size // 2)
        model = Model(style=network.model.style, layers=tuple(layers))
        smaller = Network(model, network.card, network.loss)
    if len(halved) > 1:
        return say("Use smaller layers"), smaller.model
    layer = smaller.layers[halved.pop()]
    return say(USE_SIZE[layer.size_setting], count=layer.size), smaller.model


def _to_halve(network: Network) -> int | None:
    """The largest layer, or, where its size must stay, the next one before it."""
    counts = network.parameter_counts
    for index in range(counts.index(max(counts)), -1, -1):
        if index != network.deciding and network.layers[index].size > 1:
            return index
    return None
