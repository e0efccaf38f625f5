"""What reports claim of their runs, trained again in this lab, and what luck explains of it.

A claim is the validation accuracy of a run that was trained to its end as its recipe says. The
lab trains the same recipe with the seed of the claim and with others: how far these lie apart is
luck, and a claim that lies no further off is within it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.experiments.seeds import is_same_but_seed
from core.experiments.verdict import Band, Verdict, rounded_up
from core.language import message, say
from core.recipe import Recipe
from core.runs.listing import ListedRun

SEEDS = 3
"""With how many seeds a claim is trained again, its own among them."""
_ALL_SEEDS = 2**31

WITHIN = message(
    "{claim:.1%} was reported. This lab comes to {band}: they differ by no more than luck."
)
BEYOND = message(
    "{claim:.1%} was reported. This lab comes to {band}: so far apart luck alone puts two such "
    "results in at most {p:.2%} of cases."
)


class Claim(NamedTuple):
    """A result that a report claims: an accuracy from 0 to 1 on so many validation `pictures`.

    `recipe` is the one to come to it.
    """

    recipe: Recipe
    accuracy: float
    pictures: int

    def is_between(self, results: Sequence[float]) -> bool:
        """Whether it lies among these results, or one picture beside them at most."""
        picture = 1.5 / max(self.pictures, 1)
        return min(results) - picture <= self.accuracy <= max(results) + picture


class Trained(NamedTuple):
    """What this lab has come to with the recipe of a claim: its accuracies by seed.

    `in_flight` is how many such runs still train or wait.
    """

    by_seed: dict[int, float]
    in_flight: int

    @property
    def results(self) -> tuple[float, ...]:
        """The accuracies, those of the lowest seeds first."""
        return tuple(self.by_seed[seed] for seed in sorted(self.by_seed))

    @property
    def is_enough(self) -> bool:
        """Whether luck can be told from these."""
        return len(self.by_seed) >= SEEDS


def trained(claim: Claim, own: Iterable[ListedRun]) -> Trained:
    """What the lab's own runs among these came to with the recipe of a claim."""
    found = Trained({}, 0)
    for run in own:
        if run.origin or run.recipe is None or not is_same_but_seed(run.recipe, claim.recipe):
            continue
        if run.status == "finished" and run.summary.accuracy is not None:
            found.by_seed.setdefault(run.recipe.training.seed, run.summary.accuracy)
        found = found._replace(in_flight=found.in_flight + run.in_flight)
    return found


def to_train(claims: Sequence[Claim], own: Sequence[ListedRun], most: int) -> list[Recipe]:
    """The recipes to train, at most so many, that luck may be told for as many claims as can be.

    Claims of one recipe share their seeds; what was trained already, or trains, is left out.
    """
    wanted: list[Recipe] = []
    for claim in claims:
        known = trained(claim, own)
        if known.in_flight or any(is_same_but_seed(claim.recipe, one) for one in wanted):
            continue
        missing = [
            claim.recipe.with_settings("training", seed=seed)
            for seed in _seeds(claim.recipe)
            if seed not in known.by_seed
        ][: max(SEEDS - len(known.by_seed), 0)]
        if len(wanted) + len(missing) > most:
            break
        wanted += missing
    return wanted


def sentence(claim: Claim, results: Sequence[float], verdict: Verdict | None) -> str:
    """What was found of a claim, with the numbers.

    `verdict` is that of `core.experiments.verdict.judge` on the claim and the lab's results; None
    for a claim that lies between them.
    """
    band = Band.of(results).in_words
    if verdict and verdict.more_than_luck and verdict.p_value is not None:
        return say(BEYOND, claim=claim.accuracy, band=band, p=rounded_up(verdict.p_value))
    return say(WITHIN, claim=claim.accuracy, band=band)


def _seeds(recipe: Recipe) -> list[int]:
    """The seed of the recipe first, then the next ones."""
    first = recipe.training.seed
    return [(first + more) % _ALL_SEEDS for more in range(2 * SEEDS)]
