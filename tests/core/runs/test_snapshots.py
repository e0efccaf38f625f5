"""Snapshots come back as they were, and are few where there would be many."""

import numpy as np
import pytest

from core.runs.snapshots import Held, Snapshot, Snapshots


def snapshot(epoch: int, size: int = 3) -> Snapshot:
    return Snapshot(epoch, 0.1, 0.9, [np.full(size, epoch, np.float32)], [np.array(7)], [])


def test_snapshots_come_back_exactly(tmp_path):
    snapshots = Snapshots(tmp_path, "run")
    assert snapshots.epochs() == []
    snapshots.save(snapshot(4))
    back = snapshots.load(4)
    assert back[:3] == (4, 0.1, 0.9)
    np.testing.assert_array_equal(back.weights[0], [4, 4, 4])
    assert back.optimizer[0] == 7
    assert back.seeds == []
    with pytest.raises(FileNotFoundError):
        snapshots.load(5)


def test_many_snapshots_are_thinned_out_between_the_first_and_the_last(tmp_path):
    snapshots = Snapshots(tmp_path, "run")
    for epoch in range(201):
        snapshots.save(snapshot(epoch))
    kept = snapshots.epochs()
    assert len(kept) == 64
    assert (kept[0], kept[-1]) == (0, 200)
    assert np.diff(kept).max() <= 16


def test_what_follows_a_chosen_epoch_is_forgotten(tmp_path):
    snapshots = Snapshots(tmp_path, "run")
    for epoch in range(5):
        snapshots.save(snapshot(epoch))
    snapshots.forget_after(2)
    assert snapshots.epochs() == [0, 1, 2]


def test_a_snapshot_that_was_cut_short_is_none(tmp_path, monkeypatch):
    def half(file, **_arrays):
        file.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", half)
    with pytest.raises(OSError, match="No space"):
        Snapshots(tmp_path, "run").save(snapshot(1))
    assert list((tmp_path / "artifacts" / "run").iterdir()) == []


@pytest.mark.parametrize("paused", [True, False])
def test_a_run_that_gave_way_comes_back_exactly_and_once(tmp_path, paused):
    snapshots = Snapshots(tmp_path, "run")
    assert snapshots.take_held() is None
    held = Held(
        state=snapshot(2),
        steps=7,
        tally=np.array([448, 1.25, 400]),
        epoch_seconds=0.5,
        seconds=3.5,
        seconds_per_batch=0.1,
        paused=paused,
        early_stopping=np.array([1, np.inf, 2, 3]),
        best_weights=[np.ones(2, np.float32)],
    )
    snapshots.hold(held)
    assert snapshots.epochs() == []
    back = snapshots.take_held()
    np.testing.assert_equal(back._asdict(), held._asdict())
    assert snapshots.take_held() is None
    snapshots.hold(held)
    snapshots.forget_after(2)
    assert snapshots.take_held() is None
