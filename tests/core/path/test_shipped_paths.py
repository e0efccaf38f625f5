"""The paths that come with the lab: every question has an answer, and the runs decide which."""

import math

import pytest
from markdown_it import MarkdownIt

from core.datasets import Library
from core.datasets.cards import CARDS
from core.experiments.offers import complaint
from core.lint.refusal import refusal
from core.path.blocks import Choice, Explain, Predict, QuestionBlock
from core.path.chapter import Chapter, Path
from core.path.evidence import PathEvidence
from core.path.known import Known
from core.path.library import SHIPPED, paths
from core.path.reading import read_path
from core.recipe import Recipe
from core.worker.train import train
from tests.made.path_runs import datasets_of, evidence_of, race_on, recipe_on, recorded

PATHS = {folder.name: read_path(folder) for folder in sorted(SHIPPED.iterdir())}


CHAPTERS = [
    pytest.param(path, chapter, dataset, id=f"{path.name}: {chapter.name} on {dataset}")
    for path in PATHS.values()
    for chapter in path.chapters
    for dataset in datasets_of(chapter)
]
"""Every chapter of every path, on its dataset and on what can stand in for it."""


def questions(chapter: Chapter) -> list[QuestionBlock]:
    return [block for block in chapter.blocks.values() if isinstance(block, QuestionBlock)]


def known(path: Path, chapter: Chapter, block: QuestionBlock, dataset: str) -> Known:
    """What decides a question: the recorded runs, or the recipe with which its page opens."""

    def of_run(name: str) -> PathEvidence:
        """Of a run in this chapter or an earlier one, where each may have another stand-in."""
        holder = next(one for one in path.chapters if name in one.runs)
        of = dataset if dataset in datasets_of(holder) else holder.dataset
        return recorded(path.name, of, holder.runs[name])

    if block.of:
        return Known(of_run(block.of), of_run)
    recipe = recipe_on(dataset, chapter.recipe or Recipe())
    return Known(PathEvidence(recipe, CARDS[dataset]), of_run)


def right(choices: tuple[Choice, ...], facts: Known) -> list[str]:
    return [choice.text for choice in choices if choice.when and choice.when.holds(facts.value)]


def test_the_three_paths_have_no_mistake_and_take_as_long_as_they_say(tmp_path):
    found = paths(tmp_path)
    assert [mistake for one in found for mistake in one.mistakes] == []
    assert {one.name: one.path.minutes for one in found} == {
        "first-lesson": 15,
        "homework": 90,
        "why-does-it-read-mine-wrong": 45,
    }
    assert len(PATHS["homework"].chapters) == 10


def test_the_first_lesson_needs_nothing_but_what_comes_with_the_lab():
    for chapter in PATHS["first-lesson"].chapters:
        assert chapter.needs == ("digits",)
        for run in chapter.runs.values():
            assert run.recipe.data.dataset == "digits"
    assert CARDS["digits"].bundled


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_every_run_can_also_be_done_on_what_stands_in_for_its_dataset(path):
    for chapter in path.chapters:
        for dataset in datasets_of(chapter):
            card = CARDS[dataset]
            for run in chapter.runs.values():
                if run.race:
                    assert complaint(race_on(dataset, run), card) is None
                else:
                    assert refusal(recipe_on(dataset, run.recipe), card) is None


@pytest.mark.parametrize(("path", "chapter", "dataset"), CHAPTERS)
def test_every_choice_has_one_that_is_right(path, chapter, dataset):
    for block in questions(chapter):
        if block.choices is not None:
            facts = known(path, chapter, block, dataset)
            assert len(right(block.choices, facts)) == 1, block.name


@pytest.mark.parametrize(("path", "chapter", "dataset"), CHAPTERS)
def test_every_number_and_every_curve_that_is_asked_for_is_known(path, chapter, dataset):
    for block in questions(chapter):
        facts = known(path, chapter, block, dataset)
        if block.number is not None:
            assert math.isfinite(block.number.value(facts.value)), block.name
        elif isinstance(block, Predict) and block.curve is not None:
            assert len(facts.curve(block.curve)) == 1 + facts.value("", "epochs"), block.name


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_every_answer_is_told_why(path):
    for chapter in path.chapters:
        for block in questions(chapter):
            of_choices = [choice.why for choice in block.choices or ()]
            told = block.why or (of_choices and all(of_choices))
            assert told or (isinstance(block, Explain) and block.sample), block.name


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_no_text_is_html(path):
    parse = MarkdownIt("commonmark").parse
    for chapter in path.chapters:
        for part in chapter.parts:
            texts = [part] if isinstance(part, str) else [part.ask, part.why]
            if isinstance(part, QuestionBlock):
                texts += [text for one in part.choices or () for text in (one.text, one.why)]
            if isinstance(part, Explain):
                texts.append(part.sample or "")
            for text in texts:
                for token in parse(text):
                    inside = [token, *(token.children or [])]
                    assert not [one.content for one in inside if one.type.startswith("html")]


def test_the_first_lesson_comes_out_as_recorded(tmp_path):
    """What the lab trains today is what the recorded runs say, on the digits, which are here."""
    path = PATHS["first-lesson"]
    chapter = path.chapter("first-predict-then-train")
    recipe, events = chapter.runs["training"].recipe, []
    train(recipe, Library(tmp_path).load("digits"), events.append)
    today = Known(evidence_of(recipe, events))
    for block in questions(chapter):
        if block.of and block.choices:
            then = known(path, chapter, block, "digits")
            assert right(block.choices, today) == right(block.choices, then)
