"""Nothing that a recipe, a link or an event can hold is undocumented; the architecture is true."""

import ast
import pkgutil
import re
from collections.abc import Iterator
from typing import get_args

import pytest

from core import language
from core.bugs import CASES, NAMES
from core.coach import RULES
from core.code import sections
from core.datasets import CARDS
from core.experiments.raced import AUGMENTATIONS, RACED
from core.experiments.ready import READY
from core.layers import KINDS, ActivationName, KerasLayer
from core.path.header import PAGES as PAGES_OF_CHAPTERS
from core.path.quantities import CURVES, QUANTITIES
from core.recipe import PRESETS, Recipe
from core.recipe.model_presets import MODEL_PRESETS
from core.runs.events import STATUS
from dashboard.lab.address import OF_PAGES
from dashboard.lab.navigation import PAGES
from tests.paths import ROOT

REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = {"reference": REFERENCE, "architecture": ARCHITECTURE, "readme": README}
ROOMS = [page.file.partition("/")[0] for page in PAGES]
ADDED = (
    "a layer",
    "a dataset",
    "an optimizer",
    "a loss",
    "a coach rule",
    "a bug case",
    "a question of Explain",
    "a setting to race",
    "a quantity that a path asks about",
    "a path",
    "a page",
    "a language",
)


def undocumented(names) -> set[str]:
    return {name for name in names if f"`{name}`" not in REFERENCE}


def test_settings():
    keys = {
        f"{section}.{name}"
        for section, part in Recipe.model_fields.items()
        for name in part.annotation.model_fields
    }
    assert not undocumented(keys)


def test_choices_of_settings():
    parts = [part.annotation for part in Recipe.model_fields.values()]
    choices = {
        choice
        for part in parts
        for field in part.model_fields.values()
        for choice in get_args(field.annotation)
        if isinstance(choice, str)
    }
    assert "split" in choices
    assert not undocumented(choices)


def test_layers():
    single = {kind for kind in KINDS.values() if issubclass(kind, KerasLayer)}
    assert not {kind for kind in single if f"layers.{kind.__name__}(" not in REFERENCE}
    blocks = {name for name, kind in KINDS.items() if kind not in single}
    assert not {name for name in blocks if f"`{name}:" not in REFERENCE}
    assert not undocumented(get_args(ActivationName))


def test_datasets_presets_and_events():
    assert not undocumented(CARDS)
    assert not undocumented(PRESETS)
    assert not undocumented(MODEL_PRESETS)
    assert not undocumented(STATUS)


def test_parts_of_the_script():
    assert not undocumented(sections(Recipe.from_link("augmentation.rotation_range=10")))


def test_rules_of_the_coach():
    assert not undocumented(rule.name for rule in RULES)


def test_bugs():
    assert not undocumented(CASES)
    assert not undocumented(NAMES)


def test_races():
    assert not undocumented(RACED)
    assert not undocumented(AUGMENTATIONS)
    assert not undocumented(READY)


def test_quantities():
    assert not undocumented(QUANTITIES)
    assert not undocumented(CURVES)
    assert {*PAGES_OF_CHAPTERS} <= {*ROOMS}


def test_addresses():
    assert not undocumented({"run", "lang", *OF_PAGES})
    assert not undocumented(f"/{page.path}" for page in PAGES)


def named(text: str) -> list[str]:
    """What stands in a document as code within a line."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading of the architecture, without its own heading."""
    section = re.split(rf"^#+ {heading}\n", ARCHITECTURE, flags=re.MULTILINE)[1]
    table = re.split(r"^#+ ", section, flags=re.MULTILINE)[0]
    lines = [line for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def packages(folder: str) -> set[str]:
    return {path.parent.name for path in (ROOT / folder).glob("*/__init__.py")}


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_paths_that_are_named_exist(text):
    ours = [name for name in named(text) if re.match(r"(core|dashboard|docs|tests)/\S*$", name)]
    paths = {name.replace("<room>", room) for name in ours for room in ROOMS}
    assert {path for path in paths if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_names_in_the_code_are_found(text):
    names = {
        match[0]
        for name in named(text)
        if (match := re.match(r"(core|dashboard|tests)(\.\w+)+", name))
    }
    assert names
    for name in names:
        pkgutil.resolve_name(name)


def test_tables_that_are_named_stand_in_their_files():
    places = re.findall(r"`(\w+)` in `([\w/]+\.py)`", ARCHITECTURE)
    assert len(places) >= 5
    for name, path in places:
        assert re.search(rf"^{name}\b", (ROOT / path).read_text("utf-8"), re.MULTILINE), name


def test_every_package_and_every_room_is_described():
    of_dashboard = [row[0] for row in rows("The rooms and the other parts of dashboard")]
    assert set(of_dashboard) == {f"`{name}`" for name in packages("dashboard")}
    assert {row[0] for row in rows("The packages of core")} == {
        f"`{name}`" for name in packages("core")
    }
    assert of_dashboard[: len(ROOMS)] == [f"`{room}`" for room in ROOMS]


def test_whatever_can_be_added_has_its_place_its_test_and_its_line_in_the_reference():
    table = rows("How to add")
    assert [row[0] for row in table] == [*ADDED]
    for _, place, test, reference in table:
        assert "`core" in place or "`dashboard" in place
        assert "`tests/" in test
        for section in reference.split(", "):
            assert f"\n## {section}\n" in REFERENCE
    [command] = re.findall(r"pybabel extract .*", ARCHITECTURE)
    assert command in language.__doc__


def imports(folder: str, inner: set[str]) -> Iterator[tuple[str, str]]:
    """Which part of a folder imports which: packages, and modules beside them."""
    for path in (ROOT / folder).rglob("*.py"):
        importer = path.relative_to(ROOT / folder).with_suffix("").parts[0]
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{folder}."):
                own = node.module.split(".")[1:2] or [alias.name for alias in node.names]
                yield from ((importer, name) for name in own if name in inner - {importer})


def reached(arrows: set[tuple[str, str]], start: str) -> set[str]:
    ends = {end for begin, end in arrows if begin == start}
    return ends.union(*(reached(arrows, end) for end in ends))


@pytest.mark.parametrize("folder", ["core", "dashboard"])
def test_the_picture_shows_who_imports_whom(folder):
    """Each arrow is an import that there is, and each import goes along the arrows."""
    drawn = ARCHITECTURE.partition(f"subgraph {folder}\n")[2].partition("  end\n")[0]
    arrows = set(re.findall(r"^ +(\w+)(?:\[.*\])? --> (\w+)$", drawn, re.MULTILINE))
    listed = re.findall(r'rooms\["(.*)"\]', drawn)
    assert all(re.split(r"\W+(?:br\W+)?", rooms) == ROOMS for rooms in listed)
    found = {
        tuple("rooms" if part in ROOMS and listed else part for part in pair)
        for pair in imports(folder, packages(folder))
    }
    assert arrows <= found
    assert {(begin, end) for begin, end in found if end not in reached(arrows, begin)} == set()
