"""Activations where they do harm."""

from collections.abc import Iterator

from core.language import say
from core.layers import Activation
from core.lint.network import FOLLOWERS, SOFTMAX, Finding, Network, kind_of

_RELU = Activation(activation="relu")


def softmax_in_the_middle(network: Network) -> Iterator[Finding]:
    """A softmax with layers behind it that learn."""
    for index in range(network.deciding):
        if network.layers[index] == SOFTMAX:
            yield Finding(
                index,
                "A softmax in the middle squeezes its numbers into shares that add up to 1, so "
                "that little of them reaches the next layer. Use relu here, softmax at the end.",
                "Use relu",
                network.replacing(index, _RELU),
            )


def after_the_end(network: Network) -> Iterator[Finding]:
    """Layers that change the probabilities."""
    if network.answer is None:
        return
    for index in range(network.answer + 1, len(network.layers)):
        layer = network.layers[index]
        if isinstance(layer, FOLLOWERS):
            yield Finding(
                index,
                say(
                    "{layer} after the {last} changes the probabilities into other numbers. "
                    "The {last} comes last.",
                    layer=kind_of(layer),
                    last=kind_of(network.output_activation),
                ),
                say("Remove {layer}", layer=kind_of(layer)),
                network.without(index),
            )


def two_activations(network: Network) -> Iterator[Finding]:
    """Activations that follow each other."""
    for index in range(len(network.layers) - 1):
        first, second = network.layers[index : index + 2]
        if not (isinstance(first, Activation) and isinstance(second, Activation)):
            continue
        before_the_answer = index + 1 == network.answer
        if first == SOFTMAX or (second == SOFTMAX and not before_the_answer):
            continue
        guilty = index if before_the_answer else index + 1
        yield Finding(
            guilty,
            f"{kind_of(first)} and {kind_of(second)} follow each other, with no layer between them "
            "that learns. One activation is enough.",
            f"Remove {kind_of(network.layers[guilty])}",
            network.without(guilty),
        )
