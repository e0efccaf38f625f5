"""From Stop to the end of a run in the store: `python -m tests.benchmarks.stop [CASE ...]`.

Each case is a preset whose dataset is in the library, or the small CNN in large batches. A run is
stopped some moment after it has told of its second step or epoch, several times. The goal is 0.3 s.
"""

import random
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from core.datasets import Library
from core.engine import Engine
from core.recipe import PRESETS, Recipe, preset
from core.recipe.model_presets import model_preset

TRIES = 8
EPOCHS = 200
OWNER = "somebody with a stopwatch"
LOOK_SECONDS = 0.005
LATER_SECONDS = 0.3

LARGE = preset("mnist-cnn").with_settings("training", batch_size=4096)
NORMALISED = LARGE.model_copy(update={"model": model_preset("batch-normalised-cnn", 10)})
CASES: dict[str, Recipe] = {
    **PRESETS,
    "mnist-cnn-4096": LARGE,
    "mnist-normalised-cnn-4096": NORMALISED,
}


def seconds_to_stop(engine: Engine, recipe: Recipe) -> float:
    """From `stop` until the store says that the run is over."""
    run_id = engine.submit(recipe.with_settings("training", epochs=EPOCHS), OWNER)
    told = 0
    for logged in engine.follow(run_id):
        told += logged.event.kind == "progress"
        told += logged.event.kind == "epoch" and logged.event.epoch > 0
        if told == 2:
            break
    time.sleep(random.uniform(0, LATER_SECONDS))
    began = time.perf_counter()
    engine.stop(run_id)
    while engine.store.run(run_id).in_flight:
        time.sleep(LOOK_SECONDS)
    return time.perf_counter() - began


def measure(engine: Engine, names: list[str]) -> None:
    for name in names:
        if engine.library.ready(CASES[name].data.dataset):
            seconds = [seconds_to_stop(engine, CASES[name]) for _ in range(TRIES)]
            median, worst = statistics.median(seconds), max(seconds)
            print(f"{name:28} median {median:.2f} s, worst {worst:.2f} s", flush=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        kept = Library().folder
        if kept.exists():
            shutil.copytree(kept, Path(home) / "datasets")
        engine = Engine.local(Path(home), workers=1)
        try:
            measure(engine, sys.argv[1:] or list(CASES))
        finally:
            engine.close()
