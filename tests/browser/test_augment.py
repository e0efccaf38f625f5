"""The Augment page as a person uses it: a slider, a question, the code, on two screens."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW, settled

GENTLE = "data.dataset=digits&augmentation.rotation_range=20"
UPSIDE_DOWN = "data.dataset=digits&augmentation.rotation_range=180"


def opened(page: Page, lab: str, link: str) -> None:
    """Open the page and wait for the pictures, which the workers draw once they have started.

    With them, what stands below is built anew.
    """
    page.goto(f"{lab}/augment?{link}")
    expect(draws(page)).to_have_count(12, timeout=SLOW)
    settled(page)


def draws(page: Page):
    return page.locator(".st-key-augment_draws img")


def sources(page: Page) -> list[str]:
    return [image.get_attribute("src") for image in draws(page).all()]


def test_code_and_pictures_are_those_of_the_settings_and_follow_a_slider_at_once(page, lab):
    opened(page, lab, GENTLE)
    page.get_by_text("Show the code").click()
    expect(page.get_by_text("layers.RandomRotation(20 / 360")).to_be_visible()
    page.get_by_role("tab", name="ImageDataGenerator").click()
    expect(page.get_by_text("generator = ImageDataGenerator(")).to_be_visible()

    before = sources(page)
    slider = page.get_by_role("slider", name="rotation_range")
    slider.press("ArrowRight")
    expect(draws(page).nth(3)).not_to_have_attribute("src", before[3])
    expect(draws(page).nth(0)).to_have_attribute("src", before[0])
    expect(page).to_have_url(re.compile("augmentation.rotation_range=21"))
    expect(page.get_by_text("✓ lies within what your recipe draws: −21° to 21°.")).to_be_visible()

    before = sources(page)
    page.get_by_role("button", name="Another draw").click()
    expect(draws(page).nth(1)).not_to_have_attribute("src", before[1])
    page.get_by_text("Many pictures").click()
    expect(draws(page)).to_have_count(24)


def test_a_question_before_an_answer(page, lab):
    opened(page, lab, UPSIDE_DOWN)
    expect(page.get_by_text("Turned by 180°: is this still a 6?")).to_be_visible()
    answer = page.get_by_text("A 6 upside down is a 9")
    expect(answer).to_have_count(0)
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(answer).to_be_visible()
    page.get_by_role("button", name="Change it to rotation_range=15.0").click()
    expect(answer).to_have_count(0)
    expect(page).to_have_url(re.compile("augmentation.rotation_range=15"))


def test_nothing_is_cut_off(screen, lab):
    page = screen.new_page()
    opened(page, lab, GENTLE)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    controls = page.get_by_role("slider", name="rotation_range").bounding_box()
    narrow = page.viewport_size["width"] < 640
    assert (controls["y"] > draws(page).last.bounding_box()["y"]) == narrow


def test_a_run_with_augmentation(page, lab):
    page.goto(f"{lab}/train?{GENTLE}&data.scaling=0-1&training.epochs=3&training.batch_size=32")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_text(re.compile("of the test pictures are read right"))).to_be_visible(
        timeout=SLOW
    )
