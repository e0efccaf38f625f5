"""The commands to a run in flight.

Without a value: `stop`, `pause`, `resume`, `step` (train on one batch, then pause) and `step_epoch`
(train to the end of the epoch, then pause). With one: `SetOptimizer` and `SetPace`.
"""

from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from core.recipe import LearningRate, Momentum

Word = Literal["stop", "pause", "resume", "step", "step_epoch"]


GiveWay = Literal["give_way"]
"""To a run that holds still, from the engine: let somebody else have your worker."""


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
"""What a visitor can ask of a run."""


def to_message(command: Command | GiveWay) -> dict[str, Any]:
    """A command as a message in plain values."""
    if isinstance(command, SetOptimizer):
        return {"do": "change", **command.model_dump()}
    if isinstance(command, SetPace):
        return {"do": "pace", **command.model_dump()}
    return {"do": command}


def from_message(message: dict[str, Any]) -> Command | GiveWay:
    """The command of a message; ValueError if it is none."""
    if message == {"do": "give_way"}:
        return "give_way"
    values = {name: value for name, value in message.items() if name != "do"}
    return command_of(message["do"], values)


def command_of(name: Any, values: dict[str, Any]) -> Command:
    """The command of this name with these values; ValueError if there is none."""
    if name == "change":
        return SetOptimizer(**values)
    if name == "pace":
        return SetPace(**values)
    if name not in get_args(Word) or values:
        raise ValueError(f"no command: {name} {values}")
    return name
