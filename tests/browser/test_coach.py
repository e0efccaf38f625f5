"""The coach as a person meets it: a run goes wrong, one click mends it, both runs in one chart."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.alone

SLOW = 60_000
WELL = "data.dataset=digits&data.scaling=0-1&data.validate_on=split"
TOO_HIGH = f"?{WELL}&training.learning_rate=100&training.epochs=3"
RAW_AND_LONG = "?data.dataset=digits&data.validate_on=split&training.epochs=1000"


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(SLOW)
    yield context.new_page()
    context.close()


def button(page: Page, name: str):
    return page.get_by_role("button", name=name, exact=True)


def done(page: Page):
    return page.get_by_text(re.compile(r"Done in [\d.]+ s"))


def test_a_learning_rate_that_is_too_high_is_named_and_mended_by_one_click(lab, page):
    page.goto(f"{lab}/train{TOO_HIGH}")
    button(page, "Train").click()
    expect(done(page)).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("The training loss jumped to")).to_be_visible()
    expect(page.get_by_text("leaps over the valley")).to_be_visible()
    first_run = page.url

    button(page, "Use learning rate 0.05").click()
    expect(page.get_by_text("The dashed lines are the run before.")).to_be_visible(timeout=SLOW)
    result = page.get_by_text(
        re.compile(r"Of the validation pictures, [\d.]+% were .* before, [\d.]+% now")
    )
    expect(result).to_be_visible(timeout=SLOW)
    before, now = map(float, re.findall(r"([\d.]+)%", result.inner_text()))
    assert before < now
    assert page.url != first_run
    expect(page.get_by_text("learning rate 0.05")).to_be_visible()
    for figure in ("loss", "accuracy"):
        chart = page.get_by_role("img", name=f"{figure} by epoch.")
        expect(chart).to_have_attribute(
            "aria-label", re.compile(r"on validation.*Dashed lines: the run before, which ended at")
        )
    expect(page.get_by_text("The training loss jumped to")).to_have_count(0)


def test_raw_pixels_are_named_while_the_run_goes_on_and_mended_in_mid_run(lab, page):
    page.goto(f"{lab}/train{RAW_AND_LONG}")
    button(page, "Train").click()
    expect(page.get_by_text("Before the first step the loss was")).to_be_visible(timeout=SLOW)
    expect(button(page, "Stop")).to_be_visible()

    button(page, "Scale the pixels to 0–1").click()
    expect(page.get_by_text("The dashed lines are the run before.")).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("scaled to 0–1").first).to_be_visible()
    expect(page.get_by_text("Before the first step the loss was")).to_have_count(0)
    button(page, "Stop").click()
    expect(page.get_by_text(re.compile("^Stopped"))).to_be_visible(timeout=SLOW)


def test_a_healthy_run_is_left_alone(lab, page):
    page.goto(f"{lab}/train")  # the first visit's recipe
    button(page, "Train").click()
    expect(done(page)).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("of these 12 validation pictures")).to_be_visible(timeout=SLOW)
    expect(page.locator("[class*='st-key-advice_']")).to_have_count(0)
