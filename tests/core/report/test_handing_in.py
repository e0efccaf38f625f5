"""A report says what was answered, what came of it, and which runs there were."""

import hashlib
from base64 import b64encode
from dataclasses import replace

import numpy as np
import pytest

from core.datasets import Library
from core.path.chapter import Path
from core.recipe import Recipe
from core.report import answered, handing_in
from core.report.form import Report, ReportedCase
from core.report.handing_in import report_of_path, weights_digest
from core.report.notebook import RECORDED, NotedRun, Presentation, notebook
from core.report.sealing import checksum
from core.report.standing import seconds_at_work, standing
from core.runs.history import History
from core.runs.store import RunStore
from tests.made.handed_in import (
    ADA,
    DRAWN,
    IN_WORDS,
    MADE,
    PATH,
    answer,
    as_read,
    go_through,
    page_of,
    report_in,
)
from tests.made.whole_runs import LINK, RECIPE, whole_run


@pytest.fixture
def store(tmp_path):
    store = RunStore(tmp_path)
    yield store
    store.close()


@pytest.fixture
def library(tmp_path) -> Library:
    return Library(tmp_path)


def by_block(report: Report) -> dict:
    return {one.block: one for one in report.answers}


def test_each_answer_stands_beside_what_came_of_it(store, library):
    run_id = go_through(store)
    told = by_block(report_in(store, library))
    assert (told["loss"].given, told["loss"].was) == ("2.30", "2.30")
    assert told["loss"].is_right and told["loss"].why == "It is ln 10."
    assert told["loss"].asked == "What is the **first** loss?"
    assert told["curve"].drawn == DRAWN
    assert told["curve"].happened == ((0, 0.1), (1, 0.75), (2, 0.5))
    assert told["go"].run == run_id and told["go"].given == "My best"
    assert (told["better"].given, told["better"].was) == ("No", "Yes")
    assert told["better"].is_right is False and told["better"].run == run_id
    assert told["why"].given == IN_WORDS and told["why"].is_right is None
    assert told["half"].is_right and told["half"].run == run_id


def test_the_last_prediction_before_the_run_counts(store, library):
    for number in (9.0, 8.0):
        answer(store, "loss", {"kind": "number", "number": number})
    go_through(store)
    answer(store, "loss", {"kind": "number", "number": 9.0})
    assert by_block(report_in(store, library))["loss"].given == "2.30"


def test_a_task_that_was_reached_stays_reached(store, library):
    store.delete(go_through(store))
    told = by_block(report_in(store, library))["half"]
    assert (told.is_right, told.given) == (True, answered.GONE)


def test_who_asked_for_the_solution_was_told(store, library):
    answer(store, "better", {"kind": "told"})
    told = by_block(report_in(store, library))["better"]
    assert told.told and not told.is_given


def test_nothing_answered_is_a_report_too(store, library):
    report = report_in(store, library)
    assert len(report.chapters) == 2 and not report.runs
    assert not any(one.is_given for one in report.answers)
    assert standing(report).chapters_done == 0


def test_a_chapter_is_done_in_the_report_just_if_it_is_on_the_path(store, library):
    answer(store, "why", {"kind": "words", "words": IN_WORDS})
    whole_run(store)  # meets the task of the chapter, which was not answered
    report = report_in(store, library)
    assert by_block(report)["half"].is_right
    assert [chapter.is_done for chapter in report.chapters] == [False, False]
    story = Path("story", "A story", "", "en", (replace(PATH.chapters[0], parts=("Once.",)),))
    [told] = report_of_path(story, ADA, store, library, "ada", MADE).chapters
    assert not told.is_done  # nobody has opened it


def test_it_tells_how_far_it_is(store, library):
    go_through(store)
    stands = standing(report_in(store, library))
    assert (stands.chapters_done, stands.chapters) == (2, 2)
    assert (stands.given, stands.asked) == (4, 4)
    assert (stands.predicted, stands.near) == (2, 2)
    assert (stands.tasks_met, stands.tasks) == (1, 1)


def test_who_was_away_was_not_at_work():
    assert seconds_at_work([]) == seconds_at_work([5.0]) == 0
    assert seconds_at_work([0, 60, 100_000, 100_030]) == 60 + 600 + 30


def test_own_runs_since_the_beginning_go_along_with_their_events_but_the_progress(store, library):
    before = whole_run(store, "ada")
    run_id = go_through(store)
    more = whole_run(store, "ada", Recipe.from_link(f"{LINK}&training.seed=7"))
    other = whole_run(store, "eve")
    waits = store.create(RECIPE, "ada", "engine")
    report = report_in(store, library)
    assert [run.id for run in report.runs] == [run_id, more]
    assert not {before, other, waits} & {run.id for run in report.runs}
    run = report.runs[0]
    assert [event["number"] for event in run.events] == list(range(len(run.events)))
    kinds = [event["kind"] for event in run.events]
    assert kinds[0] == "queued" and kinds[-1] == "finished" and "progress" not in kinds
    assert run.weights == weights_digest(store.load_weights(run_id).weights)
    recipe = run.recipe.model_dump(mode="json")
    assert run.checksum == checksum([recipe, run.events, run.weights])


