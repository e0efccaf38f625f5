"""A disk that is full: nothing new begins, and it is said."""

import errno
import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from core import disk
from core.datasets import DatasetError, Library
from core.disk import FLOOR_BYTES, require_room, shortage
from core.engine import EngineError
from core.recipe import preset
from core.runs.snapshots import Snapshot, Snapshots
from tests.made.lone_engine import lone_engine


@pytest.fixture
def free(monkeypatch):
    """`free(nbytes)`: so much is free on every disk."""

    def put(nbytes: int) -> None:
        monkeypatch.setattr(disk, "shutil", SimpleNamespace(disk_usage=lambda _: usage(nbytes)))

    return put


def usage(free: int):
    return shutil._ntuple_diskusage(10**12, 10**12 - free, free)


def test_a_disk_is_full_below_the_floor(free, tmp_path):
    free(FLOOR_BYTES)
    assert shortage(tmp_path / "not" / "made" / "yet") is None
    require_room(tmp_path)
    free(FLOOR_BYTES - 1)
    assert shortage(tmp_path).startswith("The disk is full: 64 MB are free")
    with pytest.raises(OSError) as full:
        require_room(tmp_path)
    assert full.value.errno == errno.ENOSPC


def test_what_would_not_fit_is_not_begun(free, tmp_path):
    free(FLOOR_BYTES + 100)
    require_room(tmp_path, 100)
    with pytest.raises(OSError, match="No space left"):
        require_room(tmp_path, 101)


def test_on_a_full_disk_runs_snapshots_and_datasets_are_refused(free, tmp_path):
    engine, told = lone_engine(tmp_path)
    digits = engine.library.load("digits")
    np.savez(tmp_path / "mine.npz", x=digits.x_train[:99], y=digits.y_train[:99])
    free(0)
    with pytest.raises(EngineError, match="The disk is full"):
        engine.submit(preset("digits-mlp"), "ada")
    with pytest.raises(OSError, match="No space left"):
        Snapshots(tmp_path, "run").save(Snapshot(1, 0.1, 0, [], [], []))
    with pytest.raises(DatasetError, match="The disk is full: Mine does not fit"):
        engine.library.add([tmp_path / "mine.npz"], title="Mine")
    assert (told, engine.store.runs("ada")) == ([], [])
    assert len(engine.library.load("digits").x_train) == len(digits.x_train)
    engine.close()


def test_a_download_is_not_begun_on_a_full_disk(free, tmp_path):
    free(FLOOR_BYTES)
    with pytest.raises(DatasetError, match="The disk is full"):
        Library(tmp_path).download("mnist")
