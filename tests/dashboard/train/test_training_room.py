"""Stepping, changing, pacing, stopping early, going on: against Keras and against plain runs."""

import dataclasses
import queue
import threading
import time

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.datasets import Dataset, Library
from core.layers import ledger
from core.preparation.split import split_and_scaling
from core.recipe import Recipe
from core.runs.commands import SetOptimizer, SetPace, from_message, to_message
from core.runs.events import (
    OptimizerChanged,
    PaceChanged,
    Paused,
    Progress,
    Resumed,
    SnapshotFailed,
    SnapshotSaved,
    Started,
    Stopped,
)
from core.runs.probe import watched
from core.worker import evaluator, micro_batches, steering
from core.worker.build import build, build_optimizer
from core.worker.micro_batches import micro_batch_size, needs_whole_batch
from core.worker.probe import probe_snapshot
from core.worker.train import TrainOptions, train

MLP = "flatten,dense:32,relu,dense:10,softmax"
RESTLESS = "flatten,dense:16,batchnormalization,relu,dropout:0.5,dense:10,softmax"


@pytest.fixture(scope="module")
def digits(tmp_path_factory) -> Dataset:
    return Library(tmp_path_factory.mktemp("home")).load("digits")


def recipe_of(*settings: str, layers: str = MLP) -> Recipe:
    link = f"?data.dataset=digits&data.scaling=0-1&model.layers={layers}"
    return Recipe.from_link("&".join([link, *settings]))


class Student:
    """Gives commands when certain events come, and keeps all that a run shows."""

    def __init__(self, *plan):
        """`plan`: pairs of an event kind and the commands to give at its next coming."""
        self.control, self.events, self.looks, self.snapshots = queue.SimpleQueue(), [], [], {}
        self._plan = list(plan)

    def emit(self, event):
        self.events.append(event)
        if self._plan and self._plan[0][0] == event.kind:
            for command in self._plan.pop(0)[1:]:
                self.control.put(command)

    def keep(self, snapshot):
        self.snapshots[snapshot.epoch] = snapshot

    def train(self, recipe, dataset, *first, start=None, epochs=None):
        for command in first:
            self.control.put(command)
        options = TrainOptions(self.looks.append, self.keep, start, epochs)
        return train(recipe, dataset, self.emit, self.control, options)

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]


def assert_same_weights(one, other, **tolerance):
    for mine, theirs in zip(one, other, strict=True):
        np.testing.assert_allclose(mine, theirs, **tolerance)


SETTINGS = [
    ("training.optimizer=adam", "training.learning_rate=0.001"),
    ("training.momentum=0.9", "augmentation.rotation_range=20"),
    ("training.optimizer=rmsprop", "training.momentum=0.5", "training.learning_rate=0.001"),
    ("training.optimizer=nadam", "training.learning_rate=0.001"),
]


@pytest.mark.parametrize("settings", SETTINGS)
def test_going_on_is_as_if_it_had_never_ended(digits, settings):
    whole = Student().train(recipe_of("training.epochs=4", *settings, layers=RESTLESS), digits)
    first = Student()
    first.train(recipe_of("training.epochs=2", *settings, layers=RESTLESS), digits)
    second = Student()
    recipe = recipe_of("training.epochs=2", *settings, layers=RESTLESS)
    rest = second.train(recipe, digits, start=first.snapshots[2], epochs=4)
    assert_same_weights(rest.weights, whole.weights, rtol=1e-6, atol=1e-7)
    assert second.of(Started)[0].first_epoch == 3
    assert [event.epoch for event in second.events if event.kind == "epoch"] == [3, 4]


def test_steps_one_by_one_are_the_same_steps(digits):
    recipe = recipe_of(
        "training.epochs=2", "training.batch_size=500", "data.images=1000", layers=RESTLESS
    )
    plain = Student().train(recipe, digits)
    student = Student(*[("paused", "step")] * 3, ("paused", "resume"))
    stepped = student.train(recipe, digits, "step")
    assert_same_weights(stepped.weights, plain.weights, rtol=1e-6, atol=1e-7)
    assert len(student.of(Paused)) == 3  # the fourth step ends the run
    trace = [look.step_trace for look in student.looks if look.step_trace]
    assert [look.step for look in student.looks if look.step_trace] == [1, 2, 3, 4]
    assert trace[0].batch_size == 500
    assert len(student.of(Progress)) == 2  # one inside each of the two epochs


