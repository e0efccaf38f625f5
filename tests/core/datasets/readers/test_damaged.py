"""Whatever bytes are wrong, the answer is a dataset or a sentence, and the process goes on."""

import pickle
from pathlib import Path

import h5py
import numpy as np
import py7zr
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy.io import savemat

from core.datasets import DatasetError
from tests.made.arrays import NAMES, coloured, labels_of
from tests.made.layouts import encoded

COLOUR, LABELS = coloured(), labels_of(24)
WORDS = [NAMES[label] for label in LABELS]
CELLS = pa.table(
    {"image": [{"bytes": encoded(image), "path": None} for image in COLOUR], "label": WORDS}
)


def hdf5(path: Path) -> None:
    with h5py.File(path, "w") as file:
        file.create_dataset("x", data=COLOUR, compression="gzip")
        file["y"] = WORDS


def arrow(path: Path) -> None:
    with pa.ipc.new_stream(path, CELLS.schema) as writer:
        writer.write_table(CELLS)


def seven_zip(path: Path) -> None:
    with py7zr.SevenZipFile(path, "w") as archive:
        archive.writestr(pickle.dumps((COLOUR, LABELS)), "ours.pkl")


MAKERS = {
    "a.h5": hdf5,
    "a.arrow": arrow,
    "a.7z": seven_zip,
    "a.parquet": lambda path: pq.write_table(CELLS, path),
    "a.mat": lambda path: savemat(path, {"x": COLOUR, "y": np.array(WORDS, dtype=object)}),
    "a.pkl": lambda path: path.write_bytes(pickle.dumps({"train": (COLOUR, LABELS)})),
    "a.npz": lambda path: np.savez(path, x=COLOUR, y=np.array(WORDS, dtype=object)),
}


@pytest.mark.parametrize("name", MAKERS)
def test_wrong_bytes_anywhere(name, inspected, tmp_path):
    path = tmp_path / name
    MAKERS[name](path)
    content = path.read_bytes()
    assert inspected(path).dataset.card.num_classes == 4
    generator = np.random.default_rng(3)
    for _ in range(20):
        broken = bytearray(content)
        for place in generator.integers(0, min(600, len(content)), 4):
            broken[place] = generator.integers(0, 256)
        path.write_bytes(broken[: generator.integers(len(content) // 2, len(content) + 1)])
        try:
            inspected(path)
        except DatasetError as error:
            assert str(error)
