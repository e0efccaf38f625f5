"""Reports are read as they were made; what was changed is known, what is none is refused."""

import io
import json
import math
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from core import limited_calls
from core.datasets import Library
from core.exchange.plain_json import canonical
from core.limited_process import TimeExceeded
from core.report import form, reading
from core.report.again import Again
from core.report.form import Report, Student
from core.report.reading import Collected, collect_apart
from core.report.sealing import ReportError, checksum, signed_words
from core.runs.events import EpochChosen
from core.runs.store import RunStore
from tests.made.handed_in import (
    as_read,
    data_of,
    go_through,
    page_of,
    put_path,
    report_in,
    with_data,
)
from tests.made.handed_in import resealed as mended

HOSTILE = '</script><script>alert(1)</script><!-- =cmd|"/C calc"!A0 \u202e'


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Report:
    folder = tmp_path_factory.mktemp("home")
    store = RunStore(folder)
    go_through(store)
    made = report_in(store, Library(folder))
    store.close()
    return made


@pytest.fixture
def page(report) -> str:
    return page_of(report)


AGAIN = Again(Library(Path("no-home")), lambda name: None)


def collect(paths: list[Path]) -> Collected:
    """What is found in files, by a lab without paths."""
    return reading.collect(paths, AGAIN)


def refusal(page: str) -> str:
    with pytest.raises(ReportError) as refused:
        as_read(page)
    return str(refused.value)


def changed(page: str, change: Callable[[dict], object]) -> str:
    """The page after `change` had its data in hand."""
    data = data_of(page)
    change(data)
    return with_data(page, data)


def resealed(page: str, change: Callable[[dict], object]) -> str:
    """The same by somebody who mends the checksums."""

    def and_mend(data: dict) -> None:
        change(data["report"])
        mended(data)

    return changed(page, and_mend)


def test_it_is_read_as_it_was_made(page, report):
    read = as_read(page)
    assert read.is_whole and read.page_is_whole
    bare = tuple(run.model_copy(update={"events": ()}) for run in report.runs)
    assert read.report == report.model_copy(update={"runs": bare})
    [run] = read.runs
    assert [one.event.kind for one in run.events] == [one["kind"] for one in report.runs[0].events]
    assert run.accuracy == 0.5
    assert math.isnan(run.events[-3].event.val_loss)
    assert read.seal.lab == "lab" and read.seal.signature == f"signed {signed_words(read.seal)}"


def test_words_of_a_student_end_no_element(report):
    student = Student(name=HOSTILE[:80])
    page = page_of(report.model_copy(update={"student": student}))
    assert page.count("<script") == page.count("</script>") == 1
    read = as_read(page)
    assert read.report.student == student and read.is_whole


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data["report"]["student"].update(name="Eve"),
        lambda data: data["report"]["chapters"][0]["answers"][0].update(given="2.2"),
        lambda data: data["report"]["chapters"][0]["answers"][3].update(is_right=True),
        lambda data: data["report"]["runs"][0]["events"][-1].update(test_accuracy=0.99),
        lambda data: data["report"]["runs"][0]["recipe"]["training"].update(seed=5),
        lambda data: data["report"]["runs"][0].update(weights="0" * 64),
        lambda data: data["report"].update(made=1.0),
        lambda data: data["seal"].update(checksum="0" * 64),
    ],
)
def test_a_change_by_hand_is_known(page, change):
    read = as_read(changed(page, change))
    assert not read.is_whole and read.page_is_whole


def test_who_mends_the_checksum_of_the_whole_has_those_of_the_runs_before_them(page):
    def faster(data: dict) -> None:
        data["report"]["runs"][0]["events"][3]["val_accuracy"] = 0.99
        data["seal"]["checksum"] = checksum(data["report"])

    assert not as_read(changed(page, faster)).is_whole


def test_who_mends_all_checksums_does_not_have_the_words_that_a_lab_signed(page):
    read = as_read(resealed(page, lambda report: report.update(made=1.0)))
    assert read.is_whole
    assert read.seal.signature != f"signed {signed_words(read.seal)}"


