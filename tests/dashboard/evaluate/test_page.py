"""The Evaluate page without a browser, and the openings of the test set that it writes down."""

import csv
import io
import sqlite3
from contextlib import closing
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import Library
from core.drawing.own_test_set import OwnTestSet
from core.engine import EngineError
from core.engine.query import NO_ANSWER
from core.numerics.metrics import evaluate
from core.preparation.split import Scaling, split
from core.recipe import Recipe
from core.runs.events import Continued, EpochChosen, Finished, OpenedTestSet, Started
from core.runs.history import History, RunHistory
from core.runs.run import Logged, RunError
from core.runs.store import RunStore
from core.runs.trained_weights import TrainedWeights
from dashboard.evaluate.tables import as_csv
from dashboard.evaluate.views import small_classes
from dashboard.lab.visitor import VisitorState
from tests.paths import APP
from tests.widgets import on_page, state_in

SPLIT = Recipe.from_link("data.dataset=digits&data.scaling=0-1&data.validate_on=split")
DONE = Finished(test_loss=0.1, test_accuracy=0.9, seconds=1)
SURE = 0.82


@pytest.fixture
def lab(tmp_path, in_the_app):
    """An engine without a cluster. Its network reads every 8 as a 1 and all else right, 82 %."""
    library = Library(tmp_path)
    digits = library.load("digits")
    images = np.concatenate([digits.x_train, digits.x_test])
    labels = np.concatenate([digits.y_train, digits.y_test])
    said = {
        image.tobytes(): 1 if label == 8 else label
        for image, label in zip(images, labels, strict=True)
    }

    def predict(run_id, images):
        outputs = np.full((len(images), 10), (1 - SURE) / 9, np.float32)
        outputs[np.arange(len(images)), [said[image.tobytes()] for image in images]] = SURE
        return outputs

    def predict_at(run_id, source, indices):
        return engine.predict(run_id, getattr(digits, f"x_{source}")[indices])

    store = RunStore(tmp_path)
    engine = SimpleNamespace(
        library=library,
        store=store,
        ready=True,
        predict=predict,
        predict_at=predict_at,
        evaluate=evaluate,
        owns=lambda run_id: True,
        open_test_set=store.open_test_set,
        home=tmp_path,
    )
    in_the_app(engine)
    yield engine
    engine.store.close()


def trained_run(lab, recipe=SPLIT) -> str:
    run_id = lab.store.create(recipe, "somebody", "engine")
    lab.store.save_weights(run_id, TrainedWeights([], Scaling(np.zeros(1), np.ones(1))))
    lab.store.append(run_id, DONE)
    return run_id


def opened(run_id: str | None = None, visitor: str = "n" * 32) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=30)
    state_in(app, VisitorState).token = visitor
    if run_id:
        app.query_params["run"] = run_id
    on_page(app, "evaluate").run()
    assert not app.exception
    return app


def show(app: AppTest, key: str, choice: str) -> None:
    app.segmented_control(key=key).set_value(choice).run()
    assert not app.exception


def words(app: AppTest) -> str:
    elements = (*app.markdown, *app.caption, *app.subheader, *app.info, *app.warning, *app.success)
    return "\n".join(element.value for element in elements)


