"""Who trains, who validates, and what the network receives."""

import math

import numpy as np
import pytest

from core.datasets import Library
from core.preparation.split import largest_validating_class, prepared, scaling_of, split
from core.recipe import Data


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    return Library(tmp_path_factory.mktemp("home")).load("digits")


def test_the_test_set_validates(digits):
    chosen = split(Data(validate_on="test"), digits.y_train, 360)
    assert chosen.train.tolist() == list(range(1437))
    assert chosen.validation.tolist() == list(range(360))
    assert chosen.validation_set == "test"


def test_the_training_set_validates_itself(digits):
    chosen = split(Data(validate_on="train"), digits.y_train, 360)
    assert chosen.validation_set == "train"
    assert np.array_equal(chosen.train, chosen.validation)


@pytest.mark.parametrize("fraction", [0.1, 0.2, 0.5])
def test_a_split_shares_no_picture_and_keeps_the_proportions(digits, fraction):
    data = Data(validate_on="split", validation_fraction=fraction)
    chosen = split(data, digits.y_train, 360)
    assert len(chosen.validation) == round(fraction * 1437)
    assert sorted([*chosen.train, *chosen.validation]) == list(range(1437))
    counts = np.bincount(digits.y_train[chosen.validation], minlength=10)
    assert np.all(np.abs(counts - fraction * np.bincount(digits.y_train)) <= 1)


def test_sorted_labels_are_no_trap():
    labels = np.repeat(np.arange(10), 30)
    chosen = split(Data(validate_on="split", validation_fraction=0.2), labels, 0)
    assert np.bincount(labels[chosen.validation]).tolist() == [6] * 10


def test_the_seed_decides(digits):
    first, again, other = (
        split(Data(validate_on="split", images=500, seed=seed), digits.y_train, 360)
        for seed in (1, 1, 2)
    )
    assert np.array_equal(first.validation, again.validation)
    assert not np.array_equal(first.validation, other.validation)


def test_as_many_images_as_asked_for(digits):
    assert len(split(Data(images=100), digits.y_train, 360).train) == 100
    assert len(split(Data(images=99_999), digits.y_train, 360).train) == 1437


def test_a_pair_is_split_in_two():
    chosen = split(Data(validate_on="split", validation_fraction=0.01), np.array([0, 1]), 0)
    assert (len(chosen.train), len(chosen.validation)) == (1, 1)


def test_scaling_worked_by_hand():
    images = np.array([[[[0]], [[16]]], [[[8]], [[8]]]], np.uint8)  # mean 8, deviation √32
    raw, unit, standardised = (
        scaling_of(Data(scaling=name), images, np.arange(2), 16).apply(images).ravel().tolist()
        for name in ("none", "0-1", "standardised")
    )
    assert raw == [0, 16, 8, 8]
    assert unit == [0, 1, 0.5, 0.5]
    assert standardised == pytest.approx([-(2**0.5), 2**0.5, 0, 0])


def test_each_colour_is_standardised_by_itself():
    images = np.zeros((4, 2, 2, 3), np.uint8)
    images[..., 0], images[:2, ..., 1], images[..., 2] = 7, 100, np.arange(4).reshape(2, 2)
    scaled = scaling_of(Data(scaling="standardised"), images, np.arange(4), 255).apply(images)
    assert scaled.mean(axis=(0, 1, 2)) == pytest.approx([0, 0, 0], abs=1e-6)
    assert scaled.std(axis=(0, 1, 2)) == pytest.approx([0, 1, 1], abs=1e-5)


def test_pictures_train_class_by_class_by_mistake(digits):
    data = Data(validate_on="split", images=500)
    right = split(data, digits.y_train, 360)
    wrong = split(data.model_copy(update={"mistake": "sorted"}), digits.y_train, 360)
    assert np.all(np.diff(digits.y_train[wrong.train]) >= 0)
    assert sorted(wrong.train) == right.train.tolist()
    assert np.array_equal(wrong.validation, right.validation)


def test_the_last_classes_validate_by_mistake(digits):
    chosen = split(Data(validate_on="split", mistake="last-validate"), digits.y_train, 360)
    assert len(chosen.validation) == 287
    assert set(digits.y_train[chosen.validation]) == {7, 8, 9}
    assert 9 not in digits.y_train[chosen.train]
    assert not set(chosen.train) & set(chosen.validation)


def test_the_largest_class_is_that_of_the_pictures_that_validate(digits):
    card = digits.card
    tested, trained = max(card.test_counts), max(card.train_counts[8:])
    largest = card.classes[card.test_counts.index(tested)]
    assert largest_validating_class(Data(validate_on="test"), digits) == (largest, tested / 360)
    last = Data(validate_on="split", mistake="last-validate")
    largest = card.classes[card.train_counts.index(trained, 8)]
    assert largest_validating_class(last, digits) == (largest, trained / 287)


def test_a_class_is_starved_by_mistake(digits):
    chosen = split(Data(seed=13, mistake="starved-class"), digits.y_train, 360)
    counts = np.bincount(digits.y_train[chosen.train])
    everything = np.bincount(digits.y_train)
    assert counts[3] == math.ceil(everything[3] / 20)
    assert np.delete(counts, 3).tolist() == np.delete(everything, 3).tolist()


@pytest.mark.parametrize("validate_on", ["test", "split"])
def test_only_labels_that_train_are_shuffled_by_mistake(digits, validate_on):
    data = Data(validate_on=validate_on, images=500, seed=4)
    assert prepared(data, digits).labels is digits.y_train
    wrong = prepared(data.model_copy(update={"mistake": "labels-shuffled"}), digits)
    train = wrong.chosen.train
    assert np.mean(wrong.labels[train] == digits.y_train[train]) < 0.2
    assert sorted(wrong.labels[train]) == sorted(digits.y_train[train])
    others = np.setdiff1d(np.arange(1437), train)
    assert np.array_equal(wrong.labels[others], digits.y_train[others])


def test_only_pictures_that_train_are_scaled_by_mistake(digits):
    data = Data(scaling="0-1", validate_on="split")
    right = prepared(data, digits)
    assert right.later_scaling is right.scaling
    wrong = prepared(data.model_copy(update={"mistake": "unscaled-validation"}), digits)
    assert wrong.scaling.apply(digits.x_train).max() == 1
    assert np.array_equal(wrong.later_scaling.apply(digits.x_test), digits.x_test)
    otherwise = Data(scaling="standardised", mistake="validation-to-0-1")
    wrong = prepared(otherwise, digits)
    assert wrong.scaling.apply(digits.x_train).min() < 0
    assert wrong.later_scaling.ends(digits.x_test) == (0, 1)
