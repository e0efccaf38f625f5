"""How the layers of a network are connected: which gives its output to which."""

from collections.abc import Sequence

import numpy as np

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


def ends_in_sigmoid_unit(calls: Sequence[Call]) -> bool:
    """Whether the network gives a single number: the probability of the second of two classes."""
    last = calls[-1]
    return last.layer == Activation(activation="sigmoid") and last.output_shape == (1,)


def gives_probabilities(calls: Sequence[Call]) -> bool:
    """Whether the network's outputs are probabilities."""
    return calls[-1].layer == Activation(activation="softmax") or ends_in_sigmoid_unit(calls)


def score_layer(calls: Sequence[Call]) -> str:
    """The layer whose output are the scores (logits): what the last softmax or sigmoid is given."""
    return sources(calls)[calls[-1].name][0] if gives_probabilities(calls) else calls[-1].name


def outputs_of_classes(outputs: np.ndarray) -> np.ndarray:
    """The last layer's output for one picture as one number for each class, `(classes,)`.

    A single unit gives p, the probability of class 1: that is [1 - p, p].
    """
    return np.concatenate([1 - outputs, outputs]) if len(outputs) == 1 else outputs


def scores_of_classes(scores: np.ndarray) -> np.ndarray:
    """The output of `score_layer` for one picture as one score for each class, `(classes,)`.

    A single unit's logit z stands for [0, z], of which softmax makes 1 - sigmoid(z) and sigmoid(z).
    """
    return np.concatenate([np.zeros_like(scores), scores]) if len(scores) == 1 else scores


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
