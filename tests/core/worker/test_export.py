"""A trained network taken home: what Keras reads from the file answers as the lab does."""

import io
import json
import zipfile

import keras
import numpy as np
import pytest

from core.datasets import BUNDLED
from core.preparation.split import split_and_scaling
from core.recipe import Recipe
from core.runs.run import RunError
from core.worker.build import build
from core.worker.export import keras_file

LAYERS = {
    "sequential": "conv2d:4:3,batchnormalization,relu,flatten,dropout:0.5,dense:10,softmax",
    "functional": "conv2d:4:3,residual:6,averagepooling2d:2,globalaveragepooling2d,"
    "dense:10,softmax",
}


@pytest.mark.parametrize("style", LAYERS)
def test_keras_reads_the_network_and_it_answers_the_same(engine, tmp_path, style):
    recipe = Recipe.from_link(
        f"data.scaling=standardised&model.style={style}&model.layers={LAYERS[style]}"
        "&training.epochs=1&training.learning_rate=0.1"
    )
    run_id = engine.submit(recipe, f"noether-{style}")
    assert list(engine.follow(run_id))[-1].event.kind == "finished"
    file = tmp_path / "model.keras"
    file.write_bytes(engine.export_keras(run_id))
    model = keras.saving.load_model(file)
    assert (type(model) is keras.Sequential) == (style == "sequential")

    digits = engine.library.load("digits")
    pictures = split_and_scaling(recipe.data, digits)[1].apply(digits.x_test)
    np.testing.assert_allclose(
        model.predict(pictures, verbose=0),
        engine.predict(run_id, digits.x_test),
        rtol=1e-4,
        atol=1e-5,
    )


def test_the_file_holds_no_setting_that_keras_3_10_does_not_know():
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


def test_a_run_without_a_network_has_no_file(engine):
    with pytest.raises(RunError, match="no run"):
        engine.export_keras("0" * 12)
