"""The events of a run, in plain JSON values.

The store gives an event its time and number. Losses are means over pictures, in nats; accuracies
are from 0 to 1; seconds are wall-clock time. `kind` is the name of an event in the store, which
stays as it is when a class is renamed.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from core.runs.stored_sentence import StoredSentence


class _Event(BaseModel):
    # The loss of a run that diverged is NaN, and the page must know it.
    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")


class Queued(_Event):
    """The run waits for a free worker, for the first time or to go on after it gave one up."""

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
    """Some steps in mid-epoch: means over the steps since the last such event."""

    kind: Literal["progress"] = "progress"
    epoch: int
    step: int
    """Steps since the beginning of the run, over all epochs."""
    loss: float
    accuracy: float
    images_per_second: float


class Epoch(_Event):
    """The end of an epoch. Epoch 0 is the untrained network, so it has no training figures."""

    kind: Literal["epoch"] = "epoch"
    epoch: int
    step: int
    loss: float | None = None
    accuracy: float | None = None
    val_loss: float
    val_accuracy: float
    seconds: float


class Paused(_Event):
    """The run is paused between two steps."""

    kind: Literal["paused"] = "paused"


class Resumed(_Event):
    """The run continues after a pause."""

    kind: Literal["resumed"] = "resumed"


class WorkerReleased(_Event):
    """The run still holds still, and its worker trains for somebody who waited.

    It gets a worker again when it is to go on.
    """

    kind: Literal["released"] = "released"


class Yielded(_Event):
    """Somebody with less to train waited, so the run's worker trains for them now.

    It waits for its next turn, and goes on where it was.
    """

    kind: Literal["yielded"] = "yielded"


class OptimizerChanged(_Event):
    """From this step on, another learning rate and momentum."""

    kind: Literal["changed"] = "changed"
    step: int
    learning_rate: float
    momentum: float


class PaceChanged(_Event):
    """From now on the run waits so many seconds after each batch; 0 is full speed."""

    kind: Literal["paced"] = "paced"
    seconds: float


class SnapshotSaved(_Event):
    """The weights at the end of an epoch were stored, to look at and to go on from."""

    kind: Literal["snapshot"] = "snapshot"
    epoch: int


class SnapshotFailed(_Event):
    """A snapshot could not be stored; the run goes on without it."""

    kind: Literal["unkept"] = "unkept"
    epoch: int
    reason: StoredSentence


class Continued(_Event):
    """A run that was over goes on, to so many epochs in all."""

    kind: Literal["continued"] = "continued"
    epochs: int


class EpochChosen(_Event):
    """The weights of an earlier epoch became the run's network; the run is still over."""

    kind: Literal["chosen"] = "chosen"
    epoch: int


class OpenedTestSet(_Event):
    """The network of a run that is over was evaluated on the test set."""

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
    reason: StoredSentence | None = None
    """A sentence, if it was not by hand."""
    test_loss: float | None = None
    test_accuracy: float | None = None
    seconds: float = 0.0


class Failed(_Event):
    """The run could not go on; the reason is a sentence for the student."""

    kind: Literal["failed"] = "failed"
    reason: StoredSentence


class Unreadable(Failed):
    """Stands for a stored event that cannot be read. It is never stored itself."""


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
    | WorkerReleased
    | Yielded
    | OptimizerChanged
    | PaceChanged
    | SnapshotSaved
    | SnapshotFailed
    | Continued
    | EpochChosen
    | OpenedTestSet
    | Finished
    | Stopped
    | Failed
    | Interrupted,
    Field(discriminator="kind"),
]

EVENT: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads a stored event: `EVENT.validate_json(text)`."""

FINAL = ("finished", "stopped", "failed", "interrupted")
"""The kinds of event that end a run."""

STATUS: dict[str, str | None] = {
    "queued": "queued",
    "started": "running",
    "progress": "running",
    "epoch": "running",
    "paused": "paused",
    "resumed": "running",
    "released": "released",
    "yielded": "queued",
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

IN_FLIGHT = ("queued", "running", "paused", "released")
"""The statuses of a run that is not over."""
