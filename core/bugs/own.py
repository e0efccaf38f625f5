"""A fault that somebody plants for a friend, and the token that stands for it in a link."""

import base64
import json
import random
import zlib
from collections.abc import Callable
from typing import Annotated

from pydantic import Field, TypeAdapter

from core.bugs.faults import FAULTS
from core.bugs.puzzle import Puzzle
from core.datasets import DatasetCard
from core.language import message, say
from core.lint.refusal import refusal
from core.recipe import Recipe
from core.recipe.link import MAX_LINK

MAX_TOKEN = 4_096
"""How long a token may be, in characters."""
ALL_SEEDS = 2**31
"""How many seeds of a puzzle there are, from 0 on."""
DAMAGED = message(
    "This link stands for no puzzle: a part of it is missing or was changed. Ask for it again."
)

_CONTENT = TypeAdapter(tuple[str, Annotated[int, Field(strict=True, ge=0, lt=ALL_SEEDS)], str])
"""The name of the fault, the seed, and the link of the recipe without it."""


class PuzzleError(ValueError):
    """A token that stands for no puzzle; the message says why."""


def plantable(recipe: Recipe, card: DatasetCard) -> list[str]:
    """The names of the faults that can be planted in a recipe; none if it cannot be trained."""
    if refusal(recipe, card) is not None:
        return []
    return [name for name in FAULTS if _planted(name, recipe, card, 0) is not None]


def own_puzzle(fault: str, recipe: Recipe, card: DatasetCard, seed: int) -> Puzzle:
    """Plant a fault in a recipe; PuzzleError if it cannot be there."""
    is_possible = fault in FAULTS and refusal(recipe, card) is None
    planted = _planted(fault, recipe, card, seed) if is_possible else None
    if planted is None:
        raise PuzzleError(say("This fault cannot be planted in this recipe."))
    return Puzzle(FAULTS[fault], recipe, planted, card, seed)


def _planted(fault: str, recipe: Recipe, card: DatasetCard, seed: int) -> Recipe | None:
    return FAULTS[fault].plant(recipe, card, random.Random(seed))


def token_of(puzzle: Puzzle) -> str:
    """A puzzle for a link, packed: the name of its fault cannot be read at a glance."""
    content = [puzzle.fault.name, puzzle.seed, puzzle.sound.to_link()]
    packed = zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 9)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def puzzle_of(token: str, card_of: Callable[[str], DatasetCard]) -> Puzzle:
    """The puzzle that a token stands for; PuzzleError if it stands for none.

    `card_of` gives the card of a dataset by its name, and raises what it raises if there is none.
    """
    if len(token) > MAX_TOKEN:
        raise PuzzleError(say(DAMAGED))
    try:
        packed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(packed, 2 * MAX_LINK)
        fault, seed, link = _CONTENT.validate_json(text)
        recipe = Recipe.from_link(link)
    except (zlib.error, ValueError):  # ValidationError and RecipeError are ValueErrors
        raise PuzzleError(say(DAMAGED)) from None
    if not unpacking.eof:
        raise PuzzleError(say(DAMAGED))
    return own_puzzle(fault, recipe, card_of(recipe.data.dataset), seed)
