"""The Train page without a browser: what it says of a run, and what its controls ask for."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.datasets import Library
from core.engine import EngineError
from core.recipe import Recipe
from core.runs.events import (
    Continued,
    Epoch,
    EpochChosen,
    Event,
    Failed,
    Finished,
    OptimizerChanged,
    Paused,
    Progress,
    Resumed,
    SnapshotFailed,
    Started,
    Stopped,
)
from core.runs.probe import WATCHED, ProbeResult, StepTrace
from core.runs.store import RunStore
from dashboard.lab.visitor import VisitorState
from dashboard.train.state import TrainState
from tests.paths import APP
from tests.widgets import named, on_page, on_screen, state_in

RECIPE = Recipe.from_link(
    "data.dataset=digits&data.scaling=0-1&training.epochs=20&training.learning_rate=0.05"
)
ME, SOMEBODY = "m" * 32, "s" * 32
STARTED = Started(train_count=1437, validation_count=360, steps_per_epoch=23, parameter_count=9610)
BUSY = "The workers did not answer in time. Try again."


def epoch(number: int, val_loss: float = 1.0) -> Epoch:
    return Epoch(
        epoch=number,
        step=23 * number,
        loss=1.0 if number else None,
        accuracy=0.5 if number else None,
        val_loss=val_loss,
        val_accuracy=0.5,
        seconds=1,
    )


def progress(step: int) -> Progress:
    return Progress(epoch=1 + step // 23, step=step, loss=1.0, accuracy=0.5, images_per_second=1000)


class Lab:
    """An engine without a cluster: it notes what it is asked for."""

    def __init__(self, home: Path):
        self.library, self.store, self.asked = Library(home), RunStore(home), []
        self.refusal: Exception | None = None
        self.ready = True
        self.continue_from = 20
        self.newest_look: ProbeResult | None = None

    def run(self, *events: Event, owner: str = ME, recipe: Recipe = RECIPE) -> str:
        run_id = self.store.create(recipe, owner, "nowhere 1 0 x")
        for event in events:
            self.store.append(run_id, event)
        return run_id

    def submit(self, recipe, owner, first=None, instead_of=None):
        self.asked.append(("submit", first))
        return self.run(owner=owner, recipe=recipe)

    def probe(self, run_id):
        return self.newest_look

    def owns(self, run_id):
        return self.store.run(run_id).owner == ME

    def continues_from(self, run_id):
        return self.continue_from

    def epochs_kept(self, run_id):
        return []

    def predict(self, run_id, images):
        raise EngineError(BUSY)

    def __getattr__(self, command):
        def ask(run_id, *values):
            if self.refusal:
                raise self.refusal
            self.asked.append((command, *values))

        return ask


@pytest.fixture
def lab(tmp_path, in_the_app) -> Lab:
    lab = Lab(tmp_path)
    in_the_app(lab)
    return lab


def opened(run_id: str | None = None, recipe: Recipe = RECIPE) -> AppTest:
    """The Train page with a run on it."""
    app = AppTest.from_file(APP, default_timeout=30)
    state_in(app, VisitorState).token = ME
    for name, value in recipe.to_settings().items():
        app.query_params[name] = value
    if run_id:
        app.query_params["run"] = run_id
    on_page(app, "train").run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """Everything the page says in text."""
    boxes = (*app.info, *app.warning, *app.error, *app.success)
    texts = [element.value for element in (*app.markdown, *app.caption, *boxes)]
    return "\n".join(texts)


def has(app: AppTest, *keys: str) -> list[str]:
    """Which of these buttons the page has."""
    there = {button.key for button in app.button}
    return [key for key in keys if key in there]


def in_player(app: AppTest) -> dict:
    """What the page hands to the player."""
    [data] = [one.proto.json for one in app.get("bidi_component") if '"runs"' in one.proto.json]
    return json.loads(data)


CONTROLS = ("train", "step", "step_epoch", "train_more", "rewind")


def test_with_no_run_one_can_train_or_begin_slowly(lab):
    app = opened()
    assert app.main[0][0][0].type == "title"  # a bare string of the script would stand before it
    assert has(app, *CONTROLS) == ["train", "step", "step_epoch"]
    app.button(key="step").click().run()
    assert lab.asked == [("submit", "step")]
    assert has(app, *CONTROLS) == []
    assert [run["id"] for run in in_player(app)["runs"]] == [on_screen(app).run]
    assert in_player(app)["steering"]


def test_the_player_knows_what_the_page_is_drawn_for(lab):
    waiting = in_player(opened())
    assert (waiting["runs"], waiting["steering"]) == ([], None)
    run_id = lab.run(STARTED, epoch(0), progress(10))
    app = opened(run_id)
    for event, moment in ((Paused(), "paused 10"), (Resumed(), "running"), (Stopped(), "over")):
        lab.store.append(run_id, event)
        drawn = in_player(app.run())["drawn"]
        assert drawn["moment"] == moment
        assert drawn["number"] == [logged.number for logged in lab.store.events(run_id)][-1]


def test_the_player_offers_the_knobs_that_the_run_has(lab):
    steering = in_player(opened(lab.run(STARTED)))["steering"]
    assert steering["hasMomentum"]
    assert steering["start"] == {"learning_rate": 0.05, "momentum": 0}
    assert 0.05 in steering["rates"]
    adam = RECIPE.with_settings("training", optimizer="adam", learning_rate=0.003)
    steering = in_player(opened(lab.run(STARTED, recipe=adam)))["steering"]
    assert not steering["hasMomentum"]
    assert 0.003 in steering["rates"]


def test_rates_that_were_turned_in_the_player_are_the_recipes(lab):
    run_id = lab.run(STARTED, epoch(0))
    app = opened(run_id)
    for event in (OptimizerChanged(step=5, learning_rate=0.1, momentum=0.9), Stopped()):
        lab.store.append(run_id, event)
    app.run()
    training = on_screen(app).recipe.training
    assert (training.learning_rate, training.momentum) == (0.1, 0.9)
    # They are taken once: the visitor may choose others for the next run.
    named(app.select_slider, "training.learning_rate").set_value(0.5).run()
    assert on_screen(app).recipe.training.learning_rate == 0.5


def test_a_forged_momentum_does_not_reach_the_recipe(lab):
    app = opened()
    named(app.slider, "training.momentum").set_value(5.0).run()
    assert on_screen(app).recipe == RECIPE


def test_a_batch_taken_apart_is_shown_until_the_run_goes_on(lab):
    trace = StepTrace(
        batch_size=1,
        shape=(1, 8, 8, 1),
        pixels=bytes(64),
        labels=(3,),
        outputs=((0.1,) * 10,),
        losses=(2.3026,),
        mean_loss=2.3026,
        weight=None,
    )
    nothing = (0,) * WATCHED
    lab.newest_look = ProbeResult(
        epoch=1, step=10, predicted=nothing, shares=nothing, units=None, layers=(), step_trace=trace
    )
    run_id = lab.run(STARTED, epoch(0), progress(10), Paused())
    app = opened(run_id)
    assert [title.value for title in app.subheader] == [
        "One batch, taken apart: step 10, in epoch 1"
    ]
    for event in (Resumed(), progress(20)):
        lab.store.append(run_id, event)
    app.run()
    assert not app.subheader


def test_what_a_run_keeps_to_its_end_cannot_be_turned_meanwhile(lab):
    app = opened(lab.run(STARTED, epoch(0)))
    settings = (
        named(app.select_slider, "training.batch_size"),
        named(app.number_input, "training.epochs"),
        named(app.number_input, "training.patience"),
        named(app.selectbox, "training.schedule"),
        named(app.selectbox, "preset"),
    )
    for widget in settings:
        assert widget.disabled
        assert widget.help.endswith("A run keeps it to its end: stop the run to change it.")
    assert not [one for one in (*app.select_slider, *app.slider) if "learning_rate" in one.key]


def test_knobs_are_those_that_the_optimizer_and_the_loss_have(lab):
    app = opened(recipe=Recipe.from_link("training.optimizer=adamw"))
    assert named(app.select_slider, "training.weight_decay").value == 0.004
    assert named(app.select_slider, "training.label_smoothing").value == 0
    assert not [slider for slider in app.slider if "momentum" in slider.key]
    named(app.selectbox, "training.loss").set_value("sparse_categorical_crossentropy").run()
    assert not [slider for slider in app.select_slider if "smoothing" in slider.key]
    assert not [slider for slider in opened().select_slider if "decay" in slider.key]


def test_a_loss_that_does_not_fit_is_mended_by_one_click(lab):
    app = opened(recipe=Recipe.from_link("training.loss=binary_crossentropy"))
    assert "binary_crossentropy tells 2 classes apart, but Digits 8×8 has 10" in words(app)
    app.button(key="mend_training_0").click().run()
    assert on_screen(app).recipe.training.loss == "categorical_crossentropy"
    assert "tells 2 classes apart" not in words(app)


def test_a_refusal_is_a_sentence(lab):
    app = opened(lab.run(STARTED, epoch(0), Stopped()))
    lab.refusal = EngineError(BUSY)
    app.button(key="train_more").click().run()
    assert BUSY in words(app)
    assert not app.exception


def test_a_run_that_is_over_can_go_on_or_be_rewound(lab):
    run_id = lab.run(
        STARTED, epoch(0), epoch(1), OptimizerChanged(step=23, learning_rate=1, momentum=0)
    )
    lab.store.append(run_id, Stopped(test_loss=1, test_accuracy=0.5))
    app = opened(run_id)
    assert has(app, *CONTROLS) == ["train", "train_more", "rewind"]
    app.number_input(key="more_epochs").set_value(7).run()
    assert app.button(key="train_more").label == "Train 7 more"
    app.button(key="train_more").click().run()
    app.button(key="rewind").click().run()
    assert lab.asked == [("train_more", 7), ("submit", "pause")]
    # The run's own recipe, as it began.
    assert lab.store.run(on_screen(app).run).recipe == RECIPE
    assert "Same recipe, same first weights, same batches." in words(app)


def test_a_second_click_on_train_more_finds_the_run_going_on(lab):
    run_id = lab.run(STARTED, epoch(0), Stopped())
    app = opened(run_id)
    lab.store.reopen(run_id, Continued(epochs=25), "nowhere 1 0 x")
    app.button(key="train_more").click().run()
    assert lab.asked == []
    assert not app.warning


def test_somebody_elses_run_is_watched_and_not_steered(lab):
    run_id = lab.run(STARTED, epoch(0), progress(10), owner=SOMEBODY)
    app = opened(run_id)
    assert "This run was not started in this browser" in words(app)
    assert [run["id"] for run in in_player(app)["runs"]] == [run_id]
    assert in_player(app)["steering"] is None
    assert has(app, *CONTROLS) == ["train", "step", "step_epoch"]


def test_train_from_a_second_tab_shows_the_run_that_is_in_the_way(lab):
    in_flight = lab.run(STARTED, epoch(0))
    over = lab.run(STARTED, epoch(0), Stopped())
    other = RECIPE.with_settings("training", batch_size=8)
    app = opened(over, recipe=other)

    def refuse(recipe, owner, first=None, instead_of=None):
        raise EngineError("Your last run is still training.")

    lab.submit = refuse
    app.button(key="train").click().run()
    assert "Your last run is still training." in words(app)
    assert on_screen(app).run == in_flight
    assert has(app, *CONTROLS) == []
    assert "It differs in `training.batch_size`." in words(app)
    app.button(key="take").click().run()
    assert on_screen(app).recipe == RECIPE
    assert has(app, "take") == []


def test_early_stopping_says_which_weights_were_kept(lab):
    end = Finished(best_epoch=7, test_loss=1, test_accuracy=0.925, seconds=3)
    best = epoch(7).model_copy(update={"val_accuracy": 0.75})
    said = words(opened(lab.run(STARTED, epoch(0), best, epoch(8), end)))
    assert "75.0% of the test pictures are read right." in said
    assert "Early stopping: the weights of epoch 7 were kept." in said


@pytest.mark.parametrize(
    ("validate_on", "which"), [("split", "validation"), ("train", "training"), ("test", "test")]
)
def test_the_end_is_told_by_the_pictures_that_validate(lab, validate_on, which):
    recipe = RECIPE.with_settings("data", validate_on=validate_on)
    events = STARTED, epoch(0), epoch(1)
    for end, words_of_end in (
        (Finished(test_loss=1, test_accuracy=0.925, seconds=3), "are read right."),
        (Stopped(test_loss=1, test_accuracy=0.925), "were read right after the last one."),
    ):
        said = words(opened(lab.run(*events, end, recipe=recipe)))
        assert f"50.0% of the {which} pictures {words_of_end}" in said
        assert "92.5%" not in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"scaling": "none"},
            "Of the validation pictures, 50.0% were read right before, **75.0%**",
        ),
        ({"validation_fraction": 0.1}, "They validate on different pictures"),
        ({"validate_on": "test"}, "They validate on different pictures"),
    ],
)
def test_runs_are_compared_by_the_pictures_on_which_both_validate(lab, change, said):
    now = RECIPE.with_settings("data", validate_on="split")
    before = now.with_settings("data", **change)
    end = Finished(test_loss=1, test_accuracy=0.925, seconds=3)
    better = epoch(1).model_copy(update={"val_accuracy": 0.75})
    app = opened(lab.run(STARTED, epoch(0), better, end, recipe=now))
    other = lab.run(STARTED, epoch(0), epoch(1), end, recipe=before)
    state_in(app, TrainState).compare_with = {on_screen(app).run: other}
    app.run()
    assert said in words(app)
    assert "92.5%" not in words(app)


def test_a_chosen_epoch_is_the_one_whose_figure_is_told_and_from_which_one_goes_on(lab):
    end = Finished(test_loss=1, test_accuracy=0.925, seconds=3)
    first = epoch(0).model_copy(update={"val_accuracy": 0.3})
    lab.continue_from = 0
    run_id = lab.run(STARTED, first, epoch(1), end)
    lab.store.choose(run_id, EpochChosen(epoch=0))
    said = words(opened(run_id))
    assert "Its network is now that of epoch 0: 30.0% of the test pictures" in said
    assert "More epochs go on from epoch 0: what the curves show after it, up to epoch 1" in said
    lab.continue_from = 1
    assert "More epochs go on" not in words(opened(lab.run(STARTED, first, epoch(1), end)))


@pytest.mark.parametrize(
    ("figures", "said", "is_good"),
    [
        (
            {"val_accuracy": 0.101},
            "10.1% of the test pictures are read right. That is hardly more",
            False,
        ),
        ({"val_loss": float("nan")}, "the loss is not a number any more", False),
        ({"val_accuracy": 0.3}, "30.0% of the test pictures are read right", True),
    ],
)
def test_only_a_network_that_has_learned_gets_a_green_box(lab, figures, said, is_good):
    end = Finished(test_loss=1, test_accuracy=0.925, seconds=3)
    last = epoch(1).model_copy(update=figures)
    app = opened(lab.run(STARTED, epoch(0), last, end))
    boxes = app.success if is_good else app.warning
    assert any(said in box.value for box in boxes)
    assert bool(app.success) is is_good
    healthy = "Where orange leaves blue"
    assert (healthy in words(app)) is is_good


def test_guessing_is_that_of_the_pictures_that_validate(lab):
    """Of the last fifth of sorted pictures half are of one class."""
    in_order = RECIPE.with_settings(
        "data", dataset="digits", validate_on="split", mistake="last-validate"
    )
    last = epoch(1).model_copy(update={"val_accuracy": 0.4})
    end = Finished(test_loss=1, test_accuracy=0.4, seconds=3)
    app = opened(lab.run(STARTED, epoch(0), last, end, recipe=in_order), recipe=in_order)
    assert any("That is hardly more" in box.value for box in app.warning)


def test_order_and_seeds_can_be_chosen(lab):
    app = opened()
    named(app.toggle, "training.shuffle").set_value(False).run()
    named(app.number_input, "training.seed").set_value(7).run()
    named(app.number_input, "data.seed").set_value(3).run()
    recipe = on_screen(app).recipe
    assert (recipe.training.shuffle, recipe.training.seed, recipe.data.seed) == (False, 7, 3)


def test_a_run_stopped_by_the_clock_says_why(lab):
    end = Stopped(reason="Four hours are over.", test_loss=1, test_accuracy=0.25)
    said = words(opened(lab.run(STARTED, epoch(0), epoch(1), end)))
    assert (
        "Four hours are over. Stopped after 1 of 20 epochs: 50.0% of the test pictures were read"
        in said
    )


def test_a_run_stopped_in_its_first_epoch_has_no_figure(lab):
    said = words(opened(lab.run(STARTED, epoch(0), progress(10), Stopped())))
    assert "Stopped in the first epoch" in said
    assert "50.0%" not in said
    assert "nothing was learned" in words(opened(lab.run(STARTED, epoch(0), Stopped())))


def test_a_snapshot_that_could_not_be_written_is_said(lab):
    full = "Epoch 1 could not be kept to look back at: No space left on device."
    run_id = lab.run(STARTED, epoch(0), epoch(1), SnapshotFailed(epoch=1, reason=full))
    assert full in words(opened(run_id))
    assert full not in words(opened(lab.run(STARTED, epoch(0), owner=SOMEBODY)))


def test_a_failed_run_says_its_reason_and_can_be_trained_again(lab):
    app = opened(lab.run(Failed(reason="The machine has too little memory.")))
    assert "The machine has too little memory." in words(app)
    assert has(app, "train") == ["train"]
