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


def test_a_moment_between_two_gaps_is_a_dot(page):
    points = "[1, NaN, 2, NaN, 3, 4, NaN].map((loss, x) => ({ x, loss }))"
    assert run(page, "chart.js", f"alone({points}, 'loss').map(({{ x }}) => x)") == [0, 2]


TIME_LEFT = """(() => {
  const state = new RunState()
  const tell = (time, kind, rest) => state.take({ time, event: { kind, ...rest } })
  tell(0, "started", { first_epoch: 1, steps_per_epoch: 10, train_count: 100 })
  tell(1, "epoch", { epoch: 0, step: 0, seconds: 0 })
  const left = []
  for (const [time, step] of [[31, 2], [32, 4], [33, 6]]) {
    tell(time, "progress", { step, images_per_second: 20 })
    left.push(state.secondsLeft(2))
  }
  return left
})()"""


def test_the_batches_in_which_a_worker_prepares_say_nothing_of_the_time_left(page):
    # Two batches a second, and of twenty there are sixteen to go, then fourteen.
    assert run(page, "run_state.js", TIME_LEFT) == [None, 8, 7]


LAYERS = """(() => {
  const table = document.createElement("table")
  const texts = { layer: "layer", gradient: "gradient", dead: "dead" }
  const layers = new Layers(table, texts, { significant: String, percent: String })
  return PROBES.map((probe) => (layers.show(probe), table.className))
})()"""


def test_the_column_for_dead_units_goes_where_no_unit_can_die(page):
    coming, some, none = (
        f"[{{ name: 'dense', gradient: {gradient}, dead: {dead} }}]"
        for gradient, dead in (("null", "null"), (0.1, 0.5), (0.1, "null"))
    )
    shown = LAYERS.replace("PROBES", f"[{coming}, {some}, {none}]")
    assert run(page, "words.js inside.js", shown) == ["", "", "none-dies"]


REFERENCE = """(() => {
  const chart = Object.create(Chart.prototype)
  const drawn = []
  Object.assign(chart, { box: { left: 0, top: 0, width: 200, height: 176 }, range: [0, 1] })
  chart.pen = { measureText: () => ({ width: 60 }) }
  chart._words = (_, x, y, align) => drawn.push([align, Math.round(y - chart.y(chart.spec.value))])
  for (const spec of SPECS) {
    chart.spec = { figure: "accuracy", xMax: 10, marks: [], ...spec }
    chart._wordsOfReference({ value: spec.value, words: "always" })
  }
  return drawn
})()"""
"""Where the words of a reference stand in each of `SPECS`: the side, and how far below."""


def line_at(*values: float) -> str:
    """A curve with a point at each end of the axis."""
    points = ", ".join(f"{{ x: {10 * place}, accuracy: {y} }}" for place, y in enumerate(values))
    return f"{{ points: [{points}] }}"


def test_the_words_of_a_reference_keep_off_the_curves_and_hold_still(page):
    above, below, free = line_at(0.55, 0.55), line_at(0.45, 0.45), line_at(1, 1)
    specs = [[free], [above], [free], [above, below], [line_at(1, 0.45)]]
    told = ", ".join(f"{{ value: 0.5, lines: [{', '.join(lines)}] }}" for lines in specs)
    drawn = run(page, "chart.js", REFERENCE.replace("SPECS", f"[{told}]"))
    assert drawn == [["right", -8], ["right", 9], ["right", 9], ["right", -24], ["left", -8]]


def test_the_words_of_a_reference_keep_off_words_that_stand_low(page):
    spec = f"value: 0.1, lines: [{line_at(0.15, 0.15)}]"
    told = f"[{{ {spec} }}, {{ {spec}, marks: [{{ words: 'went on', low: true }}] }}]"
    drawn = run(page, "chart.js", REFERENCE.replace("SPECS", told))
    assert drawn == [["right", 9], ["right", -24]]


DRAWING = """(() => {
  let now = 10_000
  let frame = null
  const told = []
  performance.now = () => now
  globalThis.requestAnimationFrame = (draw) => ((frame = draw), 1)
  globalThis.cancelAnimationFrame = () => (frame = null)
  globalThis.setTimeout = (_, wait) => (told.push(wait), 2)
  globalThis.clearTimeout = () => {}
  const player = Object.create(Player.prototype)
  const projector = { before: null, isPlaying: true, close() {} }
  projector.advance = (now) => (told.push("goes on"), (projector.before = now))
  Object.assign(player, { projector, curves: projector, glide: {}, calm: { matches: CALM } })
  Object.assign(player, { data: { runs: [] }, films: new Map(), due: 0, later: 0, drawnAt: now })
  Object.assign(player, { _draw: () => told.push("draws"), _tellPage() {} })
  const draw = (after) => ((now += after), frame?.(now))
  STEPS
  return told
})()"""
"""What a player does in some steps: waits so many milliseconds, draws, lets the film go on."""


def drawing(page: Page, steps: str, calm: str = "false") -> object:
    return run(page, "player.js", DRAWING.replace("STEPS", steps).replace("CALM", calm))


def test_what_somebody_does_is_drawn_in_the_next_frame_and_what_moves_some_time_later(page):
    steps = "player._changed(); player._changed(); player._drawNext(); draw(8)"
    assert drawing(page, steps) == [40, "goes on", "draws", 40]


def test_a_closed_player_draws_nothing(page):
    steps = "player._drawNext(); player.close(); draw(100); player._changed(); player._drawNext()"
    assert drawing(page, f"{steps}; draw(40)") == []


def test_a_pointer_sets_no_film_going_where_less_motion_is_asked_for(page):
    steps = "for (const after of [500, 20, 20, 470]) { player._drawNext(); draw(after) }"
    told = [step for step in drawing(page, steps, calm="true") if isinstance(step, str)]
    assert told == ["goes on", "draws", "draws", "draws", "goes on", "draws"]


def test_a_film_takes_its_time_however_few_pictures_of_it_are_drawn(page):
    steps = """(() => {
      const projector = Object.create(Projector.prototype)
      const film = { state: { end: {} }, newest: 60 }
      Object.assign(projector, { film, step: 0, isPlaying: true, before: 0, speeds: { value: 1 } })
      projector.advance(500)
      return projector.step
    })()"""
    assert run(page, "projector.js", steps) == pytest.approx(60 / 6 * 0.5)


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
