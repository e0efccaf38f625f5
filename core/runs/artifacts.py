"""The arrays of runs, as files in the folder `artifacts`: networks and snapshots."""

import os
import shutil
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from core.language import message, say
from core.runs.run import Run, RunError
from core.runs.snapshots import Snapshot, Snapshots
from core.runs.trained_weights import TrainedWeights

NO_SUCH_EPOCH = message("Epoch {epoch} of this run was not kept.")
NO_NETWORK = message("Run {run} kept no trained network.")


class Artifacts(ABC):
    """The files of runs. Each method raises RunError if there is no such run."""

    def __init__(self, home: Path):
        self._home = home

    @abstractmethod
    def run(self, run_id: str) -> Run:
        """The run of this id; RunError if there is none: only such an id may become a path."""

    def save_weights(self, run_id: str, trained: TrainedWeights) -> None:
        """Store the weights of a run's network, in place of those that it had.

        OSError if the disk is full.
        """
        trained.save(self._weights_file(run_id))

    def load_weights(self, run_id: str) -> TrainedWeights:
        """The weights of a run's network; RunError if it kept none."""
        try:
            return TrainedWeights.load(self._weights_file(run_id))
        except FileNotFoundError:
            raise RunError(say(NO_NETWORK, run=run_id)) from None

    def has_network(self, run_id: str) -> bool:
        """Whether a run kept its network."""
        return self._weights_file(run_id).exists()

    def network_version(self, run_id: str) -> int:
        """A number that changes with the network; RunError if there is none."""
        try:
            return self._weights_file(run_id).stat().st_mtime_ns
        except FileNotFoundError:
            raise RunError(say(NO_NETWORK, run=run_id)) from None

    def snapshots(self, run_id: str) -> Snapshots:
        """The snapshots of a run."""
        return Snapshots(self._home, self.run(run_id).id)

    def snapshot(self, run_id: str, epoch: int) -> Snapshot:
        """A run's snapshot of an epoch; RunError if there is none."""
        try:
            return self.snapshots(run_id).load(epoch)
        except FileNotFoundError:
            raise RunError(say(NO_SUCH_EPOCH, epoch=epoch)) from None

    def snapshot_version(self, run_id: str, epoch: int) -> int:
        """A number that changes with a run's snapshot of an epoch; RunError if there is none."""
        try:
            return self.snapshots(run_id).version(epoch)
        except FileNotFoundError:
            raise RunError(say(NO_SUCH_EPOCH, epoch=epoch)) from None

    def _weights_file(self, run_id: str) -> Path:
        return network_file(self._home, self.run(run_id).id)


def network_file(home: Path, run_id: str) -> Path:
    """The file with the weights of a run's network; `run_id` must be the id of a run."""
    return home / "artifacts" / f"{run_id}.npz"


def move_artifacts(source: Path, home: Path, run_ids: Iterable[str]) -> None:
    """Move the files of these runs from one home to another. OSError if they cannot be moved."""
    (home / "artifacts").mkdir(parents=True, exist_ok=True)
    for run_id in run_ids:
        for name in (f"{run_id}.npz", run_id):
            if (source / "artifacts" / name).exists():
                shutil.move(source / "artifacts" / name, home / "artifacts" / name)


def delete_artifacts(home: Path, run_id: str) -> None:
    """Delete the files of a run, if there are any."""
    Snapshots(home, run_id).delete()
    network_file(home, run_id).unlink(missing_ok=True)


def artifact_sizes(home: Path) -> Counter[str]:
    """The bytes of the files of each run, by its id; 0 for one without files.

    `os.scandir` and no paths: there may be a hundred thousand files.
    """
    sizes: Counter[str] = Counter()
    with suppress(FileNotFoundError), os.scandir(home / "artifacts") as entries:
        for entry in entries:
            if entry.is_dir():
                with suppress(FileNotFoundError), os.scandir(entry) as files:
                    sizes[entry.name] += sum(map(_size, files))
            else:
                sizes[entry.name.removesuffix(".npz")] += _size(entry)
    return sizes


def _size(file: "os.DirEntry[str]") -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:  # it was deleted just now
        return 0
