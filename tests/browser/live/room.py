"""Steps on the Train page that several browser tests share: open it, press a button, read it."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW, button

DIGITS = "?data.dataset=digits&data.scaling=0-1&training.batch_size=8"
LONG = f"{DIGITS}&training.epochs=1000"
SHORT = f"{DIGITS}&training.epochs=3"
RUNNING = re.compile(r"Epoch \d+ of 1000")
AN_EPOCH_DONE = re.compile(r"Epoch ([2-9]|\d{2,}) of 1000")
DONE = re.compile(r"Done in [\d.]+ s")


def see(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_text(words).first).to_be_visible(timeout=SLOW)


def chart(page: Page, figure: str, words: str) -> None:
    """Wait until a chart is read out with these words, a pattern."""
    image = page.get_by_role("img", name=f"{figure} by epoch.")
    expect(image).to_have_attribute("aria-label", re.compile(words), timeout=SLOW)


def start(page: Page, lab: str, link: str = LONG) -> None:
    page.goto(f"{lab}/train{link}")
    button(page, "Train").click()
    see(page, DONE if link == SHORT else AN_EPOCH_DONE)


def stop(page: Page) -> None:
    button(page, "Stop").click()
    see(page, re.compile("^Stopped after"))
