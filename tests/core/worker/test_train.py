"""Training against Keras's own `fit`, the events of a run, and what it obeys."""

import gc
import math
import queue
import threading
import time

import keras
import numpy as np
import pytest

from core.datasets import Dataset, Library
from core.layers import LayerError
from core.preparation.split import split_and_scaling
from core.recipe import Recipe
from core.recipe.optimizers import OPTIMIZERS
from core.runs.events import (
    Epoch,
    Finished,
    Paused,
    Resumed,
    Started,
    Stopped,
    WorkerReleased,
    Yielded,
)
from core.worker import probe
from core.worker.build import build, build_optimizer
from core.worker.train import TrainOptions, train
from core.worker.trainer import PROGRESS_SECONDS

MLP = "flatten,dense:32,relu,dense:10,softmax"
CNN = "conv2d:4:3,relu,maxpooling2d,flatten,dense:10,softmax"
DROPOUT = "flatten,dense:32,relu,dropout:0.4,dense:10,softmax"
ENDLESS = "training.epochs=1000"


@pytest.fixture(scope="module")
def digits(tmp_path_factory) -> Dataset:
    return Library(tmp_path_factory.mktemp("home")).load("digits")


@pytest.fixture(scope="module")
def many_digits(digits) -> Dataset:
    """The digits over and over: one by one they last longer than a second on any machine."""
    return Dataset(
        np.tile(digits.x_train, (15, 1, 1, 1)),
        np.tile(digits.y_train, 15),
        digits.x_test,
        digits.y_test,
        digits.card,
    )


def recipe_of(*settings: str, layers: str = MLP) -> Recipe:
    link = f"?data.dataset=digits&data.scaling=0-1&model.layers={layers}"
    return Recipe.from_link("&".join([link, *settings]))


def run(recipe: Recipe, dataset: Dataset):
    """Train → the result and all events."""
    events = []
    return train(recipe, dataset, events.append), events


def epochs_of(events) -> list[Epoch]:
    return [event for event in events if event.kind == "epoch"]


def fit(recipe: Recipe, dataset: Dataset):
    """The same training by Keras's `fit` → its model, and the figures of each epoch."""
    chosen, scaling = split_and_scaling(recipe.data, dataset)
    training = recipe.training
    num_classes = dataset.card.num_classes
    model = build(recipe.model, dataset.x_train.shape[1:], num_classes, training.seed)
    loss = training.loss
    if training.label_smoothing:
        loss = keras.losses.CategoricalCrossentropy(label_smoothing=training.label_smoothing)
    optimizer = build_optimizer(training)
    if training.schedule == "cosine":
        steps = training.epochs * math.ceil(len(chosen.train) / training.batch_size)
        optimizer.learning_rate = keras.optimizers.schedules.CosineDecay(
            training.learning_rate, steps
        )
    model.compile(optimizer, loss, metrics=["accuracy"])

    def arrays(images, labels, indices):
        one_hot = training.loss == "categorical_crossentropy"
        targets = keras.utils.to_categorical(labels, num_classes) if one_hot else labels
        return scaling.apply(images[indices]), targets[indices]

    validation = (
        (dataset.x_test, dataset.y_test)
        if chosen.validation_set == "test"
        else (dataset.x_train, dataset.y_train)
    )
    validation_data = arrays(*validation, chosen.validation)
    shuffling = np.random.default_rng(training.seed)
    history = []
    for _ in range(training.epochs):
        order = shuffling.permutation(chosen.train) if training.shuffle else chosen.train
        x, y = arrays(dataset.x_train, dataset.y_train, order)
        figures = model.fit(
            x,
            y,
            batch_size=training.batch_size,
            validation_data=validation_data,
            shuffle=False,
            verbose=0,
        ).history
        history.append({name: values[0] for name, values in figures.items()})
    return model, history