def test_a_change_of_the_page_around_the_data_is_known_but_not_of_its_line_ends(page):
    assert as_read(page.replace("\n", "\r\n")).page_is_whole
    assert not as_read(page.replace("My work", "My best work")).page_is_whole


OPENING = '<script type="application/json" id="first-epoch-report">'


@pytest.mark.parametrize(
    "opening",
    [
        OPENING.replace("<script", "<script-x"),
        OPENING.replace("<script", '<script style="display:block"'),
        OPENING.replace("application/json", "text/javascript"),
        OPENING.upper(),
    ],
)
def test_another_element_which_a_browser_might_show_is_no_report(page, opening):
    forged = page.replace(OPENING, opening).replace("</script>", "</script></script-x>")
    assert "holds no report" in refusal(forged)


def test_another_entry_is_refused_and_a_tag_ends_the_data(page):
    assert "“x” is refused" in refusal(changed(page, lambda data: data.update(x="All met")))
    forged = page.replace(OPENING + "{", OPENING + '{"report":"</SCRIPT ><h1>All met</h1>",')
    assert "cannot be read" in refusal(forged)


def test_data_in_another_place_are_a_change_of_the_page(page):
    element = page[page.index(OPENING) : page.index("</body>")]
    moved = page.replace(element, "").replace("<p>My", f"{element}<p>My")
    read = as_read(moved)
    assert read.is_whole and not read.page_is_whole
    between = as_read(page.replace("</script>", "</script><h1>All met</h1>"))
    assert between.is_whole and not between.page_is_whole


@pytest.mark.parametrize("tag", ["<script ", OPENING[:-1], OPENING, "</body>", "<"])
def test_many_tags_are_read_in_time(tag):
    """If reading took the square of their number, it would not end within the limit of a test."""
    assert "report" in refusal(tag * (10_000_000 // len(tag)))


def test_json_may_be_written_in_another_way(page):
    assert as_read(with_data(page, json.dumps(data_of(page), indent=2))).is_whole


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda report: report.update(version=2), "later version of the lab (form 2;"),
        (lambda report: report.update(version="x"), "“version” is refused"),
        (lambda report: report.update(format="else"), "“report” is refused"),
        (lambda report: report.update(more=1), "“more” is refused"),
        (lambda report: report.pop("student"), "“student” is refused"),
        (lambda report: report["student"].update(name=""), "“student.name” is refused"),
        (lambda report: report["student"].update(name="x" * 81), "“student.name” is refused"),
        (lambda report: report.update(made="NaN"), "“made” is refused"),
        (lambda report: report.update(made=1e300), "“made” is refused"),
        (lambda report: report.update(omitted=-1), "“omitted” is refused"),
        (lambda report: report.update(chapters=report["chapters"] * 31), "“chapters” is refused"),
        (lambda report: report["chapters"][0]["answers"][0].update(kind="boast"), "kind” is"),
        (lambda report: report["chapters"][0]["answers"][0].update(asked="x" * 4001), "asked” is"),
        (lambda report: report["chapters"][0]["answers"][1].update(drawn=[["a", 1]]), "drawn.0.0”"),
        (lambda report: report["runs"][0].update(id="../../x"), "“runs.0.id” is refused"),
        (lambda report: report["runs"][0].update(weights="x"), "“runs.0.weights” is refused"),
        (lambda report: report["runs"][0]["recipe"]["training"].update(epochs=10**9), "epochs” is"),
        (lambda report: report["runs"][0]["recipe"].update(more={}), "“runs.0.recipe.more” is"),
        (lambda report: report["runs"][0]["events"].pop(), "do not tell how it ended"),
        (lambda report: report["runs"][0]["events"].pop(1), "cannot follow those before it"),
        (lambda report: report["runs"][0].update(events=[[]]), "events.0” is refused"),
        (
            lambda report: report["runs"][0]["events"][3].update(val_accuracy=1.5),
            "“val_accuracy” is not what it can be there",
        ),
        (lambda report: report["runs"].append(report["runs"][0]), "two runs called"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(page, change, sentence):
    said = refusal(resealed(page, change))
    assert sentence in said and "ada.html" in said


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("", "cannot be read"),
        ("[]", "“report” is refused"),
        ("null", "“report” is refused"),
        ('{"report": 1}', "“report” is refused"),
        ('{"report": {"format": "first-epoch-report", "version": 1}}', "is refused"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "cannot be read"),
        ('{"report": NaN}', "cannot be read"),
        ('"\\ud800"', "cannot be read"),
        ("1" * 5_000, "cannot be read"),
    ],
)
def test_data_of_any_kind_is_refused_in_a_sentence(page, data, sentence):
    assert sentence in refusal(with_data(page, data))


