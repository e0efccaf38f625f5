"""`binary_crossentropy` with one sigmoid unit for two classes, held against Keras's own fit."""

import matplotlib
import numpy as np
import pytest
from PIL import Image

from core import code
from core.datasets import Library
from core.explain.layer_graph import outputs_of_classes, scores_of_classes
from core.explain.results import Ablation
from core.lint import mistakes
from core.lint.refusal import refusal
from core.numerics.metrics import evaluate
from core.numerics.softmax import softmax
from core.recipe import Model, Recipe
from core.worker.explain.ablation import ablation
from core.worker.explain.saliency import saliency
from core.worker.explain.subject import Subject, ValidationPictures
from core.worker.predict import Predictor
from core.worker.train import TrainOptions, train

SETTINGS = (
    "data.scaling=0-1&training.loss=binary_crossentropy&training.epochs=3&training.shuffle=false"
    "&training.batch_size=16&training.learning_rate=0.05"
)
LAYERS = "flatten,dense:8,relu,dense:1,sigmoid"


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Library:
    """With a dataset of two classes of one's own: the digits 3 and 8, in two folders."""
    library = Library(tmp_path_factory.mktemp("home"))
    digits, folder = library.load("digits"), tmp_path_factory.mktemp("own") / "three-eight"
    for label, name in ((3, "three"), (8, "eight")):
        (folder / name).mkdir(parents=True)
        for number, image in enumerate(digits.x_train[digits.y_train == label]):
            Image.fromarray(image[..., 0] * 15).save(folder / name / f"{number}.png")
    library.add([folder])
    return library


@pytest.fixture(scope="module")
def dataset(library):
    return library.load("three-eight")


def recipe_of(*settings: str, layers: str = LAYERS) -> Recipe:
    return Recipe.from_link(
        "&".join([f"data.dataset=three-eight&{SETTINGS}", *settings]) + f"&model.layers={layers}"
    )


@pytest.fixture(scope="module")
def run(dataset):
    """What the lab makes of it: the result, its events and what its probe saw."""
    events, probed = [], []
    options = TrainOptions(on_probe=probed.append)
    return train(recipe_of(), dataset, events.append, options=options), events, probed


@pytest.fixture(scope="module")
def script(dataset, tmp_path_factory):
    """The names that the exported script defines, which compiles and fits by Keras alone."""
    matplotlib.use("Agg")
    folder = tmp_path_factory.mktemp("script")
    (folder / "three-eight.npz").write_bytes(code.dataset_file(dataset))
    names: dict = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        exec(code.script(recipe_of(), dataset.card), names)
    return names


def test_training_is_that_of_keras(run, script):
    _result, events, _probed = run
    epochs = [event for event in events if event.kind == "epoch"][1:]
    for name, values in script["history"].history.items():
        assert [getattr(epoch, name) for epoch in epochs] == pytest.approx(values, rel=1e-4), name
    assert epochs[-1].val_accuracy > 0.8


def test_the_test_figures_are_those_of_keras(run, script):
    final = run[1][-1]
    assert final.test_loss == pytest.approx(script["test_loss"], rel=1e-4)
    assert final.test_accuracy == pytest.approx(script["test_accuracy"])


def test_pages_get_two_probabilities(run, script, dataset):
    result, events, _probed = run
    network = Predictor.of(recipe_of(), result.weights, result.scaling, dataset.card.shape)
    outputs = network.outputs(dataset.x_test)
    p = script["model"].predict(script["x_test"], verbose=0)[:, 0]
    np.testing.assert_allclose(outputs, np.stack([1 - p, p], axis=1), atol=1e-5)
    assert network.outputs(dataset.x_test[:0]).shape == (0, 2)
    evaluation = evaluate(dataset.y_test, outputs)
    assert evaluation.accuracy == pytest.approx(events[-1].test_accuracy)
    assert evaluation.loss == pytest.approx(events[-1].test_loss, rel=1e-4)


def test_the_probe_tells_the_class_and_its_probability(run):
    last = run[2][-1]
    assert set(last.predicted) == {0, 1}
    assert all(0.5 <= share <= 1 for share in last.shares)


@pytest.fixture(scope="module")
def subject(run, dataset):
    result = run[0]
    network = Predictor.of(recipe_of(), result.weights, result.scaling, dataset.card.shape)
    numbers = np.arange(len(dataset.y_test))
    pictures = ValidationPictures(dataset.x_test, dataset.y_test, numbers)
    return Subject(network, lambda _most: pictures)


def test_class_0_has_minus_the_score_of_class_1(subject, dataset):
    zero, one = (saliency(subject, dataset.x_test[0], label) for label in (0, 1))
    assert np.abs(one.gradient).max() > 0
    np.testing.assert_array_equal(zero.gradient, -one.gradient)
    np.testing.assert_allclose(zero.occlusion, -one.occlusion, atol=1e-6)


def test_a_unit_switched_off_leaves_two_probabilities(subject, dataset):
    [output] = [call.name for call in subject.network.calls if call.output_shape == (1,)][:1]
    effect = ablation(subject, Ablation(output, 0, factor=0), dataset.x_test[0])
    np.testing.assert_allclose(effect.outputs_after, [0.5, 0.5])  # the sigmoid of 0
    assert effect.counts.sum() == len(dataset.y_test)


def test_softmax_of_a_units_scores_is_its_sigmoid():
    z = np.array([1.5], np.float32)
    p = 1 / (1 + np.exp(-z))
    np.testing.assert_allclose(softmax(scores_of_classes(z)).shares, outputs_of_classes(p), 1e-6)


def test_labels_are_smoothed_as_keras_smooths_them(dataset):
    import keras

    from core.worker.build import build_loss

    labels, p = np.array([0, 1, 1]), np.array([[0.2], [0.9], [0.4]], np.float32)
    ours = build_loss(recipe_of("training.label_smoothing=0.2").training, 2)(labels, p)
    kerass = keras.losses.BinaryCrossentropy(label_smoothing=0.2, reduction=None)
    np.testing.assert_allclose(ours, kerass(labels[:, np.newaxis].astype("float32"), p), rtol=1e-6)
    by_hand = -(0.9 * np.log(0.8) + 0.1 * np.log(0.2))  # the target 0 becomes 0.1
    assert float(ours[0]) == pytest.approx(by_hand, rel=1e-5)


@pytest.mark.parametrize(
    ("layers", "sentence", "mended"),
    [
        ("flatten,dense:2,sigmoid", "compares a single one", "flatten,dense:1,sigmoid"),
        ("flatten,dense:1,softmax", "End with sigmoid", "flatten,dense:1,sigmoid"),
        ("flatten,dense:1", "without an activation", "flatten,dense:1,sigmoid"),
        (
            "flatten,dense:9,relu",
            "a single one. Add Dense(1)",
            "flatten,dense:9,relu,dense:1,sigmoid",
        ),
    ],
)
def test_the_end_of_the_network_is_one_sigmoid_unit(dataset, layers, sentence, mended):
    [mistake] = mistakes(Model(layers=layers), dataset.card, "binary_crossentropy")
    assert sentence in mistake.sentence
    assert mistake.repair == Model(layers=mended)
    assert mistakes(mistake.repair, dataset.card, "binary_crossentropy") == []


def test_one_unit_for_another_loss_names_the_right_loss(dataset):
    recipe = recipe_of("training.loss=categorical_crossentropy")
    assert "choose the loss binary_crossentropy" in refusal(recipe, dataset.card)
