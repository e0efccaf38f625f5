"""The folder for MLflow, as its documentation describes it.

That MLflow itself reads it: `python -m tests.benchmarks.other_programs`.
"""

import io
import zipfile

import pytest
import yaml

from core.datasets import Library
from core.exchange.mlflow_folder import EXPERIMENT_ID, write_mlflow
from core.exchange.results import results
from core.runs.store import RunStore
from tests.made.whole_runs import opened_run


@pytest.fixture
def files(tmp_path) -> dict[str, str]:
    """The files of a run whose test set is open, by their paths in its folder, and of all runs."""
    store = RunStore(tmp_path)
    run_id = opened_run(store)
    out = io.BytesIO()
    write_mlflow(out, results(store, Library(tmp_path), [run_id]))
    store.close()
    root = f"mlruns/{EXPERIMENT_ID}/"
    with zipfile.ZipFile(out) as file:
        return {
            name.removeprefix(root).replace(run_id, "RUN"): file.read(name).decode()
            for name in file.namelist()
        }


def test_an_experiment_holds_the_runs(files):
    experiment = yaml.safe_load(files["meta.yaml"])
    assert experiment["experiment_id"] == EXPERIMENT_ID
    assert experiment["lifecycle_stage"] == "active"
    run = yaml.safe_load(files["RUN/meta.yaml"])
    assert run["run_name"] == "My best"
    assert run["status"] == 3  # FINISHED
    assert run["start_time"] <= run["end_time"]
    assert isinstance(run["start_time"], int)


def test_parameters_are_the_settings(files):
    assert files["RUN/params/training.learning_rate"] == "0.01"
    assert files["RUN/params/data.images"] == "None"
    assert all(files[name] for name in files if name.startswith("RUN/params/"))
    assert files["RUN/tags/mlflow.runName"] == "My best"
    assert files["RUN/tags/mlflow.note.content"] == "It **learned**."


def test_metrics_are_lines_of_time_value_and_epoch(files):
    told = [line.split() for line in files["RUN/metrics/val_accuracy"].splitlines()]
    assert [(float(value), int(step)) for _, value, step in told] == [(0.1, 0), (0.75, 1), (0.5, 2)]
    assert all(1.6e12 < int(when) < 1e13 for when, _, _ in told)
    assert files["RUN/metrics/val_loss"].splitlines()[-1].split()[1] == "nan"
    assert files["RUN/metrics/test_accuracy"].split()[1:] == ["0.875", "2"]
