"""The pages without a browser: what they say, and what they do with bad input."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest

from core.recipe import Recipe, preset
from core.runs.events import Stopped
from core.runs.store import RunStore
from dashboard.lab import screen, services
from dashboard.lab.address import OF_PAGES
from dashboard.lab.navigation import PAGES
from dashboard.lab.visitor import VisitorState
from tests.made.recipes import recipes
from tests.paths import APP
from tests.widgets import named, on_page, on_screen, state_in, with_code

FIRST = preset(screen.FIRST_RECIPE)


@pytest.fixture
def app(engine, in_the_app) -> AppTest:
    """A new visit, on the shared engine."""
    in_the_app(engine)
    return AppTest.from_file(APP, default_timeout=30)


def words(app: AppTest) -> str:
    """Everything a page says in text."""
    elements = (*app.title, *app.subheader, *app.markdown, *app.caption)
    boxes = (*app.info, *app.warning, *app.error, *app.success)
    return "\n".join(element.value for element in (*elements, *boxes))


@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.title)
def test_every_page_opens_on_a_first_visit(app, entry):
    if entry.path:
        on_page(app, entry.path)
    app.run()
    assert not app.exception
    assert app.title[0].value
    assert on_screen(app).recipe == FIRST


@pytest.mark.parametrize("name", ["mnist", "fer2013", "nothing"])
@pytest.mark.parametrize("entry", PAGES, ids=lambda entry: entry.title)
def test_every_page_opens_when_the_dataset_is_not_there(app, entry, name):
    app.query_params["data.dataset"] = name
    if entry.path:
        on_page(app, entry.path)
    app.run()
    assert not app.exception


VIEWS = [
    ("data", "pixels"),
    ("data", "validation"),
    ("augment", "many"),
    ("draw", "photo"),
    ("report", "check"),
]
PLACES = [*((page.path, "") for page in PAGES), *VIEWS]
"""Where the lab can be opened: the path of a page, and the name of a view of it or nothing."""


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(recipe=recipes(), place=st.sampled_from(PLACES), is_run=st.booleans())
def test_every_page_opens_on_every_recipe(app, engine, recipe, place, is_run):
    visit = AppTest.from_file(APP, default_timeout=60)
    path, view = place
    if is_run:
        run_id = engine.store.create(recipe, "ada", "nowhere 1 0 x")
        engine.store.append(run_id, Stopped())
        visit.query_params["run"] = run_id
    else:
        for key, value in recipe.to_settings().items():
            visit.query_params[key] = value
    if view:
        visit.query_params["view"] = view
    if path:
        on_page(visit, path)
    with_code(visit)
    assert not visit.exception
    assert on_screen(visit).recipe == recipe


ODD_TEXTS = ["", "²", "٣", "\0", "x" * 40_000, "1" * 5_000, "1e400", "\u202e", "%ED%A0%80"]


@pytest.mark.parametrize("text", ODD_TEXTS, ids=range(len(ODD_TEXTS)))
def test_any_text_in_the_address_is_read(engine, app, reader, text):
    names = ["lang", "run", "chapter", *OF_PAGES, "training.epochs", "a.b", "a"]
    app.query_params.update(dict.fromkeys(names, text))
    app.run()
    assert not app.exception
    assert on_screen(app).recipe == FIRST
    of_run = AppTest.from_file(APP, default_timeout=30)
    of_run.query_params.update(dict.fromkeys(names, text) | {"run": reader})
    on_page(of_run, "explain").run()
    assert not of_run.exception
    assert on_screen(of_run).recipe == engine.store.run(reader).recipe


@pytest.fixture(scope="module")
def unreadable(engine, reader) -> Iterator[dict[str, str]]:
    """Copies of a run that are damaged, by what cannot be read of each."""
    damage = {
        "recipe": "UPDATE runs SET recipe = '{\"of_a_later_version\": 1}' WHERE id = 'recipe'",
        "event": "UPDATE events SET event = '{\"kind\": \"dreamt\"}' WHERE run_id = 'event' AND "
        "number = 5",
    }
    home = engine.library.folder.parent
    artifacts = home / "artifacts"
    with closing(sqlite3.connect(home / "runs.db")) as database:
        for run_id, statement in damage.items():
            columns = "recipe, owner, engine, created, status"
            copied = f"SELECT '{run_id}', {columns} FROM runs WHERE id = ?"
            database.execute(f"INSERT INTO runs (id, {columns}) {copied}", (reader,))
            columns = "number, time, event, source FROM events WHERE run_id = ?"
            database.execute(f"INSERT INTO events SELECT '{run_id}', {columns}", (reader,))
            database.execute(statement)
            shutil.copy(artifacts / f"{reader}.npz", artifacts / f"{run_id}.npz")
        database.commit()
        yield {
            "recipe": "Run recipe cannot be read",
            "event": "This run can be read only in part",
        }
        for table, column in (("events", "run_id"), ("runs", "id")):
            database.execute(f"DELETE FROM {table} WHERE {column} IN ('recipe', 'event')")
        database.commit()


@pytest.mark.parametrize("run_id", ["recipe", "event"])
@pytest.mark.parametrize("step", PAGES, ids=lambda step: step.title)
def test_every_page_opens_on_a_run_that_cannot_be_read(app, unreadable, step, run_id):
    app.query_params["run"] = run_id
    if step.path:
        on_page(app, step.path)
    app.run()
    assert not app.exception
    if run_id == "recipe" or step.path == "train":
        assert unreadable[run_id] in words(app)


def test_a_store_of_a_later_version_is_said(tmp_path, monkeypatch):
    RunStore(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "runs.db")) as database, database:
        database.execute("UPDATE schema_version SET version = 99")
    monkeypatch.setenv("FIRST_EPOCH_HOME", str(tmp_path))
    # Not the engine that an earlier test may have started in this process.
    monkeypatch.setattr(services, "_engine", services._engine.__wrapped__)
    app = AppTest.from_file(APP, default_timeout=30).run()
    assert not app.exception
    assert "later version of the lab" in words(app)


def test_a_link_sets_the_recipe(app):
    app.query_params["training.epochs"] = "7"
    app.run()
    assert on_screen(app).recipe == Recipe.from_link("training.epochs=7")


def test_nonsense_in_the_link_is_said_and_the_default_stands(app):
    app.query_params["training.learning_rate"] = "banana"
    app.query_params["model.layers"] = "flatten,dense:1000000000"
    app.run()
    assert "training.learning_rate = “banana” was ignored" in words(app)
    assert "units of Dense must be a whole number" in words(app)
    assert on_screen(app).recipe == FIRST


def test_a_forged_number_does_not_reach_the_recipe(app):
    on_page(app, "train").run()
    named(app.slider, "training.momentum").set_value(5.0).run()
    assert on_screen(app).recipe == FIRST


FORGED = [
    {"string_value": "evil"},
    {"string_value": '{"selection": {"points": [{"point_index": "evil"}], "rows": "evil"}}'},
    {"string_value": "{"},
    {"bool_value": True},
    {"int_value": -(2**62)},
    {"double_value": float("nan")},
    {"double_value": 1e308},
    {"double_array_value": []},
    {"double_array_value": [float("inf")]},
    {"double_array_value": [1.0, 2.0, 3.0]},
    {"string_array_value": []},
    {"string_array_value": ["evil"]},
    {"string_array_value": ["evil", "evil"]},
    {"json_value": "{"},
    {"json_value": "[1]"},
    {"json_value": '{"chosen": "x", "epoch": "x", "drawing": 5, "crop": 5, "picture": 5}'},
    {"trigger_value": True},
]
"""Values of widgets, by the kind of each, as a message from a browser may hold them."""
SENT_BY_SOME = ("string_value", "bool_value", "trigger_value")
"""The kinds whose values may be what somebody has typed or clicked."""


def forged(widget: str, values: dict) -> WidgetState:
    [(kind, value)] = values.items()
    state = WidgetState(id=widget)
    if isinstance(value, list):
        getattr(state, kind).data.extend(value)
        getattr(state, kind).SetInParent()
    else:
        setattr(state, kind, value)
    return state


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_forged_values_of_widgets_change_nothing_and_break_nothing(app, engine, reader, path):
    app.query_params["run"] = reader
    if path:
        on_page(app, path)
    app.run()
    recipe = on_screen(app).recipe
    widgets = app._session_state._state._new_widget_state.widget_metadata
    for first in range(3):
        message = WidgetStates()
        for place, (name, widget) in enumerate(widgets.items()):
            values = FORGED[(3 * place + 7 * first) % len(FORGED)]
            is_typed = widget.value_type in SENT_BY_SOME and widget.value_type in values
            if not is_typed or widget.formatted_options is not None:
                message.widgets.append(forged(name, values))
        app._run(message)
        assert not app.exception
        assert on_screen(app).recipe == recipe


def test_a_dataset_that_does_not_exist_is_said(app):
    app.query_params["data.dataset"] = "nothing"
    app.run()
    assert "There is no dataset “nothing” here" in words(app)
    assert on_screen(app).recipe == FIRST


def test_training_a_dataset_that_is_not_there_says_so(app):
    app.query_params["data.dataset"] = "mnist"
    on_page(app, "train").run()
    app.button(key="train").click().run()
    assert "MNIST is not on this machine yet" in words(app)
    assert on_screen(app).run is None


def test_an_impossible_network_is_refused(app):
    app.query_params["model.layers"] = "flatten,dense:3,softmax"
    on_page(app, "train").run()
    app.button(key="train").click().run()
    assert "The network ends with 3 outputs, but Digits 8×8 has 10 classes" in words(app)


def test_drawing_needs_a_network(app):
    on_page(app, "draw").run()
    assert "There is no trained network yet" in words(app)


def test_a_run_is_trained_followed_and_its_network_answers(app, engine):
    app.query_params["training.epochs"] = "2"
    app.query_params["data.scaling"] = "0-1"
    app.query_params["data.validate_on"] = "split"
    on_page(app, "train").run()
    app.button(key="train").click().run()
    run_id = on_screen(app).run
    *_, last_epoch, finished = [
        logged.event
        for logged in engine.follow(run_id)
        if logged.event.kind in ("epoch", "finished")
    ]
    app.run()
    validation = f"{last_epoch.val_accuracy:.1%} of the validation pictures are read right"
    assert validation in words(app)
    assert "of these 12 validation pictures" in words(app)
    assert "test pictures" not in words(app)
    assert app.query_params["run"] in (run_id, [run_id])

    on_page(app, "evaluate").run()
    app.segmented_control(key="evaluated_set").set_value("test").run()
    assert not app.metric
    app.button(key="open_test_set").click().run()
    assert app.metric[0].value == f"{finished.test_accuracy:.2%}"


def test_choosing_a_dataset_brings_a_recipe_that_suits_it(app):
    on_page(app, "data").run()
    app.button(key="choose-fer2013").click().run()
    assert on_screen(app).recipe == preset("fer2013-cnn")
    assert "FER-2013 is not on this machine yet" in words(app)


def test_a_stranger_sees_the_curves_of_a_run_on_pictures_that_are_not_shared(app, engine, tmp_path):
    digits = engine.library.load("digits")
    np.savez(tmp_path / "mine.npz", x=digits.x_train[:99], y=digits.y_train[:99])
    name = engine.on_behalf_of("ada").library.add([tmp_path / "mine.npz"], title="Mine")
    run_id = engine.store.create(FIRST.with_settings("data", dataset=name), "ada", "nowhere 1 0 x")
    engine.store.append(run_id, Stopped())
    app.query_params["run"] = run_id
    for page in ("", "data", "train"):
        on_page(app, page).run()
        assert not app.exception
        assert name not in on_screen(app).recipe.data.dataset
    assert "somebody else's, who has not shared it" in words(app)
    assert app.get("bidi_component")


@pytest.fixture
def sealed(engine, reader) -> Iterator[str]:
    """A copy of the reader's run that kept a part of the training set aside to validate."""
    split = engine.store.run(reader).recipe.with_settings("data", validate_on="split")
    home = engine.library.folder.parent
    with closing(sqlite3.connect(home / "runs.db")) as database:
        columns = "owner, engine, created, status"
        copied = f"SELECT 'split', ?, {columns} FROM runs WHERE id = ?"
        insert = f"INSERT INTO runs (id, recipe, {columns}) {copied}"
        database.execute(insert, (split.model_dump_json(), reader))
        columns = "'split', number, time, event, source FROM events WHERE run_id = ?"
        database.execute(f"INSERT INTO events SELECT {columns}", (reader,))
        database.commit()
    shutil.copy(home / "artifacts" / f"{reader}.npz", home / "artifacts" / "split.npz")
    shutil.copytree(home / "artifacts" / reader, home / "artifacts" / "split")
    yield "split"
    engine.store.delete("split")


CHANGES = {"train_more", "rewind", "choose_epoch", "open_test_set"}
"""The buttons that change the run on screen; what else there is starts another."""
VISITORS = {"owner": "fedcba9876543210" * 2, "stranger": "e" * 40, "nobody": ""}


@pytest.mark.parametrize("visitor", VISITORS)
def test_only_the_owner_of_a_run_finds_what_changes_it(app, sealed, visitor):
    state_in(app, VisitorState).token = VISITORS[visitor]
    app.query_params["run"] = sealed
    app.session_state.time_travel = True  # its section is open
    found = set()
    for step in PAGES:
        on_page(app, step.path).run()
        if step.path == "train":
            app.select_slider(key="time_travel_epoch").set_value(1).run()
        if step.path == "evaluate":
            app.segmented_control(key="evaluated_set").set_value("test").run()
        assert not app.exception
        found |= {button.key for button in app.button if not button.disabled}
    assert found & CHANGES == (CHANGES if visitor == "owner" else set())
