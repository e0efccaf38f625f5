"""A chapter beside its page, without a browser: what it asks, what it tells, and when."""

import math
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from core.experiments.ready import READY
from core.language import say
from core.path.answers import ANSWER, CurveAnswer, RaceAnswer
from core.path.judging import WAS_MET
from core.recipe import Recipe
from core.runs.events import Failed, Stopped
from dashboard.path import texts
from tests.dashboard.path.visit import ADA, RACE, RECIPE, opened, words, write_path
from tests.dashboard.runs.visit import told
from tests.widgets import on_page, on_screen

PLACE = "edges/look"


@pytest.fixture
def app(lab) -> AppTest:
    """A visit with the chapter open, beside the quickest page."""
    return opened("path", chapter=PLACE)


def key(block: str) -> str:
    return f"{PLACE}/{block}"


def answers(lab, block: str) -> list:
    entries = lab.store.answers.of(ADA, "edges")
    return [ANSWER.validate_json(entry.text) for entry in entries if entry.block == block]


def commit(app: AppTest, block: str) -> AppTest:
    return app.button(key=f"commit {key(block)}").click().run()


def draw(app: AppTest, values: list) -> AppTest:
    app.session_state[key("way")] = {"curve": values}
    return commit(app, "way")


def predicted(app: AppTest) -> AppTest:
    """Both predictions are made."""
    app.number_input(key=key("end")).set_value(90.0)
    commit(app, "end")
    return draw(app, [0.1, 0.5, 0.9])


def trained(app: AppTest, lab, *accuracies: float) -> AppTest:
    """The run is started, and over with these validation accuracies."""
    app.button(key=f"start {key('first')}").click().run()
    told(lab, on_screen(app).run, *accuracies)
    return app.run()


def test_a_number_in_per_cent_is_stored_as_a_share_and_can_be_changed(lab, app):
    commit(app, "end")
    assert say(texts.NUMBER_FIRST) in words(app)
    app.number_input(key=key("end")).set_value(90.0)
    commit(app, "end")
    assert "You expect: 90.0%" in words(app)
    app.button(key=f"change {key('end')}").click().run()
    app.number_input(key=key("end")).set_value(80.0)
    commit(app, "end")
    assert [answer.number for answer in answers(lab, "end")] == [0.9, 0.8]


def test_a_prediction_cannot_be_changed_while_its_run_is_watched(lab, app):
    predicted(app)
    app.button(key=f"change {key('end')}").click().run()
    assert app.number_input(key=key("end"))
    app.button(key=f"start {key('first')}").click().run()
    assert "You expect: 90.0%" in words(app)
    assert f"change {key('end')}" not in {button.key for button in app.button}


FORGED = [
    None,
    "x",
    [],
    [0.1, 0.2],
    [0.1, None, 0.3],
    [0.1, "x", 0.3],
    [0.1, math.nan, 0.3],
    [0.1, 2, 0.3],
    [0, True, 0],
]


def test_a_curve_is_taken_only_whole(lab, app):
    app.number_input(key=key("end")).set_value(90.0)
    commit(app, "end")
    for values in FORGED:
        draw(app, values)
        assert "Draw it to the last epoch first" in words(app), values
    assert not answers(lab, "way")
    draw(app, [0.1, 0.5, 0.9])
    assert answers(lab, "way") == [CurveAnswer(points=((0, 0.1), (1, 0.5), (2, 0.9)))]


def test_nothing_is_told_before_it_was_asked(lab):
    app = opened("train", chapter=PLACE)
    assert "Did it end above" not in words(app)
    predicted(app)
    assert "Did it end above" not in words(app)
    app.button(key=f"start {key('first')}").click().run()
    assert "Did it end above" not in words(app)
    run_id = on_screen(app).run
    assert lab.store.run(run_id).recipe == Recipe.from_link(RECIPE)
    assert say(texts.TRAINS_BESIDE) in words(app)
    told(lab, run_id, 0.1, 0.6, 0.7)
    on_page(app, "path").run()
    assert "Did it end above" in words(app)
    assert "The rest is told" not in words(app)


