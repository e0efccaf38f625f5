"""A network that is too large to train here."""

from collections.abc import Iterator

from core.layers import FLOAT_BYTES
from core.lint.network import Finding, Network
from core.recipe import Model

MAX_PARAMETERS = 50_000_000


def too_large(network: Network) -> Iterator[Finding]:
    """The layer with the most parameters, where all together are too many."""
    counts = network.parameter_counts
    total = sum(counts)
    if total <= MAX_PARAMETERS:
        return
    guilty = counts.index(max(counts))
    label, repair = _smaller(network)
    yield Finding(
        guilty,
        f"The network has {total:,} parameters, {total * FLOAT_BYTES / 1e9:.1f} GB of weights, and "
        f"{counts[guilty]:,} of them are here; this lab trains up to {MAX_PARAMETERS:,}. "
        "Use fewer units or filters, or pool the pictures before Flatten.",
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
        return "Use smaller layers", smaller.model
    layer = smaller.layers[halved.pop()]
    return f"Use {layer.size} {layer.size_setting}", smaller.model


def _to_halve(network: Network) -> int | None:
    """The largest layer, or, where its size must stay, the next one before it."""
    counts = network.parameter_counts
    for index in range(counts.index(max(counts)), -1, -1):
        if index != network.deciding and network.layers[index].size > 1:
            return index
    return None
