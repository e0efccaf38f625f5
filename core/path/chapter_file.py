"""The file of a chapter: from its text to the chapter, or to its mistakes."""

from typing import NamedTuple

from core.language import message, say
from core.path.blocks import BLOCKS, Block
from core.path.chapter import Chapter, ChapterPart
from core.path.harmless import harmless
from core.path.header import ChapterHeader
from core.path.mistakes import AtLine
from core.path.source import divide
from core.path.written import value_of
from core.path.yaml_text import Location, read_keys

HEADING = message("heading")
NAME_TWICE = message("There are two blocks “{name}” in this chapter.")

HEADER_LINE = 2
"""Where the keys of a header begin, after the line “---”."""


class PartLines(NamedTuple):
    """Where the parts of a chapter stand in its file: lines from 1.

    `header` has the line of each key, and `blocks`, by name, that of each key of each block.
    """

    header: dict[Location, int]
    blocks: dict[str, dict[Location, int]]


def read_chapter(
    text: str, name: str, language: str
) -> tuple[Chapter | None, PartLines, list[AtLine]]:
    """The chapter that a file's text says, where its parts stand, and its mistakes.

    No chapter if a part cannot be read.
    """
    lines = PartLines({}, {})
    try:
        source = divide(text)
        located = read_keys(source.header, HEADER_LINE)
    except AtLine as mistake:
        return None, lines, [mistake]
    lines.header.update(located.lines)
    header, mistakes = value_of(ChapterHeader, located, say(HEADING), 1)
    mistakes += source.mistakes
    parts: list[ChapterPart] = []
    for piece in source.pieces:
        if not piece.kind:
            parts.append(harmless(piece.text))
            continue
        try:
            keys = read_keys(piece.text, piece.line + 1)
        except AtLine as mistake:
            mistakes.append(mistake)
            continue
        block, wrong = value_of(BLOCKS[piece.kind], keys, piece.kind, piece.line)
        mistakes += wrong
        if block is None:
            continue
        assert isinstance(block, Block)
        if block.name in lines.blocks:
            mistakes.append(AtLine(keys.lines[("name",)], say(NAME_TWICE, name=block.name)))
        lines.blocks[block.name] = {(): piece.line, **keys.lines}
        parts.append(block)
    if header is None or mistakes:
        return None, lines, mistakes
    return Chapter(name=name, language=language, parts=tuple(parts), **dict(header)), lines, []