@pytest.mark.parametrize(
    ("settings", "layers"),
    [
        (["training.optimizer=sgd"], MLP),
        (["training.optimizer=sgd", "training.momentum=0.9", "model.style=functional"], MLP),
        (["training.optimizer=adam", "training.learning_rate=0.001"], CNN),
        (["training.optimizer=rmsprop", "training.learning_rate=0.001"], MLP),
        (
            ["training.optimizer=rmsprop", "training.learning_rate=0.001", "training.momentum=0.5"],
            CNN,
        ),
        (["training.loss=sparse_categorical_crossentropy"], MLP),
        (["training.optimizer=adamw", "training.weight_decay=0.1"], CNN),
        (["training.optimizer=nadam", "training.learning_rate=0.001"], MLP),
        (["training.optimizer=adagrad"], MLP),
        (["training.optimizer=adamw", "training.schedule=cosine"], MLP),
        (["training.label_smoothing=0.2"], MLP),
        (["training.shuffle=false", "data.validate_on=train"], MLP),
        (["data.validate_on=split", "data.scaling=standardised", "training.batch_size=50"], MLP),
        (["training.seed=5", "training.batch_size=1", "data.images=200"], MLP),
        ([], "flatten,dense:32,relu,dropout:0.4,dense:10,softmax"),
        (["data.scaling=none"], "flatten,dense:10"),
        ([], "flatten,dense:10,sigmoid"),
        ([], "flatten,softmax,dense:10,softmax"),
        ([], "conv2d:4:3,batchnormalization,relu,averagepooling2d:2,flatten,dense:10,softmax"),
        (["model.style=functional"], "residual:4,globalaveragepooling2d,dense:10,softmax"),
    ],
)
def test_figures_are_those_of_fit(digits, settings, layers):
    recipe = recipe_of("training.epochs=2", *settings, layers=layers)
    trained, events = run(recipe, digits)
    model, history = fit(recipe, digits)
    for epoch, figures in zip(epochs_of(events)[1:], history, strict=True):
        for name, value in figures.items():
            assert getattr(epoch, name) == pytest.approx(value, rel=1e-4), name
    for ours, kerass in zip(trained.weights, model.get_weights(), strict=True):
        np.testing.assert_allclose(ours, kerass, rtol=1e-3, atol=1e-4)


def test_the_untrained_network_is_measured_first(digits):
    recipe = recipe_of(
        "training.epochs=1", "data.validate_on=split", layers="flatten,dense:10,softmax"
    )
    _, events = run(recipe, digits)
    assert events[1].epoch == events[1].step == 0
    assert (events[1].loss, events[1].accuracy) == (None, None)
    assert events[1].val_loss == pytest.approx(math.log(10), abs=0.5)


def test_a_network_is_looked_into_most_often_in_its_first_steps(digits, monkeypatch):
    monkeypatch.setattr(probe, "FIRST_SECONDS", math.inf)  # however busy this machine is
    monkeypatch.setattr(probe, "WARM_UP_SECONDS", math.inf)
    monkeypatch.setattr(probe, "EVERY_SECONDS", math.inf)
    looks = []
    recipe = recipe_of("training.batch_size=1", "training.epochs=2")
    train(recipe, digits, lambda _event: None, options=TrainOptions(on_probe=looks.append))
    steps = [look.step for look in looks]
    assert steps[:2] == [0, 1]
    assert len(set(steps)) == len(steps) == probe.FIRST_MEASUREMENTS + 1  # and at the end


def test_events_tell_a_run_in_order_with_its_counts(digits):
    recipe = recipe_of("training.epochs=3", "training.batch_size=10", "data.validate_on=split")
    trained, events = run(recipe, digits)
    chosen, _ = split_and_scaling(recipe.data, digits)
    steps = math.ceil(len(chosen.train) / 10)
    assert events[0] == Started(
        train_count=len(chosen.train),
        validation_count=len(chosen.validation),
        steps_per_epoch=steps,
        parameter_count=64 * 32 + 32 + 32 * 10 + 10,
    )
    epochs = epochs_of(events)
    assert [(event.epoch, event.step) for event in epochs] == [(n, n * steps) for n in range(4)]
    told = [event.step for event in events if event.kind in ("progress", "epoch")]
    assert told == sorted(told)
    assert isinstance(events[-1], Finished)
    assert trained.final == events[-1]
    assert all(0 <= event.accuracy <= 1 for event in epochs[1:])
    assert events[-1].seconds >= sum(event.seconds for event in epochs)


