"""Whether MLflow and TensorBoard read what the lab writes for them.

Run: python -m tests.benchmarks.other_programs

Both are installed in an environment of its own, which takes half a minute and 300 MB: the lab
needs neither, and the tests hold the files against the formats.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from core.datasets import Library
from core.exchange.mlflow_folder import write_mlflow
from core.exchange.results import results
from core.exchange.tensorboard_files import write_tensorboard
from core.runs.store import RunStore
from tests.made.whole_runs import opened_run, whole_run

PROGRAMS = ("mlflow-skinny>=3", "tensorboard>=2.20", "pandas")
READ_MLFLOW = """
from mlflow import MlflowClient

client = MlflowClient(tracking_uri="mlruns")
[experiment] = [one for one in client.search_experiments() if one.name == "First Epoch"]
runs = {run.info.run_name: run for run in client.search_runs([experiment.experiment_id])}
assert {*runs} == {"opened", "-second: \\"a\\" #1"}, runs
run = runs["opened"]
assert run.info.status == "FINISHED", run.info
assert run.data.params["training.learning_rate"] == "0.01", run.data.params
assert run.data.metrics["test_accuracy"] == 0.875, run.data.metrics
assert "test_accuracy" not in runs["-second: \\"a\\" #1"].data.metrics
history = client.get_metric_history(run.info.run_id, "val_accuracy")
assert [(one.step, one.value) for one in history] == [(0, 0.1), (1, 0.75), (2, 0.5)], history
assert [one.path for one in client.list_artifacts(run.info.run_id)] == ["recipe.json"]
assert run.data.tags["mlflow.note.content"] == "It **learned**."
found = client.search_runs([experiment.experiment_id], "metrics.val_accuracy >= 0.5")
assert len(found) == 2
print("MLflow reads it.")
"""
READ_TENSORBOARD = """
from pathlib import Path
from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer

read = EventMultiplexer().AddRunsFromDirectory("runs").Reload()
[train] = [name for name in read.Runs() if name.startswith("opened") and name.endswith("train")]
[test] = [name for name in read.Runs() if name.endswith("test")]
assert len(read.Runs()) == 5, read.Runs()
assert read.Runs()[train]["scalars"] == ["epoch_loss", "epoch_accuracy"]
losses = read.Scalars(train, "epoch_loss")
assert (losses[0].step, losses[0].value) == (1, 1.5), losses
assert read.Scalars(test, "epoch_accuracy")[0].value == 0.875
print("TensorBoard reads it.")
"""


def main() -> None:
    """Write two runs for both programs, and let them read."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        store, library = RunStore(place / "home"), Library(place / "home")
        ids = [opened_run(store), whole_run(store, name='-second: "a" #1')]
        store.listing.rename(ids[0], "opened")
        found = [*results(store, library, ids)]
        store.close()
        for write, name in ((write_mlflow, "mlflow"), (write_tensorboard, "tensorboard")):
            with (place / f"{name}.zip").open("w+b") as file:
                write(file, found)
        _unpack(place / "mlflow.zip", place)
        _unpack(place / "tensorboard.zip", place / "runs")
        python = _environment(place / "environment")
        # MLflow keeps what is there in files, and advises against them for what is new.
        surroundings = os.environ | {"MLFLOW_ALLOW_FILE_STORE": "true"}
        for script in (READ_MLFLOW, READ_TENSORBOARD):
            subprocess.run([python, "-c", script], cwd=place, env=surroundings, check=True)


def _unpack(file: Path, folder: Path) -> None:
    with zipfile.ZipFile(file) as zipped:
        zipped.extractall(folder)


def _environment(folder: Path) -> Path:
    """The Python of a new environment that has the programs."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PROGRAMS], check=True)
    return python


if __name__ == "__main__":
    main()
