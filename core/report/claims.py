"""What reports claim of their runs, trained again in this lab, and what luck explains of it.

A claim is the validation accuracy of a run that was trained to its end as its recipe says. The
lab trains the same recipe with the seed of the claim and with others: how far these lie apart is
luck, and a claim that lies no further off is within it.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

from core.experiments.race import more_seeds
from core.experiments.seeds import all_but_seed
from core.experiments.verdict import Band, Verdict, rounded_up
from core.language import message, say
from core.recipe import Recipe
from core.runs.listing import ListedRun

SEEDS = 3
"""With how many seeds a claim is trained again, its own among them."""

WITHIN = message(
    "{claim:.1%} was reported. This lab comes to {band}: they differ by no more than luck."
)
BEYOND = message(
    "{claim:.1%} was reported. This lab comes to {band}: so far apart luck alone puts two such "
    "results in at most {p:.2%} of cases."
)


class Claim(NamedTuple):
    """A result that a report claims: an accuracy from 0 to 1 on so many validation `pictures`.

    `recipe` is the one to come to it. All of them are as the report says, true or not.
    """

    recipe: Recipe
    accuracy: float
    pictures: int


class Trained(NamedTuple):
    """What this lab has come to with the recipe of a claim: its accuracies by seed.

    They were measured on so many validation `pictures`. `failed` are the seeds with which it could
    not be trained, `in_flight` is how many such runs still train or wait.
    """

    by_seed: dict[int, float]
    pictures: int = 0
    failed: frozenset[int] = frozenset()
    in_flight: int = 0

    @property
    def results(self) -> tuple[float, ...]:
        """The accuracies, those of the lowest seeds first."""
        return tuple(self.by_seed[seed] for seed in sorted(self.by_seed))

    @property
    def is_enough(self) -> bool:
        """Whether luck can be told from these."""
        return len(self.by_seed) >= SEEDS

    def is_among(self, accuracy: float) -> bool:
        """Whether an accuracy lies among the results, or one picture beside them at most."""
        picture = 1.5 / max(self.pictures, 1)
        return min(self.results) - picture <= accuracy <= max(self.results) + picture


class OwnRuns:
    """What this lab itself has trained, to be found by a recipe whatever its seed."""

    def __init__(self, runs: Iterable[ListedRun], is_of_recipe: Callable[[ListedRun], bool]):
        """Of these runs those count that were not brought in.

        `is_of_recipe` says of a finished run whether its result is that of its recipe; it is asked
        only of runs with the recipe of a claim.
        """
        self._is_of_recipe = is_of_recipe
        self._alike: dict[Hashable, list[ListedRun]] = defaultdict(list)
        for run in runs:
            if not run.origin and run.recipe is not None:
                self._alike[all_but_seed(run.recipe)].append(run)

    def like(self, recipe: Recipe) -> Trained:
        """What came of a recipe under its seed and others."""
        found = Trained({})
        for run in self._alike.get(all_but_seed(recipe), ()):
            assert run.recipe is not None
            seed = run.recipe.training.seed
            if run.in_flight:
                found = found._replace(in_flight=found.in_flight + 1)
            elif run.status == "failed":
                found = found._replace(failed=found.failed | {seed})
            elif run.summary.accuracy is not None and self._counts(run):
                found.by_seed.setdefault(seed, run.summary.accuracy)
                found = found._replace(pictures=run.summary.pictures)
        return found

    def _counts(self, run: ListedRun) -> bool:
        return run.status == "finished" and self._is_of_recipe(run)

    def to_train(self, claims: Iterable[Claim], most: int) -> list[Recipe]:
        """The recipes to train, at most so many, to tell luck for as many claims as can be.

        Claims of one recipe share their seeds. Left out is what was trained, trains or has failed:
        three seeds are tried, whatever comes of them.
        """
        wanted: list[Recipe] = []
        seen: set[Hashable] = set()
        for claim in claims:
            alike, known = all_but_seed(claim.recipe), self.like(claim.recipe)
            if known.in_flight or alike in seen:
                continue
            seen.add(alike)
            tried = known.by_seed.keys() | known.failed
            missing = [
                claim.recipe.with_settings("training", seed=seed)
                for seed in more_seeds((claim.recipe.training.seed,), 2 * SEEDS - 1)
                if seed not in tried
            ][: max(SEEDS - len(tried), 0)]
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
