"""Training speed against plain Keras: `python -m tests.benchmarks.training_speed`.

Everything is taken in one run, in turns, so that a busy machine slows all alike; the ratios count.
Plain Keras runs in a process with TensorFlow's own settings, as in a notebook, and ours in one with
those of a worker. MNIST is used if the library has it or `FIRST_EPOCH_MIRROR` says where it is,
else noise of its shape.
"""

import multiprocessing
import os
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from pathlib import Path

import keras
import numpy as np
import scipy.stats
import tensorflow as tf
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier
from tensorflow.keras.preprocessing.image import ImageDataGenerator

from core.datasets import CARDS, Dataset, Library
from core.recipe import Recipe, preset
from core.recipe.model_presets import model_preset
from core.runs.snapshots import Snapshots
from core.worker.build import build, build_optimizer
from core.worker.data_parallel import divide_cores
from core.worker.loops import DeviceSet
from core.worker.train import TrainOptions, train

ROUNDS = 5
EPOCHS = 5
SEEDS = 5
FACES = 7_168
MLP, CNN = preset("homework-mnist-mended"), preset("mnist-cnn")
NORMALISED = CNN.model_copy(update={"model": model_preset("batch-normalised-cnn", 10)})
CASES = [  # what, recipe, batch size, training pictures
    ("homework's MLP", MLP, 64, 60_000),
    ("homework's MLP", MLP, 1, 2_000),
    ("homework's MLP", MLP, 16, 16_000),
    ("homework's MLP", MLP, 256, 60_000),
    ("homework's MLP", MLP, 4096, 60_000),
    ("small CNN", CNN, 64, 6_400),
    ("small CNN", CNN, 1, 300),
    ("small CNN", CNN, 4096, 4_096),
    ("batch-normalised CNN", NORMALISED, 64, 3_200),
    ("batch-normalised CNN", NORMALISED, 1024, 2_048),
]


Way = Callable[[Recipe, Dataset], Callable[[], float]]


class Process:
    """A process of its own in which ways to train are timed."""

    def __init__(self, begin: Callable[[], None] | None = None):
        """`begin` is called there before anything else."""
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(1, context, initializer=begin)

    def seconds(self, way: Way, recipe: Recipe, images: int) -> float:
        """What an epoch over so many pictures takes; what goes before is done once and not timed"""
        return self.run(_seconds, way, recipe, images)

    def run(self, function: Callable, *arguments: object):
        return self._pool.submit(function, *arguments).result()


_ready: dict[Way, tuple[tuple[Recipe, int], Callable[[], float]]] = {}


def _seconds(way: Way, recipe: Recipe, images: int) -> float:
    case = recipe, images
    if way not in _ready or _ready[way][0] != case:
        _ready[way] = case, way(recipe, part(pictures(), images))
    return _ready[way][1]()


@cache
def pictures() -> Dataset:
    """MNIST, or noise that looks like it to a stopwatch."""
    library = Library()
    if not library.ready("mnist") and os.environ.get("FIRST_EPOCH_MIRROR"):
        library.download("mnist")
    if library.ready("mnist"):
        return library.load("mnist")
    rng = np.random.default_rng(0)

    def noise(count: int) -> tuple[np.ndarray, np.ndarray]:
        return rng.integers(0, 256, (count, 28, 28, 1), np.uint8), rng.integers(0, 10, count)

    return Dataset(*noise(60_000), *noise(10_000), CARDS["mnist"])


def part(dataset: Dataset, images: int) -> Dataset:
    """The first pictures for training and one for testing, so that only training takes time."""
    return Dataset(
        dataset.x_train[:images],
        dataset.y_train[:images],
        dataset.x_test[:1],
        dataset.y_test[:1],
        dataset.card,
    )


