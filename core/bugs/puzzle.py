"""A puzzle: a recipe with one fault in it, what a student may answer, and whether it was mended."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.bugs.checks import Finding, one_change
from core.bugs.error_message import error_message
from core.bugs.fault import Fault
from core.bugs.listing import changed_lines, listing
from core.bugs.measured import Measured
from core.bugs.repairs import Repair, repairs
from core.datasets import DatasetCard
from core.experiments.changes import changes
from core.lint.refusal import refusal
from core.recipe import Recipe


@dataclass(frozen=True)
class Puzzle:
    """A fault planted in a recipe.

    `sound` is the recipe without it, `faulty` the one that a student sees. The same `seed` gives
    the same puzzle.
    """

    fault: Fault
    sound: Recipe
    faulty: Recipe
    card: DatasetCard
    seed: int

    @cached_property
    def error(self) -> str | None:
        """What Keras says when the recipe is to be trained; None if it can be."""
        return error_message(self.faulty, self.card)

    @cached_property
    def code(self) -> str:
        """The faulty recipe as code."""
        return listing(self.faulty, self.card)

    @property
    def choices(self) -> tuple[str, ...]:
        """Names of faults to choose from, the right one among them, in an order by chance."""
        names = [self.fault.name, *self.fault.resembles]
        random.Random(f"{self.fault.name} {self.seed}").shuffle(names)
        return tuple(names)

    @cached_property
    def guilty_lines(self) -> frozenset[int]:
        """The lines of `code`, from 0, in which the fault stands, or a part of it.

        Of a recipe that cannot be trained these are all in which a change lets it run.
        """
        guilty = changed_lines(self.code, listing(self.sound, self.card))
        mending = [
            changed_lines(self.code, listing(repair.recipe, self.card))
            for repair in repairs(self.faulty)
            if self._takes_back(repair.recipe)
        ]
        return guilty.union(*mending)

    def _takes_back(self, changed: Recipe) -> bool:
        """Whether a change takes back the fault, or a part of it."""
        if self.fault.is_refused:
            return refusal(changed, self.card) is None
        left, planted = changes(changed, self.sound), changes(self.faulty, self.sound)
        return len(left) < len(planted)

    @cached_property
    def _repairs(self) -> list[tuple[Repair, frozenset[int]]]:
        """Each repair that is offered, with the lines of the code that it changes."""
        offered = repairs(self.faulty)
        changed = [changed_lines(self.code, listing(one.recipe, self.card)) for one in offered]
        return list(zip(offered, changed, strict=True))

    @cached_property
    def suspicious_lines(self) -> tuple[int, ...]:
        """The lines of `code`, from 0, that can be marked: those that a repair changes."""
        return tuple(sorted(set().union(*(lines for _, lines in self._repairs))))

    def repairs_of(self, line: int) -> list[Repair]:
        """The single changes that are offered for a line."""
        return [repair for repair, lines in self._repairs if line in lines]

    def is_at_fault(self, mended: Recipe) -> bool:
        """Whether a line in which the fault stands is another in a mended recipe."""
        changed = changed_lines(self.code, listing(mended, self.card))
        return bool(changed & self.guilty_lines)

    def verdict(
        self, mended: Recipe, measured: Measured | None, faulty: Measured | None
    ) -> "RepairVerdict":
        """Whether a recipe that a student calls mended is so, by what its run has shown.

        `measured` is the run of the mended recipe, None if it could not be trained, and `faulty`
        that of the faulty one, None if that could not be.
        """
        findings = [one_change(self.faulty, mended)]
        if measured and faulty:
            findings += [check(measured, faulty) for check in self.fault.checks]
        return RepairVerdict(
            tuple(findings),
            runs=measured is not None,
            is_at_fault=self.is_at_fault(mended),
        )


@dataclass(frozen=True)
class RepairVerdict:
    """What a mended run has shown, in the order to read it.

    `runs` says whether there is one, and `is_at_fault` whether a line in which the fault stands was
    changed.
    """

    findings: Sequence[Finding]
    runs: bool
    is_at_fault: bool

    @property
    def is_solved(self) -> bool:
        """Whether the fault is gone."""
        return self.is_well and self.is_at_fault

    @property
    def goes_around(self) -> bool:
        """Whether the run is well although the fault still stands in the code."""
        return self.is_well and not self.is_at_fault

    @property
    def is_well(self) -> bool:
        """Whether the run shows what one without the fault would."""
        return self.runs and all(finding.is_met for finding in self.findings)
