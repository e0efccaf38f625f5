"""The coach as a person meets it: a run goes wrong, one click mends it, both runs in one chart."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW, button

WELL = "data.dataset=digits&data.scaling=0-1&data.validate_on=split"
TOO_HIGH = f"?{WELL}&training.learning_rate=100&training.epochs=3"
RAW_AND_LONG = "?data.dataset=digits&data.validate_on=split&training.epochs=1000"


def done(page: Page):
    return page.get_by_text(re.compile(r"Done in [\d.]+ s"))


def train_preset(page: Page, lab: str, name: str) -> None:
    page.goto(f"{lab}/train")
    presets = page.get_by_role("combobox", name=re.compile("Start from"))
    presets.click()
    presets.fill(name)  # the list is longer than what it shows at once
    page.get_by_role("option", name=name, exact=True).click()
    expect(page).to_have_url(re.compile(f"data.dataset={name.split('-')[1]}"))
    button(page, "Train").click()
    expect(done(page)).to_be_visible(timeout=SLOW)


def in_one_chart(page: Page) -> None:
    """Wait until both charts are read out as those of a run and of the one before."""
    for figure in ("loss", "accuracy"):
        chart = page.get_by_role("img", name=f"{figure} by epoch.")
        both = re.compile(r"on validation.*Dashed lines: the run before, which ended at")
        expect(chart).to_have_attribute("aria-label", both, timeout=SLOW)


def test_the_homework_on_mnist_is_mended_by_scaling(lab, page):
    train_preset(page, lab, "homework-mnist")
    said = page.get_by_text("Before the first step the loss was")
    expect(said).to_contain_text("where guessing among 10 classes costs ln 10 = 2.30")
    expect(page.get_by_text("The pixels go in as they are, from 0 to 255")).to_be_visible()

    button(page, "Scale the pixels to 0–1").click()
    in_one_chart(page)
    expect(page.get_by_text("data.scaling from none to 0-1")).to_be_visible()
    expect(done(page)).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("Before the first step the loss was")).to_have_count(0)


def test_the_homework_on_faces_is_told_that_it_validates_on_what_it_trains_on(lab, page):
    train_preset(page, lab, "homework-fer2013")
    leak = page.get_by_text("All 700 validation pictures are training pictures")
    expect(leak).to_be_visible()

    button(page, "Keep a part aside to validate").click()
    in_one_chart(page)
    expect(page.get_by_text("data.validate_on from train to split")).to_be_visible()
    expect(page.get_by_text("They validate on different pictures")).to_be_visible(timeout=SLOW)
    expect(leak).to_have_count(0)


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
    in_one_chart(page)
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
