"""Pictures in one file, labels in another: which belong together, and in which order."""

import numpy as np
import pytest

from core.datasets import DatasetError
from core.datasets.pairing import paired
from core.datasets.parts import FilePart

PICTURES = np.arange(12, dtype=np.uint8).repeat(4).reshape(12, 2, 2, 1)
LABELS = np.arange(12) % 3


def pictures(where, split="", ids=None, count=12):
    return FilePart("", where, images=PICTURES[:count], split=split, ids=ids)


def labels(where, values=LABELS, split="", ids=None):
    return FilePart("", where, labels=values, split=split, ids=ids)


def found(*parts) -> dict[str, list[int]]:
    whole, _ = paired(parts)
    return {part.where: part.pair[1].tolist() for part in whole}


def test_labels_of_the_training_set_are_not_those_of_the_test_set():
    parts = [pictures("x_test.npy", "test"), pictures("x_train.npy", "train")]
    whole, (note,) = paired([*parts, labels("y_train.npy", split="train")])
    assert [part.where for part in whole] == ["x_train.npy"]
    assert "x_test.npy: 12 pictures without labels" in note


def test_labels_without_a_split_are_those_of_the_training_set():
    parts = [pictures("x_test.npy", "test"), pictures("x_train.npy", "train")]
    assert found(*parts, labels("y.npy")) == {"x_train.npy": LABELS.tolist()}


def test_of_several_labels_the_names_decide():
    ages = labels("ages.npy", LABELS[::-1])
    assert found(pictures("images.npy"), ages, labels("labels.npy")) == {
        "images.npy": LABELS.tolist()
    }
    parts = [pictures("cats x.npy"), pictures("dogs x.npy")]
    theirs = [labels("dogs y.npy", LABELS[::-1]), labels("cats y.npy")]
    assert found(*parts, *theirs) == {
        "cats x.npy": LABELS.tolist(),
        "dogs x.npy": LABELS[::-1].tolist(),
    }


def test_several_labels_that_nothing_tells_apart():
    rivals = [labels("ages.npy"), labels("sexes.npy", LABELS[::-1])]
    with pytest.raises(DatasetError, match=r"several files .* ages\.npy, sexes\.npy"):
        paired([pictures("images.npy"), *rivals])


def test_numbers_of_rows_say_which_label_is_whose():
    order = np.random.default_rng(0).permutation(12)
    other = np.random.default_rng(1).permutation(12)
    table = labels("y.csv", LABELS[order], ids=order.astype(float))
    assert found(pictures("x.csv", ids=np.arange(12.0)), table) == {"x.csv": LABELS.tolist()}
    part = FilePart("", "x.csv", images=PICTURES[other], ids=other.astype(float))
    assert found(part, table) == {"x.csv": LABELS[other].tolist()}


def test_numbers_that_only_the_labels_have():
    in_order = labels("y.csv", ids=np.arange(1.0, 13))
    assert found(pictures("x.csv"), in_order) == {"x.csv": LABELS.tolist()}
    of_a_part = labels("y.csv", ids=np.array([37.0, 2, 15, 8, 90, 3, 11, 4, 70, 12, 1, 55]))
    assert found(pictures("x.csv"), of_a_part) == {"x.csv": LABELS.tolist()}
    with pytest.raises(DatasetError, match="in another order"):
        paired([pictures("x.csv"), labels("y.csv", ids=np.arange(12.0)[::-1])])
