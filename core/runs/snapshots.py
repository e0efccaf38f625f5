"""Snapshots: a run's weights and optimizer state after an epoch, to look at and to go on from.

Plain NumPy arrays in `artifacts/RUN/EPOCH.npz`.
"""

import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from core.atomic_write import atomic_write
from core.disk import require_room

MOST_KEPT = 64
MOST_BYTES = 256 * 2**20


class Snapshot(NamedTuple):
    """All that training needs to go on: lists of arrays, in the order of Keras's variables."""

    epoch: int
    learning_rate: float
    momentum: float
    """Both as they were at the end of the epoch: they may have been changed in mid-run."""
    weights: list[np.ndarray]
    optimizer: list[np.ndarray]
    seeds: list[np.ndarray]
    """The states of the layers' random generators, for instance of Dropout."""


class Held(NamedTuple):
    """A run that gave its worker up between two batches: what it needs to go on, on any worker."""

    state: Snapshot
    """The state of now; its epoch is the last one that is over."""
    steps: int
    """The steps of the next epoch that are taken."""
    tally: np.ndarray
    """Of them, sums float64 `(3,)` over pictures: how many, their losses, how many were right."""
    epoch_seconds: float
    """How long that epoch has taken so far, without pauses."""
    seconds: float
    """How long the run has taken so far, without pauses."""
    seconds_per_batch: float
    paused: bool
    """Whether it holds still."""
    early_stopping: np.ndarray
    """float64 `(4,)`: best epoch or -1, lowest loss, epochs without a lower one, epochs seen."""
    best_weights: list[np.ndarray]


