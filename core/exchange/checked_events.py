"""The events of a run that somebody brought: figures within bounds, in an order that makes sense.

Pages and history rely on both, since the lab's own runs have them.
"""

import time
from collections.abc import Iterable

from pydantic import ValidationError

from core.exchange.bundle import MOST_EVENTS, MOST_REASON, BundleError
from core.exchange.checked_json import parsed, refused_entry
from core.language import message, say
from core.plain_text import plain_name
from core.recipe import MAX_EPOCHS
from core.runs.events import (
    EVENT,
    FINAL,
    Continued,
    Epoch,
    EpochChosen,
    Event,
    Finished,
    OpenedTestSet,
    OptimizerChanged,
    Progress,
    Queued,
    SnapshotFailed,
    SnapshotSaved,
    Started,
)
from core.runs.run import Logged

_LARGEST = 2.0**53
BOUNDS: dict[str, tuple[float, float]] = {
    "number": (0, MOST_EVENTS),
    "time": (0, 2**33),
    "epoch": (0, MAX_EPOCHS),
    "epochs": (1, MAX_EPOCHS),
    "best_epoch": (0, MAX_EPOCHS),
    "first_epoch": (1, MAX_EPOCHS + 1),
    "step": (0, _LARGEST),
    "steps_per_epoch": (1, _LARGEST),
    "train_count": (1, _LARGEST),
    "validation_count": (1, _LARGEST),
    "parameter_count": (0, _LARGEST),
    "accuracy": (0, 1),
    "val_accuracy": (0, 1),
    "test_accuracy": (0, 1),
    "images_per_second": (0, _LARGEST),
    "seconds": (0, _LARGEST),
    "learning_rate": (0, 100),
    "momentum": (0, 1),
}
"""The smallest and the largest value of each figure in an event."""
LOSSES = ("loss", "val_loss", "test_loss")
"""The figures that may be no number: a run that diverged has such a loss."""
_OF_TRAINING = Progress | Epoch | OptimizerChanged | SnapshotSaved | SnapshotFailed | Finished
_AFTER_END = Continued | EpochChosen | OpenedTestSet

TOO_MANY = message("Run {run} has more than {most:,} events, more than a file may hold.")
REFUSED = message(
    "Line {line:,} of the events of run {run} is refused: “{entry}” is not what it can be there."
)
NO_ORDER = message("Line {line:,} of the events of run {run} cannot follow those before it.")
NO_END = message("The events of run {run} do not tell how it ended.")


def checked_events(content: bytes, run_id: str) -> list[Logged[Event]]:
    """The events in the lines of a file. BundleError, with the line, for what cannot be."""
    lines = content.splitlines()
    if len(lines) > MOST_EVENTS:
        raise BundleError(say(TOO_MANY, run=run_id, most=MOST_EVENTS))
    where = (
        say("events of run {run}, line {line:,}", run=run_id, line=number)
        for number in range(1, len(lines) + 1)
    )
    return events_from(map(parsed, lines, where), run_id)


def events_from(told: Iterable[object], run_id: str) -> list[Logged[Event]]:
    """The events in these values of JSON; BundleError as for `checked_events`."""
    events = [_event(one, number, run_id) for number, one in enumerate(told)]
    _require_order(events, run_id)
    return events


def _event(told: object, number: int, run_id: str) -> Logged[Event]:
    def refusal(sentence: str, **values: object) -> BundleError:
        return BundleError(say(sentence, line=number + 1, run=run_id, **values))

    if not isinstance(told, dict) or told.get("number") != number:
        raise refusal(NO_ORDER)
    if entry := _out_of_bounds(told):
        raise refusal(REFUSED, entry=entry)
    told = {name: value for name, value in told.items() if name != "number"}
    when = float(told.pop("time"))
    if isinstance(told.get("reason"), str):
        told["reason"] = plain_name(told["reason"])  # pages show it as Markdown
    try:
        # The clock of another machine may be ahead, but nothing happened later than now.
        return Logged(number, min(when, time.time()), EVENT.validate_python(told))
    except ValidationError as error:
        raise refusal(REFUSED, entry=refused_entry(error)) from error


def _out_of_bounds(told: dict[str, object]) -> str | None:
    """The first entry of an event that is out of its bounds; None if there is none."""
    if not isinstance(told.get("time"), int | float):
        return "time"
    for name, value in told.items():
        if name == "reason":
            if not isinstance(value, str | None) or len(value or "") > MOST_REASON:
                return name
        elif name in BOUNDS and value is not None:
            low, high = BOUNDS[name]
            if not isinstance(value, int | float) or not low <= value <= high:
                return name
    return None


def _require_order(events: Iterable[Logged[Event]], run_id: str) -> None:
    begun = over = False
    for number, _, event in events:
        if (
            (number == 0 and not isinstance(event, Queued))
            or (over != isinstance(event, _AFTER_END))
            or (not begun and isinstance(event, _OF_TRAINING))
        ):
            raise BundleError(say(NO_ORDER, line=number + 1, run=run_id))
        begun = begun or isinstance(event, Started)
        over = event.kind in FINAL or (over and not isinstance(event, Continued))
    if not over:
        raise BundleError(say(NO_END, run=run_id))
