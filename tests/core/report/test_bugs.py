"""The bugs that were found, as a report: what is solved, and what stays a secret."""

from collections.abc import Iterator

import pytest

from core.bugs import CASES, NAMES
from core.bugs.progress import PATH, Attempt, Judged, Note
from core.datasets import Library
from core.report.bugs import report_of_bugs
from core.report.form import MOST_HINTS
from core.report.handing_in import report_of_path
from core.report.standing import standing
from core.runs.store import RunStore
from tests.made import handed_in
from tests.made.handed_in import ADA, MADE
from tests.made.whole_runs import LINK, whole_run

FIRST, SECOND = [*CASES][:2]


@pytest.fixture
def store(tmp_path) -> Iterator[RunStore]:
    store = RunStore(tmp_path)
    yield store
    store.close()


def note(store: RunStore, case: str, block: str, told: Note) -> None:
    store.answers.save("ada", PATH, case, block, told.model_dump_json())


def tried(store: RunStore, case: str, is_solved: bool) -> str:
    """A case for which two hints were taken, and that a run has mended, or not → its id."""
    note(store, case, "opened", Note(seed=1))
    for _ in range(2):
        note(store, case, "hint", Note(seed=1))
    run_id = whole_run(store, name=f"Try of {case}")
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
