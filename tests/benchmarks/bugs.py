"""Which change mends which planted fault, and what a student sees of it.

Run: python -m tests.benchmarks.bugs            all cases, three seeds each
     python -m tests.benchmarks.bugs CASE …     these alone
     python -m tests.benchmarks.bugs --show CASE SEED

Every change that is offered for the faulty recipe is tried, and what the coach and lint would do.
A case is right if a change where the fault stands mends it, and no repair of the coach or of lint
gets around the fault elsewhere. Other changes that do are marked AROUND.
`--show` prints what a student sees, and nothing else: for trying a case on a reader.
"""

import sys
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import numpy as np

from core.bugs import CASES, NAMES, Measured, Puzzle
from core.bugs.checks import one_change
from core.bugs.excerpt import excerpt
from core.bugs.repairs import repairs
from core.coach import advise
from core.datasets import Dataset, Library
from core.lint import mistakes
from core.lint.refusal import refusal
from core.lint.training import training_mistakes
from core.preparation.split import prepared
from core.recipe import Recipe
from core.runs.probe import ProbeResult
from core.worker.train import TrainOptions, train
from tests.made.bug_runs import BugRun, bug_run

SEEDS = (0, 1, 2)


class Change(NamedTuple):
    """A change of a faulty recipe: who proposes it, its label, the recipe with it."""

    source: str
    label: str
    recipe: Recipe


def changes_for(puzzle: Puzzle, faulty: BugRun | None) -> Iterator[Change]:
    """Every single change that somebody would propose, each recipe once."""
    recipe, card = puzzle.faulty, puzzle.card
    proposed = [Change("offered", *one) for one in repairs(recipe)]
    if faulty:
        proposed += [
            Change("coach", advice.label, advice.repair)
            for advice in advise(faulty.history, card)
            if advice.repair
        ]
    proposed += [
        Change("lint", mistake.label, recipe.model_copy(update={"model": mistake.repair}))
        for mistake in mistakes(recipe.model, card, recipe.training.loss)
        if mistake.repair
    ]
    proposed += [
        Change("lint", mistake.label, mistake.repair) for mistake in training_mistakes(recipe, card)
    ]
    seen: list[Recipe] = []
    for change in proposed:
        if change.recipe not in seen:
            seen.append(change.recipe)
            yield change


@cache
def digits() -> Dataset:
    """The pictures of all cases."""
    return Library().load("digits")


@cache
def run_of(recipe: Recipe) -> BugRun | None:
    """Train it, once; None if it cannot be."""
    return None if refusal(recipe, digits().card) else bug_run(recipe, digits())


def figures(measured: Measured | None) -> str:
    """What was measured, on one line."""
    if measured is None:
        return "cannot be trained"
    return (
        f"loss at first {measured.initial_loss:8.2f} val loss {measured.val_loss:8.2f} "
        f"train {measured.train_accuracy:.3f} val {measured.val_accuracy:.3f} "
        f"new {measured.new_accuracy:.3f} worst class {min(measured.recalls.values()):.2f} "
        f"shared {measured.shared} tested {measured.tested} missing {measured.missing}"
    )


def try_case(name: str, seed: int) -> bool:
    """Try every change on a case → whether one mends it, and no repair goes around it."""
    puzzle = CASES[name].puzzle(seed)
    faulty = run_of(puzzle.faulty)
    print(
        f"\n{name} {seed}: {puzzle.fault.name}\n  faulty    {figures(faulty and faulty.measured)}"
    )
    mended, around = 0, 0
    without = Change("sound", "the recipe without the fault", puzzle.sound)
    for change in (without, *changes_for(puzzle, faulty)):
        if not one_change(puzzle.faulty, change.recipe).is_met and change is not without:
            continue
        run = run_of(change.recipe)
        verdict = puzzle.verdict(change.recipe, run and run.measured, faulty and faulty.measured)
        mended += verdict.is_solved and change is not without
        around += verdict.goes_around and change.source != "offered"
        mark = "MENDS" if verdict.is_solved else "AROUND" if verdict.goes_around else ""
        where = "" if verdict.is_at_fault else "  (elsewhere)"
        missed = [str(number) for number, one in enumerate(verdict.findings) if not one.is_met]
        print(
            f"  {mark:6} {change.source:7} {change.label[:44]:44} "
            f"{figures(run and run.measured)} fails {','.join(missed) or '-'}{where}",
            flush=True,
        )
    return mended > 0 and around == 0


