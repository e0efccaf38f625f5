"""Mistakes in the files of a path, each with its file and line."""

from collections.abc import Sequence
from typing import NamedTuple

from core.language import message, say, say_again

PLACE = message("{file}, line {line}: {sentence}")


class PathMistake(NamedTuple):
    """A mistake: a sentence, the file by its name in the folder of the path, its line from 1."""

    file: str
    line: int
    sentence: str

    @property
    def in_words(self) -> str:
        """Where and what, in one line, in the present language."""
        return say(PLACE, file=self.file, line=self.line, sentence=say_again(self.sentence))


class PathError(ValueError):
    """A path that cannot be read; `mistakes` says why, in the order of its files."""

    def __init__(self, mistakes: Sequence[PathMistake]):
        super().__init__("\n".join(mistake.in_words for mistake in mistakes))
        self.mistakes = tuple(mistakes)


class AtLine(ValueError):
    """A mistake in a text, at a line from 1; the message is a sentence."""

    def __init__(self, line: int, sentence: str):
        super().__init__(sentence)
        self.line = line
