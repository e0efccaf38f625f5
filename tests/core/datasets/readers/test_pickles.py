"""Pickles of plain arrays in the forms people save; what is more than that never runs."""

import pickle

import numpy as np
import pytest

from tests.made.arrays import NAMES, coloured, found, grey, labels_of, made

GREY, COLOUR, LABELS = grey(), coloured(), labels_of(24)
TRAIN, TEST = (COLOUR[:16], LABELS[:16]), (COLOUR[16:], LABELS[16:])


@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
@pytest.mark.parametrize(
    "content",
    [
        (COLOUR, LABELS),
        [LABELS.tolist(), COLOUR],
        {"X": COLOUR, "y": LABELS},
        {b"data": COLOUR.reshape(24, -1), b"labels": LABELS.tolist()},
        (list(COLOUR), list(LABELS)),
        [(image, label) for image, label in zip(COLOUR, LABELS.tolist(), strict=True)],
        [{"image": image, "label": label} for image, label in zip(COLOUR, LABELS, strict=True)],
        {"pixels": COLOUR.tolist(), "target": LABELS.tolist()},
        (COLOUR, np.eye(4)[LABELS]),
    ],
    ids=[
        "tuple",
        "reversed",
        "dict",
        "cifar-like",
        "lists",
        "pairs",
        "dicts",
        "numbers",
        "one-hot",
    ],
)
def test_pictures_and_labels(content, protocol, inspected, tmp_path):
    (tmp_path / "ours.pkl").write_bytes(pickle.dumps(content, protocol=protocol))
    assert found(inspected(tmp_path / "ours.pkl")) == made(COLOUR, LABELS)


@pytest.mark.parametrize(
    "content",
    [
        (TRAIN, TEST),
        [list(TRAIN), list(TEST)],
        (*TRAIN, *TEST),
        (TRAIN[0], TEST[0], TRAIN[1], TEST[1]),
        {"train": TRAIN, "test": TEST},
        {"train": {"x": TRAIN[0], "y": TRAIN[1]}, "test": {"x": TEST[0], "y": TEST[1]}},
        {"X_train": TRAIN[0], "y_train": TRAIN[1], "X_test": TEST[0], "y_test": TEST[1]},
    ],
    ids=["pairs", "lists", "four", "sklearn", "dict", "nested", "named"],
)
def test_training_and_test_set(content, inspected, tmp_path):
    (tmp_path / "ours.pkl").write_bytes(pickle.dumps(content))
    data = inspected(tmp_path / "ours.pkl").dataset
    assert (data.x_train == TRAIN[0]).all() and (data.y_train == TRAIN[1]).all()
    assert (data.x_test == TEST[0]).all() and (data.y_test == TEST[1]).all()


def test_words_as_labels(inspected, tmp_path):
    words = [NAMES[label] for label in LABELS]
    (tmp_path / "ours.pkl").write_bytes(pickle.dumps((COLOUR, words)))
    assert found(inspected(tmp_path / "ours.pkl")) == made(COLOUR, LABELS, NAMES)


def test_pictures_of_several_sizes_get_one(inspected, tmp_path):
    images = [np.full((20 + number, 30, 3), 100 + number, np.uint8) for number in range(8)]
    (tmp_path / "ours.pkl").write_bytes(pickle.dumps((images, [0, 1] * 4)))
    card = inspected(tmp_path / "ours.pkl").dataset.card
    assert card.shape == (64, 64, 3) and card.train_count + card.test_count == 8
    assert inspected(tmp_path / "ours.pkl", picture_size=16).dataset.card.shape == (16, 16, 3)


def test_cifar_100(inspected, tmp_path):
    """Fine labels and their names; the superclasses are left aside."""
    generator = np.random.default_rng(0)
    rows = generator.integers(0, 256, (24, 3072), np.uint8)
    place = tmp_path / "cifar-100-python"
    place.mkdir()
    for split, chosen in (("train", slice(0, 16)), ("test", slice(16, 24))):
        fields = {
            b"data": rows[chosen], b"fine_labels": LABELS[chosen].tolist(),
            b"coarse_labels": [0] * len(LABELS[chosen]), b"filenames": [b"a.png"] * 24,
        }  # fmt: skip
        (place / split).write_bytes(pickle.dumps(fields, protocol=2))
    meta = {b"fine_label_names": [name.encode() for name in NAMES], b"coarse_label_names": [b"all"]}
    (place / "meta").write_bytes(pickle.dumps(meta, protocol=2))
    finding = inspected(place)
    pictures = rows.reshape(24, 3, 32, 32).transpose(0, 2, 3, 1)
    assert found(finding) == made(pictures, LABELS, NAMES)
    assert finding.dataset.card.train_count == 16


@pytest.mark.parametrize(
    "content",
    [
        {"x": [[[[0] * 1000] * 1000] * 1000] * 1000, "y": [0] * 1000},
        {"x": [np.zeros((1000, 1000))] * 100_000, "y": [0] * 100_000},
        {"x": [[0] * 64] * 100, "y": ["a" * 1_000_000] * 1_000_000},
    ],
    ids=["numbers", "arrays", "texts"],
)
def test_the_same_thing_many_times_takes_no_memory(content, refused, tmp_path):
    """A few megabytes at most; written out they would be gigabytes to terabytes."""
    (tmp_path / "ours.pkl").write_bytes(pickle.dumps(content))
    assert "form we know" in refused(tmp_path / "ours.pkl")


@pytest.mark.parametrize(
    ("program", "name"),
    [
        (b"\x80\x02cnumpy\nndarray\n(J\xff\xff\xff\x7ftR.", "damaged"),
        (b"\x80\x02c_codecs\nencode\nX\x01\x00\x00\x00aX\x03\x00\x00\x00hex\x86R.", "codec hex"),
        (b"\x80\x02cbuiltins\neval\nX\x01\x00\x00\x001\x85R.", "builtins.eval"),
    ],
)
def test_programs_do_not_run(program, name, refused, tmp_path):
    (tmp_path / "ours.pkl").write_bytes(program)
    assert name in refused(tmp_path / "ours.pkl")
