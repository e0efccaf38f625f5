"""Hand in and Check reports as pages: what they say, and what comes of a click."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import Library
from core.engine.query import EngineError
from core.recipe import Recipe
from core.report.form import Student
from core.report.handing_in import report_of_path
from core.report.reading import Collected
from core.report.sealing import checksum
from core.runs.store import RunStore
from dashboard.lab.visitor import VisitorState
from dashboard.report.check import state_of_file
from dashboard.report.findings import found_in_words
from dashboard.report.grade_files import graded
from dashboard.report.hand_in import report_notebook, report_page
from dashboard.report.state import CheckState
from tests.made.handed_in import (
    ADA,
    MADE,
    PATH,
    answer,
    as_read,
    data_of,
    go_through,
    put_path,
    resealed,
    with_data,
)
from tests.made.whole_runs import whole_run
from tests.paths import APP
from tests.widgets import on_page, state_in

TEACHER = "teach0rs" * 4
ADDRESS = "http://lab.example/"


@pytest.fixture
def lab(tmp_path, in_the_app, monkeypatch) -> Iterator[SimpleNamespace]:
    """An engine without a cluster, in whose store Ada has gone through a path."""
    monkeypatch.setenv("FIRST_EPOCH_HOME", str(tmp_path))
    library, store = Library(tmp_path), RunStore(tmp_path)
    engine = SimpleNamespace(
        library=library,
        store=store,
        ready=True,
        queued=[],
        owns=lambda run_id: True,
        probe=lambda run_id: None,
        held_back=lambda run_id: 0,
        place=lambda run_id: None,
        seconds=lambda recipe: recipe.training.epochs * 10.0,
        bring_in=lambda found, files, owner: store.bring_in(found, files, owner, "engine"),
    )
    engine.submit_all = lambda recipes, owner: engine.queued.extend(recipes)
    in_the_app(engine)
    put_path(tmp_path)
    go_through(store)
    yield engine
    store.close()


def made_by(lab, name: str, owner: str = "ada", number: str = "") -> str:
    """The page with a report of Ada's work, or of another's, under a name."""
    student = Student(name=name, number=number)
    report = report_of_path(PATH, student, lab.store, lab.library, owner, MADE)
    return report_page(report, ADDRESS, UTC)


def words(app: AppTest) -> str:
    elements = (*app.title, *app.subheader, *app.markdown, *app.caption, *app.html)
    boxes = (*app.info, *app.warning, *app.error, *app.success)
    return "\n".join(element.value for element in (*elements, *boxes))


def opened(view: str, visitor: str = TEACHER) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    who = state_in(app, VisitorState)
    who.token, who.was_here = visitor, True
    app.query_params["view"] = view
    on_page(app, "report").run()
    assert not app.exception
    return app


def dropped(*pages: str) -> AppTest:
    """The page that checks these reports, which came in one zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        for number, page in enumerate(pages):
            out.writestr(f"{number}/small.html", page)
    app = opened("check")
    app.file_uploader[0].upload("class.zip", file.getvalue(), "application/zip").run()
    app.button(key="read_reports").click().run()
    assert not app.exception
    return app


def links(app: AppTest) -> list[str]:
    return [one.proto.url for one in app.get("link_button")]


def table(app: AppTest) -> list[list[str]]:
    """The cells of the table of the class."""
    [html] = [one.value for one in app.html if "fe-compare fe-class" in one.value]
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)[1:]
    return [re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row) for row in rows]


def test_who_has_done_nothing_reads_where_to_begin(lab):
    assert "There is nothing to hand in yet." in words(opened("hand-in"))


def test_a_name_makes_the_report_ready(lab):
    app = opened("hand-in", visitor="ada")
    said = words(app)
    assert "2 of 2 chapters are done." in said and "One run goes along." in said
    assert "Type your name" in said and "small-" not in "".join(links(app))
    app.text_input(key="report_name").input("  Ada   Lovelace ").run()
    assert [link.rpartition("/")[2] for link in links(app) if "small-" in link] == [
        "small-ada-lovelace.html?lang=en",
        "small-ada-lovelace.ipynb?lang=en",
    ]


def test_the_page_is_whole_and_signed_and_has_everything_in_it(lab):
    page = made_by(lab, "<b>Ada</b>")
    assert state_of_file(as_read(page)) == "signed"
    body = page.partition("<script")[0]
    for told in (
        "&lt;b&gt;Ada&lt;/b&gt;",
        "What is the <strong>first</strong> loss?",
        "✓ It came true.",
        "✗ It was otherwise.",
        "It had not seen the pictures that validate.",
        "2 of 2",
        "http://lab.example/?",
        "drawn before the run",
    ):
        assert told in body, told
    assert page.count("<svg viewBox") >= 3
    assert "default-src &#39;none&#39;" in body
    assert not re.search(r'(?:src|href|url)\s*[=(]\s*["\']?(?:https?:|//)', body)


def test_a_case_of_a_hostile_text_stays_text(lab):
    hostile = "</p><script>alert(1)</script>![x](http://evil.example/x.png)<img src=x>"
    answer(lab.store, "why", {"kind": "words", "words": hostile})
    body = made_by(lab, "Ada").partition('<script type="application/json"')[0]
    assert "<script" not in body and "<img" not in body


