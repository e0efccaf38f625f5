"""The questions about the inside of a network, held against Keras and finite differences."""

import re
from functools import partial
from unittest.mock import Mock

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.code import sections
from core.datasets import Dataset, Library
from core.explain.layer_graph import PICTURE, score_layer, sources
from core.explain.results import Ablation
from core.language import PSEUDO, spoken
from core.preparation.split import split_and_scaling
from core.recipe import Recipe
from core.worker.explain.ablation import ablation
from core.worker.explain.embedding import features
from core.worker.explain.forward_pass import forward_pass
from core.worker.explain.questions import QUESTIONS
from core.worker.explain.saliency import occlusion, saliency
from core.worker.explain.subject import Subject, ValidationPictures
from core.worker.explain.units import top_activations, unit_weights
from core.worker.predict import Predictor
from tests.paths import ROOT

EVERYTHING = (
    "conv2d:3:3:padding=same,batchnormalization,relu,residual:4,averagepooling2d:2,dropout:0.5,"
    "separableconv2d:4:3:padding=same,layernormalization,leakyrelu,residual:4,"
    "maxpooling2d:2:padding=same,dense:5,tanh,globalaveragepooling2d,dense:10,softmax"
)
SEPARABLE = "separableconv2d:3:3,relu,flatten,dense:10,softmax"
CHAIN = "conv2d:2:3,relu,maxpooling2d,flatten,dense:12,relu,dense:10,softmax"
BLOCK = "batchnormalization,residual:3,dropout:0.5,flatten,dense:10,softmax"
MLP = "flatten,dense:16,relu,dense:10,softmax"


@pytest.fixture(scope="module")
def digits(tmp_path_factory) -> Dataset:
    return Library(tmp_path_factory.mktemp("home")).load("digits")


@pytest.fixture(scope="module")
def network_of(digits):
    """A network with the given layers whose weights, and kept averages, are drawn at random."""
    kept = {}

    def build(layers: str, scaling: str = "standardised") -> Predictor:
        if (layers, scaling) not in kept:
            style = "functional" if "residual" in layers else "sequential"
            recipe = Recipe.from_link(
                f"?data.dataset=digits&data.scaling={scaling}&model.style={style}"
                f"&model.layers={layers}"
            )
            scaled = split_and_scaling(recipe.data, digits)[1]
            rng = np.random.default_rng(3)
            network = Predictor.of(recipe, _first_weights(recipe), scaled, (8, 8, 1))
            for weight in network.model.weights:
                low = 0.3 if "variance" in weight.name else -0.5
                weight.assign(rng.uniform(low, 0.8, weight.shape))
            kept[layers, scaling] = network
        return kept[layers, scaling]

    return build


def _first_weights(recipe: Recipe):
    from core.worker.build import build

    return build(recipe.model, (8, 8, 1), 10).get_weights()


def about(network: Predictor, images=None, labels=None) -> Subject:
    """The network with these validation pictures, if the question is about any."""
    return Subject(
        network, lambda _most: ValidationPictures(images, labels, np.arange(len(images)))
    )


