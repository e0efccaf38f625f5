"""Runs that are taken from one home into another are the same runs; other programs read them."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
import yaml

from core.datasets import Library
from core.exchange import bundle
from core.exchange.bundle import MOST_RUNS, BundleError
from core.exchange.mlflow_folder import write_mlflow
from core.exchange.packing import pack
from core.exchange.results import results
from core.exchange.table import to_parquet
from core.exchange.tensorboard_files import write_tensorboard
from core.exchange.unpacking import unpack
from core.experiments.race import Axis, Race
from core.language import PSEUDO, message, say, spoken
from core.runs.events import Epoch, EpochChosen, Failed, Progress, SnapshotSaved, Started
from core.runs.listing import ListedRun
from core.runs.run import RunError
from core.runs.store import RunStore
from core.version import VERSION
from tests.made import whole_runs
from tests.made.whole_runs import RECIPE, tell, whole_run

ADA, EVE = "ada", "eve"


class Home(NamedTuple):
    """A lab's home, with its runs and datasets."""

    folder: Path
    store: RunStore
    library: Library

    def packed(self, *run_ids: str) -> bytes:
        file = io.BytesIO()
        pack(file, self.store, self.library, run_ids)
        return file.getvalue()

    def bring_in(self, bundle: bytes, owner: str = EVE) -> list[str]:
        """The new ids."""
        file, stage = self.folder / "runs.zip", self.folder / "stage"
        file.write_bytes(bundle)
        brought = unpack(file, stage, self.library.on_behalf_of(owner))
        self.store.bring_in(brought, stage, owner, "engine")
        return [run.id for run in brought.runs]


@pytest.fixture
def homes(tmp_path) -> Iterator[tuple[Home, Home]]:
    folders = tmp_path / "here", tmp_path / "there"
    found = [Home(folder, RunStore(folder), Library(folder)) for folder in folders]
    yield found[0], found[1]
    for home in found:
        home.store.close()


