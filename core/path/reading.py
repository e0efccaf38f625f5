"""Reads a path from its folder, or tells all its mistakes with file and line."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path as Folder

from core.datasets import DatasetError
from core.datasets.card import DatasetCard
from core.datasets.cards import CARDS
from core.language import message, say
from core.path.chapter import Chapter, Path
from core.path.chapter_file import HEADER_LINE, HEADING, read_chapter
from core.path.checks import Cards, ReadChapter, check
from core.path.files import is_folder, listed, read_text, shown_name
from core.path.header import LANGUAGE, PathHeader
from core.path.mistakes import AtLine, PathError, PathMistake
from core.path.source import divide
from core.path.written import value_of
from core.path.yaml_text import read_keys

ABOUT = "path.md"
"""The file with title and summary."""
MOST_CHAPTERS = 50
MOST_MISTAKES = 100
MOST_FILES = 1_000
"""Of a folder, that are looked at."""
MOST_LANGUAGES = 30

_CHAPTER = re.compile(r"(\d{1,3})-([a-z0-9][a-z0-9-]{0,39})\.md")
_ENDINGS = (".md", ".md.txt", ".markdown")
"""Of files that somebody takes for chapters: editors add what they like."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

NO_FOLDER = message("There is no such folder.")
NO_NAME = message("A path's folder is named with small letters, figures and hyphens.")
NO_ABOUT = message("The file path.md is missing: it has the title and the summary of the path.")
MORE_TEXT = message("path.md has a heading and nothing else. Texts stand in chapters.")
NO_CHAPTERS = message("There is no chapter here: a file as 01-a-first-look.md.")
TOO_MANY = message("There are more than {most} chapters.")
TOO_MANY_LANGUAGES = message("There are more than {most} translations.")
BAD_NAME = message(
    "A chapter's file is named as 01-a-first-look.md: a number, small letters, figures, hyphens."
)
CHAPTER_TWICE = message("There is a chapter “{name}” in this path already.")
NO_ORIGINAL = message("There is no chapter of this name to be translated.")
OTHER_BLOCKS = message(
    "A translation has the same blocks as the chapter, in the same order: {blocks}."
)
OTHER_CHOICES = message("“{name}” has {count} choices in the chapter that this one translates.")
FOLDER_NOT_READ = message("The folder cannot be read ({error}).")


def published(name: str) -> DatasetCard:
    """The card of a published dataset; DatasetError for any other name."""
    if name not in CARDS:
        raise DatasetError(name)
    return CARDS[name]


def _is_language(name: str) -> bool:
    from babel.localedata import exists  # a path without other folders does not wait for it

    return re.fullmatch(LANGUAGE, name) is not None and exists(name.partition("-")[0])


def languages_in(folder: Folder) -> list[str]:
    """The languages into which the path in a folder is translated, after which folders are named.

    OSError if it cannot be read.
    """
    return [
        found.name
        for found in listed(folder, MOST_FILES)
        if _is_language(found.name) and is_folder(folder / found.name)
    ]


def read_path(folder: Folder, language: str = "", cards: Cards = published) -> Path:
    """The path in a folder, in this language where it is translated.

    PathError, with all mistakes, if there are any; those of translations, too.
    """
    reader = _Reader(folder, cards)
    paths = reader.paths()
    if reader.mistakes:
        raise PathError(reader.mistakes[:MOST_MISTAKES])
    return paths.get(language) or paths[""]


