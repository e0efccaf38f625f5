"""JSON of a bundle as the values that it must be, or a sentence that says where it is not."""

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from core.exchange.bundle import BundleError
from core.exchange.plain_json import from_json
from core.language import message, say

NO_JSON = message("“{name}” cannot be read as JSON ({error}). Take the runs away once more.")
NOT_SO = message(
    "“{name}” is not as this version of the lab writes it: “{entry}” is refused. Update the lab, "
    "or take the runs away once more."
)
MOST_WORDS = 80

Value = TypeVar("Value", bound=BaseModel)


def parsed(content: bytes, name: str) -> object:
    """The value in a file of this name. BundleError if it is no JSON."""
    try:
        return from_json(content)
    except ValueError as error:
        raise BundleError(say(NO_JSON, name=name, error=str(error)[:MOST_WORDS])) from error


def checked(kind: type[Value], value: object, name: str) -> Value:
    """A value of JSON as a model. BundleError, with the entry that is refused, if it is none."""
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        raise BundleError(say(NOT_SO, name=name, entry=refused_entry(error))) from error


def refused_entry(error: ValidationError) -> str:
    """The place of what was refused first: “runs.0”."""
    return ".".join(map(str, error.errors()[0]["loc"]))[:MOST_WORDS]