def test_a_batch_taken_apart_is_what_keras_computes(digits):
    recipe = recipe_of("training.learning_rate=0.5", "training.shuffle=false", "data.images=640")
    student = Student(("paused", "stop"))
    student.train(recipe, digits, "step")
    look = student.looks[-2]  # the last one is that of the end
    chosen, scaling = split_and_scaling(recipe.data, digits)
    images, labels = digits.x_train[chosen.train[:64]], digits.y_train[chosen.train[:64]]
    model = build(recipe.model, digits.card.shape, 10, recipe.training.seed)
    crossentropy = keras.losses.SparseCategoricalCrossentropy(reduction=None)
    with tf.GradientTape() as tape:
        outputs = model(scaling.apply(images), training=True)
        losses = crossentropy(labels, outputs)
        mean = tf.reduce_mean(losses)
    gradients = tape.gradient(mean, model.trainable_variables)

    trace = look.step_trace
    np.testing.assert_array_equal(trace.pictures, images[:32])
    assert list(trace.labels) == labels[:32].tolist()
    np.testing.assert_allclose(trace.outputs, outputs[:32], atol=1e-6)
    np.testing.assert_allclose(trace.losses, losses[:32], rtol=1e-5)
    assert trace.mean_loss == pytest.approx(float(mean), rel=1e-5)
    sizes = {layer.name: layer.gradient for layer in look.layers if layer.gradient is not None}
    first = np.sqrt(sum(np.sum(np.square(part)) for part in gradients[:2]))
    assert list(sizes) == ["dense", "dense_1"]
    assert sizes["dense"] == pytest.approx(float(first), rel=1e-4)
    step = trace.weight
    steepest = max(float(np.abs(gradient).max()) for gradient in gradients)
    assert abs(step.gradient) == pytest.approx(steepest, rel=1e-4)
    assert step.after == pytest.approx(step.before - 0.5 * step.gradient, abs=1e-6)
    assert step.is_plain


def test_a_pause_while_the_network_is_measured_waits_for_the_next_batch(digits):
    # After `started` the untrained network is measured.
    student = Student(("started", "pause"), ("paused", "step"), ("paused", "stop"))
    student.train(recipe_of("training.epochs=9"), digits)
    kinds = [event.kind for event in student.events]
    assert kinds.index("epoch") < kinds.index("paused") < kinds.index("progress")
    assert student.of(Progress)[0].step == 1


def test_step_an_epoch_holds_still_at_its_end(digits):
    student = Student(("paused", "step_epoch"), ("paused", "stop"))
    student.train(recipe_of("training.epochs=9"), digits, "step_epoch")
    kinds = [event.kind for event in student.events]
    at = [place for place, kind in enumerate(kinds) if kind == "paused"]
    done = [[e.epoch for e in student.events[:place] if e.kind == "epoch"][-1] for place in at]
    assert done == [1, 2]
    assert not student.of(Resumed)
    assert {look.step for look in student.looks} >= {0, 23, 46}


@pytest.mark.parametrize(("longest", "shown"), [(60, True), (0, False)])
def test_a_stopped_run_is_looked_into_only_where_that_is_quick(digits, monkeypatch, longest, shown):
    monkeypatch.setattr("core.worker.probe.QUICK_SECONDS", longest)
    monkeypatch.setattr("core.worker.probe.FIRST_MEASUREMENTS", 0)
    student = Student(("progress", "stop"))
    trained = student.train(recipe_of("training.epochs=9"), digits, SetPace(seconds=0.01))
    assert trained.final.kind == "stopped"
    assert (student.looks[-1].step == student.of(Progress)[-1].step) == shown


def test_what_is_shown_of_a_run_that_holds_still_is_its_newest_state(digits):
    student = Student(("progress", "pause"), ("paused", "step"), ("paused", "stop"))
    student.train(recipe_of(), digits, SetPace(seconds=0.01))
    # Nothing is shown twice, lest a batch taken apart be covered up, but for the end of a run.
    assert [look.step for look in student.looks] == [0, 1, 2, 2]
    assert [look.epoch for look in student.looks] == [0, 1, 1, 1]
    assert student.looks[2].step_trace


