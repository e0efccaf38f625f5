"""The event files, as TensorFlow itself reads them, which checks every checksum."""

import io
import math
import zipfile

import pytest
import tensorflow as tf

from core.datasets import Library
from core.exchange.results import results
from core.exchange.tensorboard_files import Scalar, crc32c, event_file, write_tensorboard
from core.runs.store import RunStore
from tests.made.whole_runs import opened_run


def read(content: bytes, folder) -> list[tuple[int, str, float]]:
    """The step, the tag and the figure of each event but the first, which says the version."""
    (folder / "events").write_bytes(content)
    first, *events = tf.compat.v1.train.summary_iterator(str(folder / "events"))
    assert first.file_version == "brain.Event:2"
    return [(event.step, value.tag, value.simple_value) for event in events for value in
            event.summary.value]  # fmt: skip


def test_the_curves_of_a_run(tmp_path):
    store = RunStore(tmp_path)
    run_id = opened_run(store)
    out = io.BytesIO()
    write_tensorboard(out, results(store, Library(tmp_path), [run_id]))
    store.close()
    with zipfile.ZipFile(out) as file:
        curves = {
            name.split("/")[1]: read(file.read(name), tmp_path)
            for name in file.namelist()
            if name.startswith(f"My-best-{run_id}/") and "tfevents" in name
        }
    assert [*curves] == ["train", "validation", "test"]
    assert curves["train"][:2] == [(1, "epoch_loss", 1.5), (1, "epoch_accuracy", 0.5)]
    accuracies = [(step, figure) for step, tag, figure in curves["validation"] if "acc" in tag]
    assert accuracies == [(0, pytest.approx(0.1)), (1, 0.75), (2, 0.5)]
    assert math.isnan(curves["validation"][-2][2])
    assert curves["test"] == [(2, "epoch_loss", 0.5), (2, "epoch_accuracy", 0.875)]


def test_figures_of_any_size(tmp_path):
    figures = [0.0, -1.5, 1e300, -1e300, math.inf]
    scalars = [Scalar(1.7e9, 10 ** (3 * place), "Größe", value)
               for place, value in enumerate(figures)]  # fmt: skip
    found = read(event_file(1.7e9, scalars), tmp_path)
    assert [step for step, _, _ in found] == [1, 10**3, 10**6, 10**9, 10**12]
    assert [tag for _, tag, _ in found] == ["Größe"] * 5
    assert [figure for _, _, figure in found] == [0.0, -1.5, math.inf, -math.inf, math.inf]


def test_the_checksum_is_that_of_the_standard():
    """RFC 3720, appendix B.4: 32 bytes of zeros, of ones, and rising."""
    assert crc32c(bytes(32)) == 0x8A9136AA
    assert crc32c(b"\xff" * 32) == 0x62A8AB43
    assert crc32c(bytes(range(32))) == 0x46DD794E
