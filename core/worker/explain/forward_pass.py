"""A picture on its way through the network."""

import numpy as np
import tensorflow as tf

from core.explain.layer_graph import PICTURE
from core.worker.explain.subject import Subject


def forward_pass(subject: Subject, image: np.ndarray) -> dict[str, np.ndarray]:
    """The output of every Keras layer for an image uint8 `(height, width, channels)`, by name.

    Float32, without a batch axis. `PICTURE` holds what the first layer is given: the scaled image.
    """
    network = subject.network
    given = network.scaling.apply(image)
    outputs = network.inside(tf.constant(given[np.newaxis]), training=False)
    return {PICTURE: given, **{name: output.numpy()[0] for name, output in outputs.items()}}
