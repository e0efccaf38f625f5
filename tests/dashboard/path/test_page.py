"""The list of paths: what there is, how far one is, and what is wrong with a path."""

import json

import numpy as np
import pytest

from core.language import say
from dashboard.path import texts
from tests.dashboard.path.visit import ADA, LOOK, RACE, opened, words, write_path
from tests.widgets import on_screen


def test_a_path_is_begun_and_gone_on_with(lab):
    app = opened()
    assert "2 chapters · 15 minutes" in words(app)
    app.button(key="way_on_edges").click().run()
    assert on_screen(app).chapter == "edges/look"
    lab.store.answers.save(ADA, "edges", "look", "end", '{"kind": "number", "number": 0.9}')
    again = opened()
    assert again.button(key="way_on_edges").label == "Go on: A first look"
    assert "1 of 8 steps done" in words(again)


def test_where_a_dataset_is_missing_the_list_says_so(lab):
    assert "needs MNIST, not on this machine yet: can be done on Digits 8×8" in words(opened())


def test_mistakes_are_told_with_file_and_line(lab):
    broken = LOOK.replace("of: first\nwithin: 5 points", "of: never\nwithin: 5 points")
    write_path(lab.home, "broken", **{"01-look": broken})
    said = words(opened())
    assert "The path “broken” has a mistake" in said
    line = 1 + broken.splitlines().index("of: never")
    assert f"01-look.md, line {line}:" in said
    assert "way_on_broken" not in {button.key for button in opened().button}


def test_a_copy_of_a_path_of_the_lab_stands_beside_it_with_its_mistake(lab):
    write_path(lab.home, "homework")
    said = words(opened())
    assert "A path that comes with the lab has this name" in said
    assert "2 chapters · 15 minutes" in said


@pytest.mark.parametrize("name", ["1", "title", "path-1"])
def test_a_path_may_have_any_name_while_a_chapter_is_open(lab, name):
    write_path(lab.home, name)
    assert "A first look" in words(opened(chapter=f"{name}/look"))


def test_a_dataset_that_is_not_shared_is_named_and_breaks_nothing(lab):
    pictures = np.arange(8 * 16, dtype=np.uint8).reshape(8, 4, 4)
    np.savez(lab.home / "leaves.npz", x=pictures, y=np.arange(8) % 2)
    name = lab.library.on_behalf_of("teacher").add([lab.home / "leaves.npz"], title="Leaves")
    lab.library = lab.library.on_behalf_of(ADA)
    write_path(lab.home, "own", **{"01-look": RACE.format(name=name)})
    said = words(opened())
    assert f"needs {name}, not on this machine yet" in said
    assert "2 chapters · 15 minutes" in said
    beside = opened(chapter="own/look")
    assert words(beside).count("is somebody else's, who has not shared it") == 2
    beside.button(key="tell own/look/raced").click().run()
    assert say(texts.NOT_RUN) in words(beside)


CHOICE = """---
title: Colours
minutes: 1
page: data
---
```explain
name: colour
ask: "?"
choices:
  - text: One
    when: always
  - text: Two
```
"""


def test_where_what_could_stand_in_is_missing_too_the_chapter_names_both(lab):
    needs = "page: data\nneeds: [mnist, fer2013]\ninstead: fashion-mnist"
    write_path(lab.home, "far", **{"01-look": CHOICE.replace("page: data", needs)})
    app = opened(chapter="far/look")
    assert "MNIST, FER-2013 are not on this machine yet, nor is Fashion-MNIST" in words(app)
    keys = {button.key for button in app.button}
    assert {"get mnist", "get fer2013", "get fashion-mnist"} <= keys


def test_what_is_not_translated_is_marked_and_runs_in_the_direction_of_its_language(lab):
    write_path(lab.home, "colours", **{"01-look": CHOICE})
    app = opened(chapter="colours/look")
    assert {"authored_title", "authored_choices_colour"} <= keys_in(app.main)
    assert not languages_in(app)
    about = lab.home / "paths" / "colours" / "path.md"
    persian = about.read_text("utf-8").replace("title:", "language: fa\ntitle:")
    about.write_text(persian, "utf-8")
    app = opened(chapter="colours/look")
    names = ("title", "choices_colour", "path_colours")
    assert {f"authored_rtl_{name}" for name in names} <= keys_in(app.main)
    assert languages_in(app) == {"fa"}


def languages_in(app) -> set[str]:
    """The languages that are told to browsers."""
    told = [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json]
    return {data["lang"] for data in told if "lang" in data}


def keys_in(block) -> set[str]:
    """The keys of a container and of those in it."""
    own = str(getattr(block.proto, "id", "")).rsplit("-", 1)[-1]
    return {own}.union(*(keys_in(one) for one in getattr(block, "children", {}).values()))
