"""The Labels page as a person uses it."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SLOW, settled

LINK = "labels?data.dataset=digits&data.scaling=0-1&training.batch_size=32"
ALIGNED = """axis => {
  const [one, term] = ['.bit1', '.term'].map(part => {
    const box = document.querySelector(`.fe-walk ${part}`).getBoundingClientRect()
    return axis === 'x' ? box.x + box.width / 2 : box.y + box.height / 2
  })
  return Math.abs(one - term) < 1
}"""

TOO_WIDE = """() => {
  const main = document.querySelector('[data-testid="stMain"]')
  return main.scrollWidth - main.clientWidth
}"""


def opened(visitor: BrowserContext, lab: str) -> Page:
    page = visitor.new_page()
    page.goto(f"{lab}/{LINK}")
    expect(page.get_by_role("link", name=re.compile("^Next: "))).to_be_visible(timeout=SLOW)
    return page


@pytest.fixture
def page(visitor, lab) -> Page:
    return opened(visitor, lab)


def both_losses_are(page: Page, value: str) -> None:
    expect(page.locator(".fe-losses strong")).to_have_text([value, value])


def test_the_one_stands_at_the_label_in_one_line_with_its_term_and_all_fits_the_screen(screen, lab):
    page = opened(screen, lab)
    expect(page.locator(".fe-walk .bit1")).to_have_count(1)
    page.wait_for_function(ALIGNED, arg="y" if page.viewport_size["width"] < 640 else "x")
    subject = page.locator(".fe-subject figcaption").inner_text()
    row = page.locator(".fe-walk .bit0, .fe-walk .bit1").all_inner_texts()
    assert subject == f"The label is {row.index('1')}"
    assert page.evaluate(TOO_WIDE) <= 0


def test_the_slider_moves_the_loss_along_the_curve(page):
    both_losses_are(page, "2.303")  # ln 10
    slider = page.get_by_role("slider")
    slider.press("End")
    both_losses_are(page, "0.001")  # −ln 0.999
    slider.press("Home")
    both_losses_are(page, "6.908")  # ln 1000
    expect(page.locator(".fe-walk .wrong")).to_have_count(1)
    expect(page.get_by_text("✗ Wrong")).to_be_visible()
    described = page.locator("[aria-label^='The loss −ln p falls']")
    expect(described).to_have_attribute("aria-label", re.compile("loss 6.908"))


def test_another_picture_and_a_class(page):
    page.get_by_role("combobox", name="Class").click()
    page.get_by_role("option", name="7", exact=True).click()
    expect(page.locator(".fe-subject figcaption")).to_have_text("The label is 7")
    before = page.locator(".fe-subject img").get_attribute("src")
    page.get_by_role("button", name="Another picture").click()
    expect(page.locator(".fe-subject img")).not_to_have_attribute("src", before)


def test_mistake_batch_and_ledger(page):
    mistake = page.get_by_role("combobox", name="Mistake")
    mistake.scroll_into_view_if_needed()
    settled(page)  # a list that opens while the page still scrolls closes again
    mistake.click()
    page.get_by_role("option", name="A negative label").click()
    expect(page.get_by_text("A label is -1, but classes are counted from 0")).to_be_visible()
    matrices = page.locator(".fe-matrix")
    expect(matrices.first.locator("img")).to_have_count(16)
    expect(matrices.last.locator(".wrong")).to_have_count(10)
    expect(page.locator(".fe-heat")).to_have_attribute("alt", re.compile("^32 rows"))
    expect(page.locator(".fe-shape-ledger")).to_contain_text("(1437, 8, 8, 1)")
