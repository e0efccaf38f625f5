"""Rows with one number too many: the label is in front or behind, or somebody is asked."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from core.datasets.arrangement import Undecided
from tests.made.arrays import found, grey, labels_of, made

COUNT = 40
LABELS = labels_of(COUNT)
GENERATOR = np.random.default_rng(0)


def framed() -> np.ndarray:
    """Pictures whose edges are dark, as those of digits are."""
    pictures = grey(COUNT)
    pictures[:, [0, -1]] = 0
    pictures[:, :, [0, -1]] = 0
    return pictures


def noisy() -> np.ndarray:
    """Pictures whose corners are 0 to 3, as the labels are."""
    pictures = framed()
    pictures[:, [0, -1]] = GENERATOR.integers(0, 4, (COUNT, 2, 12))
    return pictures


def rows(pictures: np.ndarray, labels: np.ndarray, end: str) -> np.ndarray:
    parts = [labels, pictures.reshape(len(pictures), -1)]
    return np.column_stack(parts if end == "first" else parts[::-1])


def save_csv(path, table):
    np.savetxt(path / "ours.csv", table, "%d", ",")
    return path / "ours.csv"


def save_npy(path, table):
    np.save(path / "ours.npy", table)
    return path / "ours.npy"


SAVES = pytest.mark.parametrize("save", [save_csv, save_npy])
ENDS = pytest.mark.parametrize("end", ["first", "last"])


@SAVES
@ENDS
@pytest.mark.parametrize("order", ["mixed", "sorted"])
@pytest.mark.parametrize("pictures", [framed(), grey(COUNT)], ids=["dark edges", "bright edges"])
def test_the_label_is_found_at_either_end(save, end, order, pictures, inspected, tmp_path):
    by_class = np.argsort(LABELS, kind="stable") if order == "sorted" else np.arange(COUNT)
    path = save(tmp_path, rows(pictures, LABELS, end)[by_class])
    assert found(inspected(path)) == made(pictures, LABELS)


@SAVES
@ENDS
def test_what_cannot_be_told_is_asked(save, end, inspected, tmp_path):
    pictures = noisy()
    path = save(tmp_path, rows(pictures, LABELS, end))
    with pytest.raises(Undecided, match="the last number of each row") as question:
        inspected(path)
    assert [reading.key for reading in question.value.readings] == ["label-first", "label-last"]
    inspection = inspected(path, reading=f"label-{end}")
    assert found(inspection) == made(pictures, LABELS)
    assert inspection.reading == f"label-{end}" and len(inspection.readings) == 2


def test_a_corner_that_is_hardly_ever_bright_is_no_label(inspected, tmp_path):
    pictures = framed()
    pictures[[3, 7], -1, -1] = 1
    path = save_csv(tmp_path, rows(pictures, LABELS, "first"))
    assert found(inspected(path)) == made(pictures, LABELS)


def test_more_classes_than_a_pixel_has_levels(inspected, tmp_path):
    pictures = np.tile(framed(), (15, 1, 1))
    pictures[:, 5, 5], pictures[:, 5, 6] = np.arange(600) % 256, np.arange(600) // 256
    labels = np.arange(600) * 7 % 300
    path = save_csv(tmp_path, rows(pictures, labels, "first"))
    names = tuple(map(str, range(300)))
    assert found(inspected(path)) == made(pictures, labels, names)


@SAVES
@ENDS
def test_a_column_for_each_class_at_either_end(save, end, inspected, tmp_path):
    """Semeion, of UCI: 256 pixels and ten columns for the digits."""
    path = save(tmp_path, rows(framed(), np.eye(4, dtype=int)[LABELS], end))
    assert found(inspected(path)) == made(framed(), LABELS)


@SAVES
@pytest.mark.parametrize("end", ["first", "last"])
def test_the_bundled_digits(save, end, inspected, tmp_path):
    """Their corners are dark nearly everywhere, and unlike the pixels beside them."""
    digits = load_digits()
    path = save(tmp_path, rows(digits.images, digits.target, end))
    inspection = inspected(path)
    assert inspection.readings == () and inspection.dataset.card.num_classes == 10


@SAVES
def test_brightness_that_depends_on_the_class_is_no_label(save, tmp_path, inspected):
    pictures = framed() // 8 + (40 + 20 * LABELS).astype(np.uint8)[:, None, None]
    pictures[:, 6, 6] = np.arange(COUNT)
    path = save(tmp_path, rows(pictures, LABELS, "last"))
    assert found(inspected(path)) == made(pictures, LABELS)
