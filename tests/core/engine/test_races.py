"""Races, as their owners begin, stop, lengthen and delete them."""

import random
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from core.datasets import DatasetError
from core.engine import Engine, EngineError
from core.engine.parts import stint
from core.engine.races import Races
from core.engine.turns import Turns
from core.experiments.outcome import outcome_of
from core.experiments.race import Axis, Race
from core.experiments.standing import RunOutcome, standing
from core.experiments.verdict import judge
from core.ownership import NotTheOwner
from core.recipe import Recipe, RecipeError
from core.runs.events import (
    Epoch,
    Event,
    Failed,
    Finished,
    Interrupted,
    OptimizerChanged,
    Started,
    Stopped,
)
from core.runs.listing import ListedRun
from core.runs.run import RunError
from core.runs.snapshots import Snapshot
from tests.core.engine.runs import LONG, end_of, history_of, kinds_of
from tests.made.lone_engine import lone_engine

ADA, EVE, NOBODY = "a" * 40, "e" * 40, ""
QUICK = Recipe.from_link("data.dataset=digits&data.scaling=0-1&training.epochs=2")
MOMENTA = (Axis(setting="momentum", values=("0", "0.5", "0.9")),)
RACE = Race(base=QUICK, axes=MOMENTA, seeds=(0,))
FINISHED = Finished(test_loss=1, test_accuracy=0.5, seconds=1)
STEERED = OptimizerChanged(step=3, learning_rate=0.5, momentum=0)
STARTED = Started(train_count=100, validation_count=5, steps_per_epoch=10, parameter_count=3)


def epoch(number: int, accuracy: float = 0.5) -> Epoch:
    return Epoch(epoch=number, step=9, val_loss=1, val_accuracy=accuracy, seconds=1)


@pytest.fixture
def lab(tmp_path) -> Iterator[tuple[Engine, list]]:
    """An engine without workers, and what it gives to them."""
    engine, told = lone_engine(tmp_path)
    yield engine, told
    engine.close()


def of(engine: Engine, visitor: str = ADA) -> Races:
    return engine.on_behalf_of(visitor).races


def runs_of(engine: Engine, race_id: str, visitor: str = ADA) -> dict[int, ListedRun]:
    return dict(sorted(of(engine, visitor).runs(engine.store.races.race(race_id)).items()))


def outcomes(engine: Engine, race_id: str, visitor: str = ADA) -> dict[int, RunOutcome]:
    return {place: outcome_of(run) for place, run in runs_of(engine, race_id, visitor).items()}


def end(engine: Engine, run_id: str, *events: Event) -> None:
    for event in events:
        engine.store.append(run_id, event)


def end_all(engine: Engine, race_id: str) -> None:
    for run in runs_of(engine, race_id).values():
        end(engine, run.id, STARTED, epoch(0), epoch(1), FINISHED)


def test_a_race_is_begun_with_all_its_runs_in_order(lab):
    engine, told = lab
    race_id = of(engine).begin(RACE, ADA)
    runs = runs_of(engine, race_id)
    assert list(runs) == [0, 10, 20]
    assert [run.recipe.training.momentum for run in runs.values()] == [0, 0.5, 0.9]
    assert told == [(run.id, "submit") for run in runs.values()]
    stored = engine.store.races.race(race_id)
    assert of(engine).race(stored) == RACE
    assert of(engine).owns(stored)
    assert not of(engine, EVE).owns(stored)


def test_it_counts_as_one_in_the_queue(lab):
    engine, _ = lab
    mine = engine.on_behalf_of(ADA)
    run_id = mine.submit(QUICK, ADA)
    with pytest.raises(EngineError, match="Your last run is still training"):
        mine.races.begin(RACE, ADA)
    end(engine, run_id, FINISHED)
    race_id = mine.races.begin(RACE, ADA)
    with pytest.raises(EngineError, match="Your race is still going on"):
        mine.submit(QUICK, ADA)
    with pytest.raises(EngineError, match="Your race is still going on"):
        mine.races.begin(RACE.model_copy(update={"seeds": (1,)}), ADA)
    end_all(engine, race_id)
    mine.submit(QUICK, ADA)


