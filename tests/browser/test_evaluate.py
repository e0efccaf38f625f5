"""The Evaluate page as a person uses it: open the test set, click a cell, see its pictures."""

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT

SLOW = 60_000
SIZES = {"wide-light": (1280, "light"), "narrow-dark": (390, "dark")}


@pytest.fixture(scope="module")
def trained(serve, browser, tmp_path_factory):
    """The address of the Evaluate page for a network that one click has trained."""
    home = str(tmp_path_factory.mktemp("home"))
    lab = serve(ROOT / "dashboard" / "app.py", {"FIRST_EPOCH_HOME": home})
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(lab)
    page.get_by_role("button", name="Train a first network now").click()
    expect(page.get_by_text(re.compile(r"^Done in"))).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name="Next: Evaluate").click()
    expect(page.get_by_text("validation pictures are read right")).to_be_visible(timeout=SLOW)
    page.wait_for_url(re.compile("/evaluate.*run="))
    yield page.url
    context.close()


@pytest.fixture(params=SIZES.values(), ids=SIZES.keys())
def page(trained, browser, request):
    width, theme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, has_touch=width < 640
    )
    context.set_default_timeout(SLOW)
    opened = context.new_page()
    opened.goto(trained)
    expect(opened.get_by_text("validation pictures are read right")).to_be_visible()
    yield opened
    context.close()


def open_test_set(page: Page) -> None:
    page.get_by_role("radio", name="test", exact=True).click()
    expect(page.get_by_text("The test set is sealed.")).to_be_visible()
    page.get_by_role("button", name="Open the test set").click()
    expect(page.get_by_text("360 test pictures are read right")).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_contain_text("of 360 test pictures")


def click_cell(page: Page, true: int, said: int) -> None:
    """Press or tap a cell of the matrix, away from its middle."""
    matrix = page.locator(".js-plotly-plot .nsewdrag")
    matrix.scroll_into_view_if_needed()
    box = matrix.bounding_box()
    at = {"x": (said + 0.3) * box["width"] / 10, "y": (true + 0.7) * box["height"] / 10}
    touch = page.viewport_size["width"] < 640
    (matrix.tap if touch else matrix.hover)(position=at)
    words = page.locator(".js-plotly-plot .hovertext")
    expect(words).to_contain_text(f"{true} read as {said}")
    (matrix.tap if touch else matrix.click)(position=at)


def test_the_test_set_is_opened_and_a_cell_shows_its_pictures(page):
    open_test_set(page)
    expect(page.get_by_text(re.compile(r"^Looked at (once|\d+ times)"))).to_be_visible()
    cards = page.locator(".st-key-evaluated_cards .fe-card")
    for digit in (3, 6):
        click_cell(page, digit, digit)
        heading = page.get_by_text(re.compile(f"“{digit}” read as “{digit}”: (\\d+) pictures"))
        expect(heading).to_be_visible()
        count = int(re.search(r": (\d+) pictures", heading.inner_text())[1])
        expect(cards).to_have_count(min(count, 24))
        expect(cards.first).to_contain_text(f"✓ {digit}")


def test_a_cell_is_chosen_by_keyboard(page):
    box = page.get_by_role("combobox", name=re.compile("True class"))
    box.focus()
    box.fill("7")
    box.press("Enter")
    expect(page.get_by_text(re.compile("“7” .*read as “"))).to_be_visible()


def test_all_predictions_are_taken_home(page, tmp_path):
    page.get_by_role("radio", name="One by one").click()
    expect(page.get_by_text("The CSV holds all 287 pictures")).to_be_visible()
    button = page.get_by_role("button", name="Table (.csv)")
    with page.expect_download() as download:
        button.click()
    saved = tmp_path / "predictions.csv"
    download.value.save_as(saved)
    rows = list(csv.DictReader(io.StringIO(saved.read_text(encoding="utf-8"))))
    assert len(rows) == 287  # a fifth of 1,437 is kept aside
    for row in rows:
        outputs = [float(row[f"output {digit}"]) for digit in range(10)]
        assert sum(outputs) == pytest.approx(1, abs=1e-4)
        assert row["read as"] == str(outputs.index(max(outputs)))


def test_nothing_is_wider_than_the_screen(page):
    for view in ("Classes", "Mistakes", "Reliability", "One by one", "Confusion"):
        page.get_by_role("radio", name=view).click()
        expect(page.get_by_role("radio", name=view)).to_be_checked()
        expect(page.get_by_text("What to notice")).to_have_count(1)
        wide = page.evaluate(
            """() => {
              const main = document.querySelector('[data-testid="stMain"]')
              return main.scrollWidth - main.clientWidth
            }"""
        )
        assert wide <= 0
    expect(page.get_by_test_id("stException")).to_have_count(0)
