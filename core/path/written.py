"""From the YAML of a header or a block to its value, or to what is wrong with it, line by line."""

from collections.abc import Iterator
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from core.bounds import expected
from core.language import message, say
from core.path.blocks import LEAST_CHOICES, MOST_CHOICES, Choice
from core.path.mistakes import AtLine
from core.path.yaml_text import Located

MISSING = message("“{key}” is missing.")
NO_KEY = message("There is no key “{key}” here. There are: {known}.")
EMPTY = message("“{key}” is empty.")
TOO_LONG = message("“{key}” is longer than {most:,} characters.")
NO_NAME = message("“{key}” has to be a name of small letters, figures and hyphens.")
WRONG_COUNT = message("“{key}” has to have {least} to {most} entries.")
NOT_EXPECTED = message("“{key}” has to be {expected}.")
NO_TEXT = message("“{key}” has to be a text.")
NO_LIST = message("“{key}” has to be a list.")
NO_KEYS = message("“{key}” has to have keys of its own.")
OWN_WORDS = message("“{key}”: {reason}")
BLOCK_WORDS = message("In the block “{kind}”: {reason}")

_OF_KEY = {
    "missing": MISSING,
    "string_too_short": EMPTY,
    "string_pattern_mismatch": NO_NAME,
    "string_type": NO_TEXT,
    "tuple_type": NO_LIST,
    "model_type": NO_KEYS,
}
"""What to say of an error of Pydantic where the key is enough."""

V = TypeVar("V", bound=BaseModel)


def value_of(
    kind: type[V], located: Located, name: str, line: int
) -> tuple[V | None, list[AtLine]]:
    """The value that the keys say → it, and no mistakes; or None, and all mistakes.

    `name` is what it is called in a sentence, and `line` where it begins.
    """
    try:
        return kind.model_validate(located.values), []
    except ValidationError as error:
        return None, [*_mistakes(kind, error, located, name, line)]


def _mistakes(
    kind: type[BaseModel], error: ValidationError, located: Located, name: str, line: int
) -> Iterator[AtLine]:
    for details in _primary(error.errors()):
        at = tuple(part for part in details["loc"] if isinstance(part, str | int))
        place = at
        while place and place not in located.lines:
            place = place[:-1]
        where = located.lines[place] if place else line
        yield AtLine(where, _sentence(kind, details, name))


def _primary(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """The errors without those of lists that count as short because of a mistake within."""
    within = {error["loc"][:-1] for error in errors} | {error["loc"][:-2] for error in errors}
    return [one for one in errors if one["type"] != "too_short" or one["loc"] not in within]


def _sentence(kind: type[BaseModel], details: ErrorDetails, name: str) -> str:
    at, wrong = details["loc"], details["type"]
    told: dict[str, Any] = details.get("ctx", {})
    key = " ".join(str(part + 1) if isinstance(part, int) else part[:40] for part in at)
    if wrong in _OF_KEY:
        return say(_OF_KEY[wrong], key=key)
    if wrong == "value_error":
        reason = str(told["error"])
        return say(OWN_WORDS if at else BLOCK_WORDS, key=key, kind=name, reason=reason)
    if wrong == "extra_forbidden":
        return say(NO_KEY, key=key, known=", ".join(_keys(kind, at)))
    if wrong == "string_too_long":
        return say(TOO_LONG, key=key, most=told["max_length"])
    if wrong in ("too_short", "too_long"):
        return say(WRONG_COUNT, key=key, least=LEAST_CHOICES, most=MOST_CHOICES)
    return say(NOT_EXPECTED, key=key, expected=expected(kind.model_fields[str(at[0])]))


def _keys(kind: type[BaseModel], at: tuple[int | str, ...]) -> Iterator[str]:
    """The keys that are known beside one that is not."""
    return iter((Choice if "choices" in at[:1] else kind).model_fields)