def test_what_was_changed_is_said_and_another_key_is_another_lab(lab, monkeypatch):
    page = made_by(lab, "Ada")
    data = data_of(page)
    data["report"]["student"]["name"] = "Eve"
    assert state_of_file(as_read(with_data(page, data))) == "changed"
    assert state_of_file(as_read(page.replace("<h1>", "<h1>My "))) == "page"
    data = data_of(page)
    data["seal"]["signature"] = data["seal"]["signature"][:-1]
    assert state_of_file(as_read(with_data(page, data))) == "unsigned"
    data["seal"]["lab"] = "another"
    assert state_of_file(as_read(with_data(page, data))) == "whole"


def test_a_class_is_one_table_with_what_is_equal(lab):
    go_through(lab.store, "eve")
    answer(lab.store, "why", {"kind": "words", "words": "Another reason, all my own."}, "eve")
    pages = [made_by(lab, "Ada"), made_by(lab, "Ben"), made_by(lab, "Eve", "eve")]
    app = dropped(*pages, "<html>notes</html>")
    said = words(app)
    assert "3 reports" in said and "holds no report of a lab" in said
    rows = table(app)
    assert [row[0] for row in rows] == [
        f"<bdi>{name}</bdi> <span><bdi></bdi></span>" for name in ("Ada", "Ben", "Eve")
    ]
    # Work, chapters, tasks, predictions, near, time, equal, computed again, file
    assert rows[0][1:6] == [
        "<bdi>A small path</bdi>",
        *("2 of 2", "1 of 1", "2 of 2", "2 of 2"),
    ]
    assert [row[-3] for row in rows] == ["2", "2", "2"]  # the drawn curve is the same in all
    assert {tuple(row[-2:]) for row in rows} == {("the same", "signed here")}

    app.selectbox(key="opened_report").select_index(0).run()
    said = words(app)
    assert "All answers are equal to those of one other:" in said
    assert "A run is the very run of one other, with the same times:" in said
    assert "You" not in table(app)[0][0] and "What is the <strong>first</strong> loss?" in said
    app.button(key="equal_answers_1").click().run()
    assert app.subheader[0].value == "Ben"


def test_a_hostile_name_is_only_read(lab):
    app = dropped(made_by(lab, "<script>x</script>![a](http://evil.example)"))
    assert "&lt;script&gt;" in table(app)[0][0]
    app.selectbox(key="opened_report").select_index(0).run()
    assert not app.exception
    assert "](http" not in app.subheader[0].value


def test_a_run_is_opened_and_trained_again(lab):
    app = dropped(made_by(lab, "Ada"))
    assert app.button(key="train_all_again").label == "Train again: 3 runs"
    assert "about 1 min on one worker" in words(app)  # three runs of two epochs of 10 s
    app.selectbox(key="opened_report").select_index(0).run()
    [run] = state_in(app, CheckState).collected.reports[0].runs
    app.button(key=f"train_again_{run.run.id}").click().run()
    assert [recipe.training.seed for recipe in lab.queued] == [0, 1, 2]
    assert "3 runs were queued." in words(app)

    app.button(key=f"open_{run.run.id}").click().run()
    assert not app.exception
    [brought] = lab.store.listing.of(TEACHER)
    assert brought.name == "Ada · My best" and brought.status == "finished"
    assert [one.event.kind for one in lab.store.events(brought.id)] == [
        one.event.kind for one in run.events
    ]
    assert app.get("bidi_component"), "the player shows it"
    assert not [button for button in app.button if button.key == f"open_{run.run.id}"]


def forged(page: str, change: Callable[[dict], object]) -> str:
    """The page by somebody who changes its first run and mends the checksums."""
    data = data_of(page)
    change(data["report"]["runs"][0])
    return with_data(page, resealed(data))


def test_a_run_of_another_report_is_not_played_for_it(lab):
    page = made_by(lab, "Ada")
    other = forged(made_by(lab, "Ben"), lambda run: run["events"][3].update(val_accuracy=0.9))
    app = dropped(page, other)
    assert [row[-2] for row in table(app)] == ["the same", "one otherwise"]
    app.selectbox(key="opened_report").select_index(0).run()
    [key] = [button.key for button in app.button if str(button.key).startswith("open_")]
    app.button(key=key).click().run()
    assert key not in [button.key for button in app.button]
    app.selectbox(key="opened_report").select_index(1).run()
    assert app.subheader[0].value == "Ben"
    assert key in [button.key for button in app.button]


