"""Activations where they do harm."""

from collections.abc import Iterator

from core.language import say
from core.layers import Activation
from core.lint.network import SOFTMAX, Network, NetworkMistake

_RELU = Activation(activation="relu")


def softmax_in_the_middle(network: Network) -> Iterator[NetworkMistake]:
    """A softmax with layers behind it that learn."""
    for index in range(network.deciding):
        if network.layers[index] == SOFTMAX:
            yield NetworkMistake(
                index,
                say(
                    "A softmax in the middle squeezes its numbers into shares that add up to 1, so "
                    "that little of them reaches the next layer. Use relu here, softmax at the end."
                ),
                say("Use relu"),
                network.replacing(index, _RELU),
            )


def after_the_end(network: Network) -> Iterator[NetworkMistake]:
    """Layers that change the probabilities."""
    if network.answer is None:
        return
    for index in range(network.answer + 1, len(network.layers)):
        layer = network.layers[index]
        if layer.belongs_to_previous:
            yield NetworkMistake(
                index,
                say(
                    "{layer} after the {last} changes the probabilities into other numbers. "
                    "The {last} comes last.",
                    layer=layer.label,
                    last=network.output_activation.label,
                ),
                say("Remove {layer}", layer=layer.label),
                network.without(index),
            )


def dense_after_dense(network: Network) -> Iterator[NetworkMistake]:
    """Dense layers that follow each other with nothing between them but what is linear."""
    previous = linear = None
    for index, layer in enumerate(network.layers):
        if layer.reads_rows:
            if previous is not None:
                yield NetworkMistake(
                    index,
                    say(
                        "Dense layers {first} and {second} follow each other without an "
                        "activation: two linear steps are together one linear step, so the first "
                        "of them adds nothing that the second could not do. Put relu between them.",
                        first=previous + 1,
                        second=index + 1,
                    ),
                    say("Put relu between them"),
                    network.replacing(previous, network.layers[previous], _RELU)
                    if linear is None
                    else network.replacing(linear, _RELU),
                )
            previous, linear = index, None
        elif layer.function == "linear":
            linear = index
        elif not (layer.only_in_training or layer.flattens):
            previous = None


def two_activations(network: Network) -> Iterator[NetworkMistake]:
    """Activations that follow each other."""
    for index in range(len(network.layers) - 1):
        first, second = network.layers[index : index + 2]
        if first.function is None or second.function is None:
            continue
        before_the_answer = index + 1 == network.answer
        if first == SOFTMAX or (second == SOFTMAX and not before_the_answer):
            continue
        guilty = index if before_the_answer else index + 1
        yield NetworkMistake(
            guilty,
            say(
                "{first} and {second} follow each other, with no layer between them that learns. "
                "One activation is enough.",
                first=first.label,
                second=second.label,
            ),
            say("Remove {layer}", layer=network.layers[guilty].label),
            network.without(guilty),
        )
