"""What a report says came of its answers is computed again from its runs; nothing is believed."""

from collections.abc import Callable, Iterator
from pathlib import Path as Folder

import pytest

from core.datasets import Library
from core.experiments.ready import READY
from core.language import spoken
from core.path.chapter import Path
from core.path.reading import read_path
from core.report.again import Again, Checked
from core.report.form import Report, ReportedAnswer
from core.report.handing_in import report_of_path
from core.report.reading import read_report
from core.report.standing import standing
from core.runs.events import EpochChosen, Finished
from core.runs.store import RunStore
from tests.core.path.evidence import EPOCHS, STARTED
from tests.made.handed_in import (
    ADA,
    FILES,
    MADE,
    PATH,
    answer,
    as_read,
    data_of,
    go_through,
    page_of,
    report_in,
    resealed,
    with_data,
)

Change = Callable[[dict], object]


@pytest.fixture
def store(tmp_path) -> Iterator[RunStore]:
    store = RunStore(tmp_path)
    yield store
    store.close()


@pytest.fixture
def page(store, tmp_path) -> str:
    go_through(store)
    return page_of(report_in(store, Library(tmp_path)))


def checked(page: str, change: Change = lambda report: None) -> Checked:
    """A report computed again, after somebody has changed it and mended all checksums."""
    data = data_of(page)
    change(data["report"])
    found = as_read(with_data(page, resealed(data)))
    assert found.is_whole
    return found.checked


def told(report: Report, block: str) -> ReportedAnswer:
    return next(one for one in report.answers if one.block == block)


def in_file(report: dict, block: str) -> dict:
    answers = [one for chapter in report["chapters"] for one in chapter["answers"]]
    return next(one for one in answers if one["block"] == block)


def setting(block: str, **values: object) -> Change:
    return lambda report: in_file(report, block).update(values)


def test_a_report_comes_to_the_same_again(page):
    found = checked(page)
    assert found.is_known and not found.discrepancies and not found.remarks and not found.notes
    assert found.report == found.as_it_counts(is_signed=True) == as_read(page).report
    assert told(found.report, "better").is_right is False
    assert told(found.report, "half").is_right is True


@pytest.mark.parametrize(
    ("block", "values"),
    [
        ("better", {"is_right": True}),
        ("better", {"given": "Yes"}),
        ("better", {"was": "No"}),
        ("better", {"asked": "Did it get worse?"}),
        ("loss", {"given": "2.3026"}),
        ("loss", {"told": True}),
        ("curve", {"happened": [[0, 0.1], [1, 0.5], [2, 0.6]]}),
        ("curve", {"drawn": [[0, 0.1], [1, 0.75], [2, 0.5]]}),
        ("half", {"is_right": None}),
    ],
)
def test_what_the_file_says_instead_is_told_and_does_not_count(page, block, values):
    found = checked(page, setting(block, **values))
    assert [name for _, name in found.discrepancies] == [block]
    assert (found.otherwise, found.unproven) == (1, 0)
    assert found.as_it_counts(is_signed=False) == found.report == as_read(page).report


def test_other_events_come_to_something_else(page):
    def worse(report: dict) -> None:
        report["runs"][0]["events"][5]["val_accuracy"] = 0.15

    found = checked(page, worse)
    assert told(found.report, "better").is_right is True  # “No” is so now
    half = told(found.report, "half")
    assert half.is_right is False and half.was == "validation accuracy 15.0%"
    assert {name for _, name in found.discrepancies} == {"better", "half", "curve"}


def test_another_answer_is_judged_anew(page):
    found = checked(page, setting("loss", answer={"kind": "number", "number": 7.0}))
    loss = told(found.report, "loss")
    assert (loss.is_right, loss.given, loss.was) == (False, "7.00", "2.30")
    assert found.discrepancies["first", "loss"].answer.is_right is True


def test_a_task_that_was_met_once_stays_met(store, tmp_path):
    run_id = go_through(store)
    answer(store, "half", {"kind": "run", "run": run_id})
    store.choose(run_id, EpochChosen(epoch=0))
    found = checked(page_of(report_in(store, Library(tmp_path))))
    assert told(found.report, "half").is_right is True and not found.discrepancies


def test_a_run_from_a_file_meets_no_task(page):
    found = checked(page, lambda report: report["runs"][0].update(is_brought=True))
    assert told(found.report, "half").is_right is False
    assert "as a file" in found.remarks["second", "half"]


def test_a_task_that_was_met_without_an_answer_is_computed_too(store, tmp_path):
    run_id = go_through(store)
    report = report_in(store, Library(tmp_path))
    page = page_of(report)
    found = checked(page, setting("half", at=None))
    assert told(found.report, "half").is_right is True
    assert told(found.report, "half").run == run_id
    assert [chapter.is_done for chapter in found.report.chapters] == [True, False]
    assert found.notes and "“Second”" in found.notes[0]
    assert found.otherwise == 1 and not found.discrepancies


