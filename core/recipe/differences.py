"""Bringing a recipe in: reading it from a link or a file, and what it would change."""

import json
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from core.bounds import expected
from core.language import message, say
from core.recipe.link import MAX_LINK, RecipeError
from core.recipe.recipe import Recipe, read_settings

MAX_FILE = 65_536
"""How large a recipe's file may be, in bytes; the largest recipe is far smaller."""

NOT_OF_RECIPE = ("run", "chapter", "lang", "view", "set", "picture", "compare", "race", "case")
"""What the address of a page also says: which run and chapter are on screen, in which language."""

NOT_SET = message("not set")
YES, NO = message("yes"), message("no")
MOST_SENTENCES = 10


class Difference(NamedTuple):
    """A setting in which two recipes differ: its key in a link, and both values in words."""

    setting: str
    before: str
    after: str


def differences(before: Recipe, after: Recipe) -> list[Difference]:
    """Every setting in which one recipe differs from another, in the order of the recipe."""
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return [
        Difference(key, in_words(key, old[section][name]), in_words(key, value))
        for section, part in new.items()
        for name, value in part.items()
        if value != old[section][name]
        for key in [f"{section}.{name}"]
    ]


def from_pasted_link(text: str) -> Recipe:
    """The recipe of a link that somebody pasted; whatever comes before its `?` does not matter.

    Raises RecipeError with a sentence for each part that cannot be read.
    """
    link = text.strip()
    if not link:
        raise RecipeError(say("Nothing was pasted. Paste a link such as ?data.dataset=mnist."))
    if len(link) > MAX_LINK:
        raise RecipeError(
            say("This link is longer than {most:,} characters, so it is no recipe.", most=MAX_LINK)
        )
    if "=" not in link:
        raise RecipeError(say("This link says no recipe. One looks like ?data.dataset=mnist."))
    settings = dict(parse_qsl(link.partition("?")[2] or link, keep_blank_values=True))
    for name in NOT_OF_RECIPE:
        settings.pop(name, None)
    recipe, complaints = read_settings(settings)
    if complaints:
        raise RecipeError(" ".join(complaints))
    return recipe


def from_file(content: bytes) -> Recipe:
    """The recipe of an uploaded `.json` file.

    Raises RecipeError with a sentence for each part that cannot be read.
    """
    if len(content) > MAX_FILE:
        raise RecipeError(
            say(
                "This file has {size:,} bytes; a recipe has at most {most:,}. Choose a file "
                "that the lab exported.",
                size=len(content),
                most=MAX_FILE,
            )
        )
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise RecipeError(
            say("This file cannot be read as JSON. Choose a file that the lab exported.")
        ) from None
    try:
        return Recipe.model_validate(found)
    except ValidationError as error:
        raise RecipeError(" ".join(map(_sentence, error.errors()[:MOST_SENTENCES]))) from None


def _sentence(error: ErrorDetails) -> str:
    """What is wrong with one part of a file, for a student."""
    where = _short(".".join(map(str, error["loc"])))
    if not where:
        return say("This file holds no recipe. Choose a file that the lab exported.")
    if error["type"] == "extra_forbidden":
        return say("“{where}” is no setting of a recipe.", where=where)
    if error["type"] == "value_error":
        return say("{where}: {problem}.", where=where, problem=error["ctx"]["error"])
    section, *name = map(str, error["loc"])
    if not name:
        return say("“{where}” must hold settings with their values.", where=where)
    field = Recipe.sections()[str(section)].model_fields[str(name[0])]
    value = _short(in_words(str(section), error["input"]))
    return say(
        "{where} = {value} was refused: it must be {expected}.",
        where=where,
        value=value,
        expected=expected(field),
    )


def in_words(setting: str, value: Any) -> str:
    """The value of a setting, a JSON value, in words; `setting` is its key in a link."""
    if value is None:
        return say(NOT_SET)
    if isinstance(value, bool):
        return say(YES if value else NO)
    if setting == "model.layers":
        return value.replace(",", " → ")
    return value if isinstance(value, str) else json.dumps(value)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
