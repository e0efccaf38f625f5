"""The Explain page as a person uses it: from a picture to a unit, its sum, and what if."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW

CNN = (
    "?data.dataset=digits&data.scaling=0-1&data.validate_on=split&training.epochs=2"
    "&model.layers=conv2d:4:3,relu,flatten,dense:10,softmax"
)


def view(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()


def result(page: Page) -> float:
    """The number at the end of the equation below the sliding window."""
    text = page.locator(".equation b").inner_text()
    return float(text.removeprefix("= ").replace("−", "-"))


def test_a_picture_is_followed_through_the_network(lab, page):
    page.goto(f"{lab}/train{CNN}")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_text(re.compile(r"Done in [\d.]+ s")).wait_for()
    page.get_by_role("link", name="Explain").first.click()

    # Another picture is one click away, and the address says which.
    strip = page.get_by_role("group", name="Validation pictures, those read wrong first")
    second = strip.get_by_role("button").nth(1)
    second.click()
    expect(second).to_have_attribute("aria-pressed", "true", timeout=SLOW)
    number = re.search(r"validation picture (\d+)", second.get_attribute("aria-label"))[1]
    expect(page).to_have_url(re.compile(rf"picture=validation(:|%3A){number}\b"), timeout=SLOW)
    page.reload()
    expect(second).to_have_attribute("aria-pressed", "true", timeout=SLOW)

    # The window begins where the filter answers most, and its sum is what Keras gave there.
    filters = page.get_by_role("group", name="conv2d", exact=True)
    filters.get_by_role("button").nth(2).click()
    page.get_by_text("How filter 2 of conv2d gets its map").wait_for()
    said = filters.get_by_role("button").nth(2).get_attribute("aria-label").replace("−", "-")
    low, high = (float(text) for text in re.search(r"gives (\S+) to (\S+)", said).groups())
    page.wait_for_function(
        """extreme => Math.abs(Math.abs(parseFloat([...document.querySelectorAll('*')]
          .map(node => node.shadowRoot?.querySelector('.equation b')?.textContent).find(Boolean)
          .replace('= ', '').replace('−', '-'))) - extreme) < 0.06 * extreme""",
        arg=max(abs(low), abs(high)),
    )
    # It follows the pointer, the arrow keys, and slides by itself.
    page.locator(".slide .output img").hover(position={"x": 3, "y": 3})
    place = page.locator(".slide .tools span")
    expect(place).to_have_text("row 0, column 0")
    assert low - 0.01 <= result(page) <= high + 0.01
    page.locator(".slide").press("ArrowRight")
    page.locator(".slide").press("ArrowDown")
    expect(place).to_have_text("row 1, column 1")
    page.get_by_role("button", name="Slide", exact=True).click()
    expect(place).to_have_text("row 2, column 0", timeout=SLOW)
    page.get_by_role("button", name="Hold", exact=True).click()

    # A click on the map shows the picture of the point.
    view(page, "Map")
    points = page.locator(".scatterlayer .point")
    points.first.wait_for()
    points.nth(4).click(force=True)
    page.get_by_role("button", name="Explain this picture").wait_for()

    view(page, "What if")
    figures = page.get_by_text(re.compile(r"^Accuracy on the 287 validation pictures:"))
    expect(figures).to_have_text(re.compile(r": [\d.]+% → [\d.]+%$"), timeout=SLOW)

    view(page, "Where it looked")
    page.get_by_text("The maps of layer activation").wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("Where it looked", "Softmax", "Layers", "What excites a unit", "Map"):
        view(page, name)
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
