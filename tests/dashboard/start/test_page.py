"""The Start page without a browser: what it opens on, and where it leads."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from core.recipe import Recipe, preset
from dashboard.lab import screen
from dashboard.lab.navigation import PAGES
from dashboard.lab.visitor import VisitorState
from dashboard.start.questions import QUESTIONS
from tests.paths import APP
from tests.widgets import on_screen, state_in

FIRST = preset(screen.FIRST_RECIPE)
OWNER = "fedcba9876543210" * 2
"""Who has trained the network of the fixture `reader`."""


@pytest.fixture
def app(engine, in_the_app) -> AppTest:
    """A new visit, on the shared engine."""
    in_the_app(engine)
    return AppTest.from_file(APP, default_timeout=30)


def words(app: AppTest) -> str:
    assert not app.exception
    return "\n".join(element.value for element in (*app.title, *app.subheader, *app.markdown))


def answers_at(app: AppTest) -> str | None:
    """The address that reads the pad; None if nobody reads it."""
    [data] = [one.proto.json for one in app.get("bidi_component") if "unanswered" in one.proto.json]
    return json.loads(data)["address"]


def was_here(app: AppTest, token: str) -> None:
    """Let this be the browser of a visitor who was here before; its cookies cannot be set here."""
    visitor = state_in(app, VisitorState)
    visitor.token, visitor.was_here = token, True


def ended(app: AppTest, engine) -> None:
    list(engine.follow(on_screen(app).run))


def test_a_newcomer_sees_a_network_that_knows_nothing_yet(app):
    app.run()
    assert "It knows nothing yet" in words(app)
    assert answers_at(app) is None
    assert "Where you left off" not in words(app)


def test_a_click_trains_here_and_what_happened_leads_to_the_pages(app, engine):
    app.run()
    app.button(key="train_here").click().run()
    run_id = on_screen(app).run
    assert engine.store.run(run_id).recipe == FIRST
    assert f"run={run_id}" in answers_at(app)
    ended(app, engine)
    said = words(app.run())
    assert "**1,150 pictures**" in said
    assert "**19,210 weights**" in said
    assert "in **60 epochs** from 11% right to 99%" in said
    files = {page.title: page.file for page in PAGES}
    linked = {link.proto.page for link in app.main.get("page_link")}
    assert linked >= {files[name].split("/")[0] for name in ("Data", "Labels", "Model", "Train")}


def test_a_link_opens_on_what_was_sent(app, engine):
    app.query_params["training.learning_rate"] = "0.3"
    app.query_params["training.epochs"] = "1"
    sent = Recipe.from_link("training.learning_rate=0.3&training.epochs=1")
    assert "You were sent: Digits 8×8" in words(app.run())
    assert "learning rate 0.3" in words(app)
    app.button(key="train_here").click().run()
    assert engine.store.run(on_screen(app).run).recipe == sent
    ended(app, engine)


def test_who_was_here_before_is_told_what_the_link_holds(app):
    was_here(app, "0" * 32)
    app.query_params["training.epochs"] = "7"
    assert "This link holds: Digits 8×8" in words(app.run())


def test_a_dataset_that_is_not_here_is_fetched_first(app):
    app.query_params["data.dataset"] = "mnist"
    app.run()
    assert "You were sent: MNIST" in words(app)
    assert "train_here" not in [button.key for button in app.button]
    assert "Get MNIST first" in [link.proto.label for link in app.main.get("page_link")]


def test_a_run_that_was_sent_reads_the_pad(app, reader):
    app.query_params["run"] = reader
    assert "What just happened?" in words(app.run())
    assert f"run={reader}" in answers_at(app)


def test_one_goes_on_where_one_left_off(app, reader):
    was_here(app, OWNER)
    assert "**Where you left off:** Digits 8×8, " in words(app.run())
    app.button(key="go_on").click().run()
    assert on_screen(app).run == reader
    assert app.title[0].value == "Train"


def test_a_question_is_trained_with_one_click(app, engine):
    app.run()
    app.button(key="ask-1").click().run()
    assert engine.store.run(on_screen(app).run).recipe == QUESTIONS[1].recipe
    assert app.title[0].value == "Train"
    ended(app, engine)