def figures(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def cards(app: AppTest) -> int:
    return sum(block.value.count('class="fe-card ') for block in app.html)


def select_cell(app: AppTest, true: int, said: int) -> None:
    for name, label in (("true", true), ("said", said)):
        [box] = [box for box in app.selectbox if box.key.startswith(f"cell_{name}")]
        box.set_value(label).run()
    assert not app.exception


def eights(labels: np.ndarray) -> int:
    return int((labels == 8).sum())


def test_without_a_network_it_says_where_to_train_one(lab):
    app = opened()
    assert "There is no trained network yet" in words(app)
    assert not app.metric


def test_validation_is_free_and_right_but_for_the_eights(lab):
    run_id = trained_run(lab)
    app = opened(run_id)
    digits = lab.library.load("digits")
    held = digits.y_train[split(SPLIT.data, digits.y_train, len(digits.y_test)).validation]
    right = len(held) - eights(held)
    assert f"{right} of {len(held)} validation pictures are read right" in words(app)
    # Nine classes are read right, one never.
    assert figures(app)["Accuracy"] == f"{right / len(held):.2%}"
    assert figures(app)["Balanced accuracy"] == "90.00%"
    loss = -(right * np.log(SURE) + eights(held) * np.log((1 - SURE) / 9)) / len(held)
    assert figures(app)["Loss"] == f"{loss:.3f}"
    assert not any(isinstance(logged.event, OpenedTestSet) for logged in lab.store.events(run_id))


def test_a_stranger_cannot_break_the_seal(lab):
    run_id = trained_run(lab)
    lab.owns = lambda run_id: False
    app = opened(run_id)
    show(app, "evaluated_set", "test")
    assert app.button(key="open_test_set").disabled


def an_hour_passes(lab) -> None:
    with closing(sqlite3.connect(lab.home / "runs.db")) as database, database:
        database.execute("UPDATE events SET time = time - 3601")


def test_the_test_set_is_sealed_until_it_is_opened_and_each_look_is_kept(lab):
    run_id = trained_run(lab)
    y_test = lab.library.load("digits").y_test
    said = ["Nobody has looked at it", "Looked at once, on 20", "Looked at 2 times, last on 20"]
    for before, after in pairwise(said):
        app = opened(run_id)
        show(app, "evaluated_set", "test")
        assert "The test set is sealed" in words(app)
        assert before in words(app)
        assert not app.metric
        app.button(key="open_test_set").click().run()
        again = opened(run_id)  # a new visit is the same look
        show(again, "evaluated_set", "test")
        for visit in (app, again):
            assert after in words(visit)
            assert figures(visit)["Accuracy"] == f"{1 - eights(y_test) / 360:.2%}"
        an_hour_passes(lab)
    assert lab.store.run(run_id).status == "finished"


def test_another_network_is_another_look(lab):
    run_id = trained_run(lab)
    lab.store.open_test_set(run_id)
    lab.store.save_weights(run_id, lab.store.load_weights(run_id))
    app = opened(run_id)
    show(app, "evaluated_set", "test")
    assert "The test set is sealed" in words(app)
    assert "Looked at once" in words(app)


def test_own_pictures_are_a_test_set_too_once_some_are_kept(lab):
    run_id, digits = trained_run(lab), lab.library.load("digits")
    assert "my own" not in opened(run_id).segmented_control(key="evaluated_set").options
    own = OwnTestSet(lab.home, "v" * 32, digits.card)
    for label in (3, 5, 8):
        own.add(digits.x_test[np.flatnonzero(digits.y_test == label)[0]], label)
    app = opened(run_id, "v" * 32)
    show(app, "evaluated_set", "own")
    assert "2 of 3 own pictures are read right" in words(app)
    own.add(digits.x_test[np.flatnonzero(digits.y_test == 5)[1]], 5)
    app.run()
    assert "3 of 4 own pictures are read right" in words(app)
    assert not any(isinstance(logged.event, OpenedTestSet) for logged in lab.store.events(run_id))


def test_the_worst_cell_is_shown_first_and_any_other_can_be_chosen(lab):
    app = opened(trained_run(lab))
    digits = lab.library.load("digits")
    held = digits.y_train[split(SPLIT.data, digits.y_train, 360).validation]
    assert f"“8” read as “1”: {eights(held)} pictures (100.0% of its row)" in words(app)
    assert cards(app) == min(eights(held), 24)
    select_cell(app, 3, 3)
    count = int((held == 3).sum())
    assert f"“3” read as “3”: {count} pictures" in words(app)
    assert cards(app) == min(count, 24)
    select_cell(app, 0, 5)
    assert "No “0” is read as “5”" in words(app)
    assert cards(app) == 0


def test_every_view_opens(lab):
    app = opened(trained_run(lab))
    facts = {
        "classes": "“8” is read worst: 0.0%",
        "mistakes": "mistakes of which it is most sure",
        "reliability": "What to notice",
        "samples": "The CSV holds all 287 pictures",
    }
    for view, fact in facts.items():
        show(app, "evaluation_view", view)
        assert fact in words(app)
    table = app.dataframe[0].value
    assert len(table) == 10
    for row in table.itertuples(index=False):
        bits = row[2].split()
        assert bits.index("1") == int(row[1])
        assert max(map(float, row[4].split())) == SURE
        assert row[5] == ("✗ wrong" if row[1] == "8" else "✓ right")


def test_the_curves_are_measured_on_a_click(lab):
    # Whatever is done to them: from here on the network takes all pictures for a 0.
    def predict(run_id, images):
        return np.eye(10, dtype=np.float32)[np.zeros(len(images), int)]

    app = opened(trained_run(lab))
    lab.predict = predict
    show(app, "evaluation_view", "robustness")
    assert "Measured on" not in words(app)
    app.button(key="measure_robustness").click().run()
    assert not app.exception
    assert "Measured on all 287 validation pictures" in words(app)
    [grid] = [block.value for block in app.html if "90°" in block.value]
    digits = lab.library.load("digits")
    held = digits.y_train[split(SPLIT.data, digits.y_train, 360).validation]
    assert f"90°: {(held == 0).mean():.0%}" in grid


def test_outputs_that_are_no_probabilities_are_said(lab):
    plain = lab.predict
    lab.predict = lambda run_id, images: 9 * plain(run_id, images) - 3
    app = opened(trained_run(lab))
    assert "The last layer is no softmax" in words(app)
    assert figures(app)["Loss"] == "–"
    assert figures(app)["Balanced accuracy"] == "90.00%"
    for view in ("classes", "mistakes", "reliability", "samples"):
        show(app, "evaluation_view", view)


def test_a_diverged_network_is_said(lab):
    lab.predict = lambda run_id, images: np.full((len(images), 10), np.nan, np.float32)
    app = opened(trained_run(lab))
    assert "outputs that are no numbers" in words(app)
    assert not app.metric


def test_workers_that_do_not_answer_are_said(lab):
    def silent(run_id, images):
        raise EngineError(NO_ANSWER)

    lab.predict = silent
    assert NO_ANSWER in words(opened(trained_run(lab)))


@pytest.mark.parametrize(
    ("dataset", "sentence"),
    [("mnist", "MNIST is not on this machine"), ("ours", "There is no dataset called “ours”")],
)
def test_a_dataset_that_is_gone_is_said(lab, dataset, sentence):
    run_id = trained_run(lab, Recipe.from_link(f"data.dataset={dataset}&data.validate_on=split"))
    app = opened(run_id, "somebody")
    assert sentence in words(app)
    if dataset == "ours":
        on_page(app, "draw").run()
        assert not app.exception
        assert sentence in words(app)


@pytest.mark.parametrize(
    "validate_on, said, pictures",
    [
        ("test", "no seal left to keep", "360 test pictures"),
        ("train", "what it remembers", "1,437 training pictures"),
    ],
)
def test_validation_that_is_none_is_said(lab, validate_on, said, pictures):
    app = opened(trained_run(lab, SPLIT.with_settings("data", validate_on=validate_on)))
    assert said in words(app)
    assert f"of {pictures} are read right" in words(app)


def test_a_class_with_less_than_a_quarter_of_the_largest_is_small():
    labels = np.repeat([0, 1, 2], [40, 10, 9])
    assert small_classes(evaluate(labels, np.eye(3, dtype=np.float32)[labels]).classes) == [2]


def test_a_table_comes_back_from_its_csv():
    columns = {"class": ["a, b", 'say "c"'], "count": [1, 2]}
    rows = list(csv.reader(io.StringIO(as_csv(columns))))
    assert rows == [["class", "count"], ["a, b", "1"], ['say "c"', "2"]]


def test_only_a_run_that_is_over_can_be_opened(lab):
    run_id = lab.store.create(SPLIT, "somebody", "engine")
    with pytest.raises(RunError, match="still in flight"):
        lab.store.open_test_set(run_id)
    lab.store.append(run_id, DONE)
    lab.store.open_test_set(run_id)
    assert [logged.event.kind for logged in lab.store.events(run_id)] == [
        "queued",
        "finished",
        "opened",
    ]


def test_the_history_keeps_openings_and_their_times_and_nothing_else_changes():
    started = Started(train_count=10, validation_count=5, steps_per_epoch=2, parameter_count=3)
    events = (
        started,
        DONE,
        EpochChosen(epoch=1),
        OpenedTestSet(),
        OpenedTestSet(),
        Continued(epochs=9),
        started,
    )
    history = History(SPLIT)
    log = [Logged(number, 100.0 + number, event) for number, event in enumerate(events)]
    history.add(log[:5])
    assert history.openings == [103.0, 104.0]
    assert history.end == DONE
    assert history.last == log[2]
    history.add(log[5:])
    assert history.openings == [103.0, 104.0]  # a run that goes on was looked at all the same


def test_a_run_whose_test_set_was_opened_goes_on_from_the_chosen_epoch(engine):
    recipe = SPLIT.with_settings("training", epochs=3)
    run_id = engine.submit(recipe, "somebody who looks")
    assert list(engine.follow(run_id))[-1].event.kind == "finished"
    engine.choose(run_id, 0)
    engine.store.open_test_set(run_id)
    engine.train_more(run_id, 1)
    list(engine.follow(run_id))
    history = RunHistory(recipe, run_id)
    history.add(engine.store.events(run_id))
    assert [epoch.epoch for epoch in history.epochs] == [0, 1]  # not 0 to 4
    assert len(history.openings) == 1