def test_a_changed_learning_rate_and_momentum_are_those_of_keras(digits):
    settings = "training.shuffle=false", "training.batch_size=100", "data.images=1000"
    recipe = recipe_of("training.epochs=2", *settings)
    student = Student(("paused", SetOptimizer(learning_rate=0.2, momentum=0.8), "resume"))
    ours = student.train(recipe, digits, "step_epoch")

    chosen, scaling = split_and_scaling(recipe.data, digits)
    x, y = scaling.apply(digits.x_train[chosen.train]), digits.y_train[chosen.train]
    model = build(recipe.model, digits.card.shape, 10, recipe.training.seed)
    for rates in ({}, {"learning_rate": 0.2, "momentum": 0.8}):
        optimizer = build_optimizer(recipe.with_settings("training", **rates).training)
        model.compile(optimizer, "sparse_categorical_crossentropy")
        model.fit(x, y, batch_size=100, shuffle=False, verbose=0)
    assert_same_weights(ours.weights, model.get_weights(), rtol=1e-4, atol=1e-5)
    assert student.of(OptimizerChanged) == [
        OptimizerChanged(step=10, learning_rate=0.2, momentum=0.8)
    ]


def test_a_run_goes_on_with_the_rates_it_had(digits):
    student = Student(("paused", SetOptimizer(learning_rate=0.2, momentum=0.8), "resume"))
    student.train(recipe_of("training.epochs=2"), digits, "step_epoch")
    kept = student.snapshots[2]
    assert (kept.learning_rate, kept.momentum) == (0.2, 0.8)
    more = Student(("paused", "stop"))
    more.train(recipe_of("training.epochs=2"), digits, "step", start=kept, epochs=3)
    assert more.looks[-2].step_trace.weight.learning_rate == 0.2


def test_a_schedule_goes_on_at_a_changed_rate_and_over_all_epochs(digits):
    recipe = recipe_of(
        "training.schedule=cosine", "training.epochs=2", "training.batch_size=500"
    ).with_settings("data", images=1000)
    change = SetOptimizer(learning_rate=0.2, momentum=0)
    student = Student(("paused", change, "step"), ("paused", "step"), ("paused", "resume"))
    student.train(recipe, digits, "step")
    more = Student(("paused", "stop"))
    more.train(recipe, digits, "step", start=student.snapshots[2], epochs=4)
    traced = [look.step_trace for look in (*student.looks, *more.looks) if look.step_trace]
    # Half a cosine wave over 4 steps, of which 3 were traced, and the fifth of 8 steps.
    shares = [1, (1 + np.sqrt(0.5)) / 2, 0.5, 0.5]
    assert [trace.weight.learning_rate for trace in traced] == pytest.approx(
        np.multiply(shares, [0.01, 0.2, 0.2, 0.2]), rel=1e-6
    )


@pytest.mark.parametrize("patience", [1, 2])
def test_early_stopping_is_that_of_keras(digits, patience):
    settings = "training.epochs=60", "training.shuffle=false", "data.images=200"
    recipe = recipe_of(
        *settings,
        "training.learning_rate=1",
        "training.seed=4",  # stops after 3 or 4 epochs
        f"training.patience={patience}",
        layers=MLP,
    )
    student = Student()
    ours = student.train(recipe, digits)
    chosen, scaling = split_and_scaling(recipe.data, digits)
    x, y = scaling.apply(digits.x_train[chosen.train]), digits.y_train[chosen.train]
    held = digits if chosen.validation_set == "test" else None
    validation = scaling.apply(held.x_test[chosen.validation]), held.y_test[chosen.validation]
    model = build(recipe.model, digits.card.shape, 10, recipe.training.seed)
    model.compile(build_optimizer(recipe.training), "sparse_categorical_crossentropy")
    stopping = keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    fitted = model.fit(
        x,
        y,
        batch_size=64,
        epochs=60,
        shuffle=False,
        verbose=0,
        validation_data=validation,
        callbacks=[stopping],
    )
    epochs = [event.epoch for event in student.events if event.kind == "epoch"]
    assert epochs[-1] == len(fitted.history["loss"]) < 60
    assert ours.final.best_epoch == stopping.best_epoch + 1
    assert_same_weights(ours.weights, model.get_weights(), rtol=1e-3, atol=1e-4)


def test_slow_motion_takes_its_time_and_still_obeys(digits):
    student = Student(("progress",), ("progress",), ("progress",), ("progress", "stop"))
    began = time.perf_counter()
    student.train(recipe_of("training.epochs=1000"), digits, SetPace(seconds=0.15))
    assert time.perf_counter() - began > 0.4
    assert [event.step for event in student.of(Progress)] == [1, 2, 3, 4]
    assert student.of(PaceChanged) == [PaceChanged(seconds=0.15)]
    # Did it wait for the next batch before it stops, the test would end by its own time limit.
    slow = Student(("epoch", SetPace.model_construct(seconds=3600)), ("progress", "stop"))
    slow.train(recipe_of("training.epochs=1000"), digits)
    assert slow.events[-1].kind == "stopped"