def test_a_forward_pass_has_what_each_keras_layer_gives(network_of, digits):
    network = network_of(CHAIN)
    value = network.scaling.apply(digits.x_test[:1])
    inside = forward_pass(about(network), digits.x_test[0])
    np.testing.assert_array_equal(inside[PICTURE], value[0])
    for layer in network.model.layers:
        value = np.asarray(layer(value))
        np.testing.assert_allclose(inside[layer.name], value[0], rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(value[0], network.outputs(digits.x_test[:1])[0], atol=1e-5)


def test_the_arithmetic_of_every_layer_leads_from_the_picture_to_the_outputs(network_of, digits):
    """Each layer's numbers follow from those of the layers before it and its own weights."""
    network = network_of(EVERYTHING)
    inside = forward_pass(about(network), digits.x_test[3])
    before = sources(network.calls)
    rng = np.random.default_rng(0)
    for call in network.calls:
        output = inside[call.name]
        assert output.shape == call.output_shape
        places = list(np.ndindex(output.shape))
        for at in rng.choice(len(places), min(8, len(places)), replace=False):
            place = places[at]
            weights = unit_weights(about(network), call.name, place[-1])
            given = [inside[name] for name in before[call.name]]
            result = call.layer.arithmetic(given, weights, place).result
            assert result == pytest.approx(output[place], rel=1e-5, abs=1e-5), call.name


@pytest.mark.parametrize("scaling", ["0-1", "standardised", "none"])
@pytest.mark.parametrize("layers", [CHAIN, BLOCK, MLP, "flatten,dense:10"])
def test_the_gradient_is_a_finite_difference(network_of, digits, layers, scaling):
    network = network_of(layers, scaling)
    image, label, step = digits.x_test[5], 4, 0.02
    gradient = saliency(about(network), image, label).gradient
    assert gradient.shape == (8, 8, 1)

    def score(levels: np.ndarray) -> float:
        scaled = (levels - network.scaling.shift) * network.scaling.factor
        scaled = scaled.astype(np.float32)
        return float(network.inside(scaled[np.newaxis])[score_layer(network.calls)][0, label])

    for row, column in ((0, 3), (2, 4), (5, 2), (7, 7)):
        nudge = np.zeros((8, 8, 1))
        nudge[row, column] = step
        expected = (score(image + nudge) - score(image - nudge)) / (2 * step)
        near = 0.005 * float(np.abs(gradient).max())
        assert gradient[row, column, 0] == pytest.approx(expected, rel=0.01, abs=near)


def test_grad_cam_is_the_papers_formula_worked_out_by_hand(network_of, digits):
    """Two filters, then a mean of each, then one weight each for a class: α is that weight / n."""
    layers = "conv2d:2:3,relu,globalaveragepooling2d,dense:10,softmax"
    network = network_of(layers)
    found = saliency(about(network), digits.x_test[0], 6)
    maps = forward_pass(about(network), digits.x_test[0])["activation"]
    first, second = network.model.get_layer("dense").get_weights()[0][:, 6] / 36
    expected = np.zeros((6, 6))
    for row, column in np.ndindex(6, 6):
        total = first * maps[row, column, 0] + second * maps[row, column, 1]
        expected[row, column] = total if total > 0 else 0
    assert found.grad_cam_layer == "activation"
    assert expected.any()
    np.testing.assert_allclose(found.grad_cam, expected, rtol=1e-5, atol=1e-7)


def test_without_a_convolution_there_is_no_grad_cam(network_of, digits):
    found = saliency(about(network_of(MLP)), digits.x_test[0], 0)
    assert found.grad_cam is None
    assert found.grad_cam_layer is None


def test_occlusion_is_the_mean_fall_over_the_patches_that_cover_a_pixel(network_of, digits):
    network, image, label = network_of(CHAIN), digits.x_test[2], 1
    found = saliency(about(network), image, label)
    assert found.patch == 2
    whole = network.outputs(image[np.newaxis])[0, label]
    for row, column in ((0, 0), (3, 4), (7, 5)):
        falls = []
        for top in range(max(0, row - 1), min(row, 6) + 1):
            for left in range(max(0, column - 1), min(column, 6) + 1):
                covered = image.copy()
                covered[top : top + 2, left : left + 2] = round(float(image.mean()))
                falls.append(whole - network.outputs(covered[np.newaxis])[0, label])
        assert found.occlusion[row, column] == pytest.approx(np.mean(falls), abs=1e-6)
    # A patch as large as the picture, or larger on one side, has one place.
    covered = np.full_like(image, round(float(image.mean())))
    fall = whole - network.outputs(covered[np.newaxis])[0, label]
    np.testing.assert_allclose(occlusion(network, image, label, 12), fall, atol=1e-6)


def test_the_pictures_that_activate_a_unit_most(network_of, digits):
    network, images = network_of(CHAIN), digits.x_test[:50]
    found = top_activations(about(network, images), "conv2d", 1)
    maps = np.stack([forward_pass(about(network), image)["conv2d"][..., 1] for image in images])
    order = np.argsort(-maps.max(axis=(1, 2)), kind="stable")[:12]
    np.testing.assert_array_equal(found.pictures, order)
    for index, value, place in zip(found.pictures, found.values, found.places, strict=True):
        assert value == pytest.approx(maps[index].max(), rel=1e-5)
        assert maps[index][tuple(place)] == pytest.approx(value, rel=1e-5)
    of_dense = top_activations(about(network, images), "dense", 3)
    assert of_dense.places is None
    assert of_dense.measured == 50
    dense = [forward_pass(about(network), image)["dense"][3] for image in images]
    assert of_dense.lowest == pytest.approx(min(dense), rel=1e-4)
    assert list(of_dense.values) == sorted(of_dense.values, reverse=True)


def test_features_are_the_layers_output_in_one_row(network_of, digits):
    network = network_of(CHAIN)
    rows = features(about(network), "max_pooling2d", digits.x_test[:4])
    alone = [forward_pass(about(network), image)["max_pooling2d"] for image in digits.x_test[:4]]
    np.testing.assert_allclose(rows, np.reshape(alone, (4, -1)), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    "change",
    [
        Ablation("dense", 3, 0.0),
        Ablation("conv2d", 1, -2.0),
        Ablation("dense_1", 1, 3.0, (4,)),
        Ablation("conv2d", 0, 10.0, (1, 2, 0)),
    ],
)
def test_an_ablation_is_a_network_with_other_weights_and_leaves_this_one_alone(
    network_of, digits, change
):
    network = network_of(CHAIN)
    images, labels, image = digits.x_test[:80], digits.y_test[:80], digits.x_test[99]
    weights = network.model.get_weights()
    before = network.outputs(digits.x_test)
    found = ablation(about(network, images, labels), change, image)
    for now, then in zip(network.model.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(now, then)

    place = [variable.path for variable in network.model.weights].index(
        f"sequential/{change.layer}/kernel"
    )
    if change.weight is None:
        weights[place][..., change.unit] *= change.factor
        weights[place + 1][change.unit] *= change.factor
    else:
        weights[place][(*change.weight, change.unit)] *= change.factor
    recipe = Recipe.from_link(f"?data.dataset=digits&model.layers={CHAIN}")
    other = Predictor.of(recipe, weights, network.scaling, (8, 8, 1))
    after = other.outputs(images)
    np.testing.assert_allclose(found.outputs_after, other.outputs(image[None])[0], atol=1e-5)
    np.testing.assert_allclose(found.outputs_before, before[99], atol=1e-6)
    assert not np.allclose(found.outputs_after, found.outputs_before)
    for figure, said in ((found.right_before, before[:80]), (found.right_after, after)):
        right = [
            int(np.sum((labels == label) & (said.argmax(axis=1) == label))) for label in range(10)
        ]
        np.testing.assert_array_equal(figure, right)
    assert found.counts.sum() == 80


def test_a_separable_filter_that_is_switched_off_is_one_without_its_share_of_the_mixture(
    network_of, digits
):
    network = network_of(SEPARABLE)
    change = Ablation("separable_conv2d", 1, 0.0)
    found = ablation(
        about(network, digits.x_test[:20], digits.y_test[:20]), change, digits.x_test[9]
    )
    weights = network.model.get_weights()  # depthwise, pointwise, bias …
    weights[1][..., 1] = 0
    weights[2][1] = 0
    recipe = Recipe.from_link(f"?data.dataset=digits&model.layers={SEPARABLE}")
    mended = Predictor.of(recipe, weights, network.scaling, (8, 8, 1))
    other = mended.outputs(digits.x_test[9:10])[0]
    np.testing.assert_allclose(found.outputs_after, other, atol=1e-5)
    assert not np.allclose(found.outputs_after, found.outputs_before)


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda network, _images: unit_weights(about(network), "nothing", 0), "no layer “nothing”"),
        (
            lambda network, images: top_activations(about(network, images), "dense", 12),
            "no unit 12",
        ),
        (
            lambda network, images: ablation(
                about(network, images), Ablation("activation", 0, 0.0), images[0]
            ),
            "“activation” is neither",
        ),
        (
            lambda network, images: ablation(
                about(network, images), Ablation("conv2d", 0, 0.0, (3, 0, 0)), images[0]
            ),
            "no weight at",
        ),
    ],
)
def test_what_is_not_there_is_refused_in_a_sentence(network_of, digits, ask, sentence):
    with pytest.raises(ValueError, match=sentence):
        ask(network_of(CHAIN), digits.x_test[:2])


