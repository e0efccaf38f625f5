"""On the Draw page the answer follows the pen, also when the server is busy, slow or gone."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW
from tests.made.hand_drawn import DIGITS

ASKED = "**/pen-answer?*"
SURE = re.compile("with a probability of")


@pytest.fixture(scope="module")
def visitor(lab, visiting):
    """A visitor with a trained network."""
    with visiting() as context:
        page = context.new_page()
        page.goto(f"{lab}/train?data.dataset=digits&data.scaling=0-1&training.learning_rate=0.1")
        page.get_by_role("button", name="Train", exact=True).click()
        page.get_by_text(re.compile("Done in")).wait_for(timeout=SLOW)
        page.close()
        yield context


@pytest.fixture
def page(lab, visitor):
    page = visitor.new_page()
    # So tall that the whole page is seen: scrolled, its head would lie over the pad.
    page.set_viewport_size({"width": 1280, "height": 1500})
    problems = []
    page.on("pageerror", lambda problem: problems.append(problem))
    page.goto(f"{lab}/draw")
    expect(page.get_by_text("Nothing is drawn yet.")).to_be_visible()
    yield page
    assert problems == []
    page.close()


def put_down(page: Page, *points, steps: int = 4) -> None:
    """Draw one stroke and leave the pen down; points are parts of the pad's side.

    The browser looks at the pen once a frame, so each of the steps between two points takes time.
    """
    box = page.locator(".st-key-pad canvas").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=steps)


def draw(page: Page, digit: int) -> None:
    for stroke in next(iter(DIGITS[digit].values())):
        put_down(page, *[(0.27 + 0.7 * x, 0.15 + 0.7 * y) for x, y in stroke], steps=1)
        page.mouse.up()


def verdict(page: Page):
    return page.locator(".st-key-verdict h2")


def last_answer(page: Page) -> str:
    """The HTML of the answer to all that is drawn, not to a part of it."""
    answer = page.locator(".st-key-verdict [aria-busy]")
    expect(answer).to_have_attribute("aria-busy", "false")
    return answer.inner_html()


def test_the_answer_comes_while_the_pen_is_down(page):
    put_down(page, (0.5, 0.2), (0.5, 0.8))
    expect(page.get_by_text(SURE)).to_be_visible()
    expect(page.locator(".fe-readings section")).to_have_count(3)
    before = page.locator(".fe-readings img").first.get_attribute("src")
    put_down(page, (0.2, 0.8), (0.8, 0.8))
    expect(page.locator(".fe-readings img").first).not_to_have_attribute("src", before)
    page.mouse.up()


def test_undo_and_clear_are_answered(page):
    draw(page, 1)
    expect(verdict(page)).to_have_text("1")
    before = last_answer(page)
    draw(page, 0)
    assert last_answer(page) != before
    page.get_by_role("button", name="Undo").click()
    assert last_answer(page) == before
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Nothing is drawn yet.")).to_be_visible()


def test_what_was_drawn_a_moment_ago_is_what_is_kept(page):
    labels = page.locator(".st-key-keep_as-digits")
    for count, digit in enumerate((3, 1, 0), start=1):
        draw(page, digit)
        labels.get_by_role("radio", name=str(digit)).click()  # at once
        expect(page.get_by_text(f"Kept as {digit}: picture {count}.")).to_be_visible()
        expect(page.get_by_text(f"The network reads {count} of your {count} right")).to_be_visible()
        page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Nothing is drawn yet.")).to_be_visible()
    labels.get_by_role("radio", name="9").click()
    expect(page.get_by_text("There is nothing to keep yet.")).to_be_visible()


def test_the_last_drawing_is_what_explain_explains(page):
    draw(page, 3)
    page.get_by_role("button", name="Why does it say that?").click()
    expect(page.get_by_role("heading", name="Explain")).to_be_visible()
    expect(page.locator(".fe-explained")).to_contain_text("3")


def test_a_lab_that_does_not_answer_is_said_and_asked_again(page):
    page.route(ASKED, lambda route: route.abort())
    draw(page, 1)
    expect(page.get_by_text("The lab does not answer. Is it still running?")).to_be_visible()
    page.unroute(ASKED)
    expect(verdict(page)).to_have_text("1")


def test_a_run_that_is_gone_is_not_answered_with_the_last_answer(page):
    draw(page, 1)
    expect(verdict(page)).to_have_text("1")
    page.route(ASKED, lambda route: route.fulfill(status=404, body="no such run"))
    draw(page, 0)
    expect(page.get_by_text("The lab does not answer.")).to_be_visible()
    expect(page.get_by_text("no such run")).to_have_count(0)


def test_while_the_lab_is_busy_only_the_newest_drawing_waits(page):
    asked = []

    def hold_the_first(route):
        asked.append(route)
        if len(asked) > 1:
            route.continue_()

    page.route(ASKED, hold_the_first)
    for x in (0.3, 0.4, 0.5, 0.6):
        put_down(page, (x, 0.2), (x, 0.8))
        page.mouse.up()
    page.wait_for_timeout(500)
    assert len(asked) == 1
    asked[0].continue_()
    expect(page.get_by_text(SURE)).to_be_visible()
    page.wait_for_timeout(500)
    assert len(asked) == 2
