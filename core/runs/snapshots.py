"""Snapshots: a run's weights and optimizer state after an epoch, to look at and to go on from.

Plain NumPy arrays in `artifacts/RUN/EPOCH.npz`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from core.atomic_write import atomic_write

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


class Snapshots:
    """The snapshots of one run."""

    def __init__(self, home: Path, run_id: str):
        """`run_id` must be the id of a run: it becomes a path."""
        self._folder = home / "artifacts" / run_id

    def save(self, snapshot: Snapshot) -> None:
        """Store a snapshot. OSError if the disk is full.

        At most `MOST_KEPT` of them and `MOST_BYTES` remain: of more, some in between are deleted.
        """
        arrays: dict[str, Any] = {
            f"{part}_{index}": array
            for part in ("weights", "optimizer", "seeds")
            for index, array in enumerate(getattr(snapshot, part))
        }
        arrays |= {"learning_rate": snapshot.learning_rate, "momentum": snapshot.momentum}
        with atomic_write(self._file(snapshot.epoch)) as file:
            np.savez(file, **arrays)
        self._thin_out(self._file(snapshot.epoch).stat().st_size)

    def load(self, epoch: int) -> Snapshot:
        """The snapshot of an epoch; FileNotFoundError if there is none."""
        with np.load(self._file(epoch), allow_pickle=False) as file:
            return Snapshot(
                epoch,
                learning_rate=float(file["learning_rate"]),
                momentum=float(file["momentum"]),
                weights=_arrays(file, "weights"),
                optimizer=_arrays(file, "optimizer"),
                seeds=_arrays(file, "seeds"),
            )

    def epochs(self) -> list[int]:
        """The epochs that have a snapshot, in order."""
        return sorted(int(file.stem) for file in self._folder.glob("[0-9]*.npz"))

    def version(self, epoch: int) -> int:
        """A number that changes with the snapshot of an epoch; FileNotFoundError without one."""
        return self._file(epoch).stat().st_mtime_ns

    def forget_after(self, epoch: int) -> None:
        """Delete the snapshots of later epochs: the run goes on from this one."""
        for later in self.epochs():
            if later > epoch:
                self._file(later).unlink(missing_ok=True)

    def _file(self, epoch: int) -> Path:
        return self._folder / f"{int(epoch)}.npz"

    def _thin_out(self, nbytes: int) -> None:
        most = max(2, min(MOST_KEPT, MOST_BYTES // max(nbytes, 1)))
        epochs = self.epochs()
        while len(epochs) > most:
            # The first and the last stay. Of the others, the one whose neighbours are closest goes.
            gaps = [after - before for before, after in zip(epochs, epochs[2:], strict=False)]
            crowded = epochs[1 + int(np.argmin(gaps))]
            self._file(crowded).unlink(missing_ok=True)
            epochs.remove(crowded)


def _arrays(file: Mapping[str, np.ndarray], part: str) -> list[np.ndarray]:
    count = sum(name.startswith(f"{part}_") for name in file)
    return [file[f"{part}_{index}"] for index in range(count)]