def test_a_run_of_somebody_else_does_not_go_along_though_an_answer_names_it(store, library):
    other = whole_run(store, "eve", name="Eve's secret")
    answer(store, "go", {"kind": "run", "run": other})
    report = report_in(store, library)
    assert not report.runs
    assert "secret" not in report.model_dump_json()


def test_of_too_many_runs_those_go_along_that_an_answer_names(store, library, monkeypatch):
    monkeypatch.setattr(handing_in, "MOST_RUNS", 2)
    run_id = go_through(store)
    newest = [whole_run(store, "ada") for _ in range(3)][-1]
    report = report_in(store, library)
    assert {run.id for run in report.runs} == {run_id, newest}
    assert report.omitted == 2


def test_weights_have_another_digest_if_a_number_a_shape_or_a_type_differs():
    weights = [np.zeros((2, 3), np.float32), np.ones(3, np.float32)]
    others = [
        weights[::-1],
        [weights[0].T, weights[1]],
        [weights[0].astype(np.float64), weights[1]],
        [weights[0] + np.float32(1e-7), weights[1]],
    ]
    digests = {weights_digest(one) for one in [weights, *others]}
    assert len(digests) == 5
    assert weights_digest([array.copy() for array in weights]) in digests
    assert len(next(iter(digests))) == hashlib.sha256().digest_size * 2


def test_the_notebook_has_the_code_and_what_was_recorded(store, library):
    run_id = go_through(store)
    case = ReportedCase(
        name="slow", title="Slow", is_solved=True, hints=2, tries=3, given="Rate", fault="Rate"
    )
    report = report_in(store, library).model_copy(update={"cases": (case,)})
    history = History(RECIPE)
    history.add(store.events(run_id))
    card = library.card("digits")
    runs = [
        NotedRun("My best", "?x", False, "a1b2", history, card),
        NotedRun("Elsewhere", "?y", True, "c3d4", history, None),
    ]
    import nbformat

    shown = Presentation(lambda history: b"run", lambda answer: b"drawn", lambda told: "So.")
    read = nbformat.reads(notebook(report, runs, shown), 4)
    nbformat.validate(read)
    cells = {cell.id: cell for cell in read.cells}
    assert "was not computed by this notebook" in cells["about"].source
    assert IN_WORDS in cells["chapter-1"].source
    assert "It was: 2.30\n\nSo.\n\nIt is ln 10." in cells["chapter-0-to-1"].source
    assert cells["case-0"].source.endswith("It was: Rate\n\nSo.\n\nHints: 2, tries: 3")
    assert cells["run-0"].source.endswith("as in the report: `a1b2`")
    assert "model.fit(" in cells["run-0-training"].source
    [recorded] = cells["run-0-training"].outputs
    assert recorded.text.startswith(RECORDED)
    assert "Epoch 1/2\n0s - accuracy: 0.5000 - loss: 1.5000 - val_accuracy: 0.7500" in recorded.text
    assert cells["run-0-curves"].outputs[0].data["image/png"] == b64encode(b"run").decode()
    # The test set is sealed, and validates nobody.
    assert cells["run-0-evaluation"].outputs == []
    assert "brought into the lab" in cells["run-1"].source
    assert "run-1-training" not in cells
    counts = [cell.execution_count for cell in read.cells if cell.cell_type == "code"]
    assert counts == [*range(1, len(counts) + 1)]


def test_the_notebook_draws_a_predicted_curve_beside_the_one_that_came(store, library, monkeypatch):
    go_through(store)
    shown = Presentation(lambda history: b"run", lambda answer: b"drawn", lambda told: "So.")
    import nbformat

    read = nbformat.reads(notebook(report_in(store, library), [], shown), 4)
    names = [cell.id for cell in read.cells]
    assert names == ["about", "chapter-0-to-1", "chapter-0-drawn-1", "chapter-0", "chapter-1"]
    cell = read.cells[2]
    assert cell.outputs[0].data["image/png"] == b64encode(b"drawn").decode()

    import matplotlib.pyplot as plt

    monkeypatch.setattr(plt, "show", lambda: None)
    plt.switch_backend("agg")
    exec(compile(cell.source, "cell", "exec"), {})
    lines = [[tuple(point) for point in line.get_xydata()] for line in plt.gca().lines]
    plt.close("all")
    assert lines == [[*DRAWN], [(0, 0.1), (1, 0.75), (2, 0.5)]]


def test_a_run_that_was_brought_in_is_told(store, library, tmp_path):
    from core.report.bringing import as_brought

    go_through(store)
    [run] = as_read(page_of(report_in(store, library))).runs
    brought = as_brought(run, "0.1", "Ada · My best", library)
    store.bring_in(brought, tmp_path / "nothing", "eve", "engine")
    [listed] = store.listing.of("eve")
    assert listed.name == "Ada · My best" and listed.origin.run == run.run.id
    assert listed.summary == run.summary
    answer(store, "go", {"kind": "run", "run": listed.id}, "eve")
    [run] = report_of_path(PATH, ADA, store, library, "eve", MADE).runs
    assert run.is_brought and run.weights is None
