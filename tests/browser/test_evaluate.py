"""The Evaluate page as a person uses it: open the test set, click a cell, see its pictures."""

import csv
import re
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SLOW, settled

MOST_PICTURES = 24


def predictions(page: Page, folder: Path) -> list[dict[str, str]]:
    """The table of all pictures, taken home."""
    page.get_by_role("radio", name="One by one").click()
    expect(page.get_by_text("The CSV holds all 360 pictures")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Table (.csv)").click()
    download.value.save_as(folder / "predictions.csv")
    with (folder / "predictions.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def click_cell(page: Page, true: int, said: int) -> None:
    """Click a cell of the matrix, away from its middle."""
    matrix = page.locator(".js-plotly-plot .nsewdrag")
    matrix.scroll_into_view_if_needed()
    settled(page)
    box = matrix.bounding_box()
    at = {"x": (said + 0.3) * box["width"] / 10, "y": (true + 0.7) * box["height"] / 10}
    matrix.hover(position=at)
    words = page.locator(".js-plotly-plot .hovertext")
    expect(words).to_contain_text(f"{true} read as {said}")
    matrix.click(position=at)


def looks(page: Page) -> Locator:
    return page.get_by_text(re.compile("^(Nobody has looked|Looked at)"))


def test_the_test_set_is_opened_once_and_a_cell_shows_its_pictures(lab, page, tmp_path):
    page.goto(f"{lab}/train")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("link", name="Open the test set on Evaluate").click()
    expect(page.get_by_text("287 validation pictures are read right")).to_be_visible(timeout=SLOW)

    page.get_by_role("radio", name="test", exact=True).click()
    expect(page.get_by_text("The test set is sealed.")).to_be_visible()
    expect(looks(page)).to_have_text("Nobody has looked at it with this run.")
    expect(page.get_by_test_id("stMetric")).to_have_count(0)
    before = datetime.now().replace(second=0, microsecond=0)
    page.get_by_role("button", name="Open the test set").click()
    measured = page.get_by_text(re.compile(r"\d+ of 360 test pictures are read right"))
    expect(measured).to_be_visible(timeout=SLOW)
    once = looks(page).inner_text()
    opened = datetime.strptime(once, "Looked at once, on %Y-%m-%d %H:%M.")
    assert before <= opened <= before + timedelta(minutes=2)

    rows = predictions(page, tmp_path)
    right = sum(row["true class"] == row["read as"] for row in rows)
    expect(measured).to_contain_text(f"{right} of 360")
    expect(page.get_by_test_id("stMetricValue").first).to_have_text(f"{right / 360:.2%}")

    page.get_by_role("radio", name="Confusion").click()
    pictures = page.locator(".st-key-evaluated_cards .fe-card img")
    wrong = next(row for row in rows if row["true class"] != row["read as"])
    for true, said in (("3", "3"), (wrong["true class"], wrong["read as"]), ("6", "6")):
        inside = [row for row in rows if (row["true class"], row["read as"]) == (true, said)]
        surest = sorted(inside, key=lambda row: -float(row["largest output"]))[:MOST_PICTURES]
        shown = [f"picture {row['index in x_test']} of x_test, {true}" for row in surest]
        click_cell(page, int(true), int(said))
        expect(page.get_by_text(f"“{true}” read as “{said}”: {len(inside)} pic")).to_be_visible()
        expect(pictures).to_have_count(len(shown))
        assert pictures.evaluate_all("all => all.map(one => one.alt)") == shown

    pictures.first.click()
    expect(page).to_have_url(re.compile(r"/explain\?.*picture=test"))
    page.go_back()
    page.get_by_role("radio", name="test", exact=True).click()
    expect(measured).to_be_visible(timeout=SLOW)
    expect(page.get_by_text(once)).to_be_visible()
