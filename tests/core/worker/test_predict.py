"""Asking a trained network: Keras's own answers, kept networks, several threads."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.datasets import Dataset, Library
from core.preparation.split import split_and_scaling
from core.recipe import Recipe
from core.worker import predict as module
from core.worker.build import build
from core.worker.predict import MAX_PREDICTORS, Predictor, predict
from core.worker.train import train

MLP = "flatten,dense:32,relu,dropout:0.5,dense:10,softmax"
CNN = "conv2d:4:3,relu,maxpooling2d,dropout:0.5,flatten,dense:10,softmax"


@pytest.fixture(scope="module")
def digits(tmp_path_factory) -> Dataset:
    return Library(tmp_path_factory.mktemp("home")).load("digits")


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(module, "_predictors", type(module._predictors)(module.MAX_PREDICTORS))


def untrained(layers: str, dataset: Dataset, scaling: str = "standardised", seed: int = 0):
    """A recipe, first weights and scaling: a network is a network, trained or not."""
    link = f"?data.dataset=digits&data.scaling={scaling}&model.layers={layers}"
    recipe = Recipe.from_link(link)
    weights = build(recipe.model, (8, 8, 1), 10, seed).get_weights()
    return recipe, weights, split_and_scaling(recipe.data, dataset)[1]


@pytest.mark.parametrize("scaling", ["none", "0-1", "standardised"])
@pytest.mark.parametrize("layers", [MLP, CNN, "flatten,dense:10"])
def test_outputs_are_those_of_kerass_predict(digits, layers, scaling):
    recipe, weights, scaled = untrained(layers, digits, scaling)
    model = build(recipe.model, (8, 8, 1), 10)
    model.set_weights(weights)
    expected = model.predict(scaled.apply(digits.x_test), verbose=0)
    outputs = predict("run", recipe, weights, scaled, digits.x_test)
    assert outputs.dtype == np.float32
    assert outputs.shape == (len(digits.x_test), 10)
    np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-5)


def test_softmax_makes_rows_probabilities(digits):
    outputs = predict("run", *untrained(MLP, digits), digits.x_test)
    np.testing.assert_allclose(outputs.sum(axis=1), 1, rtol=1e-5)
    assert outputs.min() >= 0


def test_a_network_reads_as_well_as_its_run_measured(digits):
    recipe = Recipe.from_link(f"?data.scaling=0-1&training.epochs=3&model.layers={MLP}")
    trained = train(recipe, digits, lambda event: None)
    outputs = predict("run", recipe, trained.weights, trained.scaling, digits.x_test)
    accuracy = np.mean(outputs.argmax(axis=1) == digits.y_test)
    assert accuracy == pytest.approx(trained.final.test_accuracy)


def test_more_pictures_than_one_batch(digits):
    """3,000 pictures are answered as they are one by one."""
    many = np.tile(digits.x_test, (10, 1, 1, 1))[:3000]
    asked = untrained(MLP, digits)
    together = predict("run", *asked, many)
    alone = np.concatenate([predict("run", *asked, many[i : i + 1]) for i in (0, 1500, 2999)])
    np.testing.assert_allclose(together[[0, 1500, 2999]], alone, rtol=1e-4, atol=1e-6)


def test_no_picture_is_no_answer(digits):
    assert predict("run", *untrained(MLP, digits), digits.x_test[:0]).shape == (0, 10)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda images: images[:, :7], r"shape \(8, 8, 1\), but it was given uint8 .*\(7, 8, 1\)"),
        (lambda images: images[..., 0], r"but it was given uint8 of shape \(8, 8\)"),
        (lambda images: images / 16, r"but it was given float64"),
    ],
)
def test_other_pictures_are_refused_in_a_sentence(digits, change, message):
    asked = untrained(MLP, digits)
    predict("run", *asked, digits.x_test[:1])
    with pytest.raises(ValueError, match=message):
        predict("run", *asked, change(digits.x_test[:1]))


def test_each_run_answers_with_its_own_weights(digits):
    one, other = untrained(MLP, digits, seed=1), untrained(MLP, digits, seed=2)
    first = predict("one", *one, digits.x_test)
    assert not np.allclose(predict("other", *other, digits.x_test), first)
    np.testing.assert_array_equal(predict("one", *one, digits.x_test), first)


def test_a_network_is_built_once_and_the_oldest_is_let_go(digits, monkeypatch):
    built = []

    class Counted(Predictor):
        def __init__(self, *arguments):
            built.append(arguments)
            super().__init__(*arguments)

    monkeypatch.setattr(module, "Predictor", Counted)
    asked = untrained("flatten,dense:10", digits)
    for name in (*range(MAX_PREDICTORS), 0, MAX_PREDICTORS, 0):
        predict(f"run {name}", *asked, digits.x_test[:1])
    assert len(built) == MAX_PREDICTORS + 1
    predict("run 1", *asked, digits.x_test[:1])
    assert len(built) == MAX_PREDICTORS + 2


def test_several_threads_ask_while_another_trains(digits):
    recipe = Recipe.from_link(f"?data.scaling=0-1&training.epochs=5&model.layers={MLP}")
    undisturbed = train(recipe, digits, lambda event: None)
    runs = [untrained(layers, digits, seed=seed) for layers in (MLP, CNN) for seed in range(3)]
    expected = [Predictor.of(*run, (8, 8, 1)).outputs(digits.x_test) for run in runs]

    def ask(number: int) -> float:
        which = number % len(runs)
        outputs = predict(f"run {which}", *runs[which], digits.x_test)
        return float(np.abs(outputs - expected[which]).max())

    with ThreadPoolExecutor(4) as pool:
        training = pool.submit(train, recipe, digits, lambda event: None)
        differences = list(pool.map(ask, range(60)))
    assert max(differences) < 1e-5
    for ours, alone in zip(training.result().weights, undisturbed.weights, strict=True):
        np.testing.assert_allclose(ours, alone, rtol=1e-3, atol=1e-4)


def test_weights_of_another_network_are_refused(digits):
    recipe, _, scaling = untrained(MLP, digits)
    _, others, _ = untrained(CNN, digits)
    with pytest.raises(ValueError):
        predict("run", recipe, others, scaling, digits.x_test[:1])