def test_stopping_ends_what_waits_before_what_trains(lab):
    engine, told = lab
    race_id = of(engine).begin(RACE.model_copy(update={"seeds": (0, 1)}), ADA)
    begun = [run_id for run_id, _ in told]
    end(engine, begun[1], FINISHED)
    told.clear()
    of(engine).stop(race_id)
    assert told == [(begun[place], "stop") for place in (5, 4, 3, 2, 0)]


def test_what_did_not_come_to_its_end_is_trained_again(lab):
    engine, told = lab
    race_id = of(engine).begin(RACE, ADA)
    first, second, third = (run.id for run in runs_of(engine, race_id).values())
    end(engine, first, STARTED, epoch(0), epoch(1, 0.7), FINISHED)
    end(engine, second, STARTED, epoch(0), Interrupted())
    end(engine, third, Stopped())
    told.clear()
    of(engine).go_on(race_id)
    runs = runs_of(engine, race_id)
    assert runs[0].id == first
    assert told == [(runs[10].id, "submit"), (runs[20].id, "submit")]
    assert [run.recipe.training.momentum for run in runs.values()] == [0, 0.5, 0.9]
    # What had begun can be looked back at, what had not is gone.
    assert {run.id for run in engine.store.runs(ADA)} == {run.id for run in runs.values()} | {
        second
    }


def test_a_run_that_was_steered_is_missing_until_it_is_trained_as_planned(lab):
    engine, told = lab
    race_id = of(engine).begin(RACE, ADA)
    first = runs_of(engine, race_id)[0]
    end(engine, first.id, STARTED, epoch(0), STEERED, epoch(1, 0.9), FINISHED)
    end_all(engine, race_id)
    assert outcomes(engine, race_id)[0] == (False, False, None)
    told.clear()
    of(engine).go_on(race_id)
    again = runs_of(engine, race_id)[0]
    assert told == [(again.id, "submit")]
    assert again.recipe == first.recipe


def test_the_outcomes_tell_what_is_finished_in_flight_or_missing(lab):
    engine, _ = lab
    race_id = of(engine).begin(RACE, ADA)
    first, second, _ = (run.id for run in runs_of(engine, race_id).values())
    end(engine, first, STARTED, epoch(0), epoch(1, 0.7), FINISHED)
    end(engine, second, STARTED, Failed(reason="no memory"))
    told = outcomes(engine, race_id, EVE)
    assert told == {0: (True, False, 0.7), 10: (False, False, None), 20: (False, True, None)}


def test_a_run_that_its_owner_trains_on_stays_finished_in_its_race(lab):
    engine, told = lab
    race_id = of(engine).begin(RACE, ADA)
    end_all(engine, race_id)
    run = runs_of(engine, race_id)[0]
    engine.store.snapshots(run.id).save(Snapshot(1, 0.1, 0, [], [], []))
    engine.on_behalf_of(ADA).train_more(run.id, 3)
    told.clear()
    assert outcomes(engine, race_id)[0] == (True, False, 0.5)
    of(engine).stop(race_id)
    assert told == []
    with pytest.raises(RunError, match="One of its runs is being trained further"):
        of(engine).delete(race_id)
    with pytest.raises(EngineError, match="Your last run is still training"):
        of(engine).begin(RACE, ADA)


def test_a_run_that_gave_up_its_place_and_is_trained_on_is_a_run_alone(lab):
    engine, _ = lab
    race_id = of(engine).begin(RACE, ADA)
    first = runs_of(engine, race_id)[0]
    end(engine, first.id, STARTED, epoch(0), Stopped())
    of(engine).go_on(race_id)
    end_all(engine, race_id)
    engine.on_behalf_of(ADA).train_more(first.id, 3)
    assert engine.store.in_flight(ADA) == {first.id: None}
    with pytest.raises(RunError, match="One of its runs is being trained further"):
        of(engine).delete(race_id)