def test_predictions_are_judged_when_the_run_is_over_and_then_stay(lab, app):
    trained(predicted(app), lab, 0.1, 0.6, 0.7)
    assert "You said 90.0%, and it is 70.0%" in words(app)
    assert "It has seen each picture twice." in words(app)
    assert "On average yours lies" in words(app)
    assert f"change {key('end')}" not in {button.key for button in app.button}


def test_a_wrong_observation_is_corrected_with_the_number(lab, app):
    trained(predicted(app), lab, 0.1, 0.6, 0.7)
    app.radio(key=key("higher")).set_value(0)
    commit(app, "higher")
    assert "right is: “It did not”" in words(app)
    assert "validation accuracy 70.0%" in words(app)
    assert "The rest is told only now." in words(app)


def seen(app: AppTest, lab) -> AppTest:
    """All up to the observation is done."""
    trained(predicted(app), lab, 0.1, 0.6, 0.7)
    app.radio(key=key("higher")).set_value(1)
    return commit(app, "higher")


def test_what_is_asked_of_the_screen_is_computed_from_it(lab, app):
    seen(app, lab)
    app.number_input(key=key("parameters")).set_value(5)
    commit(app, "parameters")
    assert "You said 5, and it is 9,610" in words(app)


def test_free_text_is_shown_as_it_was_typed(lab, app):
    seen(app, lab)
    app.number_input(key=key("parameters")).set_value(9610)
    commit(app, "parameters")
    app.text_area(key=key("own-words")).set_value("<b>more</b> **layers** $x$\n- and more")
    commit(app, "own-words")
    [shown] = [html.value for html in app.html if 'class="fe-own-words"' in html.value]
    assert "&lt;b&gt;more&lt;/b&gt; **layers** $x$\n- and more" in shown
    assert "More epochs." in words(app)


def test_a_task_is_reached_by_any_run_since_the_chapter_was_opened(lab, app):
    lab.store.answers.open(ADA, "edges", "look")
    seen(app, lab)
    for block in ("parameters", "own-words"):
        app.button(key=f"tell {key(block)}").click().run()
    assert say(texts.NOT_MET) in words(app)
    run_id = lab.store.create(Recipe.from_link("training.seed=3"), ADA, "engine")
    told(lab, run_id, 0.1, 0.995)
    app.run()
    assert "Reached: validation accuracy 99.5%" in words(app)
    assert [answer.run for answer in answers(lab, "good")] == [run_id]
    lab.store.delete(run_id)
    app.run()
    assert say(WAS_MET) in words(app)
    assert f"see {key('good')}" not in {button.key for button in app.button}
    app.run()
    assert len(answers(lab, "good")) == 1


def test_a_run_that_failed_is_started_again_before_anything_is_asked(lab, app):
    predicted(app).button(key=f"start {key('first')}").click().run()
    told(lab, on_screen(app).run, 0.1, 0.6, end=Failed(reason="No memory."))
    app.run()
    assert say(texts.NO_NETWORK) in words(app)
    assert "Did it end above" not in words(app)
    trained(app, lab, 0.1, 0.6, 0.9)
    assert "Did it end above" in words(app)


def test_who_goes_on_without_a_run_that_failed_can_do_so(lab, app):
    predicted(app).button(key=f"start {key('first')}").click().run()
    told(lab, on_screen(app).run, 0.1, end=Failed(reason="No memory."))
    app.run()
    app.button(key=f"tell {key('first')}").click().run()
    assert say(texts.HAS_NO_RUN) in words(app)


