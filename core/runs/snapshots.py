"""Snapshots: a run's weights and optimizer after an epoch, to look back at and to go on from.

Plain NumPy arrays in `artifacts/RUN/EPOCH.npz`, written under a temporary name and then renamed.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.atomic_write import atomic_write

MOST_KEPT = 64
MOST_BYTES = 256 * 2**20


class Snapshot(NamedTuple):
    """All that training goes on from: lists of arrays as Keras orders its variables."""

    epoch: int
    learning_rate: float
    momentum: float
    """Both as they stood, for they may have been changed in mid-run."""
    weights: list[np.ndarray]
    optimizer: list[np.ndarray]
    seeds: list[np.ndarray]
    """The states of the random layers."""


class Snapshots:
    """The snapshots of one run."""

    def __init__(self, home: Path, run_id: str):
        """`run_id` must be the id of a run: it becomes a path."""
        self._folder = home / "artifacts" / run_id

    def keep(self, snapshot: Snapshot) -> None:
        """Store a snapshot; old ones in between give way when there are many. OSError if full."""
        arrays = {
            f"{part}_{index}": array
            for part in ("weights", "optimizer", "seeds")
            for index, array in enumerate(getattr(snapshot, part))
        }
        rates = {"learning_rate": snapshot.learning_rate, "momentum": snapshot.momentum}
        with atomic_write(self._file(snapshot.epoch)) as file:
            np.savez(file, **rates, **arrays)
        self._thin_out(self._file(snapshot.epoch).stat().st_size)

    def load(self, epoch: int) -> Snapshot:
        """The snapshot of an epoch; FileNotFoundError if there is none."""
        with np.load(self._file(epoch), allow_pickle=False) as file:
            parts = {
                part: [file[f"{part}_{index}"] for index in range(_count(file.files, part))]
                for part in ("weights", "optimizer", "seeds")
            }
            rates = float(file["learning_rate"]), float(file["momentum"])
            return Snapshot(epoch, *rates, **parts)

    def epochs(self) -> list[int]:
        """The epochs that have a snapshot, in order."""
        return sorted(int(file.stem) for file in self._folder.glob("[0-9]*.npz"))

    def forget_after(self, epoch: int) -> None:
        """Drop the snapshots of later epochs: the run goes on from this one."""
        for later in self.epochs():
            if later > epoch:
                self._file(later).unlink(missing_ok=True)

    def _file(self, epoch: int) -> Path:
        return self._folder / f"{int(epoch)}.npz"

    def _thin_out(self, nbytes: int) -> None:
        most = max(2, min(MOST_KEPT, MOST_BYTES // max(nbytes, 1)))
        epochs = self.epochs()
        while len(epochs) > most:
            # The first and the last stay; of the others, that whose neighbours are closest goes.
            gaps = [after - before for before, after in zip(epochs, epochs[2:], strict=False)]
            crowded = epochs[1 + int(np.argmin(gaps))]
            self._file(crowded).unlink(missing_ok=True)
            epochs.remove(crowded)


def _count(names: list[str], part: str) -> int:
    return sum(name.startswith(f"{part}_") for name in names)
