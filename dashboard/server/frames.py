"""The frames of the live stream: a run's events, its film and what the coach says, in JSON."""

import base64
import json
import math
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import NamedTuple

from core.datasets import DatasetCard, DatasetError
from core.engine import Engine
from core.runs.events import Continued, Epoch, Event, Queued, Yielded
from core.runs.film import BEGINNING, Moment, Position
from core.runs.history import History
from core.runs.probe import ProbeResult, Units
from core.runs.run import Logged, NotRead

ADVICE_SECONDS = 1.0
"""The coach is asked about a run at most this often."""

Advise = Callable[[History, DatasetCard, ProbeResult | None], list[str]]
"""From what is known of a run to the names of the urgent rules that hold."""


class Frame(NamedTuple):
    """One message of the stream.

    `kind` is the kind of its event, or "probe", "advice", "place" or "held_back". What holds only
    until the next of its kind, as all but events and probes do, has no position.
    """

    kind: str
    position: Position | None
    json: bytes


class _Place(NamedTuple):
    """How many runs are before a run in line, and what the cluster lacks, as `Engine.lack` says."""

    place: int | None
    lack: str | None


class RunFrames:
    """Reads one run, each part of it once. Not to be used by two threads at a time."""

    def __init__(self, engine: Engine, advise: Advise, run_id: str):
        """RunError if there is no such run."""
        self.run_id = run_id
        self._engine = engine
        self._store = engine.store
        self._library = engine.library
        self._advise = advise
        self._history = History(self._store.run(run_id).recipe)
        self._position = BEGINNING
        self._probe: ProbeResult | None = None
        self._advice: list[str] = []
        self._is_asked = False
        """Whether an epoch has ended since the coach was asked."""
        self._asked_at = -math.inf
        self._place: _Place | None = None
        self._held_back = 0

    def listening(self, tell: Callable[[], object]) -> AbstractContextManager[None]:
        """As `RunStore.listening`, for this run."""
        return self._store.listening(self.run_id, tell)

    def new(self) -> list[Frame]:
        """What has come since the last call, in order."""
        try:
            return [*self._stored_frames(), *self._held_back_frames()]
        except NotRead:
            return self._held_back_frames()

    def _stored_frames(self) -> list[Frame]:
        events = self._store.events(self.run_id, after=self._position.event)
        newest = events[-1].number if events else self._position.event
        # What was stored since the events were read, and comes after one of those not read, waits.
        film = [
            moment
            for moment in self._store.film(self.run_id, self._position)
            if moment.position.event <= newest
        ]
        frames = [self._event_frame(logged) for logged in events]
        frames += [self._probe_frame(moment) for moment in film]
        frames.sort(key=lambda frame: frame.position or BEGINNING)
        if frames and frames[-1].position:
            self._position = frames[-1].position
        self._history.add(events)
        self._is_asked |= any(isinstance(logged.event, Epoch) for logged in events)
        return [*frames, *self._advice_frames(), *self._place_frames()]

    def _event_frame(self, logged: Logged[Event]) -> Frame:
        event = logged.event.model_dump(mode="json")
        content = {"number": logged.number, "time": logged.time, "event": event}
        return Frame(logged.event.kind, Position(logged.number), self._json(**content))

    def _probe_frame(self, moment: Moment) -> Frame:
        self._probe = moment.probe
        content = {"time": moment.time, "probe": _plain_probe(moment.probe)}
        return Frame("probe", moment.position, self._json(**content))

    def _advice_frames(self) -> list[Frame]:
        """What the coach says now, if that is something else than before."""
        if not self._is_asked or time.monotonic() < self._asked_at + ADVICE_SECONDS:
            return []
        self._is_asked, self._asked_at = False, time.monotonic()
        try:
            card = self._library.card(self._history.recipe.data.dataset)
        except DatasetError:  # its dataset is no longer on this machine
            return []
        advice = self._advise(self._history, card, self._probe)
        if advice == self._advice:
            return []
        self._advice = advice
        return [Frame("advice", None, self._json(advice=advice))]

    def _place_frames(self) -> list[Frame]:
        """How many runs are before this one in line, if it waits and that is something else now.

        The number is None while the workers are starting. With it comes what the cluster lacks for
        this run to begin, if anything.
        """
        last = self._history.last
        if last is None or not isinstance(last.event, Queued | Continued | Yielded):
            return []
        place = _Place(None, None)
        if self._engine.ready:
            place = _Place(self._engine.place(self.run_id), self._engine.lack())
        # It has just been stored, or it waits in another app, which does not tell this one.
        is_unknown = self._engine.ready and place == _Place(None, None)
        if place == self._place or is_unknown:
            return []
        self._place = place
        return [Frame("place", None, self._json(**place._asdict()))]

    def _held_back_frames(self) -> list[Frame]:
        """How many events wait to be written, if that is another number than before."""
        held_back = self._engine.held_back(self.run_id)
        if held_back == self._held_back:
            return []
        self._held_back = held_back
        return [Frame("held_back", None, self._json(held_back=held_back))]

    def _json(self, **content: object) -> bytes:
        whole = _finite({"run": self.run_id, **content})
        return json.dumps(whole, separators=(",", ":"), allow_nan=False).encode()


def _plain_probe(probe: ProbeResult) -> dict[str, object]:
    content = probe.model_dump(exclude={"units", "step_trace"})
    return {**content, "units": probe.units and _plain_units(probe.units)}


def _plain_units(units: Units) -> dict[str, object]:
    levels = base64.b64encode(units.levels).decode()
    return {"shape": units.shape, "largest": units.largest, "levels": levels}


def _finite(value: object) -> object:
    """The value with None for each number that is none: JSON has no NaN."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {name: _finite(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(part) for part in value]
    return value
