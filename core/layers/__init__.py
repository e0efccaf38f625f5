"""The layers a student can build with, known without TensorFlow.

Each kind is one small class: validated settings, `output_shape`, `weights` and their
`parameter_count`, and, where it is one layer of Keras, `build` (the Keras layer) and `code` (the
line a student would type). Such a class bears the name of its Keras layer, and its settings bear
the names, the order and the defaults of Keras's own arguments: so code, summary and model cannot
disagree. A block is several Keras layers: `steps` says which, and how they are wired.

Shapes are tuples without the batch axis: a grey picture of 28×28 is `(28, 28, 1)`.
"""

from core.layers.base import KerasLayer, Layer, LayerError, Shape, Step, Weight
from core.layers.ledger import FLOAT_BYTES, Call, LedgerRow, ledger, require_chain
from core.layers.pictures import AveragePooling2D, Conv2D, GlobalAveragePooling2D, MaxPooling2D
from core.layers.plain import (
    Activation,
    ActivationName,
    BatchNormalization,
    Dense,
    Dropout,
    Flatten,
)
from core.layers.residual import Residual
from core.layers.tokens import KINDS, layer_from_token

__all__ = [
    "FLOAT_BYTES",
    "KINDS",
    "Activation",
    "ActivationName",
    "AveragePooling2D",
    "BatchNormalization",
    "Call",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAveragePooling2D",
    "KerasLayer",
    "Layer",
    "LayerError",
    "LedgerRow",
    "MaxPooling2D",
    "Residual",
    "Shape",
    "Step",
    "Weight",
    "layer_from_token",
    "ledger",
    "require_chain",
]