def test_going_on_goes_on_beside_what_still_trains_and_changes_nothing_that_is_whole(lab):
    engine, told = lab
    race_id = of(engine).begin(RACE, ADA)
    first, *_ = (run.id for run in runs_of(engine, race_id).values())
    told.clear()
    of(engine).go_on(race_id)
    assert told == []
    end(engine, first, STARTED, epoch(0), Interrupted())
    of(engine).go_on(race_id)
    assert told == [(runs_of(engine, race_id)[0].id, "submit")]
    end_all(engine, race_id)
    told.clear()
    of(engine).go_on(race_id)
    assert told == []


def test_two_tabs_that_go_on_at_once_train_everything_once(lab):
    engine, told = lab
    race_id = of(engine).begin(RACE, ADA)
    for run in runs_of(engine, race_id).values():
        end(engine, run.id, Stopped())
    told.clear()
    with ThreadPoolExecutor(2) as tabs:
        for done in [tabs.submit(of(engine).go_on, race_id) for _ in range(2)]:
            done.result()
    assert len(told) == len(engine.store.runs(ADA)) == 3


def test_two_tabs_that_begin_at_once_begin_one_race(lab):
    engine, told = lab
    with ThreadPoolExecutor(2) as tabs:
        begun = [tabs.submit(of(engine).begin, RACE, ADA) for _ in range(2)]
    assert len({one.result() for one in begun}) == 1
    assert len(engine.store.races.of(ADA)) == 1
    assert len(told) == 3


def test_more_seeds_are_trained_with_every_value(lab):
    engine, told = lab
    race_id = of(engine).begin(RACE, ADA)
    told.clear()
    of(engine).add_seeds(race_id, 3)
    of(engine).add_seeds(race_id, 3)  # a second click
    runs = runs_of(engine, race_id)
    assert list(runs) == [0, 1, 2, 10, 11, 12, 20, 21, 22]
    assert [run.recipe.training.seed for run in runs.values()] == [0, 1, 2] * 3
    assert len(told) == 6
    assert of(engine).race(engine.store.races.race(race_id)).seeds == (0, 1, 2)
    with pytest.raises(RecipeError, match="1 to 10 seeds, and this one has 11"):
        of(engine).add_seeds(race_id, 11)


def test_a_race_is_deleted_and_brought_back(lab):
    engine, _ = lab
    race_id = of(engine).begin(RACE, ADA)
    with pytest.raises(RunError, match="This race is still going on"):
        of(engine).delete(race_id)
    end_all(engine, race_id)
    of(engine).delete(race_id)
    assert engine.store.races.of(ADA) == []
    of(engine).restore(race_id)
    assert list(runs_of(engine, race_id)) == [0, 10, 20]
    of(engine).restore(race_id)  # a second click
    assert list(runs_of(engine, race_id)) == [0, 10, 20]
    for run in runs_of(engine, race_id).values():
        engine.store.delete(run.id)
    with pytest.raises(RunError, match="cannot be brought back"):
        of(engine).restore(race_id)


ACTIONS: dict[str, Callable[[Races, str], object]] = {
    "begin": lambda races, _: races.begin(RACE, ADA),
    "stop": lambda races, race_id: races.stop(race_id),
    "go_on": lambda races, race_id: races.go_on(race_id),
    "add_seeds": lambda races, race_id: races.add_seeds(race_id, 2),
    "delete": lambda races, race_id: races.delete(race_id),
    "restore": lambda races, race_id: races.restore(race_id),
}
"""What may be done with a race."""


def test_every_method_that_changes_a_race_is_in_the_table():
    public = {name for name in vars(Races) if not name.startswith("_")}
    assert public - {"race", "owns", "runs", "seconds", "waiting"} == {*ACTIONS}


@pytest.mark.parametrize("visitor", [EVE, NOBODY], ids=["another", "nobody"])
@pytest.mark.parametrize("action", ACTIONS)
def test_a_race_obeys_its_owner_alone(lab, action, visitor):
    engine, told = lab
    race_id = of(engine).begin(RACE, ADA)
    before = engine.store.races.race(race_id)
    told.clear()
    with pytest.raises(NotTheOwner, match=r"Only who has begun|in one's own name"):
        ACTIONS[action](of(engine, visitor), race_id)
    assert told == []
    assert engine.store.races.race(race_id) == before


