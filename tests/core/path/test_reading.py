"""A path is read from its folder; each mistake is told with its file and line."""

import os
import re
import sys
import textwrap
from pathlib import Path as Folder

import pytest

from core.path import __main__ as command
from core.path import reading
from core.path.blocks import BLOCKS, Choice, Explain, Observe, Predict, RunBlock, Task, Tolerance
from core.path.files import MOST_BYTES, listed
from core.path.header import PAGES, ChapterHeader, PathHeader
from core.path.library import paths
from core.path.mistakes import PathError
from core.path.quantities import CURVES
from core.path.reading import MOST_CHAPTERS, read_path
from core.recipe import preset
from tests.paths import ROOT

DOCUMENT = (ROOT / "docs" / "paths.md").read_text("utf-8")
[EXAMPLE] = re.findall(r"^````\n(.*?)^````$", DOCUMENT, re.DOTALL | re.MULTILINE)
[ABOUT] = re.findall(r"^```\n(---\ntitle:.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
FIRST = "01-a-first-look.md"


@pytest.fixture
def folder(tmp_path) -> Folder:
    """The path of the document."""
    folder = tmp_path / "edges"
    write(folder / "path.md", ABOUT)
    write(folder / FIRST, EXAMPLE)
    return folder


def write(file: Folder, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def mistakes(folder: Folder) -> list[tuple[str, int, str]]:
    with pytest.raises(PathError) as told:
        read_path(folder)
    return [tuple(mistake) for mistake in told.value.mistakes]


def mistake(folder: Folder) -> tuple[str, int, str]:
    [told] = mistakes(folder)
    return told


def changed(folder: Folder, before: str, after: str) -> Folder:
    """The path with something in its chapter written otherwise."""
    assert EXAMPLE.count(before) == 1, before
    write(folder / FIRST, EXAMPLE.replace(before, after))
    return folder


def line_of(text: str) -> int:
    """Where a text stands in the example."""
    assert EXAMPLE.count(text) == 1, text
    return EXAMPLE[: EXAMPLE.index(text)].count("\n") + 1


def chapter_with(block: str) -> str:
    """A chapter with this block, whose fence is its line 7."""
    text = textwrap.dedent(block).strip()
    return f"---\ntitle: A\nminutes: 5\npage: train\n---\n\n{text}\n"


def test_the_example_of_the_document(folder):
    path = read_path(folder)
    assert (path.name, path.title) == ("edges", "What does a network look at?")
    assert path.summary.startswith("A network without hidden layers")
    assert (path.language, path.minutes) == ("en", 10)
    [chapter] = path.chapters
    assert (chapter.name, chapter.title, chapter.page) == ("a-first-look", "A first look", "train")
    assert (chapter.needs, chapter.instead, chapter.dataset) == (("digits",), None, "digits")
    assert chapter.recipe == preset("digits-mlp")
    text, first_loss, curve, run, gap, parameters, words, small = chapter.parts
    assert text.startswith("A network that has learned nothing gives all **ten** digits")
    assert isinstance(first_loss, Predict)
    assert (first_loss.number.text, first_loss.within) == ("initial_loss", Tolerance(0.3))
    assert isinstance(curve, Predict)
    assert (curve.curve, curve.within) == (CURVES["val_accuracy"], Tolerance(0.1))
    assert isinstance(run, RunBlock)
    assert (run.recipe, run.race) == (preset("digits-mlp"), None)
    assert isinstance(gap, Observe)
    assert [choice.text.split()[-1] for choice in gap.choices] == ["curve", "curve", "alike"]
    assert isinstance(parameters, Explain)
    assert (parameters.number.is_whole, parameters.within, parameters.of) == (True, None, None)
    assert isinstance(words, Explain)
    assert words.sample.startswith("More units, because they are cheap here; or")
    assert isinstance(small, Task)
    assert small.dataset == "digits"
    assert [*chapter.runs] == ["first"]


def test_the_document_names_all_keys_pages_blocks_and_curves():
    kinds = [*BLOCKS.values(), Choice, ChapterHeader, PathHeader]
    keys = {key for kind in kinds for key in kind.model_fields} - {"language"}
    named = {*re.findall(r"`([a-z_-]+)`", DOCUMENT), *re.findall(r"^(\w+):", ABOUT, re.MULTILINE)}
    assert {*keys, *PAGES, *BLOCKS, *CURVES, "yours", "language"} - named == set()


CURVE = "```predict\nname: curve"
LOSS = "```predict\nname: first-loss"
NUMBER = "number: initial_loss"
WHEN = "when: val_accuracy >= 90 %"
MINUTES = "“minutes” has to be a whole number, at least 1 and at most 600"


@pytest.mark.parametrize(
    ("before", "after", "at", "sentence"),
    [
        # Blocks
        ("```observe", "```obsrve", "", "There is no block “obsrve”. There are: predict, run"),
        ("```observe", "```Observe", "", "There is no block “Observe”"),
        # Keys
        (NUMBER, "nummer: 1", "", "There is no key “nummer” here. There are: name, ask"),
        ("name: first-loss\n", "", LOSS, "“name” is missing"),
        ("ask: What is its loss then?\n", "", LOSS, "“ask” is missing"),
        ("ask: What is its loss then?", "ask:", "", "“ask” is empty"),
        *(
            ("ask: What is its loss then?", f"ask: {text}", "", "into quotation marks")
            for text in (
                '"Loss", what is it?',
                "'It's?'",
                "**What** is it?",
                "`loss`?",
                "[a] b?",
                "{a} b?",
                "- a?",
                "? a",
                "> a",
                "| a",
                "% a",
                "@a",
            )
        ),
        ("ask: What is its loss then?", "ask: &a b", "", "an anchor (&) or a tag (!) cannot"),
        ("ask: What is its loss then?", "ask: !Wow, a loss", "", "or a tag (!) cannot stand here"),
        ("    when: gap < -1 %", "  when: gap < -1 %", "", "This line is not indented like those"),
        ("ask: What is its loss then?", "ask: [a, b]", "", "“ask” has to be a text"),
        ("ask: What is its loss then?", "ask: " + "a" * 2_001, "", "longer than 2,000"),
        ("name: first-loss", "name: First loss", "", "“name” has to be a name of small letters"),
        ("ask: What is its", "name: two\nask: What is its", "", "“name” stands there twice"),
        ("    when: gap < -1 %", "    then: gap", "", "“choices 2 then” here. There are: text"),
        ("    when: gap > 1 %", "    when: gap >", "", "“choices 1 when”: “gap >” cannot be read."),
        # What a block is about
        (NUMBER, "number: loss", "", "There is no quantity “loss”"),
        (NUMBER, f"{NUMBER}\ncurve: val_loss", LOSS, "It needs one of number, choices, curve"),
        (f"{NUMBER}\n", "", LOSS, "It needs one of number, choices, curve"),
        ("within: 0.3\n", "", LOSS, "It needs “within”"),
        ("within: 0.3", "within: near", "", "“within”: It is written as 0.5"),
        ("within: 0.3", "within: -1", "", "“within”: It is written as 0.5"),
        ("of: first\nwithin: 10 points", "of: first\nwithin: 10", CURVE, "“10 points”"),
        ("within: 0.3", "within: nan", "", "“within”: It is written as 0.5"),
        ("within: 0.3", "within: 1e999", "", "“within”: It is written as 0.5"),
        ("curve: val_accuracy", "curve: accuracy", "", "There is no curve “accuracy”"),
        ("of: first\nwithin: 0.3", "of: it\nwithin: 1", "", "There is no run block “it” in"),
        ("of: first\nwithin: 0.3", "of: gap\nwithin: 1", "", "There is no run block “gap” in"),
        (
            "number: parameters",
            "number: best_epoch",
            "",
            "has no best_epoch. It has: classes",
        ),
        ("number: parameters", "number: _[val_loss].gap", "", "“_[val_loss].gap” may not stand"),
        ("number: parameters", "number: winner", "", "the screen decides, which has no winner."),
        ("number: parameters", "number: first.winner", "", "“first” is one run, and winner is of"),
        ("number: parameters", "number: it.best_epoch", "", "There is no run block “it” in"),
        ("when: val_accuracy >= 90 %", "when: val_accuracy >= 90", "", "is a share of 1"),
        ("parameters <= 1000", "parameters <= 1,000", WHEN, "No comma may stand there"),
        ("parameters <= 1000", "parameters is 1000", WHEN, "“parameters is 1000” may not stand"),
        ("dataset: digits", "dataset: roses", "", "There is no dataset “roses”"),
        (
            "when: val_accuracy >= 90 % and",
            "when: spread >",
            "",
            "one run, and spread is of a",
        ),
        ("when: val_accuracy >= 90 %", "when: open('/') == 1", "", "“open('/')” may not stand"),
        # The heading
        ("title: A first look\n", "", "---\ntitle", "“title” is missing"),
        ("minutes: 10", "minutes: ten", "", MINUTES),
        ("minutes: 10", "minutes: 0", "", MINUTES),
        ("page: train", "page: roses", "", "“page” has to be one of start, data"),
        ("needs: [digits]", "needs: [digits, roses]", "", "There is no dataset “roses”"),
        ("needs: [digits]", "instead: roses", "", "There is no dataset “roses”"),
        ("needs: [digits]", "needs: ../../etc", "", "“needs 1” has to be a name"),
        ("needs: [digits]", "needs: {a: b}", "", "“needs” has to be a list"),
        ("needs: [digits]", "colour: red", "", "There is no key “colour” here"),
        ("needs: [digits]", "needs: [digits", "", "cannot be read as YAML"),
    ],
)
def test_a_mistake_is_told_with_its_line(folder, before, after, at, sentence):
    file, line, told = mistake(changed(folder, before, after))
    assert (file, line) == (FIRST, line_of(at or before)), told
    assert sentence in told


RECIPE = "ask: Now let it train.\nrecipe: preset digits-mlp"


@pytest.mark.parametrize(
    ("recipe", "sentence"),
    [
        ("preset roses", "There is no preset “roses”. There are: digits-mlp"),
        ("preset", "no such setting"),
        ("?data.dataset=roses", "There is no dataset “roses” here."),
        ("?data.datset=digits", "“data.datset” was ignored: there is no such setting."),
        ("?training.epochs=0", "it must be a whole number, at least 1"),
        ("?model.layers=dense:9", "The recipe cannot run: Layer"),
        ("?data.dataset=mnist&model.layers=flatten,dense:7,softmax", "The recipe cannot run"),
        ("https://example.org/?training.learning_rate=-1", "it must be a number, above 0"),
        ("[a, list]", "there is no such setting"),
        ("?model.layers=" + "relu," * 2_000, "longer than 8,192 characters"),
    ],
)
@pytest.mark.parametrize("place", ["header", "block"])
def test_a_recipe_that_cannot_run(folder, place, recipe, sentence):
    if place == "header":
        changed(folder, "recipe: preset digits-mlp\n---", f"recipe: {recipe}\n---")
        line = line_of("recipe: preset digits-mlp\n---")
    else:
        changed(folder, RECIPE, f"ask: Now let it train.\nrecipe: {recipe}")
        line = line_of(RECIPE) + 1
    file, at, told = mistake(folder)
    assert (file, at) == (FIRST, line)
    assert sentence in told


@pytest.mark.parametrize(
    ("keys", "line", "sentence"),
    [
        ("race: roses", 9, "There is no ready race “roses”. There are: scaling, rates"),
        ("recipe: yours\nrace: rates", 7, "It needs one of recipe, race, and only one."),
        ("ask: Now", 7, "It needs one of recipe, race, and only one."),
    ],
)
def test_a_run_block_starts_one_thing(folder, keys, line, sentence):
    write(folder / FIRST, chapter_with(f"```run\nname: it\n{keys}\n```"))
    _, at, told = mistake(folder)
    assert (at, sentence in told) == (line, True), told


def test_a_race_has_quantities_of_its_own(folder):
    asked = """
    ```predict
    name: winner
    ask: Which place wins?
    of: it
    number: {number}
    within: 0.1
    ```
    ```run
    name: it
    race: rates
    ```
    """
    write(folder / FIRST, chapter_with(asked.format(number="winner + spread")))
    [chapter] = read_path(folder).chapters
    assert chapter.blocks["it"].race == "rates"
    write(folder / FIRST, chapter_with(asked.format(number="val_accuracy")))
    _, line, told = mistake(folder)
    assert line == 11
    assert "“it” is a race, which has no val_accuracy. It has: classes" in told
    write(
        folder / FIRST, chapter_with(asked.format(number="").replace("number:", "curve: val_loss"))
    )
    assert "A curve is that of one run" in mistake(folder)[2]


def test_a_prediction_stands_before_its_run_and_an_observation_after_it(folder):
    ask = "```{kind}\nname: {kind}\nask: '?'\nof: it\nnumber: epochs\n```\n"
    run = "```run\nname: it\nrecipe: yours\n```\n"
    right = "".join(ask.format(kind=kind) for kind in ("predict", "observe", "explain"))
    right = right.replace("```observe", run + "```observe")
    write(folder / FIRST, chapter_with(right))
    read_path(folder)
    wrong = "".join(ask.format(kind=kind) for kind in ("observe", "explain", "predict"))
    wrong = wrong.replace("```predict", run + "```predict")
    write(folder / FIRST, chapter_with(wrong))
    told = mistakes(folder)
    assert [line for _, line, _ in told] == [10, 16, 26]
    assert "“observe” is before “it”" in told[0][2]
    assert "“explain” is before “it”" in told[1][2]
    assert "“predict” is after “it”" in told[2][2]


def test_a_later_chapter_asks_about_the_run_of_an_earlier_one(folder):
    asked = "```observe\nname: same\nask: '?'\nof: first\nnumber: first.gap - gap\nwithin: 0.1\n```"
    write(folder / "02-two.md", chapter_with(asked))
    assert [chapter.name for chapter in read_path(folder).chapters] == ["a-first-look", "two"]
    write(folder / "00-before.md", chapter_with(asked))
    assert "no run block “first”" in mistake(folder)[2]


def test_names_are_not_given_twice(folder):
    changed(folder, "name: gap", "name: curve")
    _, line, told = mistake(folder)
    assert (line, told) == (line_of("name: gap"), "There are two blocks “curve” in this chapter.")
    write(folder / FIRST, EXAMPLE)
    write(folder / "02-two.md", chapter_with("```run\nname: first\nrecipe: yours\n```"))
    file, line, told = mistake(folder)
    assert (file, line) == ("02-two.md", 8)
    assert told.startswith("There is a run block “first” in this path already.")
    (folder / "02-two.md").rename(folder / "02-a-first-look.md")
    assert "There is a chapter “a-first-look” in this path already." in {
        told for _, _, told in mistakes(folder)
    }


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("", 1, "The file begins with a heading"),
        ("# A chapter without heading\n", 1, "The file begins with a heading"),
        ("---\ntitle: A\nminutes: 5\npage: train\n", 1, "The file begins with a heading"),
        ("\n---\ntitle: A\n---\n", 1, "The file begins with a heading"),
        ("---\n---\n", 1, "“title” is missing"),
        ("---\n- a\n- b\n---\n", 2, "There are to be keys here"),
        ("---\njust words\n---\n", 2, "There are to be keys here"),
        ("---\ntitle: A\nminutes: 5\npage: train: now\n---\n", 4, "a text with a colon in it"),
        ("---\ntitle: A\n\tminutes: 5\npage: train\n---\n", 3, "There is a tab here"),
        ("---\ntitle: A\nminutes: 5\npage: train\n? [a, b]\n: c\n---\n", 5, "There are to be keys"),
        ("---\ntitle: A\nminutes: \x01\n---\n", 3, "cannot be read as YAML"),
        ("---\ntitle: !!python/object/apply:os.system [a]\n---\n", 2, "a tag (!) cannot"),
        ("---\ntitle: !!python/name:os.system a\n---\n", 2, "a tag (!) cannot"),
        ("---\ntitle: A\nminutes: *a\n---\n", 3, "An alias (*)"),
        ("---\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n---\n", 2, "an anchor (&)"),
        ("---\ntitle: A\nminutes 5\npage: train\n---\n", 3, "Here belongs “key: value”"),
        ("---\ntitle: A\x85\u2028\u2029B\nminutes: x\npage: train\n---\n", 3, "“minutes” has"),
        ("---\ntitle: " + "[" * 5_000 + "\n---\n", 2, "more than 8 deep"),
        ("---\ntitle: " + "{a: " * 4_000 + "\n---\n", 2, "more than 8 deep"),
        ("---\ntitle: A\nneeds:\n" + "  - a\n" * 4_000 + "---\n", 2, "longer than 20,000"),
        ("---\ntitle: A\n--- \nb: c\n...\n---\n", 1, "“minutes” is missing"),
    ],
)  # fmt: skip
def test_a_heading_that_cannot_be_read(folder, text, line, sentence):
    write(folder / FIRST, text)
    told = mistakes(folder)
    assert any(at == line and sentence in words for _, at, words in told), told


