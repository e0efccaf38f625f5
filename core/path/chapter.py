"""A path and its chapters as values."""

from dataclasses import dataclass
from hashlib import sha256
from json import dumps

from core.path.blocks import Block, QuestionBlock, RunBlock
from core.recipe import Recipe

ChapterPart = str | Block
"""A text in Markdown, or a block."""


@dataclass(frozen=True)
class Chapter:
    """A chapter: its header, and its texts and blocks in order.

    `name` is that of its file without the number, `page` the address of the page of the lab beside
    which it stands. `needs` are the datasets that it is about, by name; where one of them is not
    ready, `instead` takes its place, if there is one. `recipe` is what the page opens with, None
    for what is on the screen already. `minutes` is how long it takes, about. `language` is the one
    that it is written in, for instance `en`: a path in another one may have it untranslated.
    `original` is the chapter that this one translates, None if it translates none.
    """

    name: str
    language: str
    title: str
    minutes: int
    page: str
    needs: tuple[str, ...]
    instead: str | None
    recipe: Recipe | None
    parts: tuple[ChapterPart, ...]
    original: "Chapter | None" = None

    @property
    def blocks(self) -> dict[str, Block]:
        """The blocks by name, in order."""
        return {part.name: part for part in self.parts if isinstance(part, Block)}

    @property
    def runs(self) -> dict[str, RunBlock]:
        """The run blocks by name, in order."""
        return {name: block for name, block in self.blocks.items() if isinstance(block, RunBlock)}

    def choices(self, block: str) -> list[str]:
        """The choices of a block, each a digest of its text: the same in all languages.

        So an answer is still known when choices were added or stand in another order. Empty for a
        block without choices.
        """
        asked = (self.original or self).blocks.get(block)
        choices = asked.choices if isinstance(asked, QuestionBlock) else None
        return [sha256(choice.text.encode()).hexdigest()[:16] for choice in choices or ()]

    @property
    def digest(self) -> str:
        """A digest of what its blocks ask, and of what decides which answers are right.

        It is the same in all languages: that of the one in which they were written first.
        """
        blocks = (self.original or self).blocks.values()
        asked = [
            [one.kind, one.name, one.ask, self.choices(one.name), one.what_decides]
            for one in blocks
        ]
        return sha256(dumps(asked).encode()).hexdigest()

    @property
    def dataset(self) -> str:
        """The dataset that it is about: the first that it needs, or that of its recipe."""
        recipe = self.recipe or Recipe()
        return self.needs[0] if self.needs else recipe.data.dataset


@dataclass(frozen=True)
class Path:
    """A path: its chapters in order.

    `summary` is what a list of paths says of it, in a sentence or two. `language` is the one of
    title and summary, for instance `en`.
    """

    name: str
    title: str
    summary: str
    language: str
    chapters: tuple[Chapter, ...]

    @property
    def minutes(self) -> int:
        """How long all chapters take, about."""
        return sum(chapter.minutes for chapter in self.chapters)

    def chapter(self, name: str) -> Chapter:
        """The chapter of this name; KeyError if there is none."""
        return {chapter.name: chapter for chapter in self.chapters}[name]