@pytest.mark.parametrize("end", ["", ",softmax"])
def test_the_code_that_students_see_finds_the_same_gradient(digits, end):
    layers = f"conv2d:2:3,relu,flatten,dense:10{end}"
    recipe = Recipe.from_link(f"?data.dataset=digits&data.scaling=0-1&model.layers={layers}")
    scaling = split_and_scaling(recipe.data, digits)[1]
    network = Predictor.of(recipe, _first_weights(recipe), scaling, (8, 8, 1))
    names = {"keras": keras, "np": np, "tf": tf, "plt": Mock(), "model": network.model}
    names["x_test"] = scaling.apply(digits.x_test)
    exec(sections(recipe)["explanation"], names)
    said = int(network.outputs(digits.x_test[:1]).argmax())
    ours = saliency(about(network), digits.x_test[0], said).gradient
    np.testing.assert_allclose(names["gradient"] * scaling.factor, ours, rtol=1e-4, atol=1e-7)


def test_the_reference_lists_every_question():
    section = (ROOT / "docs/reference.md").read_text("utf8").partition("## Questions")[2]
    assert set(re.findall(r"^\| `(\w+)`", section.partition("\n## ")[0], re.M)) == {*QUESTIONS}


def test_the_engine_asks_about_a_run_on_its_validation_pictures(engine):
    recipe = Recipe.from_link(
        "?data.dataset=digits&data.scaling=0-1&data.validate_on=split&training.epochs=2"
        f"&model.layers={CHAIN}"
    )
    run_id = engine.submit(recipe, "explains")
    for _ in engine.follow(run_id):
        pass
    ask, dataset = partial(engine.ask, run_id), engine.library.load("digits")
    image = dataset.x_train[0]
    inside = ask("forward_pass", image)
    np.testing.assert_allclose(inside["activation_2"], engine.predict(run_id, image[None])[0])
    assert ask("unit_weights", "conv2d", 1)["kernel"].shape == (3, 3, 1)
    assert ask("saliency", image, 3).grad_cam.shape == (6, 6)

    validation = split_and_scaling(recipe.data, dataset)[0].validation
    top = ask("top_activations", "dense", 0)
    assert top.measured == len(validation)
    most = top.pictures[0]
    first = ask("forward_pass", dataset.x_train[validation[most]])["dense"][0]
    assert top.values[0] == pytest.approx(first, rel=1e-4)
    drawn = ask("embedding", "activation", "pca")
    np.testing.assert_array_equal(drawn.pictures, np.arange(len(validation)))
    np.testing.assert_array_equal(drawn.labels, dataset.y_train[validation])
    said = engine.predict(run_id, dataset.x_train[validation]).argmax(axis=1)
    np.testing.assert_array_equal(drawn.predictions, said)

    found = ask("ablation", Ablation("dense", 0, 0.0), image)
    assert found.counts.sum() == len(validation)
    assert found.right_before.sum() == np.sum(said == dataset.y_train[validation])
    with pytest.raises(ValueError, match="no unit"):
        ask("unit_weights", "conv2d", 2)
    with spoken(PSEUDO), pytest.raises(ValueError, match="⟦Layer “conv2d” has no unit 2"):
        ask("unit_weights", "conv2d", 2)