def test_what_a_look_says_is_true_of_the_network(digits):
    recipe = recipe_of("training.epochs=2")
    student = Student()
    trained = student.train(recipe, digits)
    look = student.looks[-1]
    chosen, scaling = split_and_scaling(recipe.data, digits)
    model = build(recipe.model, digits.card.shape, 10)
    model.set_weights(trained.weights)
    outputs = model.predict(scaling.apply(digits.x_test[watched(chosen)]), verbose=0)
    assert list(look.predicted) == outputs.argmax(axis=1).tolist()
    np.testing.assert_allclose(look.shares, outputs.max(axis=1), rtol=1e-5)
    kernel = trained.weights[0].T[:16].reshape(16, 8, 8, 1)
    np.testing.assert_allclose(look.units.weights, kernel, atol=look.units.largest / 250)
    sample = scaling.apply(digits.x_train[chosen.train[:64]]).reshape(64, 64)
    before = sample @ trained.weights[0] + trained.weights[1]
    dead = float(np.mean(np.all(before <= 0, axis=0)))
    assert next(layer.dead for layer in look.layers if layer.dead is not None) == dead


def test_dead_units_are_counted(digits):
    # A step so large that most units never answer again.
    student = Student()
    student.train(recipe_of("training.learning_rate=100", "training.epochs=1"), digits)
    assert next(layer.dead for layer in student.looks[-1].layers if layer.dead is not None) > 0.5


@pytest.mark.parametrize(
    ("layers", "shape"),
    [
        ("conv2d:4:3,relu,flatten,dense:10,softmax", (4, 3, 3, 1)),
        ("maxpooling2d,flatten,dense:10,softmax", None),
        ("batchnormalization,flatten,dense:10,softmax", None),
        ("flatten,dense:10,softmax", (10, 8, 8, 1)),
    ],
)
def test_units_are_shown_where_they_look_at_the_picture(digits, layers, shape):
    student = Student()
    student.train(recipe_of("training.epochs=1", layers=layers), digits)
    units = student.looks[-1].units
    assert (units.shape if units else None) == shape


def test_a_diverged_network_can_still_be_looked_at(digits):
    student = Student(("paused", "resume"))
    recipe = recipe_of("data.scaling=none", "training.learning_rate=100", "training.momentum=0.9")
    student.train(recipe, digits, "step")
    assert len(student.looks[-1].predicted) == 25
    assert student.snapshots[5].epoch == 5


def test_one_epoch_of_one_batch_of_one_picture(digits):
    student = Student(("paused", "resume"))
    recipe = recipe_of("data.images=1", "training.batch_size=1", "training.epochs=1")
    trained = student.train(recipe, digits, "step")
    assert student.of(Started)[0].train_count == 1
    assert trained.final.kind == "finished"


def test_a_network_without_weights_can_be_stepped(digits):
    student = Student(("paused", "resume"))
    places = tuple(f"pixel {number}" for number in range(64))
    card = dataclasses.replace(digits.card, classes=places)
    brightest_pixel = dataclasses.replace(digits, card=card)
    recipe = recipe_of("training.epochs=1", layers="flatten,softmax")
    student.train(recipe, brightest_pixel, "step")
    trace = [look.step_trace for look in student.looks if look.step_trace]
    assert trace[0].weight is None


def test_a_full_disk_does_not_end_a_run(digits):
    def keep(_snapshot):
        raise OSError(28, "No space left on device")

    events = []
    trained = train(recipe_of(), digits, events.append, options=TrainOptions(save=keep))
    assert trained.final.kind == "finished"
    said = [event.reason for event in events if isinstance(event, SnapshotFailed)]
    assert said
    assert "No space left on device" in said[0]


def test_a_run_ends_when_its_time_is_up(digits, monkeypatch):
    monkeypatch.setattr(steering, "MAX_SECONDS", 0.3)
    student = Student()
    trained = student.train(recipe_of("training.epochs=1000"), digits, SetPace(seconds=0.05))
    assert isinstance(trained.final, Stopped)
    assert "longest a run may take" in trained.final.reason


