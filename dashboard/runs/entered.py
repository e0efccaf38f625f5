"""A race with what came of it so far, as its page shows it."""

from collections.abc import Sequence
from typing import NamedTuple

from core.datasets import DatasetCard
from core.experiments.outcome import outcome_of
from core.experiments.race import Contestant, Race, place_of
from core.experiments.standing import ContestantRow, RaceStanding, RunOutcome, standing
from core.runs.listing import ListedRun
from core.runs.races import StoredRace
from dashboard.components.player import RUN_COLOURS
from dashboard.lab import services
from dashboard.runs.entries import card_of


class EnteredRun(NamedTuple):
    """A run of a race, its status, and what came of it so far; None of it as long as it is missing.

    Its `id` is then empty.
    """

    id: str = ""
    status: str | None = None
    outcome: RunOutcome | None = None

    @property
    def counts(self) -> bool:
        """Whether it has a result in the race."""
        return self.outcome is not None and self.outcome.finished


class Entered(NamedTuple):
    """Who takes part in a race, with its place by its mean, its colour and its runs.

    `place` is None without a result.
    """

    contestant: Contestant
    row: ContestantRow
    place: int | None
    colour: str
    runs: Sequence[EnteredRun]


class ShownRace(NamedTuple):
    """A race, how it stands, who takes part, and its runs in the list of all.

    `card` is that of its dataset, None if gone.
    """

    stored: StoredRace
    race: Race
    standing: RaceStanding
    entered: Sequence[Entered]
    runs: Sequence[ListedRun]
    card: DatasetCard | None

    @property
    def is_own(self) -> bool:
        """Whether the visitor may stop it and go on with it."""
        return services.engine().races.owns(self.stored)

    @property
    def left_out(self) -> int:
        """How many runs were finished otherwise than their recipes say, and so do not count."""
        runs = (run for one in self.entered for run in one.runs)
        return sum(run.status == "finished" and not run.counts for run in runs)


def shown_race(stored: StoredRace) -> ShownRace:
    """A race as it stands now; RunError if it cannot be read."""
    engine = services.engine()
    race, runs = engine.races.race(stored), engine.races.runs(stored)
    begun = {place: EnteredRun(run.id, run.status, outcome_of(run)) for place, run in runs.items()}
    stands = standing(race, {place: outcome_of(run) for place, run in runs.items()})
    means = sorted((row.band.mean for row in stands.rows if row.band), reverse=True)
    entered = [
        Entered(
            contestant,
            row,
            means.index(row.band.mean) + 1 if row.band else None,
            RUN_COLOURS[number % len(RUN_COLOURS)],
            [begun.get(place_of(number, seed), EnteredRun()) for seed in range(len(race.seeds))],
        )
        for number, (contestant, row) in enumerate(zip(race.contestants, stands.rows, strict=True))
    ]
    card = card_of(race.base.data.dataset)
    return ShownRace(stored, race, stands, entered, [*runs.values()], card)