def blank(train_count: int, test_count: int, side: int, like: Dataset) -> Dataset:
    """Pictures without content, to count with."""
    return Dataset(
        np.zeros((train_count, side, side, 1), np.uint8),
        np.zeros(train_count, np.int64),
        np.zeros((test_count, side, side, 1), np.uint8),
        np.zeros(test_count, np.int64),
        like.card,
    )


@pytest.mark.parametrize(
    ("images", "batch_size", "steps"),
    [(60_000, 64, 938), (28_709, 64, 449), (64, 64, 1), (65, 64, 2), (1, 8192, 1)],
)
def test_steps_of_an_epoch_are_those_that_fit_counts(digits, images, batch_size, steps):
    recipe = recipe_of(
        f"training.batch_size={batch_size}", "training.epochs=1", layers="flatten,dense:10"
    )
    _, events = run(recipe, blank(images, 1, 2, like=digits))
    assert events[0].steps_per_epoch == steps
    assert epochs_of(events)[-1].step == steps


def test_progress_adds_up_to_the_epoch(many_digits):
    came = []

    def emit(event):
        came.append((time.perf_counter(), event))

    train(recipe_of("training.batch_size=1", "training.epochs=1"), many_digits, emit)
    epoch = came[-2][1]
    progress = [event for _, event in came if event.kind == "progress"]
    assert all(event.images_per_second > 0 for event in progress)
    taken = np.diff([0, *(event.step for event in progress)])
    told = sum(n * event.accuracy for n, event in zip(taken, progress, strict=True))
    rest = epoch.step - progress[-1].step
    assert -1e-3 <= epoch.accuracy * epoch.step - told <= rest + 1e-3
    # and it comes at most every 0.08 s
    told_at = [at for at, event in came if event.kind == "progress"]
    assert len(told_at) <= (told_at[-1] - told_at[0]) / PROGRESS_SECONDS + 1.5


def test_equal_recipes_give_equal_runs(digits):
    recipe = recipe_of(
        "training.epochs=3",
        "training.optimizer=adam",
        layers="conv2d:4:3,relu,flatten,dropout:0.3,dense:10,softmax",
    )
    (first, first_events), (second, second_events) = run(recipe, digits), run(recipe, digits)
    for one, other in zip(epochs_of(first_events), epochs_of(second_events), strict=True):
        assert one.val_loss == pytest.approx(other.val_loss, rel=1e-4)
        assert one.loss is None or one.loss == pytest.approx(other.loss, rel=1e-4)
    for one, other in zip(first.weights, second.weights, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)


def test_another_seed_gives_another_run(digits):
    _, one = run(recipe_of("training.epochs=1", "training.seed=1"), digits)
    _, other = run(recipe_of("training.epochs=1", "training.seed=2"), digits)
    assert epochs_of(one)[1].loss != epochs_of(other)[1].loss


