"""Each case shows its fault on a run, and is solved where the fault is and nowhere else."""

from functools import cache

import pytest

from core.bugs import CASES, FAULTS, NAMES
from core.bugs.checks import one_change
from core.bugs.listing import changed_lines, listing
from core.bugs.repairs import repairs
from core.coach import advise
from core.datasets import Dataset, Library
from core.lint.refusal import refusal
from core.recipe import Recipe
from tests.made.bug_runs import BugRun, bug_run

SEEDS = (0, 1)
TRAINED = [name for name, case in CASES.items() if not FAULTS[case.fault].is_refused]
REFUSED = [name for name in CASES if name not in TRAINED]
MENDED_BY = {
    "short-memory": "Shuffle in every epoch",
    "worse-than-before": "Use learning rate 0.1",
    "patience": "Use learning rate 0.1",
    "so-fast": "Use batches of 32",
}
"""What is written on a change that mends a case, where none gives just the recipe without it."""
BESIDE_OTHERS = ["never-right", "two-worlds", "short-memory", "as-good-as-dice", "one-complaint"]
"""Cases of a mistake beside whose mend other mistakes are offered."""


@cache
def digits() -> Dataset:
    return Library().load("digits")


@cache
def run_of(recipe: Recipe) -> BugRun:
    """Many cases have the same recipe without their fault: it is trained once."""
    return bug_run(recipe, digits())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", TRAINED)
def test_the_run_without_the_fault_is_well_and_the_one_with_it_is_not(name, seed):
    puzzle = CASES[name].puzzle(seed)
    faulty, sound = run_of(puzzle.faulty).measured, run_of(puzzle.sound).measured
    checks = puzzle.fault.checks
    assert not all(check(faulty, faulty).is_met for check in checks)
    assert all(check(sound, faulty).is_met for check in checks), [
        check(sound, faulty).sentence for check in checks
    ]


@pytest.mark.parametrize("name", TRAINED)
def test_a_change_that_is_offered_at_the_guilty_lines_solves_it(name):
    puzzle = CASES[name].puzzle(SEEDS[0])
    offered = [repair for line in puzzle.guilty_lines for repair in puzzle.repairs_of(line)]
    mending = next(
        repair.recipe
        for repair in offered
        if repair.label == MENDED_BY.get(name) or repair.recipe == puzzle.sound
    )
    faulty = run_of(puzzle.faulty).measured
    assert puzzle.verdict(mending, run_of(mending).measured, faulty).is_solved


@pytest.mark.parametrize("name", BESIDE_OTHERS)
def test_another_mistake_that_is_offered_where_one_stands_mends_nothing(name):
    puzzle = CASES[name].puzzle(SEEDS[0])
    mistake = puzzle.faulty.data.mistake
    others = [
        repair
        for repair in repairs(puzzle.faulty)
        if repair.recipe.data.mistake not in (mistake, "none")
    ]
    assert others
    faulty = run_of(puzzle.faulty).measured
    for repair in others:
        assert any(repair in puzzle.repairs_of(line) for line in puzzle.guilty_lines)
        verdict = puzzle.verdict(repair.recipe, run_of(repair.recipe).measured, faulty)
        assert not verdict.is_solved, repair.label


@pytest.mark.parametrize("name", TRAINED)
def test_nothing_that_the_coach_advises_elsewhere_solves_it(name):
    puzzle = CASES[name].puzzle(SEEDS[0])
    faulty = run_of(puzzle.faulty)
    for advice in advise(faulty.history, puzzle.card):
        if advice.repair is None or not one_change(puzzle.faulty, advice.repair).is_met:
            continue
        changed = changed_lines(puzzle.code, listing(advice.repair, puzzle.card))
        if changed & puzzle.guilty_lines:
            continue
        verdict = puzzle.verdict(advice.repair, run_of(advice.repair).measured, faulty.measured)
        assert not verdict.is_solved, advice.label
        assert not verdict.goes_around, advice.label


def test_a_change_elsewhere_that_makes_the_run_well_does_not_mend_it():
    """A tanh passes on a gradient at 0: it learns, from weights that begin at zero as before."""
    puzzle = CASES["standstill"].puzzle(SEEDS[0])
    [guilty] = puzzle.guilty_lines
    with_tanh = next(one for one in puzzle.repairs_of(guilty + 1) if one.label == "Use tanh")
    runs = (run_of(recipe).measured for recipe in (with_tanh.recipe, puzzle.faulty))
    verdict = puzzle.verdict(with_tanh.recipe, *runs)
    assert verdict.goes_around
    assert not verdict.is_solved


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", REFUSED)
def test_a_recipe_that_cannot_be_trained_is_mended_by_whatever_lets_it_train(name, seed):
    puzzle = CASES[name].puzzle(seed)
    assert refusal(puzzle.faulty, puzzle.card) is not None
    assert refusal(puzzle.sound, puzzle.card) is None
    for line in puzzle.suspicious_lines:
        for repair in puzzle.repairs_of(line):
            trains = refusal(repair.recipe, puzzle.card) is None
            changed = changed_lines(puzzle.code, listing(repair.recipe, puzzle.card))
            assert not trains or changed <= puzzle.guilty_lines
    of_any_run = run_of(CASES[TRAINED[0]].puzzle(SEEDS[0]).sound).measured
    assert puzzle.verdict(puzzle.sound, of_any_run, None).is_solved
    assert not puzzle.verdict(puzzle.faulty, None, None).is_solved


@pytest.mark.parametrize("name", ["two-worlds", "more-red-letters"])
@pytest.mark.parametrize("seed", range(8))
def test_a_guilty_line_offers_more_than_its_mend(name, seed):
    puzzle = CASES[name].puzzle(seed)
    for line in puzzle.guilty_lines:
        assert len(puzzle.repairs_of(line)) > 1


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_asked_without_giving_the_answer(name):
    case, puzzle = CASES[name], CASES[name].puzzle(0)
    words = set(case.fault.split("-"))
    assert not words & set(case.name.split("-"))
    assert len(set(puzzle.choices)) == 5
    assert set(puzzle.choices) <= set(NAMES)
    assert case.fault in puzzle.choices
    assert puzzle.guilty_lines <= set(puzzle.suspicious_lines)
    assert len(puzzle.suspicious_lines) > 2 * len(puzzle.guilty_lines)


@pytest.mark.parametrize("name", CASES)
def test_another_seed_is_another_puzzle(name):
    case = CASES[name]
    assert case.puzzle(3) == case.puzzle(3)
    assert len({case.puzzle(seed).faulty for seed in range(10)}) > 5
    assert len({case.puzzle(seed).choices.index(case.fault) for seed in range(10)}) > 2


def test_every_fault_has_its_case():
    assert sorted(case.fault for case in CASES.values()) == sorted(FAULTS)