@pytest.mark.parametrize("action", [name for name in ACTIONS if name != "begin"])
def test_there_is_no_such_race(lab, action):
    with pytest.raises(RunError, match="There is no race “nowhere”"):
        ACTIONS[action](of(lab[0]), "nowhere")


def test_what_cannot_be_trained_is_refused_before_anything_is_stored(lab):
    engine, _ = lab
    elsewhere = Race(base=QUICK.with_settings("data", dataset="mnist"), axes=MOMENTA, seeds=(0,))
    with pytest.raises(DatasetError):
        of(engine).begin(elsewhere, ADA)
    same = Axis(setting="images", values=("1437", "2000"))
    with pytest.raises(EngineError, match="give the same run: Digits 8×8"):
        of(engine).begin(Race(base=QUICK, axes=(same,), seeds=(0,)), ADA)
    assert engine.store.races.of(ADA) == engine.store.runs(ADA) == []


@pytest.mark.parametrize(
    "text", ["", "no race", "{}", '{"base": {}, "seeds": [0]}', '{"of_a_later_version": 1}']
)
def test_a_race_that_cannot_be_read_says_so_and_can_be_stopped_and_deleted(lab, tmp_path, text):
    engine, told = lab
    race_id = of(engine).begin(RACE, ADA)
    with closing(sqlite3.connect(tmp_path / "runs.db")) as database, database:
        database.execute("UPDATE races SET race = ?", [text])
    for action in ("go_on", "add_seeds"):
        with pytest.raises(RunError, match="This race cannot be read"):
            ACTIONS[action](of(engine), race_id)
    told.clear()
    of(engine).stop(race_id)
    assert len(told) == 3
    end_all(engine, race_id)
    of(engine).delete(race_id)
    assert engine.store.races.of(ADA) == []


def test_of_fifty_races_each_gets_a_worker_before_one_gets_a_second(lab):
    engine, told = lab
    large = Race(base=QUICK, axes=MOMENTA, seeds=(0, 1, 2))
    owners = [f"owner {number}" for number in range(50)]
    with ThreadPoolExecutor(8) as visitors:
        for begun in [visitors.submit(of(engine, one).begin, large, one) for one in owners]:
            begun.result()
    assert len(told) == 450
    turns = Turns()
    of_owner = {run.id: owner for owner in owners for run in engine.store.runs(owner)}
    for run_id, _ in told:
        asked = stint(engine.store.events(run_id), 2)
        turns.join(run_id, of_owner[run_id], asked, random.random())
    order = [of_owner[run_id] for run_id in turns.order()]
    for first in range(0, 450, 50):
        assert {*order[first : first + 50]} == {*owners}


def test_a_race_on_the_workers_gives_the_results_of_single_runs(engine):
    race = Race(base=QUICK, axes=MOMENTA[:1], seeds=(0, 1))
    race_id = of(engine).begin(race, ADA)
    runs = runs_of(engine, race_id)
    assert {end_of(engine, run.id).kind for run in runs.values()} == {"finished"}
    found = standing(race, outcomes(engine, race_id))
    assert found.is_complete
    verdict = engine.compute(judge, found.contest.results)
    assert found.contest.in_words(verdict).startswith("“momentum 0.9” is")
    alone = engine.submit(runs[21].recipe, EVE)
    assert end_of(engine, alone).kind == "finished"
    last, same = (history_of(engine, one).epochs[-1] for one in (alone, runs[21].id))
    assert last.val_loss == pytest.approx(same.val_loss, rel=1e-4)


def test_a_race_that_is_stopped_at_once_leaves_the_workers_free(engine):
    race_id = of(engine).begin(Race(base=LONG, axes=MOMENTA, seeds=(0, 1, 2)), ADA)
    of(engine).stop(race_id)
    runs = runs_of(engine, race_id)
    assert {end_of(engine, run.id).kind for run in runs.values()} == {"stopped"}
    # There are two workers: most of them were never begun.
    assert sum("started" in kinds_of(engine, run.id) for run in runs.values()) <= 2
    quick = engine.submit(QUICK, ADA)
    assert end_of(engine, quick).kind == "finished"