class Snapshots:
    """The snapshots of one run."""

    def __init__(self, home: Path, run_id: str):
        """`run_id` must be the id of a run: it becomes a path."""
        self._folder = home / "artifacts" / run_id

    def save(self, snapshot: Snapshot) -> None:
        """Store a snapshot. OSError if the disk is full.

        At most `MOST_KEPT` of them and `MOST_BYTES` remain: of more, some in between are deleted.
        """
        self._write(self._file(snapshot.epoch), _arrays_of(snapshot))
        self._thin_out(self._file(snapshot.epoch).stat().st_size)

    def load(self, epoch: int) -> Snapshot:
        """The snapshot of an epoch; FileNotFoundError if there is none."""
        with np.load(self._file(epoch), allow_pickle=False) as file:
            return _snapshot(file, epoch)

    def last(self, until: int | None = None) -> Snapshot | None:
        """The snapshot of the last epoch, or of the last one up to `until`; None without one."""
        epochs = [epoch for epoch in self.epochs() if until is None or epoch <= until]
        return self.load(epochs[-1]) if epochs else None

    def hold(self, held: Held) -> None:
        """Store what a run needs that gives its worker up. OSError if the disk is full."""
        self._write(self._held_file, _arrays_of_held(held))

    def take_held(self) -> Held | None:
        """What `hold` has stored, which is deleted: the run goes on from there only once.

        If its worker dies after that, it has told what it would tell once more.
        """
        try:
            with np.load(self._held_file, allow_pickle=False) as file:
                held = _held(file)
        except FileNotFoundError:
            return None
        self._held_file.unlink(missing_ok=True)
        return held

    def epochs(self) -> list[int]:
        """The epochs that have a snapshot, in order."""
        return sorted(int(file.stem) for file in self._folder.glob("[0-9]*.npz"))

    def version(self, epoch: int) -> int:
        """A number that changes with the snapshot of an epoch; FileNotFoundError without one."""
        return self._file(epoch).stat().st_mtime_ns

    def forget_after(self, epoch: int) -> None:
        """Delete the snapshots of later epochs: the run goes on from this one."""
        self._held_file.unlink(missing_ok=True)
        for later in self.epochs():
            if later > epoch:
                self._file(later).unlink(missing_ok=True)

    def nbytes(self) -> int:
        """The bytes that they take on the disk."""
        return sum(file.stat().st_size for file in self._folder.glob("*.npz"))

    def to_go_on_from(self, chosen: int | None) -> list[int]:
        """The last epoch and the chosen one, of those that have a snapshot, in order."""
        epochs = self.epochs()
        return [epoch for epoch in epochs if epoch in (chosen, epochs[-1])]

    def forget_all_but_last(self, chosen: int | None) -> int:
        """Delete all but the last one and that of the chosen epoch → the bytes that are free.

        From these the run can go on.
        """
        before = self.nbytes()
        needed = self.to_go_on_from(chosen)
        for epoch in self.epochs():
            if epoch not in needed:
                self._file(epoch).unlink(missing_ok=True)
        self._held_file.unlink(missing_ok=True)
        return before - self.nbytes()

    def delete(self) -> None:
        """Delete all of them."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, path: Path, arrays: dict[str, Any]) -> None:
        require_room(self._folder, sum(np.asarray(array).nbytes for array in arrays.values()))
        with atomic_write(path) as file:
            np.savez(file, **arrays)

    @property
    def _held_file(self) -> Path:
        return self._folder / "held.npz"

    def _file(self, epoch: int) -> Path:
        return self._folder / f"{int(epoch)}.npz"

    def _thin_out(self, nbytes: int) -> None:
        for crowded in too_many(self.epochs(), nbytes):
            self._file(crowded).unlink(missing_ok=True)


def too_many(epochs: list[int], nbytes: int) -> list[int]:
    """Which of these epochs, in order, need not be kept, if a snapshot has so many bytes."""
    most = max(2, min(MOST_KEPT, MOST_BYTES // max(nbytes, 1)))
    kept, crowded = [*epochs], list[int]()
    while len(kept) > most:
        # The first and the last stay. Of the others, the one whose neighbours are closest goes.
        gaps = [after - before for before, after in zip(kept, kept[2:], strict=False)]
        crowded.append(kept.pop(1 + int(np.argmin(gaps))))
    return crowded


def to_bytes(state: Snapshot | Held) -> bytes:
    """The content of an `.npz` file, to be sent."""
    if isinstance(state, Held):
        arrays = _arrays_of_held(state)
    else:
        arrays = _arrays_of(state) | {"epoch": state.epoch}
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def snapshot_of_bytes(content: bytes) -> Snapshot:
    """The snapshot in what `to_bytes` gave."""
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        return _snapshot(file, int(file["epoch"]))


def held_of_bytes(content: bytes) -> Held:
    """The held run in what `to_bytes` gave."""
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        return _held(file)


def _arrays_of(snapshot: Snapshot) -> dict[str, Any]:
    arrays: dict[str, Any] = {
        "learning_rate": snapshot.learning_rate,
        "momentum": snapshot.momentum,
    }
    for part in ("weights", "optimizer", "seeds"):
        arrays |= _numbered(part, getattr(snapshot, part))
    return arrays


def _arrays_of_held(held: Held) -> dict[str, Any]:
    values = held._asdict()
    state, best = values.pop("state"), values.pop("best_weights")
    return _arrays_of(state) | {"epoch": state.epoch} | _numbered("best_weights", best) | values


def _held(file: Mapping[str, np.ndarray]) -> Held:
    return Held(
        state=_snapshot(file, int(file["epoch"])),
        steps=int(file["steps"]),
        tally=file["tally"],
        epoch_seconds=float(file["epoch_seconds"]),
        seconds=float(file["seconds"]),
        seconds_per_batch=float(file["seconds_per_batch"]),
        # Earlier versions kept only runs that held still, and did not say so.
        paused=bool(file["paused"]) if "paused" in file else True,
        early_stopping=file["early_stopping"],
        best_weights=_arrays(file, "best_weights"),
    )


def _numbered(part: str, arrays: list[np.ndarray]) -> dict[str, np.ndarray]:
    return {f"{part}_{index}": array for index, array in enumerate(arrays)}


def _snapshot(file: Mapping[str, np.ndarray], epoch: int) -> Snapshot:
    return Snapshot(
        epoch,
        learning_rate=float(file["learning_rate"]),
        momentum=float(file["momentum"]),
        weights=_arrays(file, "weights"),
        optimizer=_arrays(file, "optimizer"),
        seeds=_arrays(file, "seeds"),
    )


def _arrays(file: Mapping[str, np.ndarray], part: str) -> list[np.ndarray]:
    count = sum(name.startswith(f"{part}_") for name in file)
    return [file[f"{part}_{index}"] for index in range(count)]
