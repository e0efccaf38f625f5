"""The homework's figures, and the best that the presets reach, measured again on real pictures.

    python -m tests.benchmarks.homework [HOME] [--seeds 5] [--only PRESET …] [--minutes 5 15]

First the homework's two recipes, as they were written and mended, under several seeds beside the
figures that the homework gave; then the best preset of each dataset, with as many of its epochs as
fit into each limit of minutes: one epoch before tells how many these are. HOME is a lab's folder
(`FIRST_EPOCH_HOME` if it is not given); what it has no pictures for is left out, and said. A
machine that does nothing else gives the honest seconds. Beside them stands half of the processor
time of all threads: what two cores would have needed at least, however busy they were.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from core.datasets import CARDS, Dataset, Library
from core.layers import ledger
from core.recipe import Recipe, preset
from core.worker.data_parallel import divide_cores
from core.worker.train import train

CORES = 2


class Published(NamedTuple):
    """What the homework says of a recipe, each figure as it stands there; a dash if it says none.

    The mean loss of the first epoch, validation and test accuracy at the end, and the seconds of
    an epoch.
    """

    first_loss: str = "-"
    validation: str = "-"
    test: str = "-"
    epoch_seconds: str = "-"


HOMEWORK = {
    "homework-mnist": Published("22.77", "0.53", "0.53", "3-4"),
    "homework-mnist-mended": Published(),
    "homework-fer2013": Published("1.75", "0.31", "0.33", "43-64"),
    "homework-fer2013-mended": Published(),
}
BEST = {
    "mnist-best": 0.993,
    "fashion-mnist-best": 0.925,
    "cifar10-best": 0.80,
    "fer2013-best": 0.60,
}
"""The best preset of each dataset, and the test accuracy that it ought to reach."""


class Reached(NamedTuple):
    """What came of a run: the first epoch's mean loss, accuracies at the end, and seconds.

    `epoch_seconds` is the median of its epochs, `seconds` the whole run with the building of the
    network and the test; `processor_seconds` all threads together, divided among two cores.
    """

    first_loss: float
    validation: float
    test: float
    epoch_seconds: float
    seconds: float
    processor_seconds: float


def reached(recipe: Recipe, dataset: Dataset) -> Reached:
    """Train a recipe as a worker of the lab does."""
    events = []
    began, worked = time.perf_counter(), time.process_time()
    final = train(recipe, dataset, events.append).final
    worked, seconds = time.process_time() - worked, time.perf_counter() - began
    epochs = [event for event in events if event.kind == "epoch" and event.epoch]
    return Reached(
        epochs[0].loss,
        epochs[-1].val_accuracy,
        final.test_accuracy,
        float(np.median([epoch.seconds for epoch in epochs])),
        seconds,
        worked / CORES,
    )


def compare_with_the_homework(name: str, dataset: Dataset, seeds: int) -> None:
    """A recipe of the homework under several seeds: least, mean and most beside what was said."""
    results = []
    for seed in range(seeds):
        results.append(reached(preset(name).with_settings("training", seed=seed), dataset))
    print(f"\n{name}, {preset(name).training.epochs} epochs, seeds 0 to {seeds - 1}")
    print(f"{'':26}{'homework':>10}{'least':>10}{'mean':>10}{'most':>10}")
    for what, said, places in (
        ("first_loss", "mean loss of epoch 1", 2),
        ("validation", "validation accuracy", 3),
        ("test", "test accuracy", 3),
        ("epoch_seconds", "seconds an epoch", 2),
    ):
        values = [getattr(result, what) for result in results]
        written = "".join(
            f"{value:>10.{places}f}" for value in (min(values), np.mean(values), max(values))
        )
        print(f"{said:26}{getattr(HOMEWORK[name], what):>10}{written}", flush=True)


def measure_best(name: str, dataset: Dataset, seeds: int, limits: list[float]) -> None:
    """What of a dataset's best preset fits into each limit, in minutes, under each seed."""
    whole = preset(name)
    trial = reached(whole.with_settings("training", epochs=1), dataset)
    around = trial.seconds - trial.epoch_seconds
    fitting = (int((60 * minutes - around) / trial.epoch_seconds) for minutes in limits)
    for epochs in sorted({min(max(1, count), whole.training.epochs) for count in fitting}):
        for seed in range(seeds):
            recipe = whole.with_settings("training", seed=seed, epochs=epochs)
            _print_best(name, recipe, dataset, reached(recipe, dataset))


def _print_best(name: str, recipe: Recipe, dataset: Dataset, result: Reached) -> None:
    rows = ledger(recipe.model.layers, dataset.card.shape)
    print(
        f"{name:24}{sum(row.parameter_count for row in rows):>10,}{recipe.training.epochs:>7}"
        f"{recipe.training.seed:>5}{result.validation:>11.2%}{result.test:>8.2%}"
        f"{BEST[name]:>8.1%}{result.seconds:>9.0f}"
        f"{result.processor_seconds:>11.0f}",
        flush=True,
    )


def with_pictures(names: dict, library: Library) -> Iterator[tuple[str, Dataset]]:
    """The presets whose datasets are here; of the others it is said."""
    for name in names:
        card = CARDS[preset(name).data.dataset]
        if library.ready(card.name):
            dataset = library.load(card.name)
            if dataset.card.note:
                print(f"{card.title}: {dataset.card.note}")
            yield name, dataset
        else:
            print(f"{name}: {card.title} is not in {library.folder}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("home", nargs="?", type=Path)
    parser.add_argument("--seeds", type=int, default=5, help="of the homework's recipes")
    parser.add_argument("--best-seeds", type=int, default=1, help="of the best presets")
    parser.add_argument("--only", nargs="+", choices=[*HOMEWORK, *BEST])
    parser.add_argument("--minutes", type=float, nargs="+", default=[5, 15])
    asked = parser.parse_args()
    divide_cores()
    library = Library(asked.home)

    def chosen(names: dict) -> dict:
        return {name: names[name] for name in names if not asked.only or name in asked.only}

    for name, dataset in with_pictures(chosen(HOMEWORK), library):
        compare_with_the_homework(name, dataset, asked.seeds)
    best = [*with_pictures(chosen(BEST), library)]
    if best:
        print(
            f"\n{'':24}{'parameters':>10}{'epochs':>7}{'seed':>5}{'validation':>11}{'test':>8}"
            f"{'wanted':>8}{'seconds':>9}{'two cores':>11}"
        )
    for name, dataset in best:
        measure_best(name, dataset, asked.best_seeds, asked.minutes)


if __name__ == "__main__":
    main()
