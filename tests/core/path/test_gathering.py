"""A visitor's answers are held against what the store has of the runs that the path started."""

from collections.abc import Iterator

import pytest

from core.bugs.progress import Attempt, Judged, Note, Ran
from core.datasets import DatasetError, Library
from core.experiments.ready import READY
from core.path.answers import (
    ANSWER,
    Answer,
    ChoiceAnswer,
    NumberAnswer,
    RaceAnswer,
    RunAnswer,
    ToldAnswer,
)
from core.path.chapter import Chapter, Path
from core.path.chapter_file import read_chapter
from core.path.gathering import Gathering
from core.path.judging import WAS_MET, Judgement
from core.path.progress import PathProgress
from core.path.stand_ins import dataset_here, missing, race_here, recipe_here
from core.recipe import Recipe, preset
from core.runs.brought import Brought, BroughtRun
from core.runs.events import Continued, Epoch, EpochChosen
from core.runs.run import Logged, Origin
from core.runs.store import RunStore
from tests.core.path.evidence import DIGITS, EPOCHS, EVENTS, STARTED

ADA, EVE, ENGINE = "ada", "eve", "engine"
CHAPTER = """---
title: A
minutes: 5
page: train
---
```predict
name: guess
ask: How good?
of: first
number: val_accuracy
within: 5 points
```
```run
name: first
recipe: yours
```
```run
name: rates
race: rates
```
```observe
name: winner
ask: Which place?
of: rates
number: winner
```
```explain
name: inputs
ask: How many?
number: inputs
```
```explain
name: compared
ask: Which is better?
of: first
choices:
  - {text: the run, when: val_accuracy > rates.best}
  - {text: the race, when: val_accuracy <= rates.best}
```
```task
name: good
ask: Reach 60 %.
when: val_accuracy >= 60 %
dataset: digits
```
"""


@pytest.fixture
def store(tmp_path) -> Iterator[RunStore]:
    store = RunStore(tmp_path)
    yield store
    store.close()


@pytest.fixture
def library(tmp_path) -> Library:
    return Library(tmp_path)


def chapter_of(text: str) -> Chapter:
    chapter, _, mistakes = read_chapter(text, "one", "en")
    assert chapter is not None, mistakes
    return chapter


@pytest.fixture
def chapter() -> Chapter:
    return chapter_of(CHAPTER)


def finish(store: RunStore, run_id: str, *epochs: Epoch) -> None:
    for event in (EVENTS[0], *(epochs or EPOCHS), EVENTS[-1]):
        store.append(run_id, event)


def answer(store: RunStore, block: str, given: Answer) -> None:
    store.answers.save(ADA, "edges", "one", block, ANSWER.dump_json(given).decode())


def gathering(store: RunStore, library: Library, chapter: Chapter) -> Gathering:
    path = Path("edges", "Edges", "", "en", (chapter,))
    return Gathering(PathProgress.of(path, store.answers.of(ADA, "edges")), store, library)


def test_a_prediction_is_judged_when_its_run_is_over(store, library, chapter):
    assert gathering(store, library, chapter).judged(chapter, "guess") is None
    answer(store, "guess", NumberAnswer(number=0.6))
    assert gathering(store, library, chapter).judged(chapter, "guess").real == ""
    run = store.create(DIGITS, ADA, ENGINE)
    answer(store, "first", RunAnswer(run=run))
    assert gathering(store, library, chapter).judged(chapter, "guess").real == ""
    finish(store, run)
    told = gathering(store, library, chapter).judged(chapter, "guess")
    assert (told.is_right, told.real) == (True, "62.5%")
    assert gathering(store, library, chapter).judged(chapter, "first") is None


@pytest.mark.parametrize("run", ["gone", "../../etc"])
def test_a_run_that_is_not_there_any_more_decides_nothing(store, library, chapter, run):
    text = f'{{"kind": "run", "run": "{run}"}}'
    store.answers.save(ADA, "edges", "one", "first", text)
    answer(store, "guess", ToldAnswer())
    told = gathering(store, library, chapter).judged(chapter, "guess")
    assert (told.is_right, told.real) == (None, "")


def test_a_race_and_a_run_beside_it(store, library, chapter):
    race = READY["rates"].race(library.card("digits"))
    race_id, runs = store.races.create(ADA, ENGINE, race.model_dump_json(), race.recipes)
    run = store.create(DIGITS, ADA, ENGINE)
    finish(store, run)
    answer(store, "first", RunAnswer(run=run))
    answer(store, "rates", RaceAnswer(race=race_id))
    answer(store, "winner", NumberAnswer(number=3))
    answer(store, "compared", ChoiceAnswer(choice=1))
    for block in ("winner", "compared"):
        assert gathering(store, library, chapter).judged(chapter, block).real == ""
    for place, run_id in enumerate(runs):
        accuracy = 0.9 if place == 2 else 0.5
        epochs = race.base.training.epochs
        last = {"epoch": epochs, "step": 4 * epochs, "val_accuracy": accuracy}
        finish(store, run_id, EPOCHS[0], EPOCHS[1].model_copy(update=last))
    gathered = gathering(store, library, chapter)
    assert gathered.judged(chapter, "winner").sentence == "Right: you said 3, and it is 3."
    compared = gathered.judged(chapter, "compared")
    assert compared.is_right is True
    assert "validation accuracy 62.5%, best result 90.0% (rates)" in compared.sentence