def test_depth_within_what_python_reads_is_refused_too(page):
    def deep(report: dict) -> None:
        report["runs"][0]["events"][0]["kind"] = json.loads("[" * 400 + "]" * 400)

    data = data_of(page)
    deep(data["report"])
    assert "refused" in refusal(with_data(page, data))


def test_no_seal_is_refused(page):
    assert "is refused" in refusal(changed(page, lambda data: data.pop("seal")))


def test_another_page_and_one_with_two_reports_are_refused(page):
    assert "holds no report" in refusal("<html><body>Hello</body></html>")
    assert "more than one report" in refusal(page + page)


def test_too_many_events_are_refused(page, monkeypatch):
    monkeypatch.setattr(reading, "MOST_EVENTS", 3)
    assert "more than 3 events" in refusal(page)


# ---- Files, folders and archives ----


def zipped(files: dict[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return out.getvalue()


def of_students(report: Report, *names: str) -> dict[str, str]:
    """Pages by the paths that Moodle gives them."""
    made = (report.model_copy(update={"student": Student(name=name)}) for name in names)
    return {f"{one.student.name}_12_assignsubmission_file/small.html": page_of(one) for one in made}


def test_an_archive_and_a_folder_with_stray_files_are_read(report, tmp_path):
    pages = of_students(report, "Ada", "Eve")
    strays = {"Eve_12/notes.pdf": b"%PDF-1.7", "Ada_12/small.ipynb": b"{}", ".DS_Store": b"x"}
    (tmp_path / "class.zip").write_bytes(zipped({**pages, **strays}))
    folder = tmp_path / "class"
    for name, content in of_students(report, "Ben").items():
        file = folder / name
        file.parent.mkdir(parents=True)
        file.write_text(content, encoding="utf-8")
    found = collect([tmp_path / "class.zip", folder])
    assert [read.report.student.name for read in found.reports] == ["Ada", "Eve", "Ben"]
    assert found.reports[0].file == ("class.zip → Ada_12_assignsubmission_file/small.html")
    said = dict(found.refused)
    assert "holds no report" in said["class.zip → Eve_12/notes.pdf"]
    assert "is a notebook" in said["class.zip → Ada_12/small.ipynb"]
    assert len(said) == 2


def test_one_that_is_given_twice_is_judged_once_and_counts_once(report, tmp_path):
    for name in ("a.html", "b.html"):
        (tmp_path / name).write_text(page_of(report), encoding="utf-8")
    judged = []

    def again(report, events):
        judged.append(report)
        return AGAIN(report, events)

    found = reading.collect([tmp_path / "a.html", tmp_path / "b.html"], again)
    assert len(found.reports) == len(judged) == 1
    assert found.refused[0].sentence == "b.html is the same report as a.html. It counts once."


@pytest.mark.parametrize("name", ["../../small.html", "/etc/small.html", "C:\\small.html"])
def test_an_archive_that_points_outside_itself_is_refused_and_the_others_are_read(
    report, tmp_path, name
):
    (tmp_path / "bad.zip").write_bytes(zipped({name: page_of(report)}))
    (tmp_path / "good.html").write_text(page_of(report), encoding="utf-8")
    found = collect([tmp_path / "bad.zip", tmp_path / "good.html"])
    assert len(found.reports) == 1
    assert "points outside the archive" in found.refused[0].sentence


def test_what_is_too_large_is_not_read(report, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_BYTES", 1_000)
    page = page_of(report) + " " * 1_000
    (tmp_path / "large.html").write_text(page, encoding="utf-8")
    (tmp_path / "bomb.zip").write_bytes(zipped({"small.html": b" " * 300_000}))
    found = collect([tmp_path / "large.html", tmp_path / "bomb.zip"])
    assert [refused.file for refused in found.refused] == ["large.html", "bomb.zip → small.html"]
    assert all("no report has as many" in refused.sentence for refused in found.refused)
    assert form.MOST_BYTES == 20 * 2**20


def test_what_is_no_text_or_damaged_is_refused(report, tmp_path):
    (tmp_path / "latin.html").write_bytes("é".encode("latin-1"))
    (tmp_path / "cut.zip").write_bytes(zipped(of_students(report, "Ada"))[:200])
    (tmp_path / "empty.html").write_bytes(b"")
    found = collect([tmp_path / name for name in ("latin.html", "cut.zip", "empty.html")])
    assert not found.reports and len(found.refused) == 3


def test_too_many_files_are_refused_at_once(report, tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_FILES", 2)
    (tmp_path / "class.zip").write_bytes(zipped(of_students(report, "Ada", "Ben", "Eve")))
    with pytest.raises(ReportError, match="more than 2 files"):
        collect([tmp_path / "class.zip"])


def test_too_much_data_in_all_is_refused(report, tmp_path, monkeypatch):
    (tmp_path / "class.zip").write_bytes(zipped(of_students(report, "Ada", "Ben", "Eve")))
    one = len(canonical(report.model_dump(mode="json")))
    monkeypatch.setattr(reading, "MOST_TOGETHER", 4 * one)
    assert len(collect([tmp_path / "class.zip"]).reports) == 3
    monkeypatch.setattr(reading, "MOST_TOGETHER", 2 * one)
    with pytest.raises(ReportError, match="MB of data in all"):
        collect([tmp_path / "class.zip"])


def test_when_it_breaks_off_the_file_that_was_read_last_is_named(report, tmp_path, monkeypatch):
    def broken_off(function, limits, folder):
        function()
        raise TimeExceeded(-9)

    monkeypatch.setattr(limited_calls, "call_apart", broken_off)
    (tmp_path / "ada.html").write_text(page_of(report), encoding="utf-8")
    with pytest.raises(ReportError, match=r"Choose fewer at a time\. The last file was ada\.html"):
        collect_apart([tmp_path / "ada.html"], Again(Library(tmp_path)), tmp_path)


def test_a_result_that_is_not_of_the_recipe_is_no_claim(tmp_path):
    store = RunStore(tmp_path)
    run_id = go_through(store)
    assert as_read(page_of(report_in(store, Library(tmp_path)))).runs[0].accuracy == 0.5
    store.choose(run_id, EpochChosen(epoch=1))
    [run] = as_read(page_of(report_in(store, Library(tmp_path)))).runs
    assert run.summary.accuracy == 0.75 and run.accuracy is None
    store.close()


def test_a_path_that_is_none_is_refused(tmp_path):
    assert "There is no file" in collect([Path(tmp_path / "none")]).refused[0].sentence


def test_they_are_read_in_a_process_of_its_own_with_the_paths_of_the_lab(
    report, tmp_path, monkeypatch
):
    monkeypatch.setenv("FIRST_EPOCH_HOME", str(tmp_path))
    put_path(tmp_path)
    (tmp_path / "ada.html").write_text(page_of(report), encoding="utf-8")
    [found] = collect_apart([tmp_path / "ada.html"], Again(Library(tmp_path)), tmp_path).reports
    assert found == as_read(page_of(report)) and found.checked.is_known
