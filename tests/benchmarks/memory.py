"""Memory of training against plain Keras: `python -m tests.benchmarks.memory`.

Each way trains the homework's MLP for an epoch in a process of its own, on random pictures of
MNIST's shape; then many runs follow each other in one process.
"""

import multiprocessing

import numpy as np
import psutil

from core.datasets import CARDS, Dataset
from core.recipe import preset

RUNS = 50
MANY, FEW = 60_000, 6_000
RECIPE = preset("homework-mnist-mended").with_settings("training", epochs=1)


def noise(count: int) -> Dataset:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (count, 28, 28, 1), np.uint8)
    labels = rng.integers(0, 10, count)
    return Dataset(images, labels, images[:1000], labels[:1000], CARDS["mnist"])


def megabytes() -> float:
    return psutil.Process().memory_info().rss / 2**20


def plain_fit(answer) -> None:
    import keras

    from core.worker.build import build, build_optimizer

    dataset = noise(MANY)
    model = build(RECIPE.model, (28, 28, 1), 10)
    model.compile(build_optimizer(RECIPE.training), RECIPE.training.loss, metrics=["accuracy"])
    x = dataset.x_train.astype(np.float32) / 255
    model.fit(x, keras.utils.to_categorical(dataset.y_train, 10), batch_size=64, verbose=0)
    answer.put(megabytes())


def ours(answer) -> None:
    from core.worker.train import TrainOptions, train

    train(RECIPE, noise(MANY), lambda _event: None, options=TrainOptions(lambda _look: None))
    answer.put(megabytes())


def many_runs(answer) -> None:
    from core.worker.train import TrainOptions, train

    dataset, sizes = noise(FEW), []
    for _ in range(RUNS + 5):
        train(RECIPE, dataset, lambda _event: None, options=TrainOptions(lambda _look: None))
        sizes.append(megabytes())
    answer.put((sizes[4], sizes[-1]))


def alone(way):
    """What a way answers in a process of its own."""
    context = multiprocessing.get_context("spawn")
    answer = context.Queue()
    process = context.Process(target=way, args=(answer,))
    process.start()
    said = answer.get()
    process.join()
    return said


if __name__ == "__main__":
    theirs, mine = alone(plain_fit), alone(ours)
    print(f"plain fit {theirs:,.0f} MB, ours {mine:,.0f} MB: {mine / theirs:.2f} times as much")
    before, after = alone(many_runs)
    print(f"after 5 runs {before:,.0f} MB, {RUNS} runs later {after:,.0f} MB")
