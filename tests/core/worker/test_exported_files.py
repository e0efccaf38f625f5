"""A trained network taken home: whatever reads the files answers as the lab does."""

import io
import json
import zipfile
from dataclasses import replace
from typing import get_args

import keras
import numpy as np
import onnx
import onnxruntime
import pytest

from core.datasets import BUNDLED
from core.layers import KINDS, ActivationName
from core.preparation.split import Scaling, split_and_scaling
from core.recipe import Recipe
from core.runs.run import RunError
from core.runs.trained_weights import TrainedWeights
from core.worker.build import build
from core.worker.keras_file import keras_file
from core.worker.onnx_file import onnx_file

LAYERS = {
    "sequential": "conv2d:4:3,batchnormalization,relu,flatten,dropout:0.5,dense:10,softmax",
    "functional": "conv2d:4:3,residual:6,averagepooling2d:2,globalaveragepooling2d,"
    "dense:10,softmax",
}


def answers_of(file: bytes, pictures: np.ndarray) -> np.ndarray:
    """What ONNX Runtime says of pictures uint8."""
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    [outputs] = session.run(None, {"pictures": pictures})
    return outputs


@pytest.mark.parametrize("style", LAYERS)
def test_both_files_of_a_run_answer_the_same_as_the_lab(engine, tmp_path, style):
    recipe = Recipe.from_link(
        f"data.scaling=standardised&model.style={style}&model.layers={LAYERS[style]}"
        "&training.epochs=1&training.learning_rate=0.1"
    )
    run_id = engine.submit(recipe, f"noether-{style}")
    assert list(engine.follow(run_id))[-1].event.kind == "finished"
    digits = engine.library.load("digits")
    expected = engine.predict(run_id, digits.x_test)

    file = tmp_path / "model.keras"
    file.write_bytes(engine.export_keras(run_id))
    model = keras.saving.load_model(file)
    assert (type(model) is keras.Sequential) == (style == "sequential")
    pictures = split_and_scaling(recipe.data, digits)[1].apply(digits.x_test)
    answers = model.predict(pictures, verbose=0)
    np.testing.assert_allclose(answers, expected, rtol=1e-4, atol=1e-5)

    answers = answers_of(engine.export_onnx(run_id), digits.x_test)
    np.testing.assert_allclose(answers, expected, rtol=0, atol=1e-5)


def test_the_keras_file_holds_no_setting_that_keras_3_10_does_not_know():
    layers = "conv2d:4:3,batchnormalization,relu,flatten,dense:10,softmax"
    recipe = Recipe.from_link(f"model.layers={layers}")
    weights = build(recipe.model, BUNDLED.shape, BUNDLED.num_classes).get_weights()
    with zipfile.ZipFile(io.BytesIO(keras_file(recipe, weights, BUNDLED))) as file:
        config = json.loads(file.read("config.json"))
    written = {layer["class_name"]: set(layer["config"]) for layer in config["config"]["layers"]}
    assert written["Dense"] <= {"name", "units", "activation", "use_bias"}
    assert written["BatchNormalization"] <= {"name", "momentum", "epsilon"}
    # What came after 3.10 and every older version refuses.
    assert not {"quantization_config", "renorm", "ragged"} & set().union(*written.values())


NETWORKS = {
    "every picture layer": "conv2d:5:3:strides=2:padding=same,batchnormalization,relu,"
    "separableconv2d:6:4:padding=same,leakyrelu,dropout:0.5,maxpooling2d:3:strides=2:padding=same,"
    "layernormalization,residual:6,residual:4,averagepooling2d:3:strides=2:padding=same,flatten,"
    "dense:4:use_bias=false,softmax",
    "no padding": "conv2d:5:3:use_bias=false,tanh,separableconv2d:6:3:strides=2:use_bias=false,elu,"
    "averagepooling2d:2:strides=1,maxpooling2d,globalmaxpooling2d,dense:4,softmax",
    "channels alone": "dense:7,selu,globalaveragepooling2d,batchnormalization,gelu,dense:6,"
    "leaky_relu,layernormalization,dense:5,sigmoid,flatten,dense:4,linear,dropout:0.5",
    "softmax of a picture": "conv2d:4:1,softmax,globalaveragepooling2d",
}
CARD = replace(BUNDLED, shape=(13, 18, 3), max_value=255, classes=("a", "b", "c", "d"))


@pytest.mark.parametrize("network", NETWORKS)
def test_every_layer_says_the_same_in_onnx_as_in_keras(network):
    recipe = Recipe.from_link(f"model.style=functional&model.layers={NETWORKS[network]}")
    assert_says_the_same_in_onnx(recipe, CARD)


def test_a_single_unit_gives_a_number_for_each_of_two_classes():
    recipe = Recipe.from_link(
        "training.loss=binary_crossentropy&model.layers=flatten,dense:1,sigmoid"
    )
    answers = assert_says_the_same_in_onnx(recipe, replace(CARD, classes=("cat", "dog")))
    np.testing.assert_allclose(answers.sum(axis=1), 1, atol=1e-6)


def test_every_kind_of_layer_and_every_activation_is_tried_in_onnx():
    tried = Recipe.from_link(f"model.layers={','.join(NETWORKS.values())}").model.layers
    assert {layer.kind.lower() for layer in tried} == KINDS.keys()
    named = {layer.label for layer in tried if layer.kind == "Activation"}
    assert named == set(get_args(ActivationName))


def assert_says_the_same_in_onnx(recipe: Recipe, card) -> np.ndarray:
    """A network with random weights and a scaling for each channel → its outputs."""
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 256, (20, *card.shape), np.uint8)
    scaling = Scaling(*rng.uniform([[50], [0.01]], [[200], [0.02]], (2, 3)).astype(np.float32))
    model = build(recipe.model, card.shape, card.num_classes)
    # All above 0: some are variances.
    weights = [rng.uniform(0.05, 0.3, weight.shape) for weight in model.get_weights()]
    model.set_weights(weights)
    outputs = model.predict(scaling.apply(pictures), verbose=0)
    expected = np.hstack([1 - outputs, outputs]) if outputs.shape[1] == 1 else outputs

    file = onnx_file(recipe, TrainedWeights(weights, scaling), card)
    onnx.checker.check_model(file, full_check=True)
    answers = answers_of(file, pictures)
    np.testing.assert_allclose(answers, expected, rtol=1e-5, atol=1e-5)
    assert json.loads(onnx.load_from_string(file).metadata_props[0].value) == [*card.classes]
    return answers


def test_a_run_without_a_network_has_no_file(engine):
    for export in (engine.export_keras, engine.export_onnx):
        with pytest.raises(RunError, match="no run"):
            export("0" * 12)
