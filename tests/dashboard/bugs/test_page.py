"""Find the bug without a browser and without workers: a slow learner is mended by a higher rate."""

import re
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.bugs import CASES, NAMES
from core.bugs.progress import PATH, Puzzles
from core.datasets import Library
from core.engine.run_notes import RunNotes
from core.recipe import Recipe
from core.runs.events import Continued, EpochChosen, Finished, Interrupted, OpenedTestSet
from core.runs.store import RunStore
from dashboard.bugs.state import BugsState
from dashboard.lab.state import key_of
from dashboard.lab.visitor import VisitorState
from tests.dashboard.runs.visit import ADA, rows, told
from tests.dashboard.runs.visit import words as runs_words
from tests.paths import APP
from tests.widgets import on_page, state_in

CASE, SEED = "patience", 3
"""A learning rate that is too low."""
PUZZLE = CASES[CASE].puzzle(SEED)
[LINE] = PUZZLE.guilty_lines
ADDRESS = f"{CASE}.{SEED}"


@pytest.fixture
def lab(tmp_path, in_the_app) -> Iterator[SimpleNamespace]:
    """An engine whose runs are over at once: a usual rate or many epochs read nearly all right."""
    library, store = Library(tmp_path), RunStore(tmp_path)
    digits = library.load("digits")

    def learns(recipe: Recipe) -> bool:
        return recipe.training.learning_rate >= 0.05 or recipe.training.epochs > 12

    def submit(recipe, owner):
        run_id = store.create(recipe, owner, "engine")
        told(SimpleNamespace(store=store), run_id, 0.1, 0.95 if learns(recipe) else 0.2)
        return run_id

    def predict_at(run_id, source, indices):
        said = digits.y_test[indices] if learns(store.run(run_id).recipe) else 0 * indices
        return np.eye(10, dtype=np.float32)[said]

    engine = SimpleNamespace(
        library=library,
        store=store,
        ready=True,
        notes=RunNotes(store, ADA),
        submit=submit,
        predict_at=predict_at,
        owns=lambda run_id: store.run(run_id).owner == ADA,
        probe=lambda run_id: None,
        open_test_set=store.open_test_set,
    )
    in_the_app(engine)
    yield engine
    store.close()


def opened(case: str = "", page: str = "bugs") -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    visitor = state_in(app, VisitorState)
    visitor.token, visitor.was_here = ADA, True
    if case:
        app.query_params["case"] = case
    on_page(app, page).run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    assert not app.exception
    return runs_words(app)


def click(app: AppTest, key: str) -> str:
    app.button(key=key).click().run()
    return words(app)


def answer(app: AppTest, change: str, named: str = "rate-too-low", line: int = LINE) -> None:
    """Mark a line, name the fault, and choose a change, by what is written on it."""
    app.session_state[key_of(BugsState)].marked = line
    app.run()
    fault, changes = app.radio
    fault.set_value(named).run()
    [place] = [place for place, label in enumerate(changes.options) if change in label]
    app.radio[1].set_value(place).run()


def standing(lab) -> Puzzles:
    return Puzzles(lab.store.answers.of(ADA, PATH))


def test_the_list_has_every_case_and_one_opens_with_a_seed_that_the_address_keeps(lab):
    app = opened()
    assert "0 of 17 cases solved" in words(app)
    said = click(app, f"bug_open_{CASE}")
    assert CASES[CASE].title in said
    assert CASES[CASE].story in said
    address = "".join(app.query_params["case"])
    assert re.fullmatch(rf"{CASE}\.\d+", address)
    again = opened(address)
    assert standing(lab).last_seed(CASE) == int(address.partition(".")[2])
    assert CASES[CASE].story in words(again)
    assert len(standing(lab)) == 1


@pytest.mark.parametrize(
    "address", ["nothing.1", "own.x", "own.", "own.eNqrVg", ".", "🐞", "own.²"]
)
def test_nonsense_in_the_address_is_a_sentence_above_the_list(lab, address):
    app = opened(address)
    assert len(app.warning) == 1
    assert re.search(r"no such case|stands for no puzzle", app.warning[0].value)
    assert "0 of 17 cases solved" in words(app)


def test_a_bug_is_found_and_mended_and_the_run_says_so(lab):
    app = opened(ADDRESS)
    answer(app, "rate 0.1")
    assert app.button(key="try_change").disabled  # nothing was run yet
    assert not any("#" in code.value for code in app.code)  # a comment may tell the mistake
    click(app, "run_faulty")
    said = click(app, "try_change")
    assert "Found and mended" in said
    assert app.code[0].value.strip() == PUZZLE.code.strip()
    assert "it read 20.0% of the validation pictures right, with it 95.0%" in said
    assert "Of the new pictures 0.0% are read wrong, 90.0% before" in said
    assert PUZZLE.fault.why in said
    assert "learning_rate" in app.code[1].value
    assert standing(lab)[CASE, SEED].is_solved
    assert "Found and mended" in words(opened(ADDRESS))
    # Who sees what it says of new pictures has opened the test set of that run, once.
    events = [entry.event for entry in lab.store.events(standing(lab)[CASE, SEED].run)]
    assert events.count(OpenedTestSet()) == 1

    assert "1 of 17 cases solved" in click(app, "all_bugs")
    assert "solved · 1 try" in app.button(key=f"bug_open_{CASE}").label
    [tried, faulty] = rows(opened(page="runs"))
    assert "Find the bug: Patience, try 1" in tried
    assert "learning rate" in tried
    assert "Find the bug: Patience" in faulty


