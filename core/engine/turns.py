"""Whose turn it is: which run gets the next worker, and which gives one up for it.

All runs of an engine, those that wait and those that train, stand in one order, and as many of them
as there are workers ought to train. First of all each owner has one run in it, then each a second
one, and so on: whoever starts ten runs at once, as a race does, has one place as everybody has.
Between owners the run comes first that is due first: at the time when it was asked for, and ten
times as long after it as it takes. So short work goes first, and a long run is overtaken only by
what is asked for within ten times its own length. A run that holds still comes last of all.

(To serve first what is due first, with such due times, keeps the largest ratio of waiting to length
small: Bender, Chakrabarti, Muthukrishnan, "Flow and stretch metrics for scheduling continuous job
streams", SODA 1998.)
"""

import math
import time
from collections.abc import Callable
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
    def due(self) -> float:
        """When it ought to be over, in seconds since 1970."""
        if self.still_since is not None:
            return math.inf
        return self.stint.since + STRETCH * self.seconds

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


class Turns:
    """The runs of an engine, in their order. To be used by one thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives the time in seconds."""
        self._clock = clock
        self._runs: dict[str, _Run] = {}

    def __contains__(self, run_id: str) -> bool:
        return run_id in self._runs

    def join(self, run_id: str, owner: str, stint: Stint, epoch_seconds: float) -> None:
        """Let a run wait for a worker; `epoch_seconds` is about how long an epoch takes."""
        self._runs[run_id] = _Run(owner, stint, epoch_seconds)

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

    def leave(self, run_id: str) -> list[Command]:
        """Note that a run waits and trains no longer → the commands since it was asked."""
        run = self._runs.pop(run_id, None)
        return run.unheard if run else []

    def order(self) -> list[str]:
        """All runs, in the order in which they ought to train."""
        numbers = self._numbers()
        return sorted(numbers, key=lambda one: (self._is_still(one), numbers[one]))

    def _numbers(self) -> dict[str, int]:
        """The number of each run among those of its owner, from 0; what is due first comes first"""
        of_owner: dict[str, int] = {}
        numbers = {}
        for run_id in sorted(self._runs, key=lambda one: self._runs[one].due):
            owner = self._runs[run_id].owner
            numbers[run_id] = of_owner[owner] = of_owner.get(owner, -1) + 1
        return numbers

    def waiting(self) -> list[str]:
        """Those that wait for a worker, the next one first."""
        return [run_id for run_id in self.order() if self._runs[run_id].began is None]

    def ask(self) -> list[str]:
        """The runs to be asked now to give way to those that wait: no worker is free for them.

        Those that were asked lately are expected to do so. Who did not in time is asked after
        others.
        """
        now, order = self._clock(), self.order()
        training = [run_id for run_id in order if self._runs[run_id].began is not None]
        expected = [run_id for run_id in training if self._is_expected(run_id, now)]
        able = [
            run_id
            for run_id in reversed(training)
            if run_id not in expected and self._may_be_asked(run_id, now)
        ]
        able.sort(key=self._asked_and_still)
        chosen: list[str] = []
        for other in self.waiting()[len(expected) :]:
            left = (one for one in able if one not in chosen)
            behind = (one for one in left if order.index(one) > order.index(other))
            chosen += islice((one for one in behind if self._is_worth_it(one, other)), 1)
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

    def _is_worth_it(self, run_id: str, other: str) -> bool:
        """Whether a run is to give way to another that comes before it.

        Two that take about as long would take turns all the time, as what is measured varies.
        """
        numbers = self._numbers()
        is_much_shorter = CHANGE * self._runs[other].seconds <= self._runs[run_id].seconds
        return self._is_still(run_id) or numbers[other] < numbers[run_id] or is_much_shorter

    def _asked_and_still(self, run_id: str) -> tuple[float, float]:
        """Who comes first is asked first: not asked before, and holds still the longest."""
        run = self._runs[run_id]
        asked = -math.inf if run.asked is None else run.asked
        return asked, math.inf if run.still_since is None else run.still_since