def test_a_run_that_holds_still_for_too_long_is_stopped_and_kept(digits, monkeypatch):
    monkeypatch.setattr(steering, "MAX_PAUSED_SECONDS", 0.3)
    monkeypatch.setattr(evaluator, "QUICK_TEST_SECONDS", 60)
    control, times = queue.SimpleQueue(), {}
    control.put("step")

    def emit(event):
        times[event.kind] = time.perf_counter()

    trained = train(recipe_of("training.epochs=1000"), digits, emit, control)
    assert isinstance(trained.final, Stopped)
    assert "held still for" in trained.final.reason
    # It was kept as after its one step, and the time that it held still does not count.
    assert trained.final.test_loss is not None
    assert times["stopped"] - times["paused"] >= 0.3
    assert trained.final.seconds < times["stopped"] - times["started"]


def test_looking_back_counts_every_validation_picture_once(digits):
    recipe = recipe_of("training.epochs=3", "data.validate_on=split")
    student = Student()
    trained = student.train(recipe, digits)
    back = probe_snapshot(recipe, student.snapshots[3], digits)
    epoch = [event for event in student.events if event.kind == "epoch"][-1]
    assert back.confusion.sum() == 287
    assert np.trace(back.confusion) / 287 == pytest.approx(epoch.val_accuracy)
    assert back.probe.predicted == student.looks[-1].predicted
    assert_same_weights(student.snapshots[3].weights, trained.weights)


@pytest.mark.parametrize(
    "command", ["stop", SetOptimizer(learning_rate=0.1, momentum=0), SetPace(seconds=1)]
)
def test_commands_travel(command):
    assert from_message(to_message(command)) == command


def test_kept_epochs_are_told(digits):
    student = Student()
    student.train(recipe_of("training.epochs=3"), digits)
    assert [event.epoch for event in student.of(SnapshotSaved)] == sorted(student.snapshots)
    assert sorted(student.snapshots) == [0, 1, 2, 3]


@pytest.mark.parametrize("settings", [(), ("training.optimizer=adam", "training.momentum=0.5")])
def test_a_batch_in_micro_batches_is_the_same_step(digits, monkeypatch, settings):
    recipe = recipe_of("training.epochs=2", "training.batch_size=500", *settings)
    whole = Student().train(recipe, digits)
    monkeypatch.setattr(micro_batches, "micro_batch_size", lambda _rows: 150)
    in_portions = Student()
    parts = in_portions.train(recipe, digits)
    assert_same_weights(parts.weights, whole.weights, rtol=1e-4, atol=1e-6)
    figures = [event.loss for event in in_portions.events if event.kind == "epoch"]
    assert figures[2] < figures[1]


@pytest.mark.parametrize(
    "normalised", ["", "batchnormalization,"], ids=["in micro-batches", "whole"]
)
def test_a_run_stops_in_the_middle_of_a_large_batch(digits, monkeypatch, normalised):
    """A step of this network takes seconds; it is given up, and the weights are as before it."""
    monkeypatch.setattr("core.worker.probe.QUICK_SECONDS", float("inf"))
    wide = f"conv2d:256:3:padding=same,{normalised}relu,conv2d:256:3:padding=same,flatten"
    recipe = recipe_of(
        "training.batch_size=1437", "training.epochs=9", layers=f"{wide},dense:10,softmax"
    )
    student = Student()

    def stop_soon():
        time.sleep(1)
        student.control.put("stop")

    def emit(event):
        student.events.append(event)
        if event.kind == "epoch" and event.epoch == 0:
            threading.Thread(target=stop_soon).start()

    options = TrainOptions(student.looks.append)
    trained = train(recipe, digits, emit, student.control, options)
    assert [look.step for look in student.looks] == [0]  # nobody waits for a last one
    assert trained.final.kind == "stopped"
    model = build(recipe.model, digits.card.shape, 10, recipe.training.seed)
    for variable, first, now in zip(
        model.weights, model.get_weights(), trained.weights, strict=True
    ):
        if variable.trainable:
            np.testing.assert_array_equal(now, first)


def test_only_batch_normalisation_needs_its_batch_whole(digits):
    whole, parts = (
        ledger(recipe.model.layers, digits.card.shape)
        for recipe in (recipe_of(layers=RESTLESS), recipe_of())
    )
    assert needs_whole_batch(whole)
    assert not needs_whole_batch(parts)
    assert micro_batch_size(parts) > 1000
