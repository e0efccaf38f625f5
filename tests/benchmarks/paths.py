"""What the lab's own paths ask, held against training: `python -m tests.benchmarks.paths`.

Trains every run and race of the paths (or of those named: `… paths first-lesson`) on the datasets
that are on this machine, each run under three seeds, and prints what is right then in each question
about it. So one sees whether what a chapter says is true of more than one run.

With `--record` the first seed is kept in `tests/fixtures/path_runs.json`, by which the tests judge
every question.
"""

import argparse
import json
from collections.abc import Iterator
from functools import partial

from core.datasets import Library
from core.path.blocks import Predict, QuestionBlock, RunBlock
from core.path.chapter import Chapter, Path
from core.path.evidence import PathEvidence
from core.path.known import Known
from core.path.library import paths
from core.recipe import Recipe
from core.runs.events import Event
from core.worker.train import train
from tests.made.path_runs import (
    FILE,
    datasets_of,
    evidence_of,
    evidence_of_race,
    race_on,
    recipe_on,
    to_record,
)

SEEDS = 3


def events_of(recipe: Recipe, library: Library) -> list[Event]:
    events: list[Event] = []
    train(recipe, library.load(recipe.data.dataset), events.append)
    return events


def of_race(run: RunBlock, dataset: str, library: Library) -> tuple[list[PathEvidence], dict]:
    race = race_on(dataset, run)
    results = [
        evidence_of(recipe, events_of(recipe, library)).history.val_accuracy
        for recipe in race.recipes.values()
    ]
    return [evidence_of_race(race, results)] * SEEDS, {"accuracies": results}


def of_run(run: RunBlock, dataset: str, library: Library) -> tuple[list[PathEvidence], dict]:
    recipe = recipe_on(dataset, run.recipe)
    evidence, record = [], {}
    for more in range(SEEDS):
        seed = recipe.training.seed + 10 * more
        seeded = recipe.with_settings("training", seed=seed)
        events = events_of(seeded, library)
        evidence.append(evidence_of(seeded, events))
        record = record or to_record(recipe, events)
    return evidence, record


def answers(block: QuestionBlock, known: Known) -> str:
    """What is right: a number, the places of the right choices, or the end of a curve."""
    if block.number is not None:
        return f"{block.number.value(known.value):.4g}"
    if isinstance(block, Predict) and block.curve is not None:
        points = known.curve(block.curve)
        return " ".join(f"{value:.2f}" for _, value in points[:6]) + f" … {points[-1][1]:.2f}"
    held = [place for place, one in enumerate(block.choices, 1) if holds(one.when, known)]
    return f"choice {', '.join(map(str, held))}"


def holds(condition, known: Known) -> bool:
    return bool(condition) and bool(condition.holds(known.value))


def questions(path: Path) -> Iterator[tuple[Chapter, QuestionBlock]]:
    """All questions about runs, with their chapters."""
    for chapter in path.chapters:
        for block in chapter.blocks.values():
            if isinstance(block, QuestionBlock) and block.of:
                yield chapter, block


class Trained:
    """What came of the runs of a path: evidence, one a seed, and what to record of the first."""

    def __init__(self) -> None:
        self.evidence: dict[tuple[str, str], list[PathEvidence]] = {}
        self.records: dict[str, dict[str, dict]] = {}

    def add(self, run: RunBlock, dataset: str, library: Library) -> None:
        """Train a run or a race on a dataset."""
        evidence, record = (of_race if run.race else of_run)(run, dataset, library)
        self.evidence[dataset, run.name] = evidence
        self.records.setdefault(dataset, {})[run.name] = record

    def known(self, block: QuestionBlock, dataset: str) -> Iterator[Known]:
        """What decides a question, once for each seed."""
        for place, own in enumerate(self.evidence[dataset, block.of]):
            yield Known(own, partial(self._of_run, place, dataset))

    def _of_run(self, place: int, dataset: str, run: str) -> PathEvidence:
        return self.evidence[dataset, run][place]


def look_at(path: Path, library: Library) -> dict[str, dict[str, dict]]:
    """Train everything of a path and print its questions → what to record."""
    trained = Trained()
    for chapter in path.chapters:
        for dataset in filter(library.ready, datasets_of(chapter)):
            for run in chapter.runs.values():
                trained.add(run, dataset, library)
    for chapter, block in questions(path):
        for dataset in filter(library.ready, datasets_of(chapter)):
            rows = " | ".join(answers(block, known) for known in trained.known(block, dataset))
            print(f"{path.name} · {chapter.name} · {block.name} · {dataset}: {rows}", flush=True)
    return trained.records


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.paths", description=__doc__)
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    kept = json.loads(FILE.read_text("utf-8")) if FILE.exists() else {}
    for found in paths():
        if found.path and (not arguments.paths or found.name in arguments.paths):
            kept.setdefault(found.name, {}).update(look_at(found.path, Library()))
    if arguments.record:
        FILE.write_text(json.dumps(kept, sort_keys=True) + "\n", "utf-8")
