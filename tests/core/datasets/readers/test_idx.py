"""IDX files beyond those of MNIST."""

import struct

import numpy as np

from core.datasets.readers import cifar_binary
from tests.made.arrays import coloured, found, grey, labels_of, made

GREY, COLOUR, LABELS = grey(), coloured(), labels_of(24)


def idx(array: np.ndarray, kind: int = 0x08, dtype: str = "u1") -> bytes:
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, kind, array.ndim, *array.shape)
    return header + array.astype(dtype).tobytes()


def test_labels_of_qmnist(inspected, tmp_path):
    """Eight 32-bit numbers a picture, the first of which is its class."""
    others = np.arange(24 * 7).reshape(24, 7) * 1000
    labels = np.column_stack([LABELS, others])
    (tmp_path / "qmnist-train-images-idx3-ubyte").write_bytes(idx(GREY))
    (tmp_path / "qmnist-train-labels-idx2-int").write_bytes(idx(labels, 0x0C, ">i4"))
    assert found(inspected(*sorted(tmp_path.glob("qmnist*")))) == made(GREY, LABELS)


def test_four_dimensions_are_colours(inspected, tmp_path):
    (tmp_path / "train-labels").write_bytes(idx(LABELS))
    for images in (COLOUR, COLOUR.transpose(0, 3, 1, 2)):
        (tmp_path / "train-images").write_bytes(idx(images))
        finding = inspected(tmp_path / "train-images", tmp_path / "train-labels")
        assert found(finding) == made(COLOUR, LABELS)


def test_cifar_100_binary(inspected, tmp_path):
    """Rows of the superclass, the class, and planes of red, green and blue."""
    rows = np.random.default_rng(0).integers(0, 256, (24, 3072), np.uint8)
    content = np.column_stack([np.full(24, 19), LABELS, rows]).astype(np.uint8).tobytes()
    (tmp_path / "train.bin").write_bytes(content)
    assert cifar_binary.is_cifar_binary(content)
    pictures = rows.reshape(24, 3, 32, 32).transpose(0, 2, 3, 1)
    assert found(inspected(tmp_path / "train.bin")) == made(pictures, LABELS)