def test_what_the_file_says_otherwise_stands_beside_what_it_comes_to(lab):
    page = made_by(lab, "Ada")
    data = data_of(page)
    for chapter in data["report"]["chapters"]:
        for one in chapter["answers"]:
            one |= {"is_right": True} if one["block"] == "better" else {}
    data["report"]["runs"][0]["events"][5]["val_accuracy"] = 0.25
    app = dropped(with_data(page, resealed(data)))
    [row] = table(app)
    assert row[3] == "0 of 1" and row[-2] == "3 otherwise"
    app.selectbox(key="opened_report").select_index(0).run()
    said = words(app)
    assert "Computed again, 3 things come to something else than the file says." in said
    assert "The file says: ✓ Met. Computed again: ✗ Not met." in said
    assert "The file says: ✓ So it was. Computed again: ✗ It was otherwise." in said
    assert said.count('class="chart"') == 1
    [graded_one] = graded(state_in(app, CheckState), "tasks")
    assert graded_one.points == 0 and "the file says otherwise" in graded_one.comment


def test_one_claim_that_cannot_be_trained_keeps_no_other_from_it(lab):
    sentences = {
        ("data", "dataset", "mnist"): "Its dataset is not in this lab",
        ("training", "epochs", 70): "about 35 min on one worker",
        ("model", "layers", "dense:10,softmax"): "It cannot be trained here. Layer 1",
    }
    page = made_by(lab, "Ben")
    pages = [
        forged(page, lambda run, at=at: run["recipe"][at[0]].update({at[1]: at[2]}))
        for at in sentences
    ]
    app = dropped(made_by(lab, "Ada"), *pages)
    for place, sentence in enumerate(sentences.values(), 1):
        app.selectbox(key="opened_report").select_index(place).run()
        assert sentence in words(app)
    app.button(key="train_all_again").click().run()
    assert [recipe.training.epochs for recipe in lab.queued] == [2, 2, 2]


def test_a_queue_is_told_and_ended(lab):
    stopped = []
    lab.stop = stopped.append
    waiting = [lab.store.create(Recipe(), TEACHER, "engine") for _ in range(2)]
    app = dropped(made_by(lab, "Ada"))
    assert "2 runs of yours train or wait." in words(app)
    app.button(key="end_queue").click().run()
    assert stopped == waiting[::-1]


def test_who_cannot_train_is_told_why(lab):
    def refuse(recipes, owner):
        raise EngineError("Your last run is still training.")

    lab.submit_all = refuse
    app = dropped(made_by(lab, "Ada"))
    app.button(key="train_all_again").click().run()
    assert "still training" in words(app)


def test_runs_of_this_lab_tell_whether_a_claim_is_luck(lab):
    page = made_by(lab, "Ada")
    for seed in range(3):
        recipe = Recipe.from_link(data_link(page)).with_settings("training", seed=seed)
        whole_run(lab.store, TEACHER, recipe)
    app = dropped(page)
    app.selectbox(key="opened_report").select_index(0).run()
    assert "they differ by no more than luck" in words(app)
    assert "With the same seed this lab comes to 50.0%." in words(app)
    assert app.button(key="train_all_again").disabled


def data_link(page: str) -> str:
    [run] = as_read(page).runs
    return run.run.recipe.to_link()


def test_the_notebook_is_one(lab):
    import nbformat

    report = report_of_path(PATH, ADA, lab.store, lab.library, "ada", MADE)
    nbformat.validate(nbformat.reads(report_notebook(report, lab.library, ADDRESS), 4))


def test_grades_are_of_the_report_that_counts_and_say_if_it_is_not_signed(lab):
    signed = made_by(lab, "Ada", number="7")
    data = data_of(signed) | {"seal": data_of(signed)["seal"] | {"lab": ""}}
    data["report"] |= {"made": MADE + 1, "chapters": []}
    data["seal"]["checksum"] = checksum(data["report"])
    later = with_data(signed, data)
    app = dropped(later, signed)
    assert "2 reports bear the number 7, of Ada." in words(app)
    assert any("first-epoch-small-moodle.csv" in link for link in links(app))
    [row] = graded(state_in(app, CheckState), "tasks")
    assert (row.points, row.most) == (1, 1)
    assert row.comment == "tasks met: 1 of 1. Another report bears this number, with 0."
    app = dropped(later)
    [row] = graded(state_in(app, CheckState), "tasks")
    assert row.points == 0 and "This lab has not signed the file." in row.comment


def test_each_work_has_a_table_of_its_own(lab):
    page = made_by(lab, "Ada")
    data = data_of(page)
    data["report"] |= {"work": "other", "title": "Another path"}
    app = dropped(page, with_data(page, data))
    assert app.selectbox(key="graded_work").options == [
        "A small path (small)",
        "Another path (other)",
    ]
    assert any("first-epoch-small-moodle.csv" in link for link in links(app))
    app.selectbox(key="graded_work").select("other").run()
    assert any("first-epoch-other-moodle.csv" in link for link in links(app))
    app.selectbox(key="opened_report").select_index(1).run()
    said = words(app)
    assert "It had not seen the pictures that validate." in said
    assert "This does not count. This lab does not ask this." in said
    assert 'class="chart"' not in said


def test_what_nothing_but_the_signature_vouches_for_is_told(lab):
    [run] = lab.store.listing.of("ada")
    lab.store.delete(run.id)
    state = CheckState(Collected([as_read(made_by(lab, "Ada"))], []), states=["signed"])
    assert found_in_words(state, 0) == "one only signed"
    state.states = ["whole"]
    assert found_in_words(state, 0) == "one not proven"
