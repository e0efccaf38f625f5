"""What in the chapters of a path does not fit together, or cannot run."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from core.datasets import DatasetCard, DatasetError
from core.experiments.offers import complaint
from core.experiments.ready import READY
from core.language import message, say
from core.lint.refusal import refusal
from core.path.blocks import Block, Explain, Observe, Predict, QuestionBlock, RunBlock, Task
from core.path.chapter import Chapter
from core.path.chapter_file import PartLines
from core.path.formulas import Condition, Formula
from core.path.mistakes import PathMistake
from core.path.quantities import QUANTITIES
from core.path.yaml_text import Location
from core.recipe import Recipe, RecipeError

Cards = Callable[[str], DatasetCard]
"""The card of a dataset by name; DatasetError for an unknown one."""

NO_DATASET = message("There is no dataset “{name}” here.")
CANNOT_RUN = message("The recipe cannot run: {reason}")
CANNOT_RACE = message("The race “{race}” cannot be run on {dataset}: {reason}")
RUN_TWICE = message(
    "There is a run block “{name}” in this path already. Later chapters could not tell the two."
)
NO_RUN = message("There is no run block “{name}” in this chapter or in one before it.")
TOO_LATE = message("What is predicted stands before its run, and “{name}” is after “{run}”.")
TOO_EARLY = message("What is asked about a run stands after it, and “{name}” is before “{run}”.")
CURVE_OF_RACE = message("A curve is that of one run, and “{run}” is a race.")
NOT_OF_RACE = message("“{run}” is a race, which has no {quantity}. It has: {known}.")
NOT_OF_RUN = message("“{run}” is one run, and {quantity} is of a race.")
NOT_OF_SCREEN = message(
    "Without “of” the recipe on the screen decides, which has no {quantity}. It has: {known}."
)
NOT_OF_TASK = message("A task is reached by one run, and {quantity} is of a race.")


class ReadChapter(NamedTuple):
    """A chapter, the name of its file, and where its parts stand in it."""

    file: str
    chapter: Chapter
    lines: PartLines


class _Asked(NamedTuple):
    """Whose quantities can stand where, and what to say of another."""

    allowed: tuple[str, ...]
    sentence: str
    run: str = ""


def check(chapters: Sequence[ReadChapter], cards: Cards) -> list[PathMistake]:
    """The mistakes of chapters that were read, in their order."""
    return [*_Check(cards).mistakes(chapters)]


class _Check:
    def __init__(self, cards: Cards):
        self._cards = cards
        self._runs: dict[str, RunBlock] = {}
        """The run blocks of the chapters so far."""

    def mistakes(self, chapters: Sequence[ReadChapter]) -> Iterator[PathMistake]:
        for file, chapter, lines in chapters:
            for key, sentence in self._of_header(chapter):
                yield PathMistake(file, lines.header.get((key,), 1), sentence)
            before = set(self._runs)
            for block in chapter.blocks.values():
                if isinstance(block, RunBlock) and block.name in before:
                    line = lines.blocks[block.name][("name",)]
                    yield PathMistake(file, line, say(RUN_TWICE, name=block.name))
            self._runs |= chapter.runs
            for block in chapter.blocks.values():
                places = lines.blocks[block.name]
                for at, sentence in self._of_block(chapter, block):
                    yield PathMistake(file, places.get(at, places[()]), sentence)

    def _of_header(self, chapter: Chapter) -> Iterator[tuple[str, str]]:
        """The keys of the header that are wrong, and why."""
        for name in chapter.needs:
            if self._card(name) is None:
                yield "needs", say(NO_DATASET, name=name)
        if chapter.instead and self._card(chapter.instead) is None:
            yield "instead", say(NO_DATASET, name=chapter.instead)
        if sentence := self._refused(chapter.recipe):
            yield "recipe", sentence

    def _of_block(self, chapter: Chapter, block: Block) -> Iterator[tuple[Location, str]]:
        """Where something of a block is wrong, and why."""
        if isinstance(block, RunBlock):
            if sentence := self._refused(block.recipe) or self._not_raced(chapter, block):
                yield ("recipe" if block.race is None else "race",), sentence
        elif isinstance(block, Task):
            if block.dataset and self._card(block.dataset) is None:
                yield ("dataset",), say(NO_DATASET, name=block.dataset)
            asked = _Asked(("dataset", "recipe", "run"), NOT_OF_TASK)
            yield from self._of_formula(("when",), block.when, asked)
        elif isinstance(block, QuestionBlock):
            yield from self._of_question(chapter, block)

    def _of_question(
        self, chapter: Chapter, block: QuestionBlock
    ) -> Iterator[tuple[Location, str]]:
        if block.of is not None and block.of not in self._runs:
            yield ("of",), say(NO_RUN, name=block.of)
            return
        if block.of is not None:
            yield from _out_of_order(chapter, block, block.of)
        asked = self._asked(block.of) if block.of else _Asked(("dataset", "recipe"), NOT_OF_SCREEN)
        if isinstance(block, Predict) and block.curve and self._runs[block.of].race:
            yield ("curve",), say(CURVE_OF_RACE, run=block.of)
        if block.number is not None:
            yield from self._of_formula(("number",), block.number, asked)
        for place, choice in enumerate(block.choices or ()):
            if choice.when is not None:
                yield from self._of_formula(("choices", place, "when"), choice.when, asked)

    def _of_formula(
        self, at: Location, formula: Formula | Condition, asked: _Asked
    ) -> Iterator[tuple[Location, str]]:
        for run, name in formula.names:
            if run and run not in self._runs:
                yield at, say(NO_RUN, name=run)
                continue
            allowed, sentence, of = self._asked(run) if run else asked
            if QUANTITIES[name].of not in allowed:
                known = ", ".join(key for key, one in QUANTITIES.items() if one.of in allowed)
                yield at, say(sentence, quantity=name, run=of, known=known)

    def _asked(self, run: str) -> _Asked:
        if self._runs[run].race:
            return _Asked(("dataset", "race"), NOT_OF_RACE, run)
        return _Asked(("dataset", "recipe", "run"), NOT_OF_RUN, run)

    def _card(self, name: str) -> DatasetCard | None:
        try:
            return self._cards(name)
        except DatasetError:
            return None

    def _refused(self, recipe: Recipe | None) -> str | None:
        """Why a recipe cannot run, in a sentence; None if it can, or there is none."""
        if recipe is None:
            return None
        card = self._card(recipe.data.dataset)
        if card is None:
            return say(NO_DATASET, name=recipe.data.dataset)
        reason = refusal(recipe, card)
        return say(CANNOT_RUN, reason=reason) if reason else None

    def _not_raced(self, chapter: Chapter, block: RunBlock) -> str | None:
        """Why the race of a block cannot be run, in a sentence; None without a reason or a race."""
        card = self._card(chapter.dataset)
        if block.race is None or card is None:
            return None
        try:
            reason = complaint(READY[block.race].race(card), card)
        except RecipeError as error:
            reason = str(error)
        told = {"race": block.race, "dataset": card.title}
        return say(CANNOT_RACE, reason=reason, **told) if reason else None


def _out_of_order(
    chapter: Chapter, block: QuestionBlock, run: str
) -> Iterator[tuple[Location, str]]:
    """Whether a question stands on the wrong side of its run."""
    order = [*chapter.blocks]
    is_after = run not in order or order.index(run) < order.index(block.name)
    if isinstance(block, Predict) and is_after:
        yield ("of",), say(TOO_LATE, name=block.name, run=run)
    if isinstance(block, Observe | Explain) and not is_after:
        yield ("of",), say(TOO_EARLY, name=block.name, run=run)
