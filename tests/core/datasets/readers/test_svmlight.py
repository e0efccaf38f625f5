"""Files of LIBSVM say what they are, and how to bring their pictures."""

import numpy as np
import pytest
from sklearn.datasets import dump_svmlight_file, load_svmlight_file

from tests.made.arrays import found, grey, labels_of, made

PICTURES, LABELS = grey(), labels_of(24)
ROWS = PICTURES.reshape(len(PICTURES), -1).astype(float)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "pictures.scale"
    dump_svmlight_file(ROWS, LABELS, str(path), zero_based=False, comment="ours")
    return path


@pytest.mark.parametrize("name", ["pictures.scale", "pictures.libsvm", "pictures.txt", "pictures"])
def test_the_sentence_says_how_to_read_it(name, file, refused, tmp_path):
    sentence = refused(file.rename(tmp_path / name))
    assert name in sentence and "LIBSVM" in sentence and "load_svmlight_file" in sentence


def test_what_the_sentence_says_can_be_added(file, inspected, tmp_path):
    x, y = load_svmlight_file(str(file), n_features=ROWS.shape[1])
    np.savez(tmp_path / "pictures.npz", x=x.toarray(), y=y)
    assert found(inspected(tmp_path / "pictures.npz")) == made(PICTURES, LABELS)


def test_beside_pictures_it_is_passed_over(file, inspected, tmp_path):
    np.savez(tmp_path / "ours.npz", x=PICTURES, y=LABELS)
    assert found(inspected(tmp_path / "ours.npz", file)) == made(PICTURES, LABELS)
