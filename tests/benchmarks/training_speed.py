"""Training speed against plain Keras: `python -m tests.benchmarks.training_speed`.

Everything is taken in one run, in turns, so that a busy machine slows all alike; the ratios count.
MNIST is used if the library has it or `FIRST_EPOCH_MIRROR` says where it is, else noise of its
shape.
"""

import os
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
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
from core.snapshots import Snapshots
from core.worker.build import build, build_optimizer
from core.worker.loop import Pictures
from core.worker.train import Surroundings, train

ROUNDS = 5
SEEDS = 5
FACES = 7_168
MLP, CNN = preset("homework-mnist-mended"), preset("mnist-cnn")
CASES = [  # what, recipe, batch size, training pictures
    ("homework's MLP", MLP, 64, 60_000),
    ("homework's MLP", MLP, 1, 2_000),
    ("homework's MLP", MLP, 16, 16_000),
    ("homework's MLP", MLP, 256, 60_000),
    ("homework's MLP", MLP, 4096, 60_000),
    ("small CNN", CNN, 64, 6_400),
    ("small CNN", CNN, 1, 300),
    ("small CNN", CNN, 4096, 4_096),
]


def pictures() -> Dataset:
    """MNIST, or noise that looks like it to a stopwatch."""
    library = Library()
    if not library.ready("mnist") and os.environ.get("FIRST_EPOCH_MIRROR"):
        library.download("mnist")
    if library.ready("mnist"):
        print("On MNIST.")
        return library.load("mnist")
    print("On random pictures of MNIST's shape, so accuracies say nothing.")
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


def our_train(recipe: Recipe, dataset: Dataset, alive: bool = True) -> Callable[[], float]:
    """→ a function that trains for two epochs, events on, and returns the second's seconds.

    `alive` with looks inside and snapshots, as the lab trains.
    """
    recipe = recipe.with_settings("training", epochs=2)

    def epoch() -> float:
        events, looks = [], []
        with tempfile.TemporaryDirectory() as folder:
            snapshots = Snapshots(Path(folder), "run")
            around = Surroundings(looks.append, snapshots.keep) if alive else Surroundings()
            train(recipe, dataset, events.append, around=around)
        return next(event.seconds for event in reversed(events) if event.kind == "epoch")

    return epoch


def bare_loop(recipe: Recipe, dataset: Dataset) -> Callable[[], float]:
    """→ a function that trains for an epoch in one execution that tells nothing."""
    model, optimizer = compiled_model(recipe), build_optimizer(recipe.training)
    variables = model.trainable_variables
    optimizer.build(variables)
    loss = keras.losses.CategoricalCrossentropy()
    data = Pictures.of(dataset.x_train, dataset.y_train)
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


