"""The film of a run that somebody brought: what it shows must be what its dataset has."""

from core.exchange.bundle import MOST_UNITS_BYTES, BundleError, DatasetFacts
from core.exchange.checked_arrays import LEVEL, Arrays
from core.exchange.checked_json import checked, parsed
from core.language import message, say
from core.recipe import MAX_EPOCHS, MAX_LAYERS
from core.runs.film import MOST_MOMENTS, Moment, Position, most_with_units
from core.runs.probe import MOST_UNITS, WATCHED, ProbeResult

MOST_LAYERS = 8 * MAX_LAYERS
"""A layer of a recipe may be a block of several."""
LARGEST_KERNEL = 31
_LARGEST = 2**53
_LAST_MOMENT = 2**31 - 2
"""The number of a moment is an integer of four bytes in a database, and another may follow."""
_LAST_TIME = 2**33

NO_MOMENT = message("Line {line:,} of the film of run {run} is refused: it is no moment of it.")
TOO_LONG = message("The film of run {run} has more than {most} moments, which no film has.")
MANY_UNITS = message(
    "The film of run {run} has more pictures of units than a film keeps, so nothing in it was read."
)


def checked_film(
    content: bytes, units: Arrays, dataset: DatasetFacts, events: int, run_id: str
) -> list[Moment]:
    """The moments in the lines of a file, with their pictures of units.

    The run has so many events. BundleError, with the line, for what cannot be.
    """
    lines = content.splitlines()
    if len(lines) > MOST_MOMENTS + 1:
        raise BundleError(say(TOO_LONG, run=run_id, most=MOST_MOMENTS + 1))
    _require_few_units(units, run_id)
    moments: list[Moment] = []
    for number, line in enumerate(lines, 1):
        place = say("film of run {run}, line {line:,}", run=run_id, line=number)
        after = moments[-1].position if moments else Position(-1)
        moment = _moment(parsed(line, place), units, place)
        if not (
            moment is not None
            and after.moment < moment.position.moment <= _LAST_MOMENT
            and after.event <= moment.position.event < events
            and _is_of(dataset, moment.probe)
        ):
            raise BundleError(say(NO_MOMENT, line=number, run=run_id))
        moments.append(moment)
    units.require_no_more()
    return moments


def _require_few_units(units: Arrays, run_id: str) -> None:
    """BundleError if the pictures of units take more than a film of their size ever keeps."""
    largest = max((form.nbytes for form in units.forms.values()), default=0)
    most = min(MOST_UNITS_BYTES, (most_with_units(largest) + 1) * largest)
    if units.nbytes > most:
        raise BundleError(say(MANY_UNITS, run=run_id))


def _moment(told: object, units: Arrays, place: str) -> Moment | None:
    """A moment; None if it lacks its position or a time that can be."""
    if not isinstance(told, dict):
        return None
    event, number, when = (told.pop(name, None) for name in ("event", "moment", "time"))
    if not (_is_whole(event) and _is_whole(number)):
        return None
    if not isinstance(when, int | float) or not 0 <= when <= _LAST_TIME:
        return None
    shown = told.get("units")
    if isinstance(shown, dict):
        shape = units.form(str(number)).shape
        told["units"] = shown | {"levels": units.take(str(number), shape, LEVEL).tobytes()}
    return Moment(Position(event, number), float(when), checked(ProbeResult, told, place))


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_of(dataset: DatasetFacts, probe: ProbeResult) -> bool:
    """Whether a probe can be one of a network that was trained on a dataset."""
    return (
        0 <= probe.epoch <= MAX_EPOCHS
        and 0 <= probe.step <= _LARGEST
        and len(probe.predicted) == len(probe.shares) <= WATCHED
        and all(0 <= label < len(dataset.classes) for label in probe.predicted)
        and len(probe.layers) <= MOST_LAYERS
        and all(len(layer.name) <= 80 for layer in probe.layers)
        and probe.step_trace is None
        and _are_units(dataset, probe)
    )


def _are_units(dataset: DatasetFacts, probe: ProbeResult) -> bool:
    if probe.units is None:
        return True
    count, height, width, channels = probe.units.shape
    return (
        1 <= count <= MOST_UNITS
        and 1 <= height <= max(dataset.shape[0], LARGEST_KERNEL)
        and 1 <= width <= max(dataset.shape[1], LARGEST_KERNEL)
        and channels == dataset.shape[2]
        and len(probe.units.levels) == count * height * width * channels
    )
