"""The Runs page as a person uses it: runs compared, deleted and brought back; races."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SLOW, button, settled

DIGITS = "data.dataset=digits&data.scaling=0-1&data.validate_on=split&training.epochs=3"


def train(page: Page, lab: str, rate: float) -> None:
    page.goto(f"{lab}/train?{DIGITS}&training.learning_rate={rate}")
    page.locator(".st-key-train button:visible").first.click()
    expect(page.get_by_text(re.compile(r"^Done in"))).to_be_visible(timeout=SLOW)


def test_two_runs_are_compared_one_deleted_and_brought_back_and_taken_away(lab, page, tmp_path):
    train(page, lab, 0.01)
    train(page, lab, 0.1)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Runs").click()
    rows = page.locator(".fe-run")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("learning rate 0.01 → 0.1")

    settled(page)
    page.get_by_text("Actions").first.click()
    page.get_by_text("Delete", exact=True).last.click()
    expect(rows).to_have_count(1)
    button(page, "Undo").last.click()
    expect(rows).to_have_count(2)

    settled(page)
    marks = page.locator("[class*=st-key-mark_] label")
    expect(marks).to_have_count(2)
    marks.first.click()
    marks.last.click()
    button(page, "Compare").click()
    expect(page.get_by_text("One thing differs: learning rate.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"compare=\w+(,|%2C)\w+"))
    axis = page.locator(".st-key-compared_runs canvas").first
    expect(axis).to_have_attribute("aria-label", re.compile("by epoch"))
    page.get_by_role("radio", name="pictures seen").click()
    expect(axis).to_have_attribute("aria-label", re.compile("by the number of pictures seen"))
    expect(page.get_by_text("McNemar's exact test")).to_be_visible(timeout=SLOW)
    expect(page.locator(".fe-answer").first).to_be_visible()

    button(page, "All runs").click()
    button(page, "Take away").click()
    expect(page.get_by_text("The 2 marked runs")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Everything, as a zip").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    page.keyboard.press("Escape")
    button(page, "Bring runs in").click()
    page.locator("input[type=file]").set_input_files(file)
    page.locator(".st-key-bring_in_now button").click()
    expect(page.get_by_text("2 runs were brought in.")).to_be_visible(timeout=SLOW)
    expect(rows).to_have_count(4)
    expect(rows.first).to_contain_text("brought in · trained")


COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7")
"""Of the curves of four values, in their order."""
INKED = """(canvas, colour) => {
  const wanted = [1, 3, 5].map((place) => parseInt(colour.slice(place, place + 2), 16))
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
  const is = (at) => wanted.every((part, place) => Math.abs(data[at + place] - part) < 8)
  return Array.from({ length: data.length / 4 }, (_, pixel) => 4 * pixel).filter(is).length
}"""
"""How many pixels of a chart have a colour."""


def begin(page: Page, lab: str) -> None:
    """Begin the race whose values stand in the fields, and see it."""
    page.get_by_role("button", name=re.compile("^Begin the race")).click()
    expect(page.get_by_role("heading", name=re.compile("^Race: "))).to_be_visible(timeout=SLOW)


def see_end(page: Page, verdict: str) -> None:
    expect(page.get_by_test_id("stAlert").filter(has_text=verdict)).to_be_visible(timeout=SLOW)


def choose(page: Page, field: str, option: str) -> None:
    page.get_by_role("combobox", name=field).click()
    page.get_by_role("option", name=option, exact=True).click()


def enter_values(page: Page, field: str, *values: str) -> None:
    """Let a field hold these values and no others."""
    box = page.get_by_test_id("stMultiSelect").filter(has_text=field)
    box.get_by_role("combobox").click()
    for _ in range(6):
        page.keyboard.press("Backspace")
    for value in values:
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    page.keyboard.press("Escape")


def inked(chart: Locator) -> list[int]:
    return [chart.evaluate(INKED, colour) for colour in COLOURS]


def test_values_are_raced_and_told_from_luck(lab, page):
    # Four learning rates: all curves move in one player, live and when they are played again.
    page.goto(f"{lab}/train?{DIGITS}")
    page.get_by_role("link", name="Race this recipe …").click()
    begin(page, lab)
    expect(page.locator(".st-key-race .legend button")).to_have_count(4)
    see_end(page, "that takes at least two seeds of one of them")
    chart = page.locator(".st-key-race .accuracy canvas")
    whole = inked(chart)
    scrubber = page.get_by_role("slider", name="Place in the film")
    scrubber.press("Home")
    scrubber.press("ArrowRight")
    expect(scrubber).to_have_attribute("aria-valuetext", "epoch 1.0")
    assert all(0 < now < then for now, then in zip(inked(chart), whole, strict=True))
    page.reload()
    see_end(page, "that takes at least two seeds of one of them")

    # Values that do not matter, and one that does.
    for setting, values, verdict in (
        ("batch size", ("64", "65"), "may be luck"),
        ("scaling", ("raw pixels", "pixels 0–1"), "more than luck"),
    ):
        page.goto(f"{lab}/runs?view=races&{DIGITS}")
        choose(page, "What is raced", setting)
        enter_values(page, f"Values of {setting}", *values)
        seeds = page.get_by_role("spinbutton", name="Seeds of each")
        seeds.fill("2")
        seeds.press("Enter")
        expect(button(page, "Begin the race: 4 runs")).to_be_visible()
        begin(page, lab)
        see_end(page, verdict)


def test_a_grid_fills(lab, page):
    page.goto(f"{lab}/runs?view=races&{DIGITS}")
    choose(page, "And at once", "batch size")
    expect(button(page, "Begin the race: 9 runs")).to_be_visible()
    begin(page, lab)
    cells = page.locator(".heat tbody td")
    expect(cells).to_have_count(9)
    expect(cells.filter(has_text="%")).to_have_count(9, timeout=SLOW)
    see_end(page, "ahead")
    with page.context.expect_page() as opened:
        cells.first.click()
    expect(opened.value.get_by_text(re.compile("^Done in"))).to_be_visible(timeout=SLOW)
