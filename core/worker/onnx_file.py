"""A trained network as a file that ONNX Runtime reads, and whatever else reads ONNX.

It takes pictures as they are in the dataset: what the recipe does to pixels is part of the file.
The layers say their operators themselves, see `core.layers.onnx_node`.
"""

import json
from collections.abc import Sequence

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from core.datasets import DatasetCard
from core.layers import ledger
from core.layers.onnx_node import OnnxNode
from core.preparation.split import Scaling
from core.recipe import Recipe
from core.runs.trained_weights import TrainedWeights
from core.worker.build import build

OPERATORS, FORMAT = 20, 9
"""The versions of ONNX's operators and of its files: ONNX Runtime reads these from 1.17 on."""
PICTURES, OUTPUTS = "pictures", "outputs"
"""What the file calls its input and its output."""

_ABOUT = (
    "pictures: uint8 (n, {height}, {width}, {channels}), pixels from 0 to {max_value} as in the "
    "dataset; the scaling of the recipe is part of this file. outputs: float32 (n, {classes}), a "
    "number for each class, in the order of the metadata's classes."
)


def onnx_file(recipe: Recipe, trained: TrainedWeights, card: DatasetCard) -> bytes:
    """The bytes of an ONNX file: pictures uint8 `(n, h, w, c)` → outputs float32 `(n, classes)`.

    Raises LayerError if the layers do not fit the dataset's pictures.
    """
    network = build(recipe.model, card.shape, card.num_classes)
    network.set_weights(trained.weights)
    operators = _Operators()
    names = {"x": operators.append("scaling", [PICTURES], _scaling(trained.scaling))}
    for row in ledger(recipe.model.layers, card.shape):
        for call in row.calls:
            kinds = call.layer.weights(call.input_shape)
            arrays = network.get_layer(call.name).get_weights()
            weights = {kind.name: array for kind, array in zip(kinds, arrays, strict=True)}
            nodes = call.layer.onnx(weights, call.input_shape)
            inputs = [names[name] for name in call.inputs]
            names[call.output] = operators.append(call.name, inputs, nodes)
    operators.append("classes", [names["x"]], _for_each_class(network.output_shape[-1]))
    return _model(operators, card).SerializeToString()


def _scaling(scaling: Scaling) -> tuple[OnnxNode, ...]:
    return (
        OnnxNode("Cast", attributes={"to": TensorProto.FLOAT}),
        OnnxNode("Sub", (scaling.shift,)),
        OnnxNode("Mul", (scaling.factor,)),
    )


def _for_each_class(units: int) -> tuple[OnnxNode, ...]:
    """As `core.worker.build.class_probabilities`: p of a single unit becomes [1 - p, p]."""
    if units > 1:
        return (OnnxNode("Identity"),)
    signs, ones = np.array([-1, 1], np.float32), np.array([1, 0], np.float32)
    return (OnnxNode("Mul", (signs,)), OnnxNode("Add", (ones,)))


class _Operators:
    """The operators of a file in their order, with their constants."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def append(self, name: str, inputs: Sequence[str], nodes: Sequence[OnnxNode]) -> str:
        """Append some that follow each other, called after `name` → the name of what comes out."""
        given = list(inputs)
        for number, node in enumerate(nodes):
            output = f"{name}/{number}"
            constants = [f"{output}/constant_{index}" for index in range(len(node.constants))]
            self.constants += map(numpy_helper.from_array, node.constants, constants)
            self.nodes.append(
                helper.make_node(
                    node.operator, [*given, *constants], [output], name=output, **node.attributes
                )
            )
            given = [output]
        return given[0]


def _model(operators: _Operators, card: DatasetCard) -> ModelProto:
    height, width, channels = card.shape
    pictures: list[str | int] = ["n", height, width, channels]
    operators.nodes[-1].output[:] = [OUTPUTS]
    graph = helper.make_graph(
        operators.nodes,
        "network",
        [helper.make_tensor_value_info(PICTURES, TensorProto.UINT8, pictures)],
        [helper.make_tensor_value_info(OUTPUTS, TensorProto.FLOAT, ["n", card.num_classes])],
        operators.constants,
    )
    model = helper.make_model(
        graph,
        producer_name="First Epoch",
        doc_string=_ABOUT.format(
            height=height,
            width=width,
            channels=channels,
            max_value=card.max_value,
            classes=card.num_classes,
        ),
        opset_imports=[helper.make_opsetid("", OPERATORS)],
        ir_version=FORMAT,
    )
    helper.set_model_props(model, {"classes": json.dumps(card.classes, ensure_ascii=False)})
    return model