def test_a_block_that_is_not_closed_and_code_that_is_shown(folder):
    write(folder / FIRST, EXAMPLE.rstrip().removesuffix("```"))
    _, line, told = mistake(folder)
    assert (line, "The block “task” is not closed" in told) == (line_of("```task"), True)
    changed(folder, "and a bias.\n```\n", "and a bias.\n")
    _, line, told = mistake(folder)
    begin = line_of("```explain\nname: parameters")
    assert (line, "The block “explain” is not closed" in told) == (begin, True)
    shown = "```python\nmodel.fit(x, y)\n```\n\n~~~text\n```task\n~~~"
    code = f"{shown}\n\n```\n```predict\n```\n\n    ```run"
    write(folder / FIRST, chapter_with(code))
    [chapter] = read_path(folder).chapters
    [text] = chapter.parts
    assert text == code


def test_a_block_in_a_list(folder):
    write(folder / FIRST, chapter_with("- a list\n\n  ```run\n  name: it\n  recipe: yours\n  ```"))
    _, line, told = mistake(folder)
    assert (line, "The block “run” stands in a list" in told) == (9, True)


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        ("one", "“choices” has to be a list"),
        ("[{text: a, when: always}]", "“choices” has to have 2 to 8 entries"),
        (f"[{'{text: a, when: always}, ' * 9}]", "“choices” has to have 2 to 8 entries"),
        ("[{text: a}, {text: b}]", "None of its choices has a “when”"),
        ("[{text: a, when: always}, b]", "“choices 2” has to have keys of its own"),
        ("[{text: a, when: always}, {when: always}]", "“choices 2 text” is missing"),
        ("[{text: a, when: always}, {text: b}]\nwithin: 1", "“within” means something only beside"),
    ],
)
def test_choices_that_cannot_be(folder, choices, sentence):
    write(folder / FIRST, chapter_with(f"```explain\nname: a\nask: b\nchoices: {choices}\n```"))
    assert sentence in mistake(folder)[2]


