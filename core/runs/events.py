"""The steps of a run, typed: what happened, in plain JSON values.

An event carries no time and no number of its own: the run store gives both when it writes it.
Losses are means a picture in nats, accuracies shares from 0 to 1, seconds wall clock.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class _Event(BaseModel):
    # NaN is a fact about a run, not an error: a diverged loss must reach the page.
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")


class Queued(_Event):
    """The run waits for a free worker."""

    kind: Literal["queued"] = "queued"


class Started(_Event):
    """A worker has built the network and is about to take the first step."""

    kind: Literal["started"] = "started"
    train_count: int
    validation_count: int
    steps_per_epoch: int
    parameter_count: int
    first_epoch: int = 1
    """1, or the epoch with which an interrupted run goes on."""


class Progress(_Event):
    """Some steps inside an epoch: the mean over the steps since the event before."""

    kind: Literal["progress"] = "progress"
    epoch: int
    step: int
    """Steps done since the run began, over all epochs."""
    loss: float
    accuracy: float
    images_per_second: float


class Epoch(_Event):
    """An epoch is over. Epoch 0 is the untrained network: it has no training figures."""

    kind: Literal["epoch"] = "epoch"
    epoch: int
    step: int
    loss: float | None = None
    accuracy: float | None = None
    val_loss: float
    val_accuracy: float
    seconds: float


class Paused(_Event):
    """The run holds still between two steps."""

    kind: Literal["paused"] = "paused"


class Resumed(_Event):
    """The run goes on."""

    kind: Literal["resumed"] = "resumed"


class Changed(_Event):
    """From this step on, another learning rate and momentum."""

    kind: Literal["changed"] = "changed"
    step: int
    learning_rate: float
    momentum: float


class Paced(_Event):
    """From now on the run waits so many seconds after each batch; 0 is full speed."""

    kind: Literal["paced"] = "paced"
    seconds: float


class Kept(_Event):
    """The weights at the end of an epoch are kept, to look back at and to go on from."""

    kind: Literal["snapshot"] = "snapshot"
    epoch: int


class Unkept(_Event):
    """A snapshot could not be written; the run goes on without it."""

    kind: Literal["unkept"] = "unkept"
    epoch: int
    reason: str


class Continued(_Event):
    """A run that was over goes on, to so many epochs in all."""

    kind: Literal["continued"] = "continued"
    epochs: int


class Chosen(_Event):
    """The weights of an earlier epoch became the run's network; the run is still over."""

    kind: Literal["chosen"] = "chosen"
    epoch: int


class Opened(_Event):
    """The test set was opened: the network of a run that is over was measured on it."""

    kind: Literal["opened"] = "opened"


class Finished(_Event):
    """All epochs are done, or early stopping ended the run, and the network is kept."""

    kind: Literal["finished"] = "finished"
    best_epoch: int | None = None
    """With early stopping: the epoch whose weights were kept, that of the lowest `val_loss`."""
    test_loss: float
    test_accuracy: float
    seconds: float


class Stopped(_Event):
    """The run was stopped by hand or by the clock. A network is kept if a step had been taken."""

    kind: Literal["stopped"] = "stopped"
    reason: str | None = None
    """A sentence, if it was not by hand."""
    test_loss: float | None = None
    test_accuracy: float | None = None
    seconds: float = 0.0


class Failed(_Event):
    """The run could not go on; the reason is a sentence for the student."""

    kind: Literal["failed"] = "failed"
    reason: str


class Unreadable(Failed):
    """Stands in the place of a stored event that cannot be read. It is not stored itself."""


class Interrupted(_Event):
    """The app ended while the run was in flight."""

    kind: Literal["interrupted"] = "interrupted"


Event = Annotated[
    Queued
    | Started
    | Progress
    | Epoch
    | Paused
    | Resumed
    | Changed
    | Paced
    | Kept
    | Unkept
    | Continued
    | Chosen
    | Opened
    | Finished
    | Stopped
    | Failed
    | Interrupted,
    Field(discriminator="kind"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads an event back: `EVENT.validate_json(text)`."""

FINAL = ("finished", "stopped", "failed", "interrupted")
"""The kinds after which nothing follows."""

STATUS: dict[str, str | None] = {
    "queued": "queued",
    "started": "running",
    "progress": "running",
    "epoch": "running",
    "paused": "paused",
    "resumed": "running",
    "changed": None,
    "paced": None,
    "snapshot": "running",
    "unkept": "running",
    "continued": "queued",
    "chosen": None,
    "opened": None,
    "finished": "finished",
    "stopped": "stopped",
    "failed": "failed",
    "interrupted": "interrupted",
}
"""The status of a run by the kind of its last event; None leaves it as it is."""
