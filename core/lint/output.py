"""The end of a network: one probability for each class, or one sigmoid unit for two classes."""

from collections.abc import Iterator

from core.language import message, plural, say
from core.layers import Dense, Flatten, Layer
from core.lint.fit import dense_on_a_picture
from core.lint.network import Network, NetworkMistake
from core.recipe import Model

_OUTPUT_ACTIVATIONS = ("softmax", "sigmoid", "linear")


def wrong_output(network: Network) -> Iterator[NetworkMistake]:
    """An end that does not give the probabilities that the loss needs."""
    if len(network.output_shape) == 3:
        if not any(dense_on_a_picture(network)):
            yield _still_a_picture(network)
    elif _lacks_output_layer(network):
        yield _no_output_layer(network)
    else:
        yield from _wrong_number_of_outputs(network)
        yield from _no_probabilities(network)


def _lacks_output_layer(network: Network) -> bool:
    """Whether the wrong number of outputs comes from a layer that was not meant to be the last."""
    if network.output_shape == (network.units,):
        return False
    followed = network.layers[network.deciding + 1 :]
    return not network.layers[network.deciding].reads_rows or any(
        layer.function not in (None, *_OUTPUT_ACTIVATIONS) for layer in followed
    )


def _with_output_layer(network: Network, *before: Layer) -> Model | None:
    ending = network.output_activation
    layers = network.layers[:-1] if network.layers[-1] == ending else network.layers
    return network.mended((*layers, *before, Dense(units=network.units), ending))


def _still_a_picture(network: Network) -> NetworkMistake:
    return NetworkMistake(
        len(network.layers) - 1,
        say(
            "The network ends with outputs of shape {shape}, but {dataset} needs one row of "
            "{units} numbers. End it with Flatten, Dense({units}) and {activation}.",
            shape=str(network.output_shape),
            dataset=network.card.title,
            units=network.units,
            activation=network.output_activation.label,
        ),
        say("Add Flatten and Dense({units})", units=network.units),
        _with_output_layer(network, Flatten()),
        fatal=True,
    )


def _no_output_layer(network: Network) -> NetworkMistake:
    sentence = (
        message(
            "The network ends with {outputs:,} outputs, but binary_crossentropy compares a single "
            "one. Add Dense({units}) and {activation} at the end."
        )
        if network.units == 1
        else message(
            "The network ends with {outputs:,} outputs, but {dataset} has {units} classes. "
            "Add Dense({units}) and {activation} at the end."
        )
    )
    return NetworkMistake(
        len(network.layers) - 1,
        say(
            sentence,
            outputs=network.output_shape[0],
            dataset=network.card.title,
            units=network.units,
            activation=network.output_activation.label,
        ),
        say("Add Dense({units})", units=network.units),
        _with_output_layer(network),
        fatal=True,
    )


def _wrong_number_of_outputs(network: Network) -> Iterator[NetworkMistake]:
    outputs = network.output_shape[0]
    if outputs == network.units:
        return
    layer = network.layers[network.deciding]
    right = layer.with_size(network.units)
    yield NetworkMistake(
        network.deciding,
        say(
            _number_sentence(network),
            outputs=outputs,
            dataset=network.card.title,
            units=network.units,
        ),
        say(plural("Use {count} unit", "Use {count} units"), count=network.units),
        network.replacing(network.deciding, right),
        fatal=True,
    )


def _number_sentence(network: Network) -> str:
    if network.units == 1:
        return message(
            "The network ends with {outputs:,} outputs, but binary_crossentropy compares a single "
            "one, the probability of the second class. Give the last Dense layer 1 unit, or choose "
            "the loss categorical_crossentropy."
        )
    if network.output_shape == (1,) and network.card.num_classes == 2:
        return message(
            "The network ends with 1 output, but this loss compares one for each of the 2 classes "
            "of {dataset}. Give the last Dense layer 2 units, or choose the loss "
            "binary_crossentropy."
        )
    return message(
        "The network ends with {outputs:,} outputs, but {dataset} has {units} classes. "
        "Give the last Dense layer {units} units."
    )


def _no_probabilities(network: Network) -> Iterator[NetworkMistake]:
    if network.answer is not None:
        return
    last = len(network.layers) - 1
    wrong, right = network.layers[last], network.output_activation
    if wrong.function is not None:
        sentence = message(
            "The network ends with {wrong}, so its outputs are not probabilities, and the "
            "cross-entropy cannot be trusted. End with {right}."
        )
        label, repair = message("Use {right}"), network.replacing(last, right)
    else:
        sentence = message(
            "The network ends without an activation, so its outputs are not probabilities, and the "
            "cross-entropy cannot be trusted. End with {right}."
        )
        label, repair = message("Add {right}"), network.mended((*network.layers, right))
    yield NetworkMistake(
        last,
        say(sentence, wrong=wrong.label, right=right.label),
        say(label, right=right.label),
        repair,
    )
