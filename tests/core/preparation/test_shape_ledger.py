"""The shape ledger: published sizes, and its own lines of code carried out on the same arrays."""

import gzip
import io
from dataclasses import replace
from types import SimpleNamespace

import keras
import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

from core.datasets import CARDS, Dataset, Library
from core.datasets.pixel_statistics import measure
from core.preparation.shape_ledger import from_file_to_batch, measure_set
from core.preparation.split import scaling_from, scaling_of
from core.recipe import Data, Recipe
from tests.made.layouts import IDX_NAMES, Published, emnist_files, idx_bytes

COUNT = 60


def ledger(recipe: Recipe, dataset: Dataset):
    return from_file_to_batch(recipe, dataset, measure_set(recipe.data, dataset))


def small(name: str) -> Dataset:
    """Random pictures in the form of a published dataset."""
    card = CARDS[name]
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (COUNT, *card.shape), np.uint8)
    labels = np.arange(COUNT) % card.num_classes
    return Dataset(images, labels, images[:7], labels[:7], replace(card))


def in_keras(dataset: Dataset) -> SimpleNamespace:
    """`keras.datasets.…` with the pictures of a dataset, in the shapes and types of Keras."""
    images, labels = dataset.x_train, dataset.y_train.astype(np.uint8)
    if dataset.card.name == "cifar10":
        labels = labels[:, np.newaxis]
    else:
        images = images[..., 0]
    return SimpleNamespace(load_data=lambda: ((images, labels), (images[:7], labels[:7])))


def in_csv(dataset: Dataset) -> SimpleNamespace:
    """pandas, with `fer2013.csv` in its reach."""
    rows = [" ".join(map(str, picture.ravel())) for picture in dataset.x_train]
    usage = ["Training"] * COUNT + ["PublicTest"]
    table = pd.DataFrame(
        {"emotion": [*dataset.y_train, 0], "pixels": [*rows, rows[0]], "Usage": usage}
    )
    return SimpleNamespace(read_csv=lambda _name: table)


def in_idx_files(dataset: Dataset) -> SimpleNamespace:
    """`gzip`, with the published files of a dataset in its reach."""
    published = Published(dataset.x_train, dataset.y_train, dataset.x_test, dataset.y_test, None)
    if dataset.card.name == "kmnist":
        files = {
            f"{IDX_NAMES[name]}.gz": gzip.compress(idx_bytes(array))
            for name, array in published.arrays.items()
        }
    else:
        files = emnist_files(published, "letters", first_label=1)
    return SimpleNamespace(open=lambda name: gzip.open(io.BytesIO(files[name])))


DATASETS = tuple(CARDS)


@pytest.mark.parametrize("scaling", ["none", "0-1", "standardised"])
@pytest.mark.parametrize("name", DATASETS)
def test_the_lines_of_code_do_what_the_rows_say(name, scaling, tmp_path):
    dataset = Library(tmp_path).load("digits") if name == "digits" else small(name)
    names = {
        "np": np,
        "keras": keras,
        "load_digits": load_digits,
        "train_test_split": train_test_split,
    }
    if name == "fer2013":
        names["pd"] = in_csv(dataset)
    elif name in ("kmnist", "emnist-letters"):
        names["gzip"] = in_idx_files(dataset)
    elif name != "digits":
        names[name.replace("-", "_")] = in_keras(dataset)
    recipe = Recipe(data=Data(dataset=name, scaling=scaling))
    for row in ledger(recipe, dataset):
        exec(row.code, names)
        array = names[row.array]
        assert array.shape == row.shape
        assert array.dtype == row.dtype
        assert array.nbytes == row.nbytes
        assert (array.min(), array.max()) == pytest.approx((row.low, row.high), abs=1e-5)
    assert row.step == "batch"


def test_lines_that_choose_who_trains():
    dataset = small("cifar10")
    data = Data(dataset="cifar10", images=50, validate_on="split", validation_fraction=0.2)
    rows = ledger(Recipe(data=data), dataset)
    names = {
        "np": np,
        "train_test_split": train_test_split,
        "x_train": dataset.x_train,
        "y_train": dataset.y_train,
    }
    for row in (row for row in rows if row.step == "choose"):
        exec(row.code, names)
        assert names[row.array].shape == row.shape
        assert len(names[row.array]) == 40


def test_published_sizes():
    card = CARDS["mnist"]
    images = np.broadcast_to(np.uint8(0), (60_000, 28, 28, 1))
    labels = np.repeat(np.arange(10), 6_000)
    dataset = Dataset(images, labels, images[:10], labels[:10], card)
    rows = {
        (row.step, row.array): row
        for row in ledger(Recipe(data=Data(dataset="mnist", scaling="0-1")), dataset)
    }
    # train-images-idx3-ubyte holds 16 + 47,040,000 bytes; a float32 is four
    assert rows["read", "x_train"].nbytes == 47_040_000
    assert rows["read", "x_train"].shape == (60_000, 28, 28)
    assert rows["channel", "x_train"].shape == (60_000, 28, 28, 1)
    assert rows["scale", "x_train"].nbytes == 188_160_000
    assert rows["one-hot", "y_train"].shape == (60_000, 10)
    assert rows["batch", "x_batch"].shape == (64, 28, 28, 1)
    assert not any(step == "choose" for step, _ in rows)


def test_the_sparse_loss_keeps_whole_numbers():
    link = "data.dataset=cifar10&training.loss=sparse_categorical_crossentropy"
    rows = ledger(Recipe.from_link(link), small("cifar10"))
    assert [row.step for row in rows] == ["read", "read", "scale", "batch", "batch"]
    assert (rows[-1].shape, rows[-1].dtype) == ((COUNT,), "int64")


def test_statistics_worked_by_hand():
    images = np.array([[[[0]], [[16]]], [[[8]], [[8]]], [[[200]], [[200]]]], np.uint8)
    of_first_two = measure(images, np.array([0, 1]))
    assert (of_first_two.low, of_first_two.high) == (0, 16)
    assert of_first_two.mean == 8
    assert of_first_two.deviation == pytest.approx(32**0.5)


@pytest.mark.parametrize("scaling", ["none", "0-1", "standardised"])
@pytest.mark.parametrize("count", [1, 59, 1000])
def test_statistics_and_scaling_are_those_of_training(scaling, count):
    rng = np.random.default_rng(count)
    images = rng.integers(0, 200, (1000, 3, 5, 3), np.uint8) + np.arange(3, dtype=np.uint8) * 20
    chosen = rng.choice(1000, count, replace=False)
    statistics = measure(images, chosen)
    pixels = images[chosen].reshape(-1, 3)
    assert statistics.low.tolist() == pixels.min(axis=0).tolist()
    assert statistics.high.tolist() == pixels.max(axis=0).tolist()
    assert statistics.mean == pytest.approx(pixels.mean(axis=0, dtype=np.float64), rel=1e-12)
    assert statistics.deviation == pytest.approx(pixels.std(axis=0, dtype=np.float64), rel=1e-9)
    ours = scaling_from(Data(scaling=scaling), statistics, 255)
    theirs = scaling_of(Data(scaling=scaling), images, chosen, 255)
    assert np.array_equal(ours.shift, theirs.shift)
    np.testing.assert_allclose(ours.factor, theirs.factor, rtol=1e-7)