def test_what_is_on_the_screen_is_computed_from_the_recipe_of_the_answer(store, library, chapter):
    link = preset("homework-mnist").to_link()
    answer(store, "inputs", NumberAnswer(number=784, recipe=link))
    assert gathering(store, library, chapter).judged(chapter, "inputs").is_right is True
    answer(store, "inputs", NumberAnswer(number=784, recipe=DIGITS.to_link()))
    assert gathering(store, library, chapter).judged(chapter, "inputs").real == "64"
    for unknown in ("data.dataset=roses", "colour=red"):
        answer(store, "inputs", NumberAnswer(number=784, recipe=unknown))
        assert gathering(store, library, chapter).judged(chapter, "inputs").real == ""


def test_who_wants_to_be_told_is_told_of_the_recipe_on_the_screen(store, library, chapter):
    answer(store, "inputs", ToldAnswer(recipe=preset("homework-mnist").to_link()))
    assert gathering(store, library, chapter).judged(chapter, "inputs").real == "784"
    answer(store, "inputs", ToldAnswer())
    opening = chapter_of(CHAPTER.replace("page: train", "page: train\nrecipe: preset digits-mlp"))
    assert gathering(store, library, opening).judged(opening, "inputs").real == "64"


def test_a_task_is_met_by_a_run_of_ones_own_since_the_chapter_was_opened(store, library, chapter):
    def met() -> str | None:
        return gathering(store, library, chapter).run_that_meets(
            chapter, chapter.blocks["good"], ADA
        )

    before = store.create(DIGITS, ADA, ENGINE)
    finish(store, before)
    assert met() is None
    store.answers.open(ADA, "edges", "one")
    assert met() is None
    finish(store, store.create(DIGITS, EVE, ENGINE))
    finish(store, store.create(preset("homework-mnist"), ADA, ENGINE))
    finish(store, store.create(DIGITS, ADA, ENGINE), *EPOCHS[:2])
    store.create(DIGITS, ADA, ENGINE)
    assert met() is None
    good = store.create(DIGITS, ADA, ENGINE)
    finish(store, good)
    assert met() == good
    answer(store, "good", RunAnswer(run=good))
    assert gathering(store, library, chapter).judged(chapter, "good").is_right is True


def met_by(store, library, chapter) -> str | None:
    return gathering(store, library, chapter).run_that_meets(chapter, chapter.blocks["good"], ADA)


def test_a_run_that_was_brought_in_meets_no_task(store, library, chapter, tmp_path):
    store.answers.open(ADA, "edges", "one")
    events = [Logged(number, 1.0, event) for number, event in enumerate(EVENTS)]
    brought = BroughtRun("b1", DIGITS, "", "", events, [], Origin("0.1", "there", 1.0))
    store.bring_in(Brought([brought], []), tmp_path / "files", ADA, ENGINE)
    assert store.run("b1").status == "finished"
    assert met_by(store, library, chapter) is None


def test_a_run_that_would_tell_a_bug_meets_no_task_until_it_is_found(store, library, chapter):
    store.answers.open(ADA, "edges", "one")
    run = store.create(DIGITS, ADA, ENGINE)
    finish(store, run)
    notes = [("opened", Note(seed=1)), ("ran", Ran(seed=1, run=run))]
    for block, note in notes:
        store.answers.save(ADA, "bugs", "case", block, note.model_dump_json())
    assert met_by(store, library, chapter) is None
    attempt = Attempt(seed=1, line=1, named="a-fault", link="", run=None)
    for block, note in [("attempt", attempt), ("judged", Judged(seed=1, is_solved=True))]:
        store.answers.save(ADA, "bugs", "case", block, note.model_dump_json())
    assert met_by(store, library, chapter) == run


def test_of_a_run_that_a_task_has_looked_at_only_what_is_new_is_read(
    store, library, chapter, monkeypatch
):
    store.answers.open(ADA, "edges", "one")
    run = store.create(DIGITS, ADA, ENGINE)
    finish(store, run, *EPOCHS[:2])  # with 50 %
    read, events, histories = [], store.events, {}

    def watched(run_id: str, after: int = -1) -> list[Logged]:
        read.append(events(run_id, after))
        return read[-1]

    def met() -> str | None:
        progress = gathering(store, library, chapter).progress
        gathered = Gathering(progress, store, library, histories)
        return gathered.run_that_meets(chapter, chapter.blocks["good"], ADA)

    monkeypatch.setattr(store, "events", watched)
    assert [met(), met()] == [None, None]
    assert [len(new) for new in read] == [len(events(run)), 0]
    store.reopen(run, Continued(epochs=3), ENGINE)
    for event in (STARTED.model_copy(update={"first_epoch": 2}), *EPOCHS[2:], EVENTS[-1]):
        store.append(run, event)
    assert met() == run


