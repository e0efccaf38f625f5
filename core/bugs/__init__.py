"""Find the bug: recipes with one planted fault, seen by what it does and mended by one change.

A `Case` is a story; its `puzzle(seed)` is a `Puzzle`, as is what a visitor plants (`own_puzzle`).
The page trains `puzzle.faulty`, shows its run, takes answers, trains what the student made of it,
and asks `puzzle.verdict` about both runs, each `Measured`. `python -m tests.benchmarks.bugs`
measures which changes mend which fault.
"""

from core.bugs.cases import CASES, Case
from core.bugs.checks import Finding
from core.bugs.fault import Fault
from core.bugs.faults import FAULTS
from core.bugs.measured import Measured
from core.bugs.names import NAMES, FaultName
from core.bugs.own import PuzzleError, own_puzzle, plantable, puzzle_of, token_of
from core.bugs.puzzle import Puzzle, RepairVerdict
from core.bugs.repairs import Repair

__all__ = [
    "CASES",
    "FAULTS",
    "NAMES",
    "Case",
    "Fault",
    "FaultName",
    "Finding",
    "Measured",
    "Puzzle",
    "PuzzleError",
    "Repair",
    "RepairVerdict",
    "own_puzzle",
    "plantable",
    "puzzle_of",
    "token_of",
]
