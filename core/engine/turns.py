"""Whose turn it is: which run gets the next worker, and which gives one up for it.

All runs of an engine, those that wait and those that train, stand in one order, and as many of them
as there are workers ought to train. First of all each owner has one run in it, then each a second
one, and so on: whoever starts ten runs at once, as a race does, has one place as everybody has.
Between owners the run comes first that is due first: at the time when it was asked for, and ten
times as long after it as it takes. So short work goes first, and a long run is overtaken only by
what is asked for within ten times its own length. A run that holds still comes last of all.

A race is as long as all its runs together, and each of them counts as asked for when the one before
it is over: so between two of them everybody else has a turn who waits for something shorter, and
several races take turns.

(To serve first what is due first, with such due times, keeps the largest ratio of waiting to length
small: Bender, Chakrabarti, Muthukrishnan, "Flow and stretch metrics for scheduling continuous job
streams", SODA 1998.)
"""

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from core.engine.parts import Stint
from core.runs.commands import Command
from core.runs.events import Epoch, Event, Paused, Progress, Queued, Resumed, Started, Yielded
from core.runs.probe import ProbeResult

STRETCH = 10.0
"""How many times its own length a run may be overtaken by shorter ones."""
SLICE_SECONDS = 5.0
"""How long a run has a worker at least, and how long it must still take to be worth the change."""
CHANGE = 2.0
"""How many times as long as another a run must take, to give way to it."""
PATIENCE_SECONDS = 30.0
"""How long a run has to give way; then others are asked too, and it again if there are none."""


@dataclass
class _Run:
    """A run that waits or trains. Times are the clock's, but for that of its stint."""

    owner: str
    stint: Stint
    epoch_seconds: float
    """As expected, then as measured."""
    epochs_done: float = 0.0
    """With the fraction of the one that goes on."""
    started: Started | None = None
    began: float | None = None
    """When it was given to a worker; None while it waits."""
    still_since: float | None = None
    """Since when it holds still."""
    asked: float | None = None
    """When it was last asked to give way."""
    unheard: list[Command] = field(default_factory=list)
    """The commands since it was first asked: if it gives way just then, it does not hear them."""

    @property
    def seconds(self) -> float:
        """How long all that it was asked for takes."""
        return self.stint.epochs * self.epoch_seconds

    @property
    def seconds_left(self) -> float:
        return (self.stint.last - self.epochs_done) * self.epoch_seconds

    def take(self, event: Event | ProbeResult, now: float) -> None:
        """Note what the run has told."""
        if isinstance(event, Paused):
            self.still_since = now
        elif isinstance(event, Started | Progress | Epoch | Resumed | Queued | Yielded):
            if self.still_since is not None:
                self.asked, self.unheard = None, []
            self.still_since = None
        if isinstance(event, Started):
            self.started, self.epochs_done = event, event.first_epoch - 1
        elif isinstance(event, Progress) and self.started and event.images_per_second:
            self.epochs_done = event.step / self.started.steps_per_epoch
            self.epoch_seconds = self.started.train_count / event.images_per_second
        elif isinstance(event, Epoch) and event.epoch:
            self.epochs_done, self.epoch_seconds = event.epoch, event.seconds


@dataclass
class _Owner:
    """An owner who has runs here: what was trained for them since the first of these came."""

    last_turn: float = -math.inf
    """When a run was over, in seconds since 1970."""
    seconds_over: float = 0.0
    """How long those of the runs took that are over."""


