"""Parts of the player's scripts, in a page of their own."""

import pytest
from playwright.sync_api import Page

from tests.paths import ROOT

SCRIPTS = ROOT / "dashboard" / "components" / "player"


def run(page: Page, scripts: str, expression: str) -> object:
    """What an expression gives after some of the player's scripts, in this order."""
    source = "\n".join((SCRIPTS / script).read_text("utf-8") for script in scripts.split())
    source = source.replace("export default", "")
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
    assert run(page, "chart.js curves.js", f"longestOf({states}).at(-1).x") == 2


def test_no_line_leads_over_an_epoch_of_which_nothing_is_known(page):
    points = "[0.5, 1.5, 6.8, 7].map((x) => ({ x, loss: 1, accuracy: 0 }))"
    drawn = run(page, "chart.js curves.js", f"withGaps({points}).map(({{ loss }}) => !isNaN(loss))")
    assert drawn == [True, True, False, True, True]


def test_a_page_that_is_drawn_for_what_is_past_is_told_once_more(page):
    """The run goes on and ends while the page is being drawn for its going on."""
    steps = """(() => {
      const told = []
      const player = Object.create(Player.prototype)
      const film = { state: { phase: "over" }, number: 3, advice: null }
      const runs = [{ id: "a" }]
      const drawn = (moment, number) => player.show({ runs, drawn: { moment, number, advice: [] } })
      Object.assign(player, { ids: '["a"]', film, projector: { say() {} } })
      player.tell = (_, moment) => told.push(moment)
      Object.assign(player, { _arrange() {}, _changed() { this._tellPage() } })
      globalThis.writer = () => null
      drawn("over", 3)
      Object.assign(film, { state: { phase: "running" }, number: 4 })
      player._changed()
      Object.assign(film, { state: { phase: "over" }, number: 9 })
      player._changed()
      drawn("running", 5)
      drawn("over", 9)
      return told
    })()"""
    assert run(page, "player.js", steps) == ["running", "over"]
