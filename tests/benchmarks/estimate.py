"""How long an epoch takes, as expected and in truth: `python -m tests.benchmarks.estimate`.

Small and large networks with small and large batches, on noise in the form of MNIST and on the
digits. Prints the seconds of the quickest of two epochs, after one that compiles, and how many
times as long as expected that is: from 0.5 to 2 on two quiet cores.
"""

import os

import numpy as np
import psutil

from core.datasets import CARDS, Dataset, Library
from core.recipe import Recipe, preset
from core.recipe.work import epoch_seconds
from core.runs.events import Epoch, Event
from core.worker.train import train

MNIST = "data.dataset=mnist&data.scaling=0-1"
BLOCK_64 = "conv2d:64:3,batchnormalization,relu"
BLOCK_32 = "conv2d:32:3,batchnormalization,relu"
RECIPES = {
    "digits, a hidden layer": preset("digits-mlp"),
    "digits, convolutions": Recipe.from_link(
        "data.dataset=digits&data.scaling=0-1&model.layers=conv2d:32:3,relu,maxpooling2d,"
        "conv2d:64:3,relu,flatten,dense:10,softmax"
    ),
    "mnist, a hidden layer": preset("homework-mnist-mended"),
    "mnist, two wide ones": Recipe.from_link(
        f"{MNIST}&data.images=6000&model.layers=flatten,dense:1024,relu,dense:1024,relu,dense:10,"
        "softmax"
    ),
    "mnist, convolutions": preset("mnist-cnn").with_settings("data", images=3000),
    "mnist, more of them": Recipe.from_link(
        f"{MNIST}&data.images=1500&model.layers={BLOCK_32},{BLOCK_32},maxpooling2d,{BLOCK_64},"
        f"{BLOCK_64},maxpooling2d,flatten,dense:128,relu,dense:10,softmax"
    ),
}
IMAGES = {1: 500, 64: None, 4096: None}
"""Batch sizes, and how many pictures are enough with them."""


def noise() -> Dataset:
    """Pictures and labels that only look like MNIST."""
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (60_000, 28, 28, 1), np.uint8)
    labels = generator.integers(0, 10, 60_000)
    return Dataset(images, labels, images[:1000], labels[:1000], CARDS["mnist"])


def seconds(recipe: Recipe, dataset: Dataset) -> float:
    """Of the quickest epoch after the first."""
    events: list[Event] = []
    train(recipe.with_settings("training", epochs=3), dataset, events.append)
    epochs = [event for event in events if isinstance(event, Epoch)]
    return min(epoch.seconds for epoch in epochs[2:])


def main() -> None:
    """Measure and print."""
    busy = psutil.cpu_percent(interval=5)
    print(f"{os.cpu_count()} cores, {busy:.0f} % of them busy before anything is started")
    datasets = {"digits": Library().load("digits"), "mnist": noise()}
    print(f"{'':26}{'batch':>6}{'expected':>10}{'seconds':>9}{'ratio':>7}")
    for name, recipe in RECIPES.items():
        dataset = datasets[recipe.data.dataset]
        for batch_size, images in IMAGES.items():
            one = recipe.with_settings("training", batch_size=batch_size)
            if images is not None:
                one = one.with_settings("data", images=images)
            expected, taken = epoch_seconds(one, dataset.card), seconds(one, dataset)
            figures = f"{expected:>10.3f}{taken:>9.3f}{taken / expected:>7.2f}"
            print(f"{name:26}{batch_size:>6}{figures}", flush=True)


if __name__ == "__main__":
    main()
