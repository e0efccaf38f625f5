"""The commands to a run in flight.

Without a value: `stop`, `pause`, `resume`, `step` (train on one batch, then pause) and `step_epoch`
(train to the end of the epoch, then pause). With one: `SetOptimizer` and `SetPace`.
"""

from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from core.recipe import LearningRate, Momentum

Word = Literal["stop", "pause", "resume", "step", "step_epoch"]


class SetOptimizer(BaseModel):
    """Go on with this learning rate and momentum."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    learning_rate: LearningRate
    momentum: Momentum


class SetPace(BaseModel):
    """Wait so many seconds after each batch; 0 is full speed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float = Field(ge=0, le=10)


Command = Word | SetOptimizer | SetPace

_WITH_VALUES = {"change": SetOptimizer, "pace": SetPace}


def to_message(command: Command) -> dict[str, Any]:
    """A command as a message in plain values."""
    for word, kind in _WITH_VALUES.items():
        if isinstance(command, kind):
            return {"do": word, **command.model_dump()}
    return {"do": command}


def from_message(message: dict[str, Any]) -> Command:
    """The command of a message; ValueError if it is none."""
    values = {name: value for name, value in message.items() if name != "do"}
    do: Any = message.get("do")
    if do in _WITH_VALUES:
        return _WITH_VALUES[do](**values)
    if do not in get_args(Word) or values:
        raise ValueError(f"no command: {message}")
    return do