class _Reader:
    """Reads a path in all its languages, and gathers the mistakes."""

    def __init__(self, folder: Folder, cards: Cards):
        self._folder = folder
        self._cards = cards
        self.mistakes: list[PathMistake] = []

    def paths(self) -> dict[str, Path]:
        """The path by languages, "" for the one that it was written in; not all with mistakes."""
        self._name = self._folder.absolute().name
        if not is_folder(self._folder):
            self._add("", 1, say(NO_FOLDER))
            return {}
        if not _NAME.fullmatch(self._name):
            self._add("", 1, say(NO_NAME))
        about = self._about(ABOUT)
        if about is None and not self.mistakes:
            self._add(ABOUT, 1, say(NO_ABOUT))
        language = about.language if about else ""
        originals = self._chapters("", language)
        if not originals and not self.mistakes:
            self._add("", 1, say(NO_CHAPTERS))
        if about is None or self.mistakes:
            return {}
        self.mistakes += check(originals, self._cards)
        written = _path(self._name, about, originals)
        return {"": written} | {
            name: self._translated(written, about, originals, name) for name in self._languages()
        }

    def _translated(
        self, written: Path, about: PathHeader, originals: list[ReadChapter], language: str
    ) -> Path:
        """The path in another language, as far as it is translated."""
        about = self._about(f"{language}/{ABOUT}") or about
        translated = {read.chapter.name: read for read in self._chapters(language, language)}
        for name, read in translated.items():
            original = next((one for one in written.chapters if one.name == name), None)
            if original is None:
                self._add(read.file, 1, say(NO_ORIGINAL))
            elif _outline(original) != _outline(read.chapter):
                self._add(read.file, 1, say(OTHER_BLOCKS, blocks=_outline(original)))
            else:
                for block in original.blocks:
                    count = len(original.choices(block))
                    if len(read.chapter.choices(block)) != count:
                        told = say(OTHER_CHOICES, name=block, count=count)
                        self._add(read.file, read.lines.blocks[block][()], told)
                translated[name] = read._replace(chapter=replace(read.chapter, original=original))
        chapters = [translated.get(one.chapter.name, one) for one in originals]
        self.mistakes += [
            mistake
            for mistake in check(chapters, self._cards)
            if mistake.file.startswith(f"{language}/")
        ]
        return _path(written.name, about.model_copy(update={"language": language}), chapters)

    def _about(self, file: str) -> PathHeader | None:
        """The header of a file `path.md`; None if it is missing, or has mistakes."""
        try:
            if not (self._folder / file).exists():
                return None
            source = divide(self._text(file))
            more = [piece.line for piece in source.pieces]
            more += [mistake.line for mistake in source.mistakes]
            if more:
                raise AtLine(min(more), say(MORE_TEXT))
            located = read_keys(source.header, HEADER_LINE)
        except AtLine as mistake:
            self._add(file, mistake.line, str(mistake))
            return None
        except OSError as error:
            self._add(file, 1, say(FOLDER_NOT_READ, error=error.strerror or error))
            return None
        header, mistakes = value_of(PathHeader, located, say(HEADING), 1)
        self._add_all(file, mistakes)
        return header

    def _chapters(self, subfolder: str, language: str) -> list[ReadChapter]:
        """The chapters in a folder of the path that can be read, in order."""
        read: dict[str, ReadChapter] = {}
        for file, name in self._files(subfolder):
            try:
                chapter, lines, mistakes = read_chapter(self._text(file), name, language)
            except AtLine as mistake:
                self._add(file, mistake.line, str(mistake))
                continue
            self._add_all(file, mistakes)
            if name in read:
                self._add(file, 1, say(CHAPTER_TWICE, name=name))
            elif chapter is not None:
                read[name] = ReadChapter(file, chapter, lines)
        return [*read.values()]

    def _files(self, subfolder: str) -> Iterator[tuple[str, str]]:
        """The files of chapters in a folder of the path, in order, each with its chapter's name."""
        found: list[tuple[int, str, str]] = []
        for name in self._listed(subfolder):
            if not name.lower().endswith(_ENDINGS) or name == ABOUT:
                continue
            file = f"{subfolder}/{name}" if subfolder else name
            if match := _CHAPTER.fullmatch(name):
                found.append((int(match[1]), file, match[2]))
            else:
                self._add(file, 1, say(BAD_NAME))
        if len(found) > MOST_CHAPTERS:
            self._add(subfolder, 1, say(TOO_MANY, most=MOST_CHAPTERS))
        yield from ((file, name) for _, file, name in sorted(found)[:MOST_CHAPTERS])

    def _languages(self) -> list[str]:
        """The languages into which the path is translated."""
        found = languages_in(self._folder)
        if len(found) > MOST_LANGUAGES:
            self._add("", 1, say(TOO_MANY_LANGUAGES, most=MOST_LANGUAGES))
        return found[:MOST_LANGUAGES]

    def _listed(self, subfolder: str) -> list[str]:
        """What lies in a folder of the path, without what is hidden."""
        try:
            names = [found.name for found in listed(self._folder / subfolder, MOST_FILES)]
        except OSError as error:
            self._add(subfolder, 1, say(FOLDER_NOT_READ, error=error.strerror or error))
            return []
        return [name for name in names if not name.startswith(".")]

    def _text(self, file: str) -> str:
        return read_text(self._folder / file, self._folder.resolve())

    def _add_all(self, file: str, mistakes: list[AtLine]) -> None:
        for mistake in sorted(mistakes, key=lambda one: one.line):
            self._add(file, mistake.line, str(mistake))

    def _add(self, file: str, line: int, sentence: str) -> None:
        self.mistakes.append(PathMistake(shown_name(file or self._name), line, sentence))


def _path(name: str, about: PathHeader, chapters: list[ReadChapter]) -> Path:
    return Path(
        name=name,
        title=about.title,
        summary=about.summary,
        language=about.language,
        chapters=tuple(read.chapter for read in chapters),
    )


def _outline(chapter: Chapter) -> str:
    """The kinds and names of the blocks of a chapter, in order."""
    return ", ".join(f"{block.kind} {name}" for name, block in chapter.blocks.items())