class Turns:
    """The runs of an engine, in their order. To be used by one thread."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        since_1970: Callable[[], float] = time.time,
    ) -> None:
        """Both give the time in seconds; the clock is never set back."""
        self._clock = clock
        self._since_1970 = since_1970
        self._runs: dict[str, _Run] = {}
        self._owners: dict[str, _Owner] = {}

    def __contains__(self, run_id: str) -> bool:
        return run_id in self._runs

    def join(self, run_id: str, owner: str, stint: Stint, epoch_seconds: float) -> None:
        """Let a run wait for a worker; `epoch_seconds` is about how long an epoch takes."""
        self._runs[run_id] = _Run(owner, stint, epoch_seconds)
        self._owners.setdefault(owner, _Owner())

    def begin(self, run_id: str) -> None:
        """Note that a run was given to a worker."""
        self._runs[run_id].began = self._clock()

    def note(self, run_id: str, event: Event | ProbeResult) -> bool:
        """Note what a run has told → whether it has begun to hold still."""
        if run_id in self._runs:
            self._runs[run_id].take(event, self._clock())
        return isinstance(event, Paused)

    def note_command(self, run_id: str, command: Command) -> None:
        """Note a command: a run that gives way just then does not hear it any more."""
        run = self._runs.get(run_id)
        if run is not None and run.asked is not None:
            run.unheard.append(command)

    def leave(self, run_id: str, is_over: bool = True) -> list[Command]:
        """Note that a run waits and trains no longer → the commands since it was asked.

        One that is not over gave way and comes again.
        """
        run = self._runs.pop(run_id, None)
        if run is None:
            return []
        if all(other.owner != run.owner for other in self._runs.values()):
            del self._owners[run.owner]
        elif is_over:
            owner = self._owners[run.owner]
            owner.last_turn = self._since_1970()
            owner.seconds_over += run.seconds
        return run.unheard

    def order(self) -> list[str]:
        """All runs, in the order in which they ought to train."""
        return self._in_order(self._numbers())

    def _in_order(self, numbers: Mapping[str, int]) -> list[str]:
        return sorted(numbers, key=lambda one: (self._is_still(one), numbers[one]))

    def _numbers(self) -> dict[str, int]:
        """The number of each run among those of its owner, from 0; what is due first comes first"""
        of_owner: dict[str, int] = {}
        numbers = {}
        for run_id in self._by_due():
            owner = self._runs[run_id].owner
            numbers[run_id] = of_owner[owner] = of_owner.get(owner, -1) + 1
        return numbers

    def _by_due(self) -> list[str]:
        """All runs, by when they ought to be over; those of one owner as they were asked for."""
        seconds = {name: owner.seconds_over for name, owner in self._owners.items()}
        for run in self._runs.values():
            seconds[run.owner] += run.seconds

        def due(run_id: str) -> tuple[float, float]:
            run = self._runs[run_id]
            asked = run.stint.since
            if run.still_since is not None:
                return math.inf, asked
            begins = max(asked, self._owners[run.owner].last_turn)
            return begins + STRETCH * seconds[run.owner], asked

        return sorted(self._runs, key=due)

    def waiting(self) -> list[str]:
        """Those that wait for a worker, the next one first."""
        return [run_id for run_id in self.order() if self._runs[run_id].began is None]

    def ask(self) -> list[str]:
        """The runs to be asked now to give way to those that wait: no worker is free for them.

        Those that were asked lately are expected to do so. Who did not in time is asked after
        others.
        """
        now, numbers = self._clock(), self._numbers()
        place = {run_id: number for number, run_id in enumerate(self._in_order(numbers))}
        training = [run_id for run_id in place if self._runs[run_id].began is not None]
        expected = [run_id for run_id in training if self._is_expected(run_id, now)]
        able = [
            run_id
            for run_id in reversed(training)
            if run_id not in expected and self._may_be_asked(run_id, now)
        ]
        able.sort(key=self._asked_and_still)
        chosen: list[str] = []
        waiting = [run_id for run_id in place if self._runs[run_id].began is None]
        for other in waiting[len(expected) :]:
            behind = (one for one in able if one not in chosen and place[one] > place[other])
            worth_it = (one for one in behind if self._is_worth_it(one, other, numbers))
            chosen += islice(worth_it, 1)
        for run_id in chosen:
            self._runs[run_id].asked = now
        return chosen

    def _is_still(self, run_id: str) -> bool:
        return self._runs[run_id].still_since is not None

    def _is_expected(self, run_id: str, now: float) -> bool:
        asked = self._runs[run_id].asked
        return asked is not None and now - asked < PATIENCE_SECONDS

    def _may_be_asked(self, run_id: str, now: float) -> bool:
        run = self._runs[run_id]
        assert run.began is not None
        has_had_its_slice = now - run.began >= SLICE_SECONDS
        return self._is_still(run_id) or (has_had_its_slice and run.seconds_left >= SLICE_SECONDS)

    def _is_worth_it(self, run_id: str, other: str, numbers: Mapping[str, int]) -> bool:
        """Whether a run is to give way to another that comes before it.

        Two that take about as long would take turns all the time, as what is measured varies.
        """
        is_much_shorter = CHANGE * self._runs[other].seconds <= self._runs[run_id].seconds
        return self._is_still(run_id) or numbers[other] < numbers[run_id] or is_much_shorter

    def _asked_and_still(self, run_id: str) -> tuple[float, float]:
        """Who comes first is asked first: not asked before, and holds still the longest."""
        run = self._runs[run_id]
        asked = -math.inf if run.asked is None else run.asked
        return asked, math.inf if run.still_since is None else run.still_since