def files_of(bundle: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in files.items():
            file.writestr(name, content)
    return out.getvalue()


def plain(values: object) -> str:
    """As text, for NaN is no NaN."""
    return repr(values)


def listed(home: Home, run_id: str) -> ListedRun:
    [run] = home.store.listing.by_id([run_id])
    return run


def test_a_run_that_is_brought_in_is_the_run_that_was_taken_away(homes):
    here, there = homes
    run_id = whole_run(here.store)
    [new] = there.bring_in(here.packed(run_id))
    before, after = listed(here, run_id), listed(there, new)
    assert new != run_id
    assert there.store.listing.owner(new) == EVE
    assert (after.recipe, after.name, after.note) == (RECIPE, "My best", "It **learned**.")
    assert (after.status, after.summary) == ("finished", before.summary)
    assert after.origin == (VERSION, run_id, before.created, None)
    assert after.created > before.created
    assert before.origin is None
    assert plain(there.store.events(new)) == plain(here.store.events(run_id))
    assert plain(there.store.film(new)) == plain(here.store.film(run_id))
    assert len(there.store.film(new)) == 2

    one, other = (home.store.load_weights(of) for home, of in ((here, run_id), (there, new)))
    for first, second in zip(
        [*one.weights, *one.scaling], [*other.weights, *other.scaling], strict=True
    ):
        assert np.array_equal(first, second)


def test_a_run_that_was_brought_in_was_started_where_it_was_trained(homes):
    """Its events have the times of there, too."""
    here, there = homes
    run_id = whole_run(here.store)
    [new] = there.bring_in(here.packed(run_id))
    started = listed(here, run_id).created
    assert listed(there, new).started == started < listed(there, new).created
    told = files_of(there.packed(new))[f"runs/{new}/run.json"]
    assert json.loads(told)["created"] == started
    found = [*results(there.store, there.library, [new])]
    [row] = pd.read_parquet(io.BytesIO(to_parquet(found))).to_dict("records")
    assert row["created"].timestamp() == pytest.approx(started, abs=1e-5)
    out = io.BytesIO()
    write_mlflow(out, found)
    [meta] = [text for name, text in files_of(out.getvalue()).items() if f"{new}/meta" in name]
    assert yaml.safe_load(meta)["start_time"] == round(1000 * started)
    out = io.BytesIO()
    write_tensorboard(out, found)
    assert all(f".{started:.0f}." in name for name in files_of(out.getvalue()))


def test_training_can_go_on_from_where_it_was(homes):
    """The last epoch comes along, and the one that was chosen."""
    here, there = homes
    run_id = whole_run(here.store)
    [new] = there.bring_in(here.packed(run_id))
    assert there.store.snapshots(new).epochs() == [2]
    one, other = here.store.snapshot(run_id, 2), there.store.snapshot(new, 2)
    assert one[:3] == other[:3]
    for part in ("weights", "optimizer", "seeds"):
        pairs = zip(getattr(one, part), getattr(other, part), strict=True)
        assert all(np.array_equal(*pair) and pair[0].dtype == pair[1].dtype for pair in pairs)


def test_several_runs_keep_their_order_and_go_without_another_lab(homes):
    here, there = homes
    first, second = whole_run(here.store, name="first"), whole_run(here.store, name="second")
    bundle = here.packed(second, first)
    new = there.bring_in(bundle)
    assert [run.name for run in there.store.listing.of(EVE)] == ["second", "first"]
    again = there.bring_in(bundle)
    assert not {*new} & {*again}
    assert len(there.store.listing.of(EVE)) == 4
    assert not there.store.listing.of(ADA)


def test_the_same_runs_give_the_same_bytes(homes):
    here, there = homes
    run_id = whole_run(here.store)
    assert here.packed(run_id) == here.packed(run_id)
    again = there.packed(*there.bring_in(here.packed(run_id)))
    before, after = files_of(here.packed(run_id)), files_of(again)
    moved = {name.rpartition("/")[2]: content for name, content in after.items()}
    for name, content in before.items():
        if name.endswith((".npz", ".jsonl", "recipe.json")):
            assert moved[name.rpartition("/")[2]] == content, name


def test_other_programs_read_it(homes):
    here, _ = homes
    run_id = whole_run(here.store)
    files = files_of(here.packed(run_id))
    assert {*files} == {
        "README.txt",
        "bundle.json",
        "datasets/digits.json",
        *(
            f"runs/{run_id}/{name}"
            for name in (
                "recipe.json", "run.json", "events.jsonl", "film.jsonl", "units.npz", "weights.npz",
                "snapshots/2.npz",
            )
        ),
    }  # fmt: skip

    def refuse(constant: str) -> None:
        raise AssertionError(constant)  # JSON knows no NaN

    for name, content in files.items():
        if name.endswith((".json", ".jsonl")):
            texts = content.splitlines() if name.endswith("l") else [content]
            assert all(json.loads(text, parse_constant=refuse) for text in texts)
    manifest = json.loads(files["bundle.json"])
    assert manifest == {
        "format": "first-epoch-runs", "version": 1, "lab": VERSION, "runs": [run_id], "races": []
    }  # fmt: skip
    events = pd.read_json(io.BytesIO(files[f"runs/{run_id}/events.jsonl"]), lines=True)
    epochs = events[events.kind == "epoch"]
    assert epochs.val_accuracy.tolist() == [0.1, 0.75, 0.5]
    assert epochs.val_loss.astype(float).tolist()[:2] == [2.3, 1.25]
    with np.load(io.BytesIO(files[f"runs/{run_id}/weights.npz"])) as weights:
        assert weights["weight_0"].shape == (64, 16)
    with np.load(io.BytesIO(files[f"runs/{run_id}/units.npz"])) as units:
        assert units["0"].shape == (4, 8, 8, 1)
    assert json.loads(files["datasets/digits.json"])["classes"] == [*"0123456789"]
    assert b"weights.npz" in files["README.txt"]


def test_why_a_run_ended_is_told_in_english_and_read_as_a_plain_text(homes):
    here, there = homes
    with spoken(PSEUDO):
        reason = say(message("Stopped: {name} was too slow."), name="![it](http://a.example/b)")
        run_id = whole_runs.stopped_run(here.store, reason)
        bundle = here.packed(run_id)
    [told] = [
        json.loads(line)
        for line in files_of(bundle)[f"runs/{run_id}/events.jsonl"].splitlines()
        if b'"stopped"' in line
    ]
    assert told["reason"] == "Stopped: ![it](http://a.example/b) was too slow."
    [new] = there.bring_in(bundle)
    end = there.store.events(new)[-1].event
    assert "![it](" not in end.reason  # no picture that a page would load
    assert "too slow" in end.reason


def test_a_lab_takes_no_file_away_that_it_would_not_bring_in(homes, monkeypatch):
    here, there = homes
    run_id = here.store.create(RECIPE, ADA, "engine")
    here.store.append(run_id, Failed(reason="a" * 9_999))
    [new] = there.bring_in(here.packed(run_id))
    assert there.store.events(new)[-1].event.reason == "a" * bundle.MOST_REASON
    packed = here.packed(run_id)
    monkeypatch.setitem(bundle.FILE_BYTES, bundle.EVENTS, 2_000)
    with pytest.raises(BundleError, match=r"events\.jsonl” would have 0\.0 MB"):
        here.packed(run_id)
    with pytest.raises(BundleError, match=r"events\.jsonl” in runs\.zip is longer than it can be"):
        there.bring_in(packed)


def test_a_run_without_a_network_is_brought_in_as_it_is(homes):
    here, there = homes
    run_id = here.store.create(RECIPE, ADA, "engine")
    here.store.append(run_id, Failed(reason="The lab had no memory."))
    [new] = there.bring_in(here.packed(run_id))
    assert listed(there, new).status == "failed"
    assert not there.store.has_network(new)


def test_what_cannot_be_taken_away_is_said(homes):
    here, _ = homes
    with pytest.raises(RunError, match="still in flight"):
        here.packed(here.store.create(RECIPE, ADA, "engine"))
    with pytest.raises(BundleError, match="None of these runs can be taken away: they"):
        here.packed("gone")
    with pytest.raises(BundleError, match="at most 200 runs, and these are 201"):
        here.packed(*["a"] * (MOST_RUNS + 1))


def test_a_file_holds_so_many_events(homes, monkeypatch):
    here, there = homes
    runs = [whole_run(here.store), whole_run(here.store)]
    packed = here.packed(*runs)
    monkeypatch.setattr(bundle, "MOST_EVENTS", 2 * len(here.store.events(runs[0])) - 1)
    with pytest.raises(BundleError, match="These runs have more than 17 events"):
        here.packed(*runs, here.store.create(RECIPE, ADA, "engine"))  # which is not looked at
    with pytest.raises(BundleError, match=r"The runs in runs\.zip have more than 17 events"):
        there.bring_in(packed)
    assert there.store.listing.of(EVE) == []


def test_the_longest_run_of_a_lab_can_be_taken_away(homes):
    """Of a thousand epochs in four hours, with ten thousand events an hour."""
    here, _ = homes
    run_id, figure = here.store.create(RECIPE, ADA, "engine"), 0.12345678901234567
    both = {"epoch": 1_000, "step": 10**6, "loss": figure, "accuracy": figure}
    for event in (
        Started(train_count=9, validation_count=9, steps_per_epoch=9, parameter_count=9),
        Progress(**both, images_per_second=figure * 10**5),
        Epoch(**both, val_loss=figure, val_accuracy=figure, seconds=figure),
        SnapshotSaved(epoch=1_000),
        Failed(reason="no"),
    ):
        here.store.append(run_id, event)
    lines = files_of(here.packed(run_id))[f"runs/{run_id}/events.jsonl"].splitlines()
    progress, epoch, snapshot = (len(line) + len("10000") for line in lines[2:5])
    whole = 4 * 10_000 * progress + 1_000 * (epoch + snapshot)
    assert whole < bundle.FILE_BYTES[bundle.EVENTS] < bundle.MOST_EVENT_BYTES


def test_a_file_holds_so_many_bytes_of_events(homes, monkeypatch):
    here, there = homes
    runs = [whole_run(here.store), whole_run(here.store)]
    packed = here.packed(*runs)
    content = files_of(packed)[f"runs/{runs[0]}/events.jsonl"]
    monkeypatch.setattr(bundle, "MOST_EVENT_BYTES", 2 * len(content) - 9)
    with pytest.raises(BundleError, match="The events of these runs take more than"):
        here.packed(*runs)
    with pytest.raises(BundleError, match=r"The events of the runs in runs\.zip take more than"):
        there.bring_in(packed)


def test_a_file_holds_so_many_bytes_of_films(homes, monkeypatch):
    here, there = homes
    runs = [whole_run(here.store), whole_run(here.store)]
    packed = here.packed(*runs)
    film = files_of(packed)[f"runs/{runs[0]}/film.jsonl"]
    monkeypatch.setattr(bundle, "MOST_TOLD_BYTES", 2 * len(film))  # without the events
    with pytest.raises(BundleError, match="The events and films of these runs take more than"):
        here.packed(*runs)
    with pytest.raises(BundleError, match=r"events and films of the runs in runs\.zip take more"):
        there.bring_in(packed)


def test_what_runs_tell_counts_with_the_room_that_there_is(homes):
    here, there = homes
    run_id = whole_run(here.store)
    packed = here.packed(run_id)
    file = there.folder / "runs.zip"
    file.write_bytes(packed)
    brought = unpack(file, there.folder / "stage", there.library)
    files = files_of(packed)
    told = sum(len(files[f"runs/{run_id}/{name}.jsonl"]) for name in ("events", "film"))
    assert brought.told_bytes == told + 2 * 4 * 8 * 8  # two pictures of four units


def bring_pets(home: Home, seed: int, owner: str) -> str:
    """Bring a small dataset called “Pets” → its name."""
    random = np.random.default_rng(seed)
    file = home.folder / "pets.npz"
    np.savez(
        file,
        x_train=random.integers(0, 255, (40, 8, 8, 1), dtype=np.uint8),
        y_train=np.arange(40) % 4,
        x_test=random.integers(0, 255, (12, 8, 8, 1), dtype=np.uint8),
        y_test=np.arange(12) % 4,
    )
    return home.library.on_behalf_of(owner).add([file], title="Pets")


def of_pets(home: Home, name: str) -> str:
    recipe = RECIPE.with_settings("data", dataset=name)
    recipe = recipe.with_settings("model", layers="flatten,dense:4,softmax")
    return whole_run(home.store, recipe=recipe)


def test_of_a_dataset_of_ones_own_the_description_goes_along_and_the_pictures_stay(homes):
    here, there = homes
    run_id = of_pets(here, bring_pets(here, 1, ADA))
    bundle = here.packed(run_id)
    described = json.loads(files_of(bundle)["datasets/pets.json"])
    assert described["title"] == "Pets"
    assert described["shape"] == [8, 8, 1]
    assert len(bundle) < 40_000
    [new] = there.bring_in(bundle)
    assert there.store.has_network(new)
    assert there.store.run(new).recipe.data.dataset not in there.library.names()


def test_another_dataset_of_the_same_name_is_not_taken_for_it(homes):
    here, there = homes
    run_id = of_pets(here, bring_pets(here, 1, ADA))
    assert bring_pets(there, 2, EVE) == "pets"
    [new] = there.bring_in(here.packed(run_id))
    assert there.store.run(new).recipe.data.dataset.startswith("pets-")
    assert there.store.run(new).recipe.data.dataset not in there.library.names()


def test_the_same_dataset_is_found_under_another_name(homes):
    here, there = homes
    run_id = of_pets(here, bring_pets(here, 1, ADA))
    bring_pets(there, 2, EVE)
    assert bring_pets(there, 1, EVE) == "pets-2"
    [new] = there.bring_in(here.packed(run_id))
    assert there.store.run(new).recipe.data.dataset == "pets-2"
    [of_another] = there.bring_in(here.packed(run_id), owner="bob")
    assert there.store.run(of_another).recipe.data.dataset not in ("pets", "pets-2")


def test_where_the_pictures_are_a_run_is_at_home_again(homes):
    """Also after it was in a lab that does not have them."""
    here, there = homes
    run_id = of_pets(here, bring_pets(here, 1, ADA))
    [far] = there.bring_in(here.packed(run_id))
    [back] = here.bring_in(there.packed(far), owner=ADA)
    assert here.store.run(back).recipe == here.store.run(run_id).recipe
    first, second = (here.store.load_weights(one).weights for one in (run_id, back))
    assert all(map(np.array_equal, first, second))
    assert listed(here, back).origin.dataset is None


def test_of_pictures_that_are_gone_only_words_and_figures_are_taken(homes):
    here, there = homes
    name = bring_pets(here, 1, ADA)
    run_id = of_pets(here, name)
    here.library.delete(name)
    bundle = here.packed(run_id)
    assert not [name for name in files_of(bundle) if name.endswith(".npz")]
    [new] = there.bring_in(bundle)
    assert listed(there, new).summary == listed(here, run_id).summary


@pytest.fixture
def race(homes) -> tuple[str, list[str]]:
    """A race of three rates of which two runs are over: its id, and those of the runs."""
    here, _ = homes
    base = RECIPE.with_settings("training", epochs=2)
    rates = Axis(setting="learning_rate", values=("0.1", "0.01", "0.001"))
    race = Race(base=base, axes=(rates,), seeds=(3,))
    race_id, runs = here.store.races.create(ADA, "engine", race.model_dump_json(), race.recipes)
    for run_id in runs[:2]:
        tell(here.store, run_id)
    return race_id, runs


def test_a_race_goes_along_with_all_of_its_runs_that_are_over(homes, race):
    here, there = homes
    race_id, runs = race
    here.store.choose(runs[0], EpochChosen(epoch=1))  # later than the race: it counts as finished
    new = there.bring_in(here.packed(*runs[:2]))
    [stored] = there.store.races.of(EVE)
    assert stored.id != race_id
    assert [*stored.runs.values()] == new
    recipes = Race.model_validate_json(stored.text).recipes
    for place, run_id in stored.runs.items():
        assert recipes[place] == there.store.run(run_id).recipe
    assert [run.race_result for run in there.store.listing.by_id(new)] == [0.5, 0.5]
    assert listed(there, new[0]).summary.accuracy == 0.75


def test_a_part_of_a_race_goes_as_runs_alone(homes, race):
    here, there = homes
    [new] = there.bring_in(here.packed(race[1][0]))
    assert listed(there, new).race == ""
    assert there.store.races.of(EVE) == []


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"race": {"base": {}, "seeds": [], "finish": "line"}}, "cannot be read"),
        ({"runs": {"1": "{0}"}}, "Run {0} is not what race {race} has at place 1"),
        ({"runs": {}}, "“runs” is refused"),
        ({"runs": {"0": "nobody"}}, "Run nobody is not what race {race} has at place 0"),
    ],
    ids=["of a later version", "another's place", "nobody", "a run that is missing"],
)
def test_a_race_that_is_none_is_said_and_nothing_is_stored(homes, race, values, sentence):
    here, there = homes
    race_id, runs = race
    files = files_of(here.packed(*runs[:2]))
    told = json.loads(files[f"races/{race_id}.json"])
    spoilt = json.dumps(told | values).replace("{0}", runs[0])
    files[f"races/{race_id}.json"] = spoilt.encode()
    with pytest.raises(BundleError) as refused:
        there.bring_in(zipped(files))
    assert sentence.format(runs[0], race=race_id) in str(refused.value)
    assert there.store.listing.of(EVE) == []
    assert there.store.races.of(EVE) == []