def test_without_its_run_a_claim_counts_only_if_the_lab_has_signed_it(page):
    found = checked(page, lambda report: report.update(runs=[]))
    assert found.otherwise == 0 and found.unproven == 4
    assert "not in the file" in found.discrepancies["second", "half"].unproven
    assert told(found.as_it_counts(is_signed=False), "half").is_right is None
    assert told(found.as_it_counts(is_signed=True), "half").is_right is True


def test_without_the_answer_itself_its_words_prove_nothing(page):
    found = checked(page, setting("better", answer=None, is_right=True))
    assert "in words alone" in found.discrepancies["first", "better"].unproven
    assert told(found.report, "better").is_right is None


def test_a_deleted_run_is_no_forgery(store, tmp_path):
    store.delete(go_through(store))
    found = checked(page_of(report_in(store, Library(tmp_path))))
    assert [name for _, name in found.discrepancies] == ["half"]
    assert (found.otherwise, found.unproven) == (0, 1)


def test_what_is_odd_is_remarked(page):
    late = checked(page, setting("loss", at=MADE * 2))
    assert "after its run" in late.remarks["first", "loss"]
    other = checked(page, lambda report: report["runs"][0]["recipe"]["training"].update(epochs=3))
    assert "another recipe" in other.remarks["first", "go"]


def test_what_the_file_leaves_out_counts_as_not_answered(page):
    found = checked(page, lambda report: report["chapters"].pop())
    assert len(found.report.chapters) == 2 and not told(found.report, "half").is_given
    assert "is not in the file" in found.notes[0]
    found = checked(page, lambda report: report["chapters"][0]["answers"].pop())
    assert not told(found.report, "better").is_given


def test_a_path_that_this_lab_does_not_have_is_shown_and_counts_only_if_it_was_signed(page):
    found = checked(page, lambda report: report.update(work="elsewhere", cases=[SOLVED]))
    assert not found.is_known and "no path “elsewhere”" in found.notes[0]
    assert points(found.as_it_counts(is_signed=False)) == NOTHING
    shown = told(found.as_shown(is_signed=False), "loss")
    assert (shown.given, shown.is_right) == ("2.30", None)
    assert found.discrepancies["first", "loss"].answer.is_right is True
    assert found.as_it_counts(is_signed=True).chapters == as_read(page).report.chapters


@pytest.mark.parametrize("digest", [None, "0" * 64])
def test_a_file_that_does_not_tell_what_it_was_asked_counts_only_if_it_was_signed(page, digest):
    def ask_otherwise(report: dict) -> None:
        for chapter in report["chapters"]:
            chapter["digest"] = digest

    found = checked(page, ask_otherwise)
    assert found.is_known and "ask other questions" in found.notes[0]
    assert points(found.as_it_counts(is_signed=False)) == NOTHING
    assert told(found.as_shown(is_signed=False), "loss").given == "2.30"
    assert points(found.as_it_counts(is_signed=True)) == points(as_read(page).report)


def test_a_chapter_that_this_lab_does_not_have_counts_only_if_it_was_signed(page):
    found = checked(page, lambda report: report["chapters"][1].update(digest=None))
    assert found.is_known and "asks other questions" in found.notes[0]
    assert not told(found.as_it_counts(is_signed=False), "half").is_given
    assert [one.is_done for one in found.as_it_counts(is_signed=False).chapters] == [True, False]
    assert told(found.as_shown(is_signed=False), "half").given
    first, second = as_read(page).report.chapters
    as_in_file = (first, second.model_copy(update={"digest": None}))
    assert found.as_it_counts(is_signed=True).chapters == as_in_file


def test_a_chapter_that_was_made_up_adds_nothing(page):
    made_up = {"kind": "explain", "asked": "Why?", "given": "So.", "is_right": None}
    chapter = {"name": "more", "title": "More", "digest": None, "is_done": True}
    answers = [{"block": f"why-{number}"} | made_up for number in range(60)]
    found = checked(page, lambda report: report["chapters"].append(chapter | {"answers": answers}))
    assert standing(found.as_it_counts(is_signed=False)) == standing(as_read(page).report)
    assert told(found.as_shown(is_signed=False), "why-0").given == "So."
    assert (found.otherwise, found.unproven) == (0, 61)


SOLVED = {"name": "x", "title": "A case", "is_solved": True}
NOTHING = (0, 0, 0, 0)


def points(report: Report) -> tuple[int, int, int, int]:
    """All for which a report can have points."""
    stands = standing(report)
    return stands.given, stands.tasks_met, stands.chapters_done, stands.cases_solved


def test_who_was_told_and_has_lost_the_run_says_nothing_otherwise(store, tmp_path):
    go_through(store)
    answer(store, "better", {"kind": "told"})
    page = page_of(report_in(store, Library(tmp_path)))
    found = checked(page, lambda report: report.update(runs=[]))
    assert "not in the file" in found.discrepancies["first", "better"].unproven
    assert found.otherwise == 0


def test_a_sample_that_was_mended_since_changes_nothing(page, tmp_path):
    path = _path(tmp_path, written("New pictures differ.", "Others differ."))
    found = read_report(page, "x", Again(Library(tmp_path), lambda name: path)).checked
    assert not found.discrepancies and not found.notes
    assert points(found.report) == points(as_read(page).report)