def test_bad_yaml_in_a_block(folder):
    changed(folder, "why: Each unit has", "why: Each unit: it has")
    _, line, told = mistake(folder)
    assert (line, "a text with a colon in it" in told) == (line_of("why: Each unit has"), True)
    changed(folder, "  - text: Both alike\n", "  - text: 'Both alike\n")
    assert "cannot be read as YAML" in mistake(folder)[2]


def test_all_mistakes_are_told_at_once_in_the_order_of_files_and_lines(folder):
    write(folder / FIRST, EXAMPLE.replace("minutes: 10", "minutes: x").replace("```run", "```rum"))
    write(folder / "02-two.md", "no heading")
    told = mistakes(folder)
    assert [(file, line) for file, line, _ in told] == [
        (FIRST, 3), (FIRST, line_of("```run")), ("02-two.md", 1)
    ]  # fmt: skip


def test_words_that_yaml_takes_for_something_else_remain_words(folder):
    changed(folder, "  - text: Both alike", "  - text: No")
    [chapter] = read_path(folder).chapters
    assert chapter.blocks["gap"].choices[2].text == "No"


SCRIPT = "<script>alert(1)</script>"
PICTURE = "![a](http://example.org/spy.png)"


def test_a_script_is_text_and_no_picture_is_loaded(folder):
    """HTML is never shown as such; without the sign after “!” Markdown knows no picture."""
    text = EXAMPLE.replace("A network that has", f"{SCRIPT}\n\n{PICTURE} A network that has")
    text = text.replace("ask: What is its loss then?", f"ask: '{PICTURE} What is its loss?'")
    text = text.replace("- text: Both alike", f"- text: '{PICTURE}{SCRIPT}'")
    text = text.replace("title: A first look", f"title: A {PICTURE} :red[look] <b>$x$</b>")
    write(folder / FIRST, text)
    write(
        folder / "path.md",
        f"---\ntitle: A\nsummary: '{PICTURE}'\n---\n",
    )
    path = read_path(folder)
    [chapter] = path.chapters
    assert chapter.parts[0].startswith(f"{SCRIPT}\n\n!\u2060[a](http")
    shown = [path.summary, chapter.title, *map(str, chapter.parts)]
    assert not [text for text in shown if "![" in text]
    assert "](" not in chapter.title
    assert ":red[" not in chapter.title