def show(name: str, seed: int) -> None:
    """Print what a student sees."""
    case = CASES[name]
    puzzle = case.puzzle(seed)
    print(f"{case.title}\n\n{case.story}\n\nTHE CODE")
    lines = puzzle.code.splitlines()
    for place in excerpt(puzzle.code, puzzle.card, puzzle.suspicious_lines):
        print(f"{place + 1:4} {lines[place]}")
    if puzzle.error:
        print(f"\nTHE ERROR MESSAGE\n{puzzle.error}")
    else:
        _show_run(puzzle, digits())
    print("\nWHICH FAULT IS IT?")
    for choice in puzzle.choices:
        print(f"  {choice}: {NAMES[choice].title}")


def _show_run(puzzle: Puzzle, dataset: Dataset) -> None:
    probes: list[ProbeResult] = []
    history = bug_run(puzzle.faulty, dataset).history
    result = train(
        puzzle.faulty, dataset, lambda _event: None, options=TrainOptions(on_probe=probes.append)
    )
    print("\nTHE CURVES\nepoch  loss  accuracy  val_loss  val_accuracy")
    for epoch in history.epochs:
        training = (
            f"{epoch.loss:9.3f} {epoch.accuracy:9.3f}" if epoch.loss is not None else " " * 19
        )
        print(f"{epoch.epoch:4} {training} {epoch.val_loss:9.3f} {epoch.val_accuracy:9.3f}")
    print("\nTHE GRADIENT OF EACH LAYER, at first and at last")
    for first, last in zip(probes[0].layers, probes[-1].layers, strict=True):
        if first.gradient is not None:
            print(f"  {first.name}: {first.gradient:.3g}, {last.gradient:.3g}")
    _show_batch(puzzle, dataset)
    _show_predictions(result.network.outputs(dataset.x_test), dataset)


def _show_batch(puzzle: Puzzle, dataset: Dataset) -> None:
    from core.worker.prepare import prepare

    data = prepared(puzzle.faulty.data, dataset)
    ready = prepare(puzzle.faulty, dataset, puzzle.faulty.training)
    order = next(ready.batches())[0].part(0, puzzle.faulty.training.batch_size)
    pictures = ready.setup.fetch(order)[0].numpy()
    labels = data.labels[order.indices.numpy()]
    print(f"\nTHE FIRST BATCH: {pictures.shape}, from {pictures.min():.2f} to {pictures.max():.2f}")
    print("labels:", " ".join(map(str, labels[:32])))
    low, high = pictures.min(), pictures.max()
    for picture, label in list(zip(pictures, labels, strict=True))[:4]:
        print(f"label {label}:")
        grey = ((picture[..., 0] - low) / max(high - low, 1e-9) * 4).round().astype(int)
        print("\n".join("  " + "".join(" .oO@"[level] * 2 for level in row) for row in grey))


def _show_predictions(outputs: np.ndarray, dataset: Dataset) -> None:
    print("\nNEW PICTURES: the outputs for five of them, and how many of each class are right")
    for output, label in list(zip(outputs, dataset.y_test, strict=True))[:5]:
        print(f"  in truth {label}:", " ".join(f"{number:6.2f}" for number in output))
    right = outputs.argmax(axis=1) == dataset.y_test
    for label in range(dataset.card.num_classes):
        of_class = right[dataset.y_test == label]
        print(f"  {label}: {of_class.sum()} of {len(of_class)}")


def main() -> None:
    """Try the cases that are named, or all, or show one."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--show"]:
        show(arguments[1], int((arguments[2:] or ["0"])[0]))
        return
    bad = [
        f"{name} {seed}"
        for name in arguments or CASES
        for seed in SEEDS
        if not try_case(name, seed)
    ]
    print("\nNot mended, or repaired elsewhere:", ", ".join(bad) or "none")


if __name__ == "__main__":
    main()
