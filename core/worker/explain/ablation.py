"""A unit switched off or a weight changed, on a copy of the network."""

import numpy as np
import tensorflow as tf

from core.explain.results import MOST_PICTURES, Ablation, AblationEffect
from core.language import say
from core.worker.build import class_probabilities
from core.worker.explain.subject import Subject
from core.worker.loops import scaled


def ablation(subject: Subject, change: Ablation, image: np.ndarray) -> AblationEffect:
    """How a changed copy of the network reads the validation pictures, and one image more.

    The image is uint8 `(height, width, channels)`. ValueError if there is no such unit or weight.
    """
    network, model = subject.network, subject.network.model
    values = _changed_weights(subject, change)
    others = [variable.value for variable in model.non_trainable_variables]

    def outputs(images: np.ndarray) -> np.ndarray:
        # With weights that are passed in, so that the network's own stay as they are.
        given = scaled(tf.constant(images), network.scaling)
        outputs, _state = model.stateless_call(values, others, given, training=False)
        return class_probabilities(outputs).numpy()

    images, labels, _numbers = subject.validation(MOST_PICTURES)
    parts = [outputs(images[part]) for part in network.batches(len(images))]
    before, after = subject.validation_predictions, np.concatenate(parts).argmax(axis=1)
    outputs_before = network.outputs(image[np.newaxis])[0]

    def of_each_class(some: np.ndarray) -> np.ndarray:
        return np.bincount(some, minlength=len(outputs_before))

    return AblationEffect(
        of_each_class(labels),
        of_each_class(labels[before == labels]),
        of_each_class(labels[after == labels]),
        outputs_before,
        outputs(image[np.newaxis])[0],
    )


def _changed_weights(subject: Subject, change: Ablation) -> list[tf.Tensor]:
    """The values of the model's trainable variables after a change."""
    _check(subject, change)
    model, kernel = subject.network.model, subject.call(change.layer).layer.kernel
    changed = {}
    for variable in model.get_layer(change.layer).trainable_variables:
        value = variable.numpy()
        if change.weight is None and variable.name in (kernel, "bias"):
            value[..., change.unit] *= change.factor
        elif change.weight is not None and variable.name == kernel:
            value[(*change.weight, change.unit)] *= change.factor
        changed[id(variable)] = tf.constant(value)
    return [changed.get(id(variable), variable.value) for variable in model.trainable_variables]


def _check(subject: Subject, change: Ablation) -> None:
    call = subject.call(change.layer)
    if call.layer.kernel is None:
        raise ValueError(
            say(
                "Only units of dense and convolution layers have weights of their own; "
                "“{layer}” is neither.",
                layer=change.layer,
            )
        )
    subject.check_unit(change.layer, change.unit)
    if change.weight is None:
        return
    shapes = {weight.name: weight.shape for weight in call.layer.weights(call.input_shape)}
    of_unit = shapes[call.layer.kernel][:-1]
    exists = len(of_unit) == len(change.weight) and all(
        0 <= at < side for at, side in zip(change.weight, of_unit, strict=True)
    )
    if not exists:
        raise ValueError(
            say(
                "A unit of layer “{layer}” has no weight at {weight}.",
                layer=change.layer,
                weight=change.weight,
            )
        )
