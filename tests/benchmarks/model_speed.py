"""How long the Model page's figures take for a network of 30 layers.

Run: python -m tests.benchmarks.model_speed

The ledger with its arithmetic, both codes with their lines, all mistakes with their repairs and
the engine's own check, beside the time in which Keras builds the same network and counts it.
"""

import statistics
import time
from collections.abc import Callable

from core.code import functional, lines_of, sequential
from core.datasets import CARDS
from core.layers import ledger
from core.layers.ledger_words import parameters_written, total_written
from core.lint import mistakes
from core.lint.refusal import refusal
from core.recipe import Model, Recipe

REPEATS = 200
CARD = CARDS["cifar10"]
BLOCK = "conv2d:32:3:padding=same,batchnormalization,relu,"
GOOD = (
    f"batchnormalization,relu,{BLOCK * 6}maxpooling2d,dropout:0.25,"
    "flatten,dense:64,relu,dropout:0.5,dense:64,tanh,dense:10,softmax"
)
FAULTY = (
    "dense:8,relu,relu,flatten,conv2d:4:3,softmax," * 4 + "dense:64,relu,relu,dense:7,relu,tanh"
)


def milliseconds(work: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def page(recipe: Recipe) -> None:
    """What one edit asks for."""
    rows = ledger(recipe.model.layers, CARD.shape)
    for row in rows:
        parameters_written(row)
    total_written(rows)
    sequential(recipe, CARD)
    functional(recipe, CARD)
    lines_of(recipe, "sequential", CARD)
    lines_of(recipe, "functional", CARD)
    mistakes(recipe.model, CARD)
    refusal(recipe, CARD)


def main() -> None:
    good, faulty = (Recipe(model=Model(layers=layers)) for layers in (GOOD, FAULTY))
    assert len(good.model.layers) == len(faulty.model.layers) == 30
    assert refusal(good, CARD) is None
    ours = milliseconds(lambda: page(good), REPEATS)
    taken = milliseconds(lambda: mistakes(faulty.model, CARD), REPEATS)
    count = len(mistakes(faulty.model, CARD))

    from core.worker.build import build

    def keras_counts() -> int:
        return build(good.model, CARD.shape, CARD.num_classes).count_params()

    keras_counts()
    kerass = milliseconds(keras_counts, 5)
    print(f"30 layers: ledger, both codes, all checks  {ours:7.2f} ms")
    print(f"30 layers with {count} mistakes, all found    {taken:7.2f} ms")
    print(f"Keras builds and counts the same network   {kerass:7.2f} ms, {kerass / ours:.0f} times")


if __name__ == "__main__":
    main()