def as_fit_wants_them(images: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return images.astype(np.float32) / 255, keras.utils.to_categorical(labels, 10)


def compiled_model(recipe: Recipe) -> keras.Model:
    model = build(recipe.model, (28, 28, 1), 10, recipe.training.seed)
    model.compile(build_optimizer(recipe.training), recipe.training.loss, metrics=["accuracy"])
    return model


def plain_fit(recipe: Recipe, dataset: Dataset) -> Callable[[], float]:
    """→ a function that trains for an epoch with stock `fit` and returns its seconds."""
    x, y = as_fit_wants_them(dataset.x_train, dataset.y_train)
    model, batch_size = compiled_model(recipe), recipe.training.batch_size
    model.fit(x[:batch_size], y[:batch_size], batch_size=batch_size, verbose=0)

    def epoch() -> float:
        began = time.perf_counter()
        model.fit(x, y, batch_size=batch_size, verbose=0)
        return time.perf_counter() - began

    return epoch


def our_train(recipe: Recipe, dataset: Dataset) -> Callable[[], float]:
    """→ a function that trains as the lab does, and returns the seconds of the last epoch.

    In the first tenths of a second of a run the probe measures more often than later: after so many
    epochs that is over.
    """
    return _our_train(recipe, dataset, alive=True)


def our_still_train(recipe: Recipe, dataset: Dataset) -> Callable[[], float]:
    """The same without probe and checkpoints."""
    return _our_train(recipe, dataset, alive=False)


def _our_train(recipe: Recipe, dataset: Dataset, alive: bool) -> Callable[[], float]:
    recipe = recipe.with_settings("training", epochs=EPOCHS)

    def epoch() -> float:
        events, looks = [], []
        with tempfile.TemporaryDirectory() as folder:
            snapshots = Snapshots(Path(folder), "run")
            options = TrainOptions(looks.append, snapshots.save) if alive else TrainOptions()
            train(recipe, dataset, events.append, options=options)
        return next(event.seconds for event in reversed(events) if event.kind == "epoch")

    return epoch


def bare_loop(recipe: Recipe, dataset: Dataset) -> Callable[[], float]:
    """→ a function that trains for an epoch in one execution that tells nothing."""
    model, optimizer = compiled_model(recipe), build_optimizer(recipe.training)
    variables = model.trainable_variables
    optimizer.build(variables)
    loss = keras.losses.CategoricalCrossentropy()
    data = DeviceSet.of(dataset.x_train, dataset.y_train)
    batch_size = recipe.training.batch_size
    steps = len(dataset.x_train) // batch_size

    @tf.function(autograph=False)
    def execute(order: tf.Tensor) -> tf.Tensor:
        def step(at: tf.Tensor) -> tuple[tf.Tensor]:
            indices = tf.slice(order, [at * batch_size], [batch_size])
            images = tf.cast(tf.gather(data.images, indices), tf.float32) / 255
            targets = tf.one_hot(tf.gather(data.labels, indices), 10)
            with tf.GradientTape() as tape:
                value = loss(targets, model(images, training=True))
            optimizer.apply(tape.gradient(value, variables), variables)
            return (at + 1,)

        return tf.while_loop(lambda at: at < steps, step, (0,), parallel_iterations=1)[0]

    order = tf.range(steps * batch_size)
    execute(order)

    def epoch() -> float:
        began = time.perf_counter()
        execute(tf.random.shuffle(order)).numpy()
        seconds = time.perf_counter() - began
        return seconds * len(dataset.x_train) / (steps * batch_size)

    return epoch


def scikit_learn(_recipe: Recipe, dataset: Dataset) -> Callable[[], float]:
    """→ a function that trains scikit-learn's network like the homework's for an epoch."""
    x, _y = as_fit_wants_them(dataset.x_train, dataset.y_train)
    network = MLPClassifier(
        (128,), solver="sgd", learning_rate_init=0.01, momentum=0, batch_size=64, max_iter=1
    )

    def epoch() -> float:
        began = time.perf_counter()
        with warnings.catch_warnings():
            # One epoch is what is asked for; that it has not converged is no news.
            warnings.simplefilter("ignore", ConvergenceWarning)
            network.fit(x.reshape(len(x), -1), dataset.y_train)
        return time.perf_counter() - began

    return epoch


def in_turns(*ways: Callable[[], float]) -> np.ndarray:
    """Seconds `(ROUNDS, ways)`."""
    return np.array([[way() for way in ways] for _ in range(ROUNDS)])


def compare_speed(plain: Process, worker: Process) -> None:
    print(
        f"\nMilliseconds a step, median of {ROUNDS} rounds taken in turns\n"
        f"{'':22}{'batch':>6}{'fit':>10}{'ours':>10}{'bare':>10}{'fit/ours':>10}{'ours/bare':>10}"
    )
    for what, recipe, batch_size, images in CASES:
        recipe = recipe.with_settings("training", batch_size=batch_size)
        recipe = recipe.with_settings("data", validate_on="test")
        rounds = in_turns(
            partial(plain.seconds, plain_fit, recipe, images),
            partial(worker.seconds, our_train, recipe, images),
            partial(plain.seconds, bare_loop, recipe, images),
        )
        fit, ours, bare = np.median(rounds, axis=0) * 1000 / -(-images // batch_size)
        faster = statistics.median(rounds[:, 0] / rounds[:, 1])
        slower = statistics.median(rounds[:, 1] / rounds[:, 2])
        print(
            f"{what:22}{batch_size:>6}{fit:>10.3f}{ours:>10.3f}{bare:>10.3f}"
            f"{faster:>10.2f}{slower:>10.2f}",
            flush=True,
        )


def compare_others(plain: Process, worker: Process) -> None:
    """The homework's MLP by scikit-learn, and what looks and snapshots cost."""
    recipe, images = MLP.with_settings("data", validate_on="test"), 60_000
    rounds = in_turns(
        partial(plain.seconds, scikit_learn, recipe, images),
        partial(worker.seconds, our_train, recipe, images),
        partial(worker.seconds, our_still_train, recipe, images),
    )
    other_ms, ours, still = np.median(rounds, axis=0) * 1000 / -(-images // 64)
    print(
        f"\nhomework's MLP, ms a step: scikit-learn {other_ms:.3f}, ours {ours:.3f} "
        f"({statistics.median(rounds[:, 0] / rounds[:, 1]):.2f} times as fast); "
        f"without looks and snapshots {still:.3f}: "
        f"they cost {statistics.median(rounds[:, 1] / rounds[:, 2]) - 1:.1%}",
        flush=True,
    )


def faces() -> tuple[Recipe, Dataset]:
    """The homework's network for FER-2013, and noise of its shape."""
    images = np.random.default_rng(0).integers(0, 256, (FACES, 48, 48, 1), np.uint8)
    labels = np.arange(FACES) % 7
    recipe = preset("homework-fer2013-mended").with_settings("data", validate_on="test")
    return recipe, Dataset(images, labels, images[:1], labels[:1], CARDS["fer2013"])


def from_folders() -> float:
    """Seconds of an epoch over faces by the homework's way, from folders of pictures."""
    recipe, dataset = faces()
    with tempfile.TemporaryDirectory() as folder:
        for number, image in enumerate(dataset.x_train):
            place = Path(folder) / str(dataset.y_train[number])
            place.mkdir(exist_ok=True)
            keras.utils.save_img(place / f"{number}.jpg", image, scale=False)
        generator = ImageDataGenerator(rescale=1 / 255).flow_from_directory(
            folder, target_size=(48, 48), color_mode="grayscale", batch_size=64
        )
        model = build(recipe.model, (48, 48, 1), 7, 0)
        model.compile(build_optimizer(recipe.training), recipe.training.loss, metrics=["accuracy"])
        began = time.perf_counter()
        model.fit(generator, verbose=0)
        return time.perf_counter() - began


def our_faces() -> float:
    """Seconds of an epoch over the same faces by ours."""
    return our_train(*faces())()


def compare_folders(plain: Process, worker: Process) -> None:
    theirs, ours = plain.run(from_folders), worker.run(our_faces)
    print(
        f"\nFER-2013's MLP, an epoch of {FACES:,} pictures: flow_from_directory {theirs:.2f} s, "
        f"ours {ours:.2f} s, {theirs / ours:.1f} times as fast",
        flush=True,
    )


def our_accuracy(recipe: Recipe) -> tuple[float, float]:
    """Final validation accuracy, and the seconds of the whole run."""
    began = time.perf_counter()
    reached = train(recipe, pictures(), lambda event: None).final.test_accuracy
    return reached, time.perf_counter() - began


def fit_accuracy(recipe: Recipe) -> tuple[float, float]:
    """The same by stock `fit`."""
    dataset = pictures()
    x, y = as_fit_wants_them(dataset.x_train, dataset.y_train)
    test = as_fit_wants_them(dataset.x_test, dataset.y_test)
    began = time.perf_counter()
    keras.utils.set_random_seed(recipe.training.seed)
    fitted = compiled_model(recipe).fit(
        x, y, batch_size=64, epochs=5, validation_data=test, verbose=0
    )
    return fitted.history["val_accuracy"][-1], time.perf_counter() - began


def compare_accuracy(plain: Process, worker: Process) -> None:
    """Final validation accuracies of both ways, and whether a t-test can tell them apart."""
    print(f"\n{MLP.to_link()}\nValidation accuracy after 5 epochs, and seconds for the whole run")
    reached: dict[str, list[float]] = {"ours": [], "fit": []}
    for seed in range(SEEDS):
        recipe = MLP.with_settings("training", seed=seed).with_settings("data", validate_on="test")
        ours, our_seconds = worker.run(our_accuracy, recipe)
        fit, fit_seconds = plain.run(fit_accuracy, recipe)
        reached["ours"].append(ours)
        reached["fit"].append(fit)
        print(
            f"seed {seed}: ours {ours:.4f} in {our_seconds:.1f} s, "
            f"fit {fit:.4f} in {fit_seconds:.1f} s",
            flush=True,
        )
    p = scipy.stats.ttest_ind(reached["ours"], reached["fit"], equal_var=False).pvalue
    print(f"Welch's t-test: p = {p:.2f}; below 0.05 would mean that they differ")


def _have_mnist() -> bool:
    pictures()
    return Library().ready("mnist")


def main() -> None:
    plain, worker = Process(), Process(divide_cores)
    if worker.run(_have_mnist):
        print("On MNIST.")
    else:
        print("On random pictures of MNIST's shape, so accuracies say nothing.")
    for compare in (compare_speed, compare_others, compare_folders, compare_accuracy):
        compare(plain, worker)


if __name__ == "__main__":
    main()