def test_both_styles_give_the_same_run(digits):
    sequential, _ = run(recipe_of("training.epochs=1"), digits)
    functional, _ = run(recipe_of("training.epochs=1", "model.style=functional"), digits)
    for one, other in zip(sequential.weights, functional.weights, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


def test_test_figures_are_those_of_evaluate(digits):
    recipe = recipe_of("training.epochs=2")
    trained, _ = run(recipe, digits)
    model = build(recipe.model, (8, 8, 1), 10)
    model.compile(loss="categorical_crossentropy", metrics=["accuracy"])
    model.set_weights(trained.weights)
    loss, accuracy = model.evaluate(
        trained.scaling.apply(digits.x_test),
        keras.utils.to_categorical(digits.y_test, 10),
        verbose=0,
    )
    assert trained.final.test_loss == pytest.approx(loss, rel=1e-5)
    assert trained.final.test_accuracy == pytest.approx(accuracy, abs=1e-6)


def test_the_digits_are_learned(digits):
    trained, _ = run(recipe_of("training.optimizer=adam", "training.epochs=20"), digits)
    assert trained.final.test_accuracy > 0.9


def test_a_diverged_run_goes_on_to_its_end(digits):
    recipe = recipe_of(
        "data.scaling=none",
        "training.learning_rate=100",
        "training.epochs=3",
        layers="flatten,dense:64,dense:64,dense:10,softmax",
    )
    trained, events = run(recipe, digits)
    assert math.isnan(epochs_of(events)[-1].loss)
    assert math.isnan(trained.final.test_loss)
    assert trained.final.kind == "finished"
    assert len(epochs_of(events)) == 4


def test_a_network_with_nothing_to_learn_runs(digits):
    recipe = recipe_of("training.epochs=1", layers="flatten,softmax")
    ten_numbers = Dataset(
        digits.x_train[:, :5, :2],
        digits.y_train,
        digits.x_test[:, :5, :2],
        digits.y_test,
        digits.card,
    )
    trained, events = run(recipe, ten_numbers)
    assert trained.weights == []
    assert epochs_of(events)[0].val_loss == pytest.approx(epochs_of(events)[1].val_loss)


def test_a_network_for_other_classes_is_refused_before_anything_is_told(digits):
    events = []
    with pytest.raises(LayerError, match="10 classes"):
        train(recipe_of(layers="flatten,dense:7,softmax"), digits, events.append)
    assert events == []


class Director:
    """Receives a run's events and gives a command when one of a kind arrives."""

    def __init__(self, **commands: str):
        self.events = []
        self.control = queue.SimpleQueue()
        self._commands = commands

    def __call__(self, event):
        self.events.append(event)
        if event.kind in self._commands:
            self.control.put(self._commands.pop(event.kind))

    def train(self, recipe, dataset):
        return train(recipe, dataset, self, self.control)


def test_stop_keeps_the_network_as_it_is(digits, many_digits, monkeypatch):
    monkeypatch.setattr("core.worker.evaluator.QUICK_TEST_SECONDS", 60)
    director = Director(progress="stop")
    recipe = recipe_of(ENDLESS, "training.batch_size=1")
    trained = director.train(recipe, many_digits)
    assert director.events[-1] == trained.final
    assert isinstance(trained.final, Stopped)
    first = build(recipe.model, (8, 8, 1), 10, recipe.training.seed).get_weights()
    assert not np.allclose(first[0], trained.weights[0])
    model = build(recipe.model, (8, 8, 1), 10)
    model.compile(loss="categorical_crossentropy", metrics=["accuracy"])
    model.set_weights(trained.weights)
    loss, _ = model.evaluate(
        trained.scaling.apply(digits.x_test),
        keras.utils.to_categorical(digits.y_test, 10),
        verbose=0,
    )
    assert trained.final.test_loss == pytest.approx(loss, rel=1e-4)


def test_stop_before_the_first_step_keeps_the_first_weights(digits):
    recipe = recipe_of(ENDLESS)
    first = build(recipe.model, (8, 8, 1), 10, recipe.training.seed).get_weights()
    for kind in ("started", "epoch"):
        director = Director(**{kind: "stop"})
        trained = director.train(recipe, digits)
        assert (trained.final.test_loss, trained.final.test_accuracy) == (None, None)
        for before, after in zip(first, trained.weights, strict=True):
            np.testing.assert_array_equal(before, after)


def test_stop_given_before_the_run_began(digits):
    director = Director()
    director.control.put("stop")
    trained = director.train(recipe_of(ENDLESS), digits)
    assert [event.kind for event in director.events] == ["started", "stopped"]
    assert trained.final.test_loss is None


def test_a_paused_run_waits_and_goes_on_where_it_was(digits):
    director = Director(epoch="pause", paused="resume")
    recipe = recipe_of("training.epochs=2")
    trained = director.train(recipe, digits)
    kinds = [event.kind for event in director.events]
    assert kinds[:4] == ["started", "epoch", "paused", "resumed"]
    assert kinds[-1] == "finished"
    undisturbed, _ = run(recipe, digits)
    assert trained.final.test_loss == pytest.approx(undisturbed.final.test_loss, rel=1e-4)


@pytest.mark.parametrize(
    ("settings", "layers"),
    [
        (["training.optimizer=adam", "training.patience=1"], MLP),
        (
            ["training.momentum=0.9", "augmentation.rotation_range=10", "training.schedule=cosine"],
            DROPOUT,
        ),
    ],
)
@pytest.mark.parametrize(("kind", "still"), [("epoch", True), ("progress", False)])
def test_a_run_that_gave_its_worker_up_goes_on_as_if_nothing_had_been(
    digits, monkeypatch, kind, still, settings, layers
):
    monkeypatch.setattr("core.worker.trainer.PROGRESS_SECONDS", 0)
    recipe = recipe_of("training.epochs=3", *settings, layers=layers)
    undisturbed, events = run(recipe, digits)
    asked = {kind: "pause", "paused": "give_way"} if still else {kind: "give_way"}
    director, kept = Director(**asked), []
    options = TrainOptions(hold=kept.append)
    given_up = train(recipe, digits, director, director.control, options)
    assert given_up.final == (WorkerReleased() if still else Yielded())
    assert [event.kind for event in director.events[-2:]] == (
        ["paused", "released"] if still else [kind, "yielded"]
    )
    [held] = kept
    assert (held.steps > 0) == (kind == "progress")
    later = Director(paused="resume")
    trained = train(recipe, digits, later, later.control, TrainOptions(held=held))
    assert [event.kind for event in later.events if event.kind in ("paused", "resumed")] == (
        ["paused", "resumed"] if still else ["resumed"]
    )
    for one, other in zip(trained.weights, undisturbed.weights, strict=True):
        np.testing.assert_array_equal(one, other)
    whole = epochs_of([*director.events, *later.events])
    for one, other in zip(whole, epochs_of(events), strict=True):
        assert (one.step, one.val_loss) == (other.step, other.val_loss)
        # Sums of losses depend in their last digit on how many steps were taken at once.
        assert one.loss is other.loss or one.loss == pytest.approx(other.loss, rel=1e-6)


def test_a_run_whose_state_cannot_be_kept_keeps_its_worker(digits):
    def full(_held):
        director.control.put("stop")
        raise OSError(28, "No space left on device")

    director = Director(epoch="pause", paused="give_way")
    train(recipe_of(ENDLESS), digits, director, director.control, TrainOptions(hold=full))
    assert [event.kind for event in director.events[-2:]] == ["paused", "stopped"]


def test_a_paused_run_can_be_stopped(many_digits):
    director = Director(progress="pause", paused="stop")
    director.train(recipe_of(ENDLESS, "training.batch_size=1"), many_digits)
    assert [event.kind for event in director.events[-2:]] == ["paused", "stopped"]


def test_a_paused_run_rests_and_its_time_does_not_count(digits):
    director, asked = Director(epoch="pause"), []

    class Control(queue.SimpleQueue):
        def get(self, *arguments, **settings):
            asked.append("what to do")
            return super().get(*arguments, **settings)

    director.control = Control()
    began = time.perf_counter()
    thread = threading.Thread(target=director.train, args=(recipe_of("training.epochs=1"), digits))
    thread.start()
    while not any(isinstance(event, Paused) for event in director.events):
        time.sleep(0.01)
    asked.clear()
    time.sleep(0.5)
    assert len(asked) <= 1  # it waits for an answer, and does not ask again and again
    assert isinstance(director.events[-1], Paused)
    director.control.put("resume")
    thread.join()
    assert any(isinstance(event, Resumed) for event in director.events)
    assert isinstance(director.events[-1], Finished)
    assert director.events[-1].seconds < time.perf_counter() - began - 0.5


def test_nothing_stays_in_memory_after_a_run(digits):
    def graphs() -> int:
        gc.collect()
        return sum(type(thing).__name__.endswith("FuncGraph") for thing in gc.get_objects())

    run(recipe_of("training.epochs=1", layers=CNN), digits)
    before = graphs()
    for optimizer in OPTIMIZERS:
        recipe = recipe_of("training.epochs=1", f"training.optimizer={optimizer}", layers=CNN)
        run(recipe, digits)
        assert graphs() == before, optimizer


def test_commands_that_change_nothing_are_harmless(digits):
    director = Director(started="resume", epoch="resume")
    director.train(recipe_of("training.epochs=1"), digits)
    kinds = {event.kind for event in director.events}
    assert not kinds & {"paused", "resumed"}
    assert director.events[-1].kind == "finished"
