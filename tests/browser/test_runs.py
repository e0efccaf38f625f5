"""The Runs page as a person uses it: two runs compared, one deleted and brought back."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW, button

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

    page.get_by_text("Actions").first.click()
    page.get_by_text("Delete", exact=True).last.click()
    expect(rows).to_have_count(1)
    button(page, "Undo").last.click()
    expect(rows).to_have_count(2)

    for mark in page.locator("[class*=st-key-mark_] label").all():
        mark.click()
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
