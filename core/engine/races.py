"""Races: several runs of one owner, which together have one place in the queue."""

from collections.abc import Callable, Iterable
from functools import lru_cache

from core.datasets import DatasetCard, Library
from core.engine.admission import NOT_FOR_OTHERS, Admission
from core.engine.follower import Follower
from core.engine.query import EngineError
from core.experiments.offers import complaint
from core.experiments.outcome import outcome_of
from core.experiments.race import Race, cost
from core.experiments.standing import RunOutcome
from core.language import message, say
from core.ownership import is_owner, require_owner
from core.runs.listing import ListedRun
from core.runs.races import StoredRace
from core.runs.run import RunError
from core.runs.store import RunStore

NOT_YOURS = message("Only who has begun this race can change it. You can look at it.")
UNREADABLE = message(
    "This race cannot be read: another version of the lab has written it, or the entry is damaged. "
    "Its runs are in the list."
)
NOT_OVER = message("This race is still going on. Stop it, or wait for its end.")
TRAINED_ON = message("One of its runs is being trained further. Stop that run on Train.")
GONE = message("This race cannot be brought back any more: it was deleted too long ago.")


class Races:
    """Begins races, stops them and goes on with them, on behalf of a visitor, or of a script.

    Each method that changes a race raises NotTheOwner for another's and RunError if there is no
    such race; each that trains something raises as `Engine.submit` does.
    """

    def __init__(
        self,
        store: RunStore,
        library: Library,
        admission: Admission,
        follower: Follower,
        visitor: str | None,
    ):
        """`library` is that of the `visitor`, who is None for a script."""
        self._store = store
        self._library = library
        self._admission = admission
        self._follower = follower
        self._visitor = visitor

    def begin(self, race: Race, owner: str) -> str:
        """Train all runs of a race → its id.

        While its owner has this very race in flight, nothing is begun, as by a second click.
        """
        require_owner(self._visitor, owner, NOT_FOR_OTHERS)
        self._require_runnable(race)
        engine, text, recipes = self._follower.name_in_store, race.model_dump_json(), race.recipes
        try:
            with self._admission.of(owner):
                race_id, runs = self._store.races.create(owner, engine, text, recipes)
        except EngineError:
            if begun := self._in_flight(owner, text):
                return begun
            raise
        self._submit(runs)
        return race_id

    def stop(self, race_id: str) -> None:
        """Stop the runs of a race that are in flight; those that wait are not begun."""
        runs = self.runs(self._own(race_id)).values()
        # The last first: else the next one would get the worker of the one before it.
        for run in sorted(runs, key=lambda run: run.created, reverse=True):
            if outcome_of(run).in_flight:
                self._follower.send(run.id, "stop")

    def go_on(self, race_id: str) -> None:
        """Train those runs of a race again that are over and did not come to their end.

        Nothing happens if there are none.
        """
        self._train_missing(race_id, lambda race: race)

    def add_seeds(self, race_id: str, total: int) -> None:
        """Train everything in a race with more seeds, to so many in all; RecipeError if too many.

        Nothing is added if it has so many already: a second click means the same seeds.
        """
        self._train_missing(
            race_id, lambda race: race.with_more_seeds(max(total - len(race.seeds), 0))
        )

    def delete(self, race_id: str) -> None:
        """Delete a race with its runs so that it can be brought back for a while.

        RunError if it is still going on, or one of its runs is trained further.
        """
        stored = self._own(race_id)
        if any(outcome_of(run).in_flight for run in self.runs(stored).values()):
            raise RunError(say(NOT_OVER))
        if not self._store.races.discard(race_id):
            raise RunError(say(TRAINED_ON))

    def restore(self, race_id: str) -> None:
        """Bring a deleted race back, if it is not here; RunError if it was deleted too long ago."""
        is_here = bool(self._own(race_id).runs)
        if not is_here and not self._store.races.restore(race_id):
            raise RunError(say(GONE))

    def race(self, stored: StoredRace) -> Race:
        """What is raced; RunError if it cannot be read."""
        try:
            return _read(stored.text)
        except ValueError:
            raise RunError(say(UNREADABLE)) from None

    def owns(self, stored: StoredRace) -> bool:
        """Whether whoever asks may stop a race and go on with it."""
        return is_owner(self._visitor, stored.owner)

    def runs(self, stored: StoredRace) -> dict[int, ListedRun]:
        """The runs of a race, by place; those that were deleted are not there."""
        listed = {run.id: run for run in self._store.listing.by_id([*stored.runs.values()])}
        return {place: listed[run] for place, run in stored.runs.items() if run in listed}

    def waiting(self) -> int:
        """How many runs, of all visitors, wait for a worker of this engine now."""
        return self._follower.waiting()

    def seconds(self, race: Race, card: DatasetCard) -> float:
        """About how long a race takes on one worker, as epochs lately took here.

        LayerError if a network does not fit the pictures.
        """
        return self._follower.slowness * cost(race, card).seconds

    def _own(self, race_id: str) -> StoredRace:
        stored = self._store.races.race(race_id)
        require_owner(self._visitor, stored.owner, NOT_YOURS)
        return stored

    def _in_flight(self, owner: str, text: str) -> str | None:
        """The id of the owner's race in flight, if it is the one that `text` says."""
        races = self._store.races
        of_runs = {*filter(None, self._store.in_flight(owner).values())}
        return next((race_id for race_id in of_runs if races.race(race_id).text == text), None)

    def _require_runnable(self, race: Race) -> None:
        card = self._library.load(race.base.data.dataset).card
        self._admission.require_room()
        if sentence := complaint(race, card):
            raise EngineError(sentence)

    def _train_missing(self, race_id: str, change: Callable[[Race], Race]) -> None:
        """Let a race be another one, and train what it lacks."""
        stored = self._own(race_id)
        self._require_runnable(change(self.race(stored)))
        with self._admission.of(stored.owner, race=race_id):
            # Read again: another tab of its owner may have gone on with it meanwhile.
            stored = self._own(race_id)
            race, runs = change(self.race(stored)), self.runs(stored)
            again = {place: run for place, run in runs.items() if _is_missing(outcome_of(run))}
            missing = {
                place: recipe
                for place, recipe in race.recipes.items()
                if place not in runs or place in again
            }
            engine, text = self._follower.name_in_store, race.model_dump_json()
            begun = self._store.races.extend(stored, engine, text, missing)
        self._submit(begun)
        for run in again.values():
            if not run.summary.curve:  # it has never begun: nobody would miss it
                self._store.delete(run.id)

    def _submit(self, run_ids: Iterable[str]) -> None:
        for run_id in run_ids:
            self._follower.submit(run_id)


@lru_cache(256)
def _read(text: str) -> Race:
    """A race as it is stored. Kept, because pages read the same ones again and again."""
    return Race.model_validate_json(text)


def _is_missing(outcome: RunOutcome) -> bool:
    return not outcome.finished and not outcome.in_flight