def test_a_translation_that_one_lab_alone_has_changes_nothing(store, tmp_path):
    go_through(store)
    second = FILES["02-second.md"].replace("Why not all?", "Wherefore?")
    path = _path(tmp_path / "translated", FILES | {"en-XA/02-second.md": second}, "en-XA")
    with spoken("en-XA"):
        report = report_of_path(path, ADA, store, Library(tmp_path), "ada", MADE)
    assert told(report, "why").asked == "Wherefore?"
    found = checked(page_of(report))
    assert not found.discrepancies and not found.notes


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("number: initial_loss", "number: val_loss"),
        ("within: 0.1", "within: 0.3"),
        ("curve: val_accuracy", "curve: train_accuracy"),
        ("when: val_accuracy > 20 %", "when: val_accuracy > 30 %"),
        ("when: val_accuracy >= 50 %", "when: val_accuracy >= 60 %"),
    ],
)
def test_a_chapter_in_which_something_else_is_right_is_another(tmp_path, before, after):
    path = _path(tmp_path, written(before, after))
    pairs = zip(path.chapters, PATH.chapters, strict=True)
    assert sum(here.digest == there.digest for here, there in pairs) == 1


def test_a_report_in_another_language_comes_to_the_same(store, tmp_path):
    go_through(store)
    with spoken("en-XA"):
        report = report_in(store, Library(tmp_path))
    assert report.language == "en-XA"
    found = checked(page_of(report))
    assert not found.discrepancies and told(found.report, "loss").was == "2.30"
    unknown = checked(page_of(report.model_copy(update={"language": "tlh"})))
    assert not unknown.discrepancies and told(unknown.report, "half").is_right is True


def raced(store: RunStore, home: Folder, dataset: str) -> tuple[Path, Report]:
    """The path with a race in it, and the report of who ran it on a dataset."""
    path = _path(
        home / "race",
        written(
            "```explain\nname: why\nask: Why not all?\nsample: New pictures differ.\n```",
            "```run\nname: rates\nrace: rates\n```\n"
            "```observe\nname: winner\nask: Which place?\nof: rates\nnumber: winner\n```",
        ),
    )
    go_through(store)
    race = READY["rates"].race(Library(home).card(dataset))
    race_id, runs = store.races.create("ada", "engine", race.model_dump_json(), race.recipes)
    for block, given in {
        "rates": f'{{"kind": "race", "race": "{race_id}"}}',
        "winner": '{"kind": "number", "number": 3}',
    }.items():
        store.answers.save("ada", "small", "second", block, given)
    for place, run_id in enumerate(runs):
        last = {"epoch": race.base.training.epochs, "val_accuracy": 0.9 if place == 2 else 0.5}
        for event in (STARTED, EPOCHS[0], EPOCHS[1].model_copy(update=last), FINISHED):
            store.append(run_id, event)
    return path, report_of_path(path, ADA, store, Library(home), "ada", MADE)


def test_a_race_is_computed_from_its_runs(store, tmp_path):
    path, report = raced(store, tmp_path, "digits")
    assert told(report, "winner").is_right is True

    again = Again(Library(tmp_path), lambda name: path)
    found = read_report(page_of(report), "x", again).checked
    assert not found.discrepancies and told(found.report, "winner").is_right is True
    cut = report.model_copy(update={"runs": report.runs[:-1]})
    claim = read_report(page_of(cut), "x", again).checked.discrepancies["second", "winner"]
    assert "are not all those of the race" in claim.unproven


def test_a_race_on_another_dataset_is_not_that_of_the_chapter(store, tmp_path):
    path, report = raced(store, tmp_path, "kmnist")
    again = Again(Library(tmp_path), lambda name: path)
    found = read_report(page_of(report), "x", again).checked
    assert "as this lab races them" in found.discrepancies["second", "winner"].unproven


FINISHED = Finished(test_loss=0.5, test_accuracy=0.5, seconds=1)


def written(before: str, after: str) -> dict[str, str]:
    """The files of the path with something in them written otherwise."""
    return {name: text.replace(before, after) for name, text in FILES.items()}


def _path(home: Folder, files: dict[str, str], language: str = "en") -> Path:
    folder = home / "small"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return read_path(folder, language, Library(home).card)


@pytest.mark.parametrize("value", ["Infinity", "-Infinity", "NaN", 1.7e308, -1.7e308, 5e-324])
@pytest.mark.parametrize("number", [1e12, -1e12, 0.0])
def test_numbers_of_any_size_break_nothing(page, value, number):
    def extreme(report: dict) -> None:
        for event in report["runs"][0]["events"]:
            event.update({name: value for name in ("val_loss", "loss") if name in event})
        in_file(report, "loss")["answer"] = {"kind": "number", "number": number}
        points = [[0, number], [1e12, -number]]
        in_file(report, "curve")["answer"] = {"kind": "curve", "points": points}

    assert told(checked(page, extreme).report, "loss").given