def compare_speed(dataset: Dataset) -> None:
    print(
        f"\nMilliseconds a step, median of {ROUNDS} rounds taken in turns\n"
        f"{'':22}{'batch':>6}{'fit':>10}{'ours':>10}{'bare':>10}{'fit/ours':>10}{'ours/bare':>10}"
    )
    for what, recipe, batch_size, images in CASES:
        recipe = recipe.with_settings("training", batch_size=batch_size)
        recipe = recipe.with_settings("data", validate_on="test")
        cut = part(dataset, images)
        ways = [way(recipe, cut) for way in (plain_fit, our_train, bare_loop)]
        rounds = np.array([[way() for way in ways] for _ in range(ROUNDS)])
        fit, ours, bare = np.median(rounds, axis=0) * 1000 / -(-images // batch_size)
        faster = statistics.median(rounds[:, 0] / rounds[:, 1])
        slower = statistics.median(rounds[:, 1] / rounds[:, 2])
        print(
            f"{what:22}{batch_size:>6}{fit:>10.3f}{ours:>10.3f}{bare:>10.3f}"
            f"{faster:>10.2f}{slower:>10.2f}",
            flush=True,
        )


def compare_accuracy(dataset: Dataset) -> None:
    """Final validation accuracies of both ways, and whether a t-test can tell them apart."""
    print(f"\n{MLP.to_link()}\nValidation accuracy after 5 epochs, and seconds for the whole run")
    x, y = as_fit_wants_them(dataset.x_train, dataset.y_train)
    test = as_fit_wants_them(dataset.x_test, dataset.y_test)
    reached: dict[str, list[float]] = {"ours": [], "fit": []}
    for seed in range(SEEDS):
        recipe = MLP.with_settings("training", seed=seed).with_settings("data", validate_on="test")
        began = time.perf_counter()
        reached["ours"].append(train(recipe, dataset, lambda event: None).final.test_accuracy)
        ours = time.perf_counter() - began
        began = time.perf_counter()
        keras.utils.set_random_seed(seed)
        model = compiled_model(recipe)
        fitted = model.fit(x, y, batch_size=64, epochs=5, validation_data=test, verbose=0)
        reached["fit"].append(fitted.history["val_accuracy"][-1])
        print(
            f"seed {seed}: ours {reached['ours'][-1]:.4f} in {ours:.1f} s, "
            f"fit {reached['fit'][-1]:.4f} in {time.perf_counter() - began:.1f} s",
            flush=True,
        )
    p = scipy.stats.ttest_ind(reached["ours"], reached["fit"], equal_var=False).pvalue
    print(f"Welch's t-test: p = {p:.2f}; below 0.05 would mean that they differ")


def compare_others(dataset: Dataset) -> None:
    """The homework's MLP by scikit-learn, and what looks and snapshots cost."""
    x, _y = as_fit_wants_them(dataset.x_train, dataset.y_train)
    other = MLPClassifier(
        (128,), solver="sgd", learning_rate_init=0.01, momentum=0, batch_size=64, max_iter=1
    )

    def scikit_learn() -> float:
        began = time.perf_counter()
        with warnings.catch_warnings():
            # One epoch is what is asked for; that it has not converged is no news.
            warnings.simplefilter("ignore", ConvergenceWarning)
            other.fit(x.reshape(len(x), -1), dataset.y_train)
        return time.perf_counter() - began

    recipe, cut = MLP.with_settings("data", validate_on="test"), part(dataset, len(x))
    ways = [scikit_learn, our_train(recipe, cut), our_train(recipe, cut, alive=False)]
    rounds = np.array([[way() for way in ways] for _ in range(ROUNDS)])
    steps = -(-len(x) // 64)
    other_ms, ours, still = np.median(rounds, axis=0) * 1000 / steps
    print(
        f"\nhomework's MLP, ms a step: scikit-learn {other_ms:.3f}, ours {ours:.3f} "
        f"({statistics.median(rounds[:, 0] / rounds[:, 1]):.2f} times as fast); "
        f"without looks and snapshots {still:.3f}: "
        f"they cost {statistics.median(rounds[:, 1] / rounds[:, 2]) - 1:.1%}"
    )


def compare_folders() -> None:
    """An epoch of FER-2013's MLP by the homework's way, from folders of pictures, and by ours."""
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (FACES, 48, 48, 1), np.uint8)
    labels = np.arange(FACES) % 7
    recipe = preset("homework-fer2013-mended")
    dataset = Dataset(images, labels, images[:1], labels[:1], CARDS["fer2013"])
    with tempfile.TemporaryDirectory() as folder:
        for number, (image, label) in enumerate(zip(images, labels, strict=True)):
            place = Path(folder) / str(label)
            place.mkdir(exist_ok=True)
            keras.utils.save_img(place / f"{number}.jpg", image, scale=False)
        generator = ImageDataGenerator(rescale=1 / 255).flow_from_directory(
            folder, target_size=(48, 48), color_mode="grayscale", batch_size=64
        )
        model = build(recipe.model, (48, 48, 1), 7, 0)
        model.compile(build_optimizer(recipe.training), recipe.training.loss, metrics=["accuracy"])
        began = time.perf_counter()
        model.fit(generator, verbose=0)
        theirs = time.perf_counter() - began
    ours = our_train(recipe.with_settings("data", validate_on="test"), dataset)()
    print(
        f"\nFER-2013's MLP, an epoch of {FACES:,} pictures: flow_from_directory {theirs:.2f} s, "
        f"ours {ours:.2f} s, {theirs / ours:.1f} times as fast"
    )


if __name__ == "__main__":
    data = pictures()
    compare_speed(data)
    compare_others(data)
    compare_folders()
    compare_accuracy(data)
