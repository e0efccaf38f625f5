"""How a race stands: the results of its contestants so far, and what can be concluded from them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.experiments.race import Contestant, Race, place_of
from core.experiments.verdict import Band, Verdict
from core.language import message, plural, say

MEASURE = plural(
    "One seed, n = 1: no mean, and no band.",
    "Mean of {count} seeds, band from least to most, n = {count}.",
)
UNEVEN = message("Mean of the seeds so far, band from least to most, n = {least} to {most}.")
NO_RESULT = message("No run has ended yet, n = 0.")


class RunOutcome(NamedTuple):
    """What came of a run in a race: whether it is finished, or else still in flight.

    `accuracy` is that of the validation pictures when it was finished, None if it is not.
    """

    finished: bool
    in_flight: bool
    accuracy: float | None


class ContestantRow(NamedTuple):
    """A contestant: its results, accuracies from 0 to 1, one a seed whose run is finished.

    `band` is None without any. `planned` are its seeds in all.
    """

    name: str
    values: tuple[str, ...]
    results: tuple[float, ...]
    band: Band | None
    planned: int


class Contest(NamedTuple):
    """Those of the contestants that have results, to be judged by `core.experiments.verdict`.

    `seeds_left` is how many seeds more the race can have.
    """

    names: tuple[str, ...]
    results: tuple[tuple[float, ...], ...]
    seeds_left: int

    def in_words(self, verdict: Verdict) -> str:
        """The verdict on them in a sentence or two, with the numbers."""
        return verdict.in_words(self.names)

    def seeds_more(self, verdict: Verdict) -> int | None:
        """How many seeds more would probably tell; None if it is told, or none would tell it.

        Without a band, one seed more begins to tell. A race can have `seeds_left` of them.
        """
        wanted = 1 if verdict.p_value is None else verdict.seeds_more
        if verdict.more_than_luck or wanted is None:
            return None
        return min(wanted, self.seeds_left) or None


class RaceStanding(NamedTuple):
    """How a race stands. `rows` are its contestants in order; the counts are those of runs.

    `missing` are those that no run in flight will bring: it was stopped, or something failed.
    """

    rows: tuple[ContestantRow, ...]
    finished: int
    in_flight: int
    missing: int
    contest: Contest | None
    """None while fewer than two contestants have results."""

    @property
    def is_complete(self) -> bool:
        """Whether every run is finished."""
        return not self.in_flight and not self.missing

    @property
    def measure(self) -> str:
        """What the means and bands are made of."""
        counts = [len(row.results) for row in self.rows]
        least, most = min(counts), max(counts)
        if not most:
            return say(NO_RESULT)
        return say(MEASURE, count=most) if least == most else say(UNEVEN, least=least, most=most)


def standing(race: Race, outcomes: Mapping[int, RunOutcome]) -> RaceStanding:
    """How a race stands, from what came of its runs, by their places."""
    rows = tuple(
        _row(contestant, [place_of(number, seed) for seed in range(len(race.seeds))], outcomes)
        for number, contestant in enumerate(race.contestants)
    )
    of_race = [outcomes[place] for place in race.recipes if place in outcomes]
    finished = sum(one.finished for one in of_race)
    in_flight = sum(one.in_flight for one in of_race)
    return RaceStanding(
        rows=rows,
        finished=finished,
        in_flight=in_flight,
        missing=len(race.recipes) - finished - in_flight,
        contest=_contest(rows, race.seeds_left),
    )


def _row(
    contestant: Contestant, places: Sequence[int], outcomes: Mapping[int, RunOutcome]
) -> ContestantRow:
    told = [outcomes[place] for place in places if place in outcomes]
    results = tuple(one.accuracy for one in told if one.accuracy is not None)
    band = Band.of(results) if results else None
    return ContestantRow(contestant.name, contestant.values, results, band, len(places))


def _contest(rows: tuple[ContestantRow, ...], seeds_left: int) -> Contest | None:
    told = [row for row in rows if row.results]
    if len(told) < 2:
        return None
    names, results = (row.name for row in told), (row.results for row in told)
    return Contest(tuple(names), tuple(results), seeds_left)
