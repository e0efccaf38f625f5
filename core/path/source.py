"""The text of a chapter's file, divided: its header, its texts, and its blocks."""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.language import message, say
from core.path.blocks import BLOCKS
from core.path.mistakes import AtLine

CODE = ("python", "py", "text", "bash", "json", "yaml")
"""What may stand after the fence of code that is only shown."""

NO_HEADER = message(
    "The file begins with a heading: a line “---”, keys such as “title: …”, and a line “---” again."
)
NO_BLOCK = message("There is no block “{kind}”. There are: {known}. Code is marked as {code}.")
NOT_CLOSED = message("The block “{kind}” is not closed: three backticks are missing at its end.")
INDENTED = message("The block “{kind}” stands in a list or a quotation. Begin it at the margin.")

_PARSER = MarkdownIt("commonmark").disable(["inline", "html_block"])
"""Finds the fences. HTML is text, and no fence hides in it."""


@dataclass(frozen=True)
class Piece:
    """A text of the chapter, with the `kind` "", or the YAML of a block; `line` is its first one.

    The line of a block is that of its fence.
    """

    kind: str
    text: str
    line: int


@dataclass(frozen=True)
class Source:
    """A file divided: the YAML of its header, and what follows in order."""

    header: str
    pieces: tuple[Piece, ...]
    mistakes: tuple[AtLine, ...]


def divide(text: str) -> Source:
    """The parts of a chapter's text, whose lines end with a line feed.

    AtLine if it has no header; blocks that cannot be are `mistakes`, and left out.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        raise AtLine(1, say(NO_HEADER))
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise AtLine(1, say(NO_HEADER))
    body = ["" for _ in lines[: end + 1]] + lines[end + 1 :]
    return Source("\n".join(lines[1:end]), *_pieces(body))


def _pieces(lines: list[str]) -> tuple[tuple[Piece, ...], tuple[AtLine, ...]]:
    """The texts and blocks of the lines of a file, of which those of the header are empty."""
    pieces: list[Piece] = []
    mistakes: list[AtLine] = []
    done = 0

    def add_text(until: int) -> None:
        text = "\n".join(lines[done:until])
        if text.strip():
            before = len(text) - len(text.lstrip("\n"))
            pieces.append(Piece("", text.strip("\n"), done + before + 1))

    for fence in _PARSER.parse("\n".join(lines)):
        kind = re.split(r"[\s{]", fence.info.strip(), maxsplit=1)[0]
        if fence.type != "fence" or not kind or kind in CODE or fence.map is None:
            continue
        begin, end = fence.map
        add_text(begin)
        done = end
        mistake = _mistake(kind, fence, end - begin)
        if mistake:
            mistakes.append(AtLine(begin + 1, mistake))
        else:
            pieces.append(Piece(kind, fence.content, begin + 1))
    add_text(len(lines))
    return tuple(pieces), tuple(mistakes)


def _mistake(kind: str, fence: Token, count: int) -> str | None:
    """Why a fence of so many lines is no block; None if it is one."""
    if kind not in BLOCKS:
        known, code = ", ".join(BLOCKS), ", ".join(CODE)
        return say(NO_BLOCK, kind=kind[:40], known=known, code=code)
    if fence.level:
        return say(INDENTED, kind=kind)
    # A fence without end goes to the end of the file, or of the list that it stands in, or of the
    # next block.
    has_end = fence.content.count("\n") == count - 2
    if not has_end or re.search(r"^```\w", fence.content, re.MULTILINE):
        return say(NOT_CLOSED, kind=kind)
    return None
