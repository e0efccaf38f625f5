"""Training speed against plain Keras: `python -m tests.benchmarks.training_speed`.

Everything is taken in one run, in turns, so that a busy machine slows all alike; the ratios count.
MNIST is used if the library has it or `FIRST_EPOCH_MIRROR` says where it is, else noise of its
shape.
"""

import os
import statistics
import time
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf

from core.datasets import CARDS, Dataset, Library
from core.recipe import Recipe, preset
from core.worker.build import build, build_optimizer
from core.worker.loop import Pictures
from core.worker.train import train

ROUNDS = 5
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


def our_train(recipe: Recipe, dataset: Dataset) -> Callable[[], float]:
    """→ a function that trains for two epochs, events on, and returns the second's seconds."""
    recipe = recipe.with_settings("training", epochs=2)

    def epoch() -> float:
        events = []
        train(recipe, dataset, events.append)
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
    print(f"\n{MLP.to_link()}\nTest accuracy and seconds for the whole run, from building on")
    x, y = as_fit_wants_them(dataset.x_train, dataset.y_train)
    test = as_fit_wants_them(dataset.x_test, dataset.y_test)
    for seed in range(3):
        recipe = MLP.with_settings("training", seed=seed).with_settings("data", validate_on="test")
        began = time.perf_counter()
        final = train(recipe, dataset, lambda event: None).final
        seconds = time.perf_counter() - began
        began = time.perf_counter()
        keras.utils.set_random_seed(seed)
        model = compiled_model(recipe)
        model.fit(x, y, batch_size=64, epochs=5, validation_data=test, verbose=0)
        accuracy = model.evaluate(*test, verbose=0)[1]
        print(
            f"seed {seed}: ours {final.test_accuracy:.4f} in {seconds:.1f} s, "
            f"fit {accuracy:.4f} in {time.perf_counter() - began:.1f} s",
            flush=True,
        )


if __name__ == "__main__":
    data = pictures()
    compare_speed(data)
    compare_accuracy(data)
