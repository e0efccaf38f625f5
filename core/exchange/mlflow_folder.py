"""Runs as MLflow keeps them in files, to be looked at by `mlflow ui`.

A folder `mlruns` with one experiment: a `meta.yaml` for it and for each run, and a file for each
parameter, tag and metric. Source: `mlflow.store.tracking.file_store.FileStore` of MLflow 3.
"""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import yaml

from core.exchange.results import RunResult
from core.exchange.zipped import add

EXPERIMENT = "First Epoch"
EXPERIMENT_ID = str(int(hashlib.sha256(EXPERIMENT.encode()).hexdigest()[:14], 16))
"""Always the same, so that folders that are put together are one experiment."""
FOLDER = f"mlruns/{EXPERIMENT_ID}"
RUNNING, FINISHED, FAILED, KILLED = 1, 3, 4, 5
STATUS = {"finished": FINISHED, "stopped": FINISHED, "failed": FAILED, "interrupted": KILLED}
"""MLflow's numbers for how a run ended."""
LOCAL = 4
"""MLflow's number for a run that it was not started by."""
OF_EPOCHS = ("loss", "accuracy", "val_loss", "val_accuracy")
ONCE = ("test_loss", "test_accuracy", "seconds")


def write_mlflow(out: IO[bytes], results: Iterable[RunResult]) -> None:
    """Write the folder as a zip into `out`."""
    times: list[int] = []
    with zipfile.ZipFile(out, "w") as file:
        for result in results:
            times.append(_milliseconds(result.run.started))
            for name, content in _files(result):
                add(file, f"{FOLDER}/{result.run.id}/{name}", content)
        add(file, f"{FOLDER}/meta.yaml", _experiment(times))


def _experiment(times: Sequence[int]) -> bytes:
    """The experiment, of the milliseconds since 1970 at which its runs were started."""
    return _yaml(
        artifact_location=FOLDER,
        creation_time=min(times, default=0),
        experiment_id=EXPERIMENT_ID,
        last_update_time=max(times, default=0),
        lifecycle_stage="active",
        name=EXPERIMENT,
    )


def _files(result: RunResult) -> Iterator[tuple[str, bytes]]:
    run = result.run
    yield (
        "meta.yaml",
        _yaml(
            artifact_uri=f"{FOLDER}/{run.id}/artifacts",
            end_time=_milliseconds(result.ended) if result.ended else None,
            entry_point_name="",
            experiment_id=EXPERIMENT_ID,
            lifecycle_stage="active",
            run_id=run.id,
            run_name=result.name,
            run_uuid=run.id,
            source_name=EXPERIMENT,
            source_type=LOCAL,
            source_version="",
            start_time=_milliseconds(run.started),
            status=STATUS.get(run.status, RUNNING),
            tags=[],
            user_id="",
        ),
    )
    yield "artifacts/recipe.json", result.recipe.model_dump_json(indent=1).encode()
    for key, value in result.settings.items():
        yield f"params/{key}", str(value).encode()
    yield "tags/mlflow.runName", result.name.encode()
    if run.note:
        yield "tags/mlflow.note.content", run.note.encode()
    for name, lines in _metrics(result).items():
        yield f"metrics/{name}", "".join(lines).encode()


def _metrics(result: RunResult) -> dict[str, list[str]]:
    """The lines of each metric: milliseconds since 1970, value, and epoch."""
    found: dict[str, list[str]] = {}
    for _, when, epoch in result.epochs:
        for name in OF_EPOCHS:
            value = getattr(epoch, name)
            if value is not None:
                line = f"{_milliseconds(when)} {value!r} {epoch.epoch}\n"
                found.setdefault(name, []).append(line)
    metrics = result.metrics
    last = metrics.get("epochs", 0)
    ended = _milliseconds(result.ended or result.run.started)
    return found | {
        name: [f"{ended} {metrics[name]!r} {last}\n"] for name in ONCE if name in metrics
    }


def _yaml(**values: object) -> bytes:
    return yaml.safe_dump(values, allow_unicode=True).encode()


def _milliseconds(seconds: float) -> int:
    return round(1000 * seconds)
