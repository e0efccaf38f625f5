"""What can be asked of a run while it goes on.

Without a value: `stop`, `pause`, `resume`, `step` (one batch, then hold still) and `step_epoch`
(to the end of the epoch, then hold still). With one: `Change` and `Pace`.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.recipe import LearningRate, Momentum

Word = Literal["stop", "pause", "resume", "step", "step_epoch"]


class Change(BaseModel):
    """Go on with another learning rate and momentum."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    learning_rate: LearningRate
    momentum: Momentum


class Pace(BaseModel):
    """Wait so many seconds after each batch; 0 is full speed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float = Field(ge=0, le=10)


Command = Word | Change | Pace

_WITH_VALUES = {"change": Change, "pace": Pace}


def to_message(command: Command) -> dict[str, Any]:
    """A command in plain values."""
    for word, kind in _WITH_VALUES.items():
        if isinstance(command, kind):
            return {"do": word, **command.model_dump()}
    return {"do": command}


def from_message(message: dict[str, Any]) -> Command:
    """Back from `to_message`."""
    do, values = message["do"], {key: value for key, value in message.items() if key != "do"}
    return _WITH_VALUES[do](**values) if do in _WITH_VALUES else do