def test_what_was_reached_stays_reached(store, library, chapter):
    def judged() -> Judgement:
        return gathering(store, library, chapter).judged(chapter, "good")

    store.answers.open(ADA, "edges", "one")
    first, other = (store.create(DIGITS, ADA, ENGINE) for _ in range(2))
    for run in (first, other):
        finish(store, run)
    answer(store, "good", RunAnswer(run=first))
    assert met_by(store, library, chapter) == first
    store.choose(first, EpochChosen(epoch=1))  # with 50 %
    assert (judged().is_right, judged().sentence) == (True, WAS_MET)
    assert met_by(store, library, chapter) == other
    store.delete(first)
    assert (judged().is_right, judged().sentence) == (True, WAS_MET)


def test_what_is_done_with_a_run_after_its_result_changes_no_answer(store, library, chapter):
    run = store.create(DIGITS, ADA, ENGINE)
    answer(store, "guess", NumberAnswer(number=0.6))
    answer(store, "first", RunAnswer(run=run))
    finish(store, run)
    before = gathering(store, library, chapter).judged(chapter, "guess")
    store.choose(run, EpochChosen(epoch=1))
    store.reopen(run, Continued(epochs=4), ENGINE)
    more = EPOCHS[-1].model_copy(update={"epoch": 4, "step": 16, "val_accuracy": 0.99})
    for event in (STARTED.model_copy(update={"first_epoch": 4}), more):
        store.append(run, event)
    gathered = gathering(store, library, chapter)
    assert gathered.judged(chapter, "guess") == before
    assert gathered.evidence_of("first").history.end is not None
    assert gathered.evidence_of_run(run).history.end is None


def test_the_test_set_may_be_opened_after_the_result(store, library, chapter):
    run = store.create(DIGITS, ADA, ENGINE)
    answer(store, "first", RunAnswer(run=run))
    finish(store, run)
    assert gathering(store, library, chapter).evidence_of("first").history.test_accuracy is None
    store.choose(run, EpochChosen(epoch=1))
    store.open_test_set(run)
    assert gathering(store, library, chapter).evidence_of("first").history.test_accuracy == 0.8


FACES = """---
title: A
minutes: 5
page: train
needs: [fer2013]
instead: fashion-mnist
recipe: preset homework-fer2013
---
```run
name: race
race: scaling
```
"""


def test_another_dataset_stands_in_for_one_that_is_not_here(library, monkeypatch):
    chapter = chapter_of(FACES)
    assert missing(chapter, library) == ["fer2013"]
    assert dataset_here(chapter, "fer2013", library) == "fer2013"  # neither is here
    monkeypatch.setattr(library, "ready", lambda name: name in ("digits", "fashion-mnist"))
    assert dataset_here(chapter, "fer2013", library) == "fashion-mnist"
    assert dataset_here(chapter, "digits", library) == "digits"
    fitted = recipe_here(chapter, chapter.recipe, library)
    assert fitted.data.dataset == "fashion-mnist"
    # The fault that the chapter is about is still there, and the network answers ten classes.
    assert fitted.data.validate_on == "train"
    assert fitted.training == chapter.recipe.training
    assert [layer.token() for layer in fitted.model.layers][-2:] == ["dense:10", "softmax"]
    race = race_here(chapter, chapter.blocks["race"], library)
    assert race.base.data.dataset == "fashion-mnist"


def test_what_is_here_needs_no_other(library):
    chapter = chapter_of(
        FACES.replace("fer2013", "digits")
        .replace("homework-", "")
        .replace("preset digits", "preset digits-mlp")
    )
    assert missing(chapter, library) == []
    assert recipe_here(chapter, chapter.recipe, library) == DIGITS
    alone = chapter_of(FACES.replace("instead: fashion-mnist\n", ""))
    assert recipe_here(alone, alone.recipe, library) == preset("homework-fer2013")
    assert isinstance(alone.recipe, Recipe)


def test_a_dataset_that_its_owner_does_not_share_is_not_here(library, monkeypatch):
    def hidden(name: str) -> None:
        raise DatasetError(name)

    monkeypatch.setattr(library, "card", hidden)
    monkeypatch.setattr(library, "ready", hidden)
    chapter = chapter_of(FACES)
    assert missing(chapter, library) == ["fer2013"]
    assert recipe_here(chapter, chapter.recipe, library) == chapter.recipe
