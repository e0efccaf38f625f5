"""The table of runs, as pandas and spreadsheets read it."""

import csv
import io
from collections.abc import Iterator

import pandas as pd
import pytest

from core.datasets import Library
from core.exchange.results import METRICS, RunResult, results
from core.exchange.table import columns, to_csv, to_parquet
from core.recipe import Recipe
from core.runs.events import EpochChosen
from core.runs.store import RunStore
from tests.made.whole_runs import opened_run, whole_run


@pytest.fixture
def store(tmp_path) -> Iterator[RunStore]:
    store = RunStore(tmp_path)
    yield store
    store.close()


@pytest.fixture
def told(store, tmp_path):
    """`told(*run_ids)` → what came of these runs."""
    library = Library(tmp_path)
    return lambda *run_ids: [*results(store, library, run_ids)]


def read(found: list[RunResult]) -> pd.DataFrame:
    return pd.read_parquet(io.BytesIO(to_parquet(found)))


def test_pandas_gets_each_column_with_its_type_whatever_is_in_it(store, told):
    done = whole_run(store)
    waiting = store.create(Recipe.from_link("data.images=100"), "ada", "engine")
    for found in (told(done, waiting), told(waiting), []):
        table = read(found)
        assert len(table) == len(found)
        assert {name: str(dtype) for name, dtype in table.dtypes.items()} == columns()


def test_the_events_of_one_run_are_held_at_a_time(store, tmp_path, monkeypatch):
    runs = [whole_run(store), whole_run(store)]
    asked = []
    events = store.events
    monkeypatch.setattr(store, "events", lambda run_id: asked.append(run_id) or events(run_id))
    found = results(store, Library(tmp_path), runs)
    assert asked == []
    assert next(found).run.id == runs[0]
    assert asked == runs[:1]


def test_settings_and_metrics_are_told_apart_and_as_they_are(store, told):
    [row] = read(told(whole_run(store))).to_dict("records")
    assert row["name"] == "My best"
    assert row["data.dataset"] == "digits"
    assert pd.isna(row["data.images"])
    assert row["training.learning_rate"] == 0.01
    assert row["training.shuffle"] is True
    assert row["model.layers"].startswith("flatten,dense:16,")
    assert (row["metric.epoch"], row["metric.val_accuracy"]) == (2, 0.5)
    assert pd.isna(row["metric.val_loss"])  # it diverged
    assert (row["metric.epochs"], row["metric.seconds"]) == (2, 1.1)
    settings = {name for name in row if name.startswith(("data.", "augmentation.", "model.", "tr"))}
    assert settings == {
        f"{part}.{name}" for part, kind in Recipe.sections().items() for name in kind.model_fields
    }
    metrics = {name.removeprefix("metric.") for name in row if name.startswith("metric.")}
    assert metrics == {*METRICS}


def test_a_sealed_test_set_stays_sealed(store, told):
    sealed, opened = (told(run)[0].metrics for run in (whole_run(store), opened_run(store)))
    assert "test_accuracy" not in sealed
    assert opened["test_accuracy"] == 0.875
    chosen = opened_run(store)
    store.choose(chosen, EpochChosen(epoch=1))
    metrics = told(chosen)[0].metrics
    assert metrics["val_accuracy"] == 0.75
    assert "test_accuracy" not in metrics  # that of another network


def test_a_name_is_no_formula_to_a_spreadsheet(store, told):
    names = ["=1+1", "+1", "-1", "@sum", "=cmd|' /C calc'!A0", "plain = 1"]
    runs = [whole_run(store, name=name) for name in names]
    store.listing.annotate(runs[0], "@note, with a comma\nand a line")
    text = to_csv(told(*runs)).decode("utf-8-sig")
    rows = [*csv.DictReader(io.StringIO(text, newline=""))]
    assert [row["name"] for row in rows] == [*(f"'{name}" for name in names[:5]), "plain = 1"]
    assert rows[0]["note"] == "'@note, with a comma\nand a line"
    assert rows[0]["data.images"] == ""
    assert float(rows[0]["metric.accuracy"]) == 0.25
    assert pd.read_csv(io.StringIO(text))["training.epochs"].tolist() == [2] * 6


def test_runs_are_named_as_the_list_names_them_and_those_that_are_gone_are_left_out(store, told):
    run = whole_run(store, name="")
    found = told("nowhere", run)
    assert [result.run.id for result in found] == [run]
    assert found[0].name.startswith("Digits 8×8 · 16 units")
