"""The list of paths: what there is, how far one is, and what is wrong with a path."""

from tests.dashboard.path.visit import ADA, LOOK, opened, words, write_path
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
