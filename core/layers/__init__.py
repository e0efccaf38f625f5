"""The layers a student can build with, known without TensorFlow.

Each kind is one small class: validated settings, `output_shape`, `weights` and their
`parameter_count`, and, where it is one layer of Keras, `build` (the Keras layer) and `code` (the
line a student would type). Such a class bears the name of its Keras layer, and its settings bear
the names, the order and the defaults of Keras's own arguments: so code, summary and model cannot
disagree. A block is several Keras layers: `steps` says which, and how they are wired. Whatever else
depends on the kind is an attribute or a method of the class (see `base`), and nothing outside this
package asks for it. A new kind is one class, one line in `kinds`, its tests and its line in
docs/reference.md.

Shapes are tuples without the batch axis: a grey picture of 28×28 is `(28, 28, 1)`.
"""

from core.layers.activation import Activation, ActivationName
from core.layers.base import KerasLayer, Layer, LayerError, Shape, Step, Weight
from core.layers.dense import Dense
from core.layers.dropout import Dropout
from core.layers.kinds import KINDS
from core.layers.ledger import FLOAT_BYTES, Call, LedgerRow, ledger, require_chain
from core.layers.reshape import Flatten
from core.layers.tokens import layer_from_token

__all__ = [
    "FLOAT_BYTES",
    "KINDS",
    "Activation",
    "ActivationName",
    "Call",
    "Dense",
    "Dropout",
    "Flatten",
    "KerasLayer",
    "Layer",
    "LayerError",
    "LedgerRow",
    "Shape",
    "Step",
    "Weight",
    "layer_from_token",
    "ledger",
    "require_chain",
]
