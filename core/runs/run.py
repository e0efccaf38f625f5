"""A run and its events as values: what the store gives and takes.

Apart from the store, because a page that shows none need not load the database.
"""

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

from pydantic import Field
from pydantic_core import from_json

from core.language import say
from core.recipe import Recipe
from core.runs.events import FINAL, Event
from core.runs.probe import ProbeResult


class RunError(ValueError):
    """A run that cannot be found or used; the message is a sentence."""


class StoreAway(RuntimeError):
    """The store does not answer now, and may later; the message is a sentence."""


class NotStored(StoreAway, RunError):
    """It takes nothing, as on a full disk."""


class NotRead(StoreAway):
    """It cannot be read. No RunError: it says nothing about a run."""


class UnreadableRunError(RunError):
    """A run whose recipe cannot be read; the message is a sentence."""


_RUN_ID = re.compile(r"^[0-9A-Za-z_-]{1,32}$")
RunId = Annotated[str, Field(pattern=_RUN_ID.pattern)]
"""What a run or a race can be called, where it comes from a file or a browser."""


def is_run_id(text: str) -> bool:
    """Whether a run can be called so.

    No database is asked for anything else: PostgreSQL takes no NUL.
    """
    return _RUN_ID.fullmatch(text) is not None


@lru_cache(2048)
def stored_recipe(text: str) -> Recipe:
    """The recipe of a stored run; ValueError if this version of the lab cannot read it."""
    return Recipe.model_validate_json(text)


def to_stored(recipe: Recipe) -> dict[str, str]:
    """The values of the columns that hold a recipe, by their names."""
    return {"recipe": recipe.model_dump_json(), "settings": json.dumps(recipe.to_settings())}


def stored_settings(settings: str | None, recipe: str) -> Mapping[str, str]:
    """What a stored recipe says, as `Recipe.to_settings`; empty if it cannot be read."""
    if settings:
        return from_json(settings)
    try:  # an earlier version could not read it, and perhaps this one can
        return stored_recipe(recipe).to_settings()
    except ValueError:
        return {}


class Run(NamedTuple):
    """A training run of a recipe. `created` is in seconds since 1970."""

    id: str
    recipe: Recipe
    owner: str
    created: float
    status: str

    @property
    def in_flight(self) -> bool:
        """Whether more events will come."""
        return self.status not in FINAL


class Origin(NamedTuple):
    """Where a run comes from that was brought in: from which version of the lab, under which id.

    `started` is when it was started there, in seconds since 1970. `dataset` describes its dataset,
    as `core.exchange.bundle.DatasetFacts`, if that was not here when it was brought in.
    """

    lab: str
    run: str
    started: float
    dataset: dict[str, Any] | None = None


class RacePlace(NamedTuple):
    """The place of a run in a race."""

    race: str
    place: int


class StoredRun(NamedTuple):
    """A run that is over, and the bytes that its network and snapshots take.

    `created` is as in `Run`, `pinned` marks the baseline of its owner, and `deleted` a run that can
    still be brought back.
    """

    id: str
    owner: str
    created: float
    pinned: bool
    deleted: bool
    nbytes: int


class UnreadableRun(NamedTuple):
    """A run whose recipe this version of the lab cannot read. `created` is as in `Run`."""

    id: str
    owner: str
    created: float
    status: str

    @property
    def sentence(self) -> str:
        """Why it cannot be used, and what to do."""
        return say(
            "Run {run} cannot be read: another version of the lab has written its recipe, or the "
            "entry is damaged. Train its network again.",
            run=self.id,
        )


E = TypeVar("E", bound=Event)


class Logged(NamedTuple, Generic[E]):
    """An event as it stands in the store: its number in the run, its time, the event."""

    number: int
    time: float
    """In seconds since 1970."""
    event: E


class Entry(NamedTuple):
    """What the store is given of a run: an event, or a probe for its film.

    `source` identifies it: two events, or two probes, of a run with the same source are one.
    """

    run_id: str
    content: Event | ProbeResult
    source: str