def test_a_race_that_was_stopped_is_gone_on_with(lab):
    write_path(lab.home, "raced", **{"01-look": RACE.format(name="digits")})
    race = READY["rates"].race(lab.library.card("digits"))
    race_id, runs = lab.store.races.create(ADA, "engine", race.model_dump_json(), race.recipes)
    text = ANSWER.dump_json(RaceAnswer(race=race_id)).decode()
    lab.store.answers.save(ADA, "raced", "look", "raced", text)
    told(lab, runs[0], 0.1, 0.9)
    for run_id in runs[1:]:
        told(lab, run_id, 0.1, end=Stopped(seconds=1))
    gone_on = []
    lab.races = SimpleNamespace(go_on=gone_on.append)
    app = opened("path", chapter="raced/look")
    assert say(texts.RACE_STOPPED) in words(app)
    assert "Which place?" not in words(app)
    app.button(key=f"go_on_with {race_id}").click().run()
    assert gone_on == [race_id]


def test_who_asked_to_be_told_of_a_curve_sees_it(lab, app):
    app.number_input(key=key("end")).set_value(90.0)
    commit(app, "end")
    app.button(key=f"tell {key('way')}").click().run()
    trained(app, lab, 0.1, 0.6, 0.7)
    assert "The real curve stands beside this." in words(app)
    pads = [one.proto.json for one in app.get("bidi_component") if "isLocked" in one.proto.json]
    assert "What came goes from 10.0% to 70.0%." in pads[0]


def test_who_goes_on_without_an_answer_is_told(lab, app):
    for block in ("end", "way", "first"):
        app.button(key=f"tell {key(block)}").click().run()
    assert "You went on without" in words(app)
    assert say(texts.HAS_NO_RUN) in words(app)
    assert "The rest is told only now." in words(app)


def test_a_question_about_a_run_leads_to_the_chapter_that_starts_it(lab):
    app = opened("data", chapter="edges/later")
    app.button(key="first of edges/later/again").click().run()
    assert on_screen(app).chapter == PLACE


def test_another_dataset_stands_in_for_one_that_is_not_here(lab):
    app = opened("data", chapter="edges/later")
    assert "Digits 8×8 takes its place here" in words(app)
    app.button(key="get mnist").click().run()
    assert on_screen(app).recipe.data.dataset == "mnist"


def test_the_chapter_goes_along_from_page_to_page_until_it_is_closed(lab, app):
    assert app.query_params["chapter"] in (PLACE, [PLACE])
    app.button(key="close_chapter").click().run()
    assert "chapter" not in app.query_params
    assert not app.header


@pytest.mark.parametrize("text", ["nothing", "edges/nothing", "../**x**"])
def test_a_chapter_that_is_not_there_is_said(lab, text):
    app = opened("train", chapter=text)
    assert "There is no chapter" in words(app)
    app.button(key="close_chapter").click().run()
    assert not app.exception


def test_who_is_in_a_path_goes_on_in_it_while_its_author_is_writing(lab, app):
    about = lab.home / "paths" / "edges" / "path.md"
    text = about.read_text("utf-8")
    about.write_text(text.replace("title:", "titel:"), "utf-8")
    app.number_input(key=key("end")).set_value(90.0)
    commit(app, "end")
    assert say(texts.IS_OUTDATED) in words(app)
    assert "You expect: 90.0%" in words(app)
    begun = opened()
    assert "path.md, line 2" in words(begun)
    assert begun.button(key="way_on_edges").label == "Go on: A first look"
    about.write_text(text, "utf-8")
    assert say(texts.IS_OUTDATED) not in words(app.run())
    assert "A first look" in words(app)


def test_a_path_that_was_never_well_says_that_it_is_being_written(lab):
    write_path(lab.home, "half", **{"01-look": "---\ntitle: A"})
    assert say(texts.IS_WRITTEN) in words(opened(chapter="half/look"))


def test_a_script_in_a_chapter_is_text(lab, app):
    [shown] = [one for one in app.markdown if "<script>" in one.value]
    assert not shown.allow_html