def test_a_change_that_mends_nothing_is_told_with_numbers_and_how_the_named_fault_would_show(lab):
    app = opened(ADDRESS)
    click(app, "run_faulty")
    answer(app, "rate 0.001", named="too-short")
    said = click(app, "try_change")
    assert "This change does not mend it" in said
    assert "90.0% are read wrong, 90.0% before; at most 27.0% will do" in said
    assert NAMES["too-short"].sign in said
    assert PUZZLE.fault.why not in said
    assert not standing(lab)[CASE, SEED].is_solved
    for row in rows(opened(page="runs")):
        assert "is told once its bug is found" in row
        assert "rate" not in row.replace("told once", "")

    click(app, "try_again")
    answer(app, "rate 0.1", named="labels-shuffled")
    said = click(app, "try_change")
    assert "Found and mended" in said
    assert f"You had named another: {NAMES['labels-shuffled'].title}" in said
    assert "2 tries" in click(app, "all_bugs") + app.button(key=f"bug_open_{CASE}").label


def test_a_change_that_gets_around_the_mistake_does_not_mend_it(lab):
    [epochs] = [
        line
        for line in PUZZLE.suspicious_lines
        if any(repair.recipe.training.epochs > 12 for repair in PUZZLE.repairs_of(line))
    ]
    app = opened(ADDRESS)
    click(app, "run_faulty")
    answer(app, "24 epochs", line=epochs)
    said = click(app, "try_change")
    assert "It is better now, and the mistake is still there" in said
    assert "which stands in another line as before" in said
    assert PUZZLE.fault.why not in said
    assert not standing(lab)[CASE, SEED].is_solved


def test_hints_come_one_by_one_and_are_counted(lab):
    app = opened(ADDRESS)
    hints = PUZZLE.fault.hints
    for number, hint in enumerate(hints, start=1):
        assert hint not in words(app)
        assert hint in click(app, "take_hint")
        assert standing(lab)[CASE, SEED].hints == number
    assert not [one for one in app.button if one.key == "take_hint"]
    assert "3 hints" in words(opened(ADDRESS))


def test_a_program_that_cannot_run_shows_its_error_message_and_is_mended_without_a_run_before(lab):
    case = next(case for case in CASES.values() if case.fault == "label-form")
    puzzle = case.puzzle(SEED)
    app = opened(f"{case.name}.{SEED}")
    shown = [code.value for code in app.code]
    assert puzzle.error in shown
    assert str(app.session_state[key_of(BugsState)].batch.labels) in shown
    assert not [one for one in app.button if one.key == "run_faulty"]
    assert "An epoch has" not in words(app)
    assert "An epoch has" in words(opened(ADDRESS))
    mending = {
        line: place
        for line in puzzle.suspicious_lines
        for place, repair in enumerate(puzzle.repairs_of(line))
        if repair.recipe.targets == puzzle.sound.targets and repair.recipe.data.mistake == "none"
    }
    [line, *_] = mending
    app.session_state[key_of(BugsState)].marked = line
    app.run()
    app.radio[0].set_value("label-form").run()
    app.radio[1].set_value(mending[line]).run()
    assert "It trains now" in click(app, "try_change")


def test_another_one_like_it_has_other_numbers(lab):
    app = opened(ADDRESS)
    click(app, "run_faulty")
    answer(app, "rate 0.1")
    click(app, "try_change")
    click(app, "another_like_it")
    shown = app.session_state[key_of(BugsState)].opened
    assert shown.chapter == CASE
    assert shown.puzzle.faulty != PUZZLE.faulty


def test_a_link_for_a_friend_does_not_tell_the_fault_and_opens_on_it(lab):
    app = opened()
    app.session_state["own_puzzle"] = True
    app.run()
    [fault] = app.selectbox
    fault.set_value("rate-too-high").run()
    [link] = [code.value for code in app.code if "case=own." in code.value]
    assert "rate" not in link
    friend = opened(link.partition("case=")[2])
    assert "A puzzle from a friend" in words(friend)
    assert friend.session_state[key_of(BugsState)].opened.puzzle.fault.name == "rate-too-high"


@pytest.mark.parametrize("which", ["faulty", "mended"])
def test_a_run_that_was_changed_afterwards_mends_nothing(lab, which):
    app = opened(ADDRESS)
    whole = lab.submit

    def steered(recipe: Recipe, owner: str) -> str:
        run_id = whole(recipe, owner)
        if which == "faulty":
            lab.store.reopen(run_id, Continued(epochs=24), "engine")
            lab.store.append(run_id, Finished(test_loss=0.1, test_accuracy=0.9, seconds=1))
        else:
            lab.store.choose(run_id, EpochChosen(epoch=0))
        return run_id

    lab.submit = steered if which == "faulty" else whole
    click(app, "run_faulty")
    if which == "faulty":
        lab.submit = whole
        click(app, "run_faulty")  # it is trained anew
        answer(app, "rate 0.1")
    else:
        answer(app, "rate 0.1")
        lab.submit = steered
        assert "was changed while it trained" in click(app, "try_change")
        lab.submit = whole
        click(app, "try_again")
    assert not standing(lab)[CASE, SEED].is_solved
    assert "Found and mended" in click(app, "try_change")
    assert standing(lab)[CASE, SEED].verdicts == [True]
    assert not any("try 2" in run.name for run in lab.store.listing.of(ADA))


def test_a_run_that_was_interrupted_can_be_run_again(lab):
    app = opened(ADDRESS)
    whole, lab.submit = lab.submit, lambda recipe, owner: lab.store.create(recipe, owner, "engine")
    click(app, "run_faulty")
    lab.store.append(standing(lab)[CASE, SEED].run, Interrupted())
    lab.submit = whole
    app.run()
    click(app, "run_faulty")
    answer(app, "rate 0.1")
    assert "Found and mended" in click(app, "try_change")
