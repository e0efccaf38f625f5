"""The bugs that were found, as a report: what is solved, and what stays a secret."""

from collections.abc import Iterator

import pytest

from core.bugs import CASES, NAMES
from core.bugs.progress import PATH, Attempt, Judged, Note
from core.datasets import Library
from core.recipe import Recipe
from core.report.bugs import report_of_bugs
from core.report.form import MOST_HINTS
from core.report.handing_in import report_of_path
from core.report.standing import standing
from core.runs.store import RunStore
from tests.made import handed_in
from tests.made.handed_in import ADA, MADE, as_read, data_of, page_of, resealed, with_data
from tests.made.whole_runs import LINK, RECIPE, whole_run

FIRST, SECOND = [*CASES][:2]


@pytest.fixture
def store(tmp_path) -> Iterator[RunStore]:
    store = RunStore(tmp_path)
    yield store
    store.close()


def note(store: RunStore, case: str, block: str, told: Note) -> None:
    store.answers.save("ada", PATH, case, block, told.model_dump_json())


def tried(store: RunStore, case: str, is_solved: bool, recipe: Recipe = RECIPE) -> str:
    """A case for which two hints were taken, and that a run has mended, or not → its id."""
    note(store, case, "opened", Note(seed=1))
    for _ in range(2):
        note(store, case, "hint", Note(seed=1))
    run_id = whole_run(store, recipe=recipe, name=f"Try of {case}")
    attempt = Attempt(seed=1, line=0, named=CASES[case].fault, link=LINK, run=run_id)
    note(store, case, "attempt", attempt)
    note(store, case, "judged", Judged(seed=1, is_solved=is_solved))
    return run_id


def test_each_case_tells_whether_it_was_solved_and_how(store, tmp_path):
    mended, open_one = tried(store, FIRST, True), tried(store, SECOND, False)
    report = report_of_bugs(ADA, store, Library(tmp_path), "ada", MADE)
    cases = {case.name: case for case in report.cases}
    assert {*cases} == {*CASES}
    first, second = cases[FIRST], cases[SECOND]
    assert (first.is_solved, first.hints, first.tries, first.run) == (True, 2, 1, mended)
    assert first.given == first.fault == NAMES[CASES[FIRST].fault].title
    assert (second.is_solved, second.fault, second.run) == (False, "", None)
    assert [run.id for run in report.runs] == [mended]
    stands = standing(report)
    assert (stands.cases_solved, stands.cases, stands.hints) == (1, len(CASES), 4)
    assert open_one not in report.model_dump_json()


def test_a_bug_that_one_can_plant_oneself_does_not_count(store, tmp_path):
    note(store, "own-0123456789abcdef", "opened", Note(seed=1))
    note(store, FIRST, "opened", Note(seed=1))
    for _ in range(MOST_HINTS + 1):
        note(store, FIRST, "hint", Note(seed=1))
    report = report_of_bugs(ADA, store, Library(tmp_path), "ada", MADE)
    assert [case.name for case in report.cases] == [*CASES]
    assert report.cases[0].hints == MOST_HINTS


def test_a_run_that_tells_an_open_fault_does_not_go_along_with_a_path(store, tmp_path):
    run_id = handed_in.go_through(store)
    mended, _ = tried(store, FIRST, True), tried(store, SECOND, False)
    report = report_of_path(handed_in.PATH, ADA, store, Library(tmp_path), "ada", MADE)
    assert {run.id for run in report.runs} == {run_id, mended}


FAULTY = CASES[FIRST].puzzle(1).faulty
ANOTHER_SEED = FAULTY.with_settings("training", seed=FAULTY.training.seed + 1)


def train(report: dict, recipe: Recipe) -> None:
    """Put another recipe into the mended run."""
    report["runs"][0]["recipe"] = recipe.model_dump(mode="json")


def stop(report: dict) -> None:
    """Let the mended run be stopped."""
    end = report["runs"][0]["events"][-1]
    del end["best_epoch"]
    end["kind"] = "stopped"


@pytest.fixture
def page(store, tmp_path) -> str:
    """A report in which the first case is solved."""
    tried(store, FIRST, True, CASES[FIRST].puzzle(1).sound)
    return page_of(report_of_bugs(ADA, store, Library(tmp_path), "ada", MADE))


def test_a_case_that_was_mended_is_solved_again(page):
    checked = as_read(page).checked
    assert not checked.objections and checked.report.cases[0].is_solved


@pytest.mark.parametrize(
    ("change", "reason", "is_unproven"),
    [
        (
            lambda report: report["runs"][0]["recipe"]["training"].update(epochs=3),
            "2 things",
            False,
        ),
        (lambda report: report["cases"][0].update(seed=2), "things were changed", False),
        (lambda report: train(report, FAULTY), "Nothing was changed.", False),
        (lambda report: train(report, ANOTHER_SEED), "No line was changed", False),
        (lambda report: stop(report), "to its end", False),
        (lambda report: report["runs"][0].update(is_brought=True), "not trained in a lab", False),
        (lambda report: report["cases"][0].update(seed=None), "with which numbers", True),
        (lambda report: report.update(runs=[]), "not in the file", True),
        (lambda report: report["cases"][0].update(name="x"), "no such case", True),
    ],
)
def test_a_case_that_nothing_shows_to_be_mended_counts_only_if_signed(
    page, change, reason, is_unproven
):
    data = data_of(page)
    change(data["report"])
    checked = as_read(with_data(page, resealed(data))).checked
    [objection] = checked.objections.values()
    assert reason in objection.reason and objection.is_unproven is is_unproven
    assert not any(case.is_solved for case in checked.as_it_counts(is_signed=False).cases)
    assert any(case.is_solved for case in checked.as_it_counts(is_signed=True).cases) is is_unproven


def test_cases_that_the_file_leaves_out_are_not_solved(page):
    data = data_of(page)
    data["report"]["cases"] = data["report"]["cases"][:1]
    data["report"]["chapters"] = [
        {"name": "x", "title": "Done", "is_done": True, "answers": []},
    ]
    report = as_read(with_data(page, resealed(data))).checked.report
    stands = standing(report)
    assert (stands.cases_solved, stands.cases, stands.chapters) == (1, len(CASES), 0)
