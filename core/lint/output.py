"""The end of a network: one probability for each class."""

from collections.abc import Iterator

from core.layers import Dense, Flatten, Layer
from core.lint.fit import dense_on_a_picture
from core.lint.network import SOFTMAX, Finding, Network
from core.recipe import Model

_OUTPUT_ACTIVATIONS = ("softmax", "sigmoid", "linear")


def end(network: Network) -> Iterator[Finding]:
    """An end that does not give one probability for each class."""
    if len(network.output_shape) == 3:
        if not any(dense_on_a_picture(network)):
            yield _still_a_picture(network)
    elif _lacks_output_layer(network):
        yield _no_output_layer(network)
    else:
        yield from _wrong_number_of_outputs(network)
        yield from _no_softmax(network)


def _lacks_output_layer(network: Network) -> bool:
    """Whether the wrong number of outputs comes from a layer that was not meant to answer."""
    if network.output_shape == (network.card.num_classes,):
        return False
    followed = network.layers[network.deciding + 1 :]
    return not network.layers[network.deciding].reads_rows or any(
        layer.function not in (None, *_OUTPUT_ACTIVATIONS) for layer in followed
    )


def _with_output_layer(network: Network, *before: Layer) -> Model | None:
    layers = network.layers[:-1] if network.layers[-1] == SOFTMAX else network.layers
    return network.mended((*layers, *before, Dense(units=network.card.num_classes), SOFTMAX))


def _still_a_picture(network: Network) -> Finding:
    card, shape = network.card, network.output_shape
    return Finding(
        len(network.layers) - 1,
        f"The network ends with outputs of shape {shape}, but {card.title} needs one row of "
        f"{card.num_classes} numbers. End it with Flatten, Dense({card.num_classes}) and softmax.",
        f"Add Flatten and Dense({card.num_classes})",
        _with_output_layer(network, Flatten()),
        fatal=True,
    )


def _no_output_layer(network: Network) -> Finding:
    card = network.card
    return Finding(
        len(network.layers) - 1,
        f"The network ends with {network.output_shape[0]:,} outputs, but {card.title} has "
        f"{card.num_classes} classes. Add Dense({card.num_classes}) and softmax at the end.",
        f"Add Dense({card.num_classes})",
        _with_output_layer(network),
        fatal=True,
    )


def _wrong_number_of_outputs(network: Network) -> Iterator[Finding]:
    card, outputs = network.card, network.output_shape[0]
    if outputs == card.num_classes:
        return
    layer = network.layers[network.deciding]
    right = layer.with_size(card.num_classes)
    yield Finding(
        network.deciding,
        f"The network ends with {outputs:,} outputs, but {card.title} has {card.num_classes} "
        f"classes. Give the last Dense layer {card.num_classes} units.",
        f"Use {card.num_classes} units",
        network.replacing(network.deciding, right),
        fatal=True,
    )


def _no_softmax(network: Network) -> Iterator[Finding]:
    if network.answer is not None:
        return
    last = len(network.layers) - 1
    wrong = network.layers[last]
    if wrong.function is not None:
        sentence, label = f"The network ends with {wrong.label}", "Use softmax"
        repair = network.replacing(last, SOFTMAX)
    else:
        sentence, label = "The network ends without an activation", "Add softmax"
        repair = network.mended((*network.layers, SOFTMAX))
    yield Finding(
        last,
        f"{sentence}, so its outputs are not probabilities, and the cross-entropy cannot be "
        "trusted. End with softmax.",
        label,
        repair,
    )
