"""The film of a run: the probes that are kept with it, evenly over its length.

Its events and its film, in order, are a run as it was seen while it trained. A film is bounded: of
the moments, every second goes when there are too many, and from then on only every second is kept;
so it is for the pictures of units, which are the largest part. The newest moment is always kept.
"""

import time
import zlib
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa

from core.runs.probe import ProbeResult, Units
from core.runs.schema import EVENTS, PROBES, RUNS

MOST_MOMENTS = 256
UNIT_BYTES = 320_000
"""What the pictures of units of one film may take before they are packed, which halves them."""
LEVEL_STEP = 8
"""Of the 255 levels of a weight, the film keeps every eighth: enough for a picture."""


class Position(NamedTuple):
    """A place in a run: after this event, and after this moment of the film; -1 is before all.

    The events and the moments of a run are in order by their positions. An event's `moment` is -1.
    """

    event: int
    moment: int = -1


BEGINNING = Position(-1)


class Moment(NamedTuple):
    """A probe in the film, with its time in seconds since 1970. It has no step trace."""

    position: Position
    time: float
    probe: ProbeResult


def add_moment(
    connection: sa.Connection,
    run_id: str,
    probe: ProbeResult,
    source: str,
    engine: str | None = None,
) -> None:
    """Add a probe to the film of a run, after its last event, and thin the film.

    Nothing happens if the film has a probe of this `source`, the store does not have the run, or
    another engine than `engine` has it.
    """
    known = (PROBES.c.run_id == run_id) & (PROBES.c.source == source)
    refused: sa.ColumnElement[bool] = sa.exists().where(known)
    if engine is not None:
        refused |= sa.exists().where(RUNS.c.id == run_id, RUNS.c.engine != engine)
    last_event = _last(connection, EVENTS, run_id)
    if last_event is None or connection.scalar(sa.select(refused)):
        return
    newest = _last(connection, PROBES, run_id)
    number = 0 if newest is None else newest + 1
    moment = Moment(Position(last_event, number), time.time(), probe)
    connection.execute(PROBES.insert(), _row(run_id, moment, source))
    earlier = (PROBES.c.run_id == run_id) & (PROBES.c.number < number)
    crowded = PROBES.c.number % stride(number, MOST_MOMENTS) != 0
    connection.execute(PROBES.delete().where(earlier, crowded))
    if probe.units is not None:
        most = most_with_units(len(probe.units.levels))
        crowded = PROBES.c.number % stride(number, most) != 0
        connection.execute(PROBES.update().where(earlier, crowded).values(units=None))


def add_moments(connection: sa.Connection, run_id: str, moments: Iterable[Moment]) -> None:
    """Give a run without a film the moments of one, as they are."""
    rows = [_row(run_id, moment, f"brought-{moment.position.moment}") for moment in moments]
    if rows:
        connection.execute(PROBES.insert(), rows)


def read_film(connection: sa.Connection, run_id: str, after: Position) -> list[Moment]:
    """The moments of a run's film after a position, in order."""
    position = sa.tuple_(PROBES.c.after_event, PROBES.c.number)
    query = (
        sa.select(PROBES)
        .where(PROBES.c.run_id == run_id, position > sa.tuple_(*after))
        .order_by(PROBES.c.number)
    )
    return [
        Moment(Position(row.after_event, row.number), row.time, _unpacked(row.probe, row.units))
        for row in connection.execute(query)
    ]


def cut_film(connection: sa.Connection, run_id: str, epoch: int) -> None:
    """Remove what the film shows after an epoch: the run is trained again from there.

    After epoch 0 nothing remains, because a run from its beginning shows it anew.
    """
    later = PROBES.c.epoch > (epoch or -1)
    connection.execute(PROBES.delete().where(PROBES.c.run_id == run_id, later))


def most_with_units(nbytes: int) -> int:
    """How many moments keep pictures of units that take so many bytes each, beside the newest."""
    return max(2, UNIT_BYTES // max(nbytes, 1))


def stride(number: int, most: int) -> int:
    """Which items are kept when there are the items 0 to `number`: the multiples of this.

    They are at most `most`. A power of two, so what is kept later was kept before.
    """
    found = 1
    while number // found >= most:
        found *= 2
    return found


def _last(connection: sa.Connection, table: sa.Table, run_id: str) -> int | None:
    return connection.scalar(sa.select(sa.func.max(table.c.number)).where(table.c.run_id == run_id))


def _row(run_id: str, moment: Moment, source: str) -> dict[str, object]:
    slim, levels = _packed(moment.probe)
    return {
        "run_id": run_id,
        "number": moment.position.moment,
        "after_event": moment.position.event,
        "time": moment.time,
        "epoch": moment.probe.epoch,
        "probe": slim,
        "units": levels,
        "source": source,
    }


def _packed(probe: ProbeResult) -> tuple[bytes, bytes | None]:
    """A probe without the levels of its units, and those, both compressed."""
    units = probe.units and probe.units.model_copy(update={"levels": b""})
    layers = tuple(
        layer.model_copy(update={"gradient": layer.gradient and float(f"{layer.gradient:.3g}")})
        for layer in probe.layers
    )
    shares = tuple(round(share, 3) for share in probe.shares)
    slim = probe.model_copy(
        update={"shares": shares, "units": units, "layers": layers, "step_trace": None}
    )
    levels = None if probe.units is None else zlib.compress(_coarse(probe.units.levels))
    return zlib.compress(slim.model_dump_json().encode()), levels


def _unpacked(slim: bytes, levels: bytes | None) -> ProbeResult:
    probe = ProbeResult.model_validate_json(zlib.decompress(slim))
    if probe.units is None:
        return probe
    units: Units | None = None
    if levels is not None:
        units = probe.units.model_copy(update={"levels": zlib.decompress(levels)})
    return probe.model_copy(update={"units": units})


def _coarse(levels: bytes) -> bytes:
    """The levels int8 rounded to multiples of `LEVEL_STEP`."""
    steps = np.rint(np.frombuffer(levels, np.int8) / LEVEL_STEP)
    return np.clip(steps * LEVEL_STEP, -127, 127).astype(np.int8).tobytes()
