"""How the layers of a network are connected: which gives its output to which."""

from collections.abc import Sequence

from core.layers import Activation, Call

PICTURE = "picture"
"""The name of what the first layer is given: the scaled picture."""


def sources(calls: Sequence[Call]) -> dict[str, tuple[str, ...]]:
    """For each Keras layer, by name, the layers whose outputs it is given; `PICTURE` at first."""
    holder = {"x": PICTURE}
    found = {}
    for call in calls:
        found[call.name] = tuple(holder[name] for name in call.inputs)
        holder[call.output] = call.name
    return found


def ends_in_softmax(calls: Sequence[Call]) -> bool:
    """Whether the network's outputs are probabilities."""
    return calls[-1].layer == Activation(activation="softmax")


def score_layer(calls: Sequence[Call]) -> str:
    """The layer whose output are the classes' scores (logits): what softmax is given."""
    return sources(calls)[calls[-1].name][0] if ends_in_softmax(calls) else calls[-1].name


def map_layer(calls: Sequence[Call]) -> str | None:
    """The layer whose maps Grad-CAM reads: the last convolution with what belongs to it.

    That is normalization, activation and, in a residual block, the sum. None without a convolution.
    """
    last = max((at for at, call in enumerate(calls) if call.layer.convolves), default=-1)
    if last < 0:
        return None
    for call in calls[last + 1 :]:
        if not call.layer.belongs_to_previous or call.layer.only_in_training:
            break
        last += 1
    return calls[last].name
