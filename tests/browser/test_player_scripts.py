"""Parts of the player's scripts, in a page of their own."""

import pytest
from playwright.sync_api import Page

from tests.paths import ROOT

SCRIPTS = ROOT / "dashboard" / "components" / "player"


def run(page: Page, script: str, expression: str) -> object:
    """What an expression gives after one of the player's scripts."""
    source = (SCRIPTS / script).read_text("utf-8")
    return page.evaluate(f"() => {{ {source}\n return {expression} }}")


@pytest.mark.parametrize(
    ("known", "ends"),
    [
        ([0.2, 0.9], [0.2, 0.9]),
        ([0.5], [0.5, 0.6]),
        ([0.95, 0.97], [0.9, 1]),
        ([1], [0.9, 1]),
    ],
)
def test_the_colours_of_a_grid_end_at_100_percent(page, known, ends):
    assert run(page, "heat.js", f"endsOf({known})") == pytest.approx(ends)


def test_the_place_of_the_cross_hair_is_read_from_the_run_that_has_come_furthest(page):
    runs = "[{x: 0}], [{x: 0}, {x: 1}, {x: 2}], [{x: 0}], []"
    states = f"[{runs}].map((validation) => ({{ state: {{ validation }} }}))"
    assert run(page, "curves.js", f"longestOf({states}).at(-1).x") == 2
