"""The puzzle that is open: from the `case` of the address, and back to it."""

import hashlib
import re
import secrets
from typing import NamedTuple

from core.bugs import CASES, Puzzle, PuzzleError, puzzle_of
from core.datasets import DatasetError
from core.language import say
from dashboard.bugs import texts
from dashboard.lab import services

MOST_SEEDS = 10**6
OF_A_FRIEND = "own"
"""What the address says in the place of a case for a puzzle that somebody has planted."""
_SEED = re.compile(r"[0-9]{1,9}", re.ASCII)


class OpenedPuzzle(NamedTuple):
    """A puzzle on screen, with its title and story.

    `address` stands for it in an address, `chapter` in the visitor's answers. `case` is the name
    of its case, None for a friend's.
    """

    address: str
    chapter: str
    title: str
    story: str
    case: str | None
    puzzle: Puzzle

    @property
    def key(self) -> str:
        """What the keys of its widgets end with."""
        return f"{self.chapter}_{self.puzzle.seed}"


def opened(asked: str) -> OpenedPuzzle:
    """The puzzle that an address asks for; PuzzleError with a sentence if there is none."""
    name, _, rest = asked.partition(".")
    if name == OF_A_FRIEND:
        return _of_a_friend(rest)
    if name not in CASES:
        raise PuzzleError(say(texts.NO_CASE))
    seed = int(rest) if _SEED.fullmatch(rest) else new_seed()
    case = CASES[name]
    return OpenedPuzzle(
        address_of(name, seed), name, case.title, case.story, name, case.puzzle(seed)
    )


def address_of(case: str, seed: int) -> str:
    """What stands in an address for a case with a seed."""
    return f"{case}.{seed}"


def address_of_own(token: str) -> str:
    """The same for a puzzle that a visitor has planted, by its token."""
    return f"{OF_A_FRIEND}.{token}"


def new_seed() -> int:
    """A seed that nobody can foresee."""
    return secrets.randbelow(MOST_SEEDS)


def _of_a_friend(token: str) -> OpenedPuzzle:
    try:
        puzzle = puzzle_of(token, services.library().card)
    except DatasetError as error:
        raise PuzzleError(str(error)) from error
    digest = hashlib.sha256(token.encode()).hexdigest()[:16]
    return OpenedPuzzle(
        address_of_own(token),
        f"{OF_A_FRIEND}-{digest}",
        texts.OWN_TITLE,
        texts.OWN_STORY,
        None,
        puzzle,
    )