def test_html_hides_no_block(folder):
    changed(folder, "```observe", "<div>\n```observe")
    assert "gap" in read_path(folder).chapters[0].blocks


def test_other_line_ends_and_a_mark_at_the_beginning_change_nothing(folder):
    usual = read_path(folder)
    for text in (EXAMPLE.replace("\n", "\r\n"), EXAMPLE.replace("\n", "\r"), "\ufeff" + EXAMPLE):
        (folder / FIRST).write_bytes(text.encode())
        assert read_path(folder) == usual


def test_a_file_that_is_not_utf_8(folder):
    written = EXAMPLE.encode().replace(b"The training curve", "Größer".encode("latin-1"))
    (folder / FIRST).write_bytes(written)
    file, line, told = mistake(folder)
    assert (file, line) == (FIRST, line_of("The training curve"))
    assert told.startswith("The file is not written in UTF-8")


def test_a_huge_file(folder):
    with (folder / FIRST).open("wb") as huge:
        huge.truncate(300 * 2**20)
    assert mistake(folder) == (FIRST, 1, f"The file is larger than {MOST_BYTES:,} bytes.")


def test_files_from_outside_are_not_read(folder, tmp_path):
    write(tmp_path / "secret.md", EXAMPLE)
    (folder / FIRST).unlink()
    (folder / FIRST).symlink_to(tmp_path / "secret.md")
    assert mistake(folder)[2].startswith("The file is a link to somewhere outside")
    (folder / FIRST).unlink()
    (folder / FIRST).symlink_to(FIRST)
    assert mistake(folder)[2].startswith("The file cannot be read")
    (folder / FIRST).unlink()
    write(tmp_path / "other" / FIRST, EXAMPLE)
    (folder / "fa").symlink_to(tmp_path / "other")
    write(folder / FIRST, EXAMPLE)
    assert mistake(folder) == (
        f"fa/{FIRST}",
        1,
        "The file is a link to somewhere outside of the path's folder.",
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(folder):
    (folder / FIRST).unlink()
    os.mkfifo(folder / FIRST)
    assert mistake(folder) == (FIRST, 1, "This is no ordinary file.")


def test_what_else_lies_in_the_folder(folder):
    for name in ("notes.txt", ".01-a.md.swp", "._01-a-first-look.md", "picture.png"):
        (folder / name).write_bytes(b"\xff\x00")
    (folder / "pictures").mkdir()
    read_path(folder)
    write(folder / "First look.md", EXAMPLE)
    assert mistake(folder)[0] == "First look.md"
    (folder / "First look.md").unlink()
    (folder / "03-folder.md").mkdir()
    assert mistake(folder) == ("03-folder.md", 1, "This is no ordinary file.")


def test_a_folder_that_is_no_path(tmp_path, folder):
    assert mistake(tmp_path / "nowhere") == ("nowhere", 1, "There is no such folder.")
    (folder / FIRST).unlink()
    assert mistake(folder)[2].startswith("There is no chapter here")
    (folder / "path.md").unlink()
    assert mistakes(folder)[0] == (
        "path.md",
        1,
        "The file path.md is missing: it has the title and the summary of the path.",
    )
    write(folder / "path.md", ABOUT + "\nMore text.")
    assert mistakes(folder)[0][1:] == (
        6,
        "path.md has a heading and nothing else. Texts stand in chapters.",
    )
    folder.rename(tmp_path / "My path")
    write(tmp_path / "My path" / "path.md", ABOUT)
    assert "A path's folder is named" in mistakes(tmp_path / "My path")[0][2]


def test_too_many_chapters(folder):
    for number in range(MOST_CHAPTERS + 1):
        write(folder / f"{number:03}-c{number}.md", chapter_with("Text"))
    (folder / FIRST).unlink()
    assert mistake(folder)[2] == f"There are more than {MOST_CHAPTERS} chapters."


PERSIAN = (
    EXAMPLE.replace("A first look", "نگاه نخست")
    .replace("Now let it train.", "آموزش")
    .replace("- text: ", "- text: فارسی ")
)


def test_a_translation(folder):
    write(folder / "02-two.md", chapter_with("Text"))
    write(folder / "fa" / FIRST, PERSIAN)
    path = read_path(folder, "fa")
    assert [chapter.title for chapter in path.chapters] == ["نگاه نخست", "A"]
    assert [chapter.language for chapter in path.chapters] == ["fa", "en"]
    assert path.chapters[0].blocks["first"].ask == "آموزش"
    original = read_path(folder).chapters[0]
    assert path.chapters[0].choices("gap") == original.choices("gap") != []
    assert (path.language, path.title) == ("fa", "What does a network look at?")
    write(folder / "fa" / "path.md", "---\ntitle: شبکه\nsummary: یک شبکه\n---\n")
    assert read_path(folder, "fa").title == "شبکه"
    for other in ("", "en", "de", "../../etc"):
        assert read_path(folder, other).chapters[0].title == "A first look"


def test_other_folders_are_no_translations(folder):
    for name in ("old", "img", "pictures"):
        write(folder / name / "draft.md", "A draft.")
    read_path(folder)
    write(folder / "fr" / "draft.md", "A draft.")
    assert mistake(folder)[:2] == ("fr/draft.md", 1)


def test_so_many_languages_and_files_are_looked_at_and_no_more(folder, monkeypatch):
    monkeypatch.setattr(reading, "MOST_LANGUAGES", 2)
    for name in ("de", "fa", "fr"):
        write(folder / name / FIRST, EXAMPLE)
    assert mistake(folder)[2] == "There are more than 2 translations."
    assert [one.name for one in listed(folder / "de", 5)] == [FIRST]
    for number in range(5):
        write(folder / "de" / f"{number}.txt", "")
    assert len(listed(folder / "de", 3)) == 3


def test_a_translation_with_other_blocks(folder):
    write(folder / "fa" / FIRST, PERSIAN.replace("name: gap", "name: other"))
    file, line, told = mistake(folder)
    assert (file, line) == (f"fa/{FIRST}", 1)
    assert "predict first-loss, predict curve, run first, observe gap" in told
    write(
        folder / "fa" / FIRST,
        PERSIAN.replace("  - text: فارسی Both alike\n    when: -1 % <= gap <= 1 %\n", ""),
    )
    assert mistake(folder) == (
        f"fa/{FIRST}",
        line_of("name: gap"),
        "“gap” has 3 choices in the chapter that this one translates.",
    )
    write(folder / "fa" / FIRST, PERSIAN)
    write(folder / "fa" / "02-more.md", chapter_with("Text"))
    assert mistake(folder) == (
        "fa/02-more.md",
        1,
        "There is no chapter of this name to be translated.",
    )


def test_the_paths_of_the_lab_are_well():
    for found in paths(home=Folder("nowhere")):
        assert found.mistakes == ()
        assert found.path.chapters


def test_paths_of_ones_own(tmp_path, folder):
    home = tmp_path / "home"
    shipped = [found.name for found in paths(home)]
    write(home / "paths" / "edges" / "path.md", ABOUT)
    write(home / "paths" / "edges" / FIRST, EXAMPLE)
    write(home / "paths" / "broken" / "path.md", ABOUT)
    write(home / "paths" / "a-file.md", "")
    broken, edges = paths(home)[len(shipped) :]
    assert (broken.name, broken.path) == ("broken", None)
    assert broken.mistakes[0].in_words.startswith("broken, line 1: There is no chapter here")
    assert edges.path.title == "What does a network look at?"
    (home / "paths" / "linked").symlink_to(folder)
    assert paths(home)[-1].path.name == "linked"
    (home / "paths" / "linked").unlink()
    assert paths(home)[-1].path is edges.path
    write(home / "paths" / "edges" / FIRST, EXAMPLE.replace("A first look", "Another look"))
    assert paths(home)[-1].path.chapters[0].title == "Another look"


def test_a_path_of_ones_own_cannot_have_the_name_of_one_of_the_lab(tmp_path, monkeypatch):
    monkeypatch.setattr("core.path.library.SHIPPED", tmp_path / "shipped")
    for place in ("shipped", "home/paths"):
        write(tmp_path / place / "edges" / "path.md", ABOUT)
        write(tmp_path / place / "edges" / FIRST, EXAMPLE)
    shipped, own = paths(tmp_path / "home")
    assert shipped.path.title == "What does a network look at?"
    assert "has this name" in own.mistakes[0].sentence


def test_the_command_tells_the_mistakes(folder, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("FIRST_EPOCH_HOME", str(tmp_path / "home"))
    assert command.main([str(folder)]) == 0
    assert capsys.readouterr().out == (
        "“What does a network look at?” is well: one chapter, about 10 minutes.\n"
    )
    changed(folder, "minutes: 10", "minutes: x")
    assert command.main([str(folder)]) == 1
    assert capsys.readouterr().out.startswith(f"{FIRST}, line 3: “minutes” has to be a whole")
    assert command.main([str(folder / "nowhere")]) == 1
    assert "is no folder" in capsys.readouterr().out


KEYS = [line for line in EXAMPLE.splitlines() if re.match(r"\w+: ", line)]


@pytest.mark.parametrize("value", ["[a, b]", "{a: b}"], ids=["a list", "keys"])
@pytest.mark.parametrize("line", [*KEYS, "race: flips"])
def test_a_list_or_keys_where_a_text_belongs_is_a_mistake_of_the_path(folder, line, value):
    key = line.partition(":")[0]
    example = EXAMPLE.replace("recipe: preset digits-mlp\n```", "race: flips\n```")
    text = example if key == "race" else EXAMPLE
    write(folder / FIRST, text.replace(line, f"{key}: {value}", 1))
    with pytest.raises(PathError):
        read_path(folder)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("recipe: preset digits-mlp\n```", 'race: "\\ud800"\n```'),
        ("number: initial_loss", 'number: "\\ud800"'),
        ("minutes: 10", 'minutes: 10\n"\\ud800": 1'),
    ],
)
def test_half_a_character_can_be_told(folder, before, after):
    write(folder / FIRST, EXAMPLE.replace(before, after))
    with pytest.raises(PathError) as told:
        read_path(folder)
    assert "\ufffd" in str(told.value)
    str(told.value).encode()


def test_halves_of_one_character_are_whole(folder):
    changed(folder, "title: A first look", 'title: "\\ud83d\\ude00"')
    assert read_path(folder).chapters[0].title == "😀"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all names are of characters")
def test_names_that_are_no_utf_8_can_be_told(tmp_path, folder):
    (folder / FIRST).rename(folder / "01-\udcfc.md")
    assert mistakes(folder)[0][0] == "01-\ufffd.md"
    (tmp_path / "home" / "paths" / "\udcfcbung").mkdir(parents=True)
    found = paths(tmp_path / "home")[-1]
    assert found.name == "\ufffdbung"
    found.mistakes[0].in_words.encode()
