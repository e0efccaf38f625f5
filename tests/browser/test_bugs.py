"""Find the bug as a student clicks it: a program runs, a line is changed, and it runs again."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import SLOW, button


def test_a_bug_is_found_and_mended(lab, page: Page):
    page.goto(f"{lab}/bugs")
    button(page, "5 · Patience").click()
    expect(page.get_by_role("heading", name="Patience")).to_be_visible()
    button(page, "Run this program").click()
    expect(button(page, "Run this program")).to_have_count(0, timeout=SLOW)

    as_it_is_copied = page.locator(".lines").inner_text()
    assert re.search(r"^ {4,}layers\.Flatten\(\)", as_it_is_copied, re.MULTILINE)
    line = page.get_by_role("radio", name=re.compile("learning_rate="))
    line.focus()
    page.keyboard.press("Space")
    page.get_by_text("The learning rate is too low", exact=True).click()
    page.get_by_text("Use learning rate 0.1", exact=True).click()
    expect(button(page, "Train it with this change")).to_be_enabled(timeout=SLOW)
    button(page, "Train it with this change").click()

    expect(page.get_by_text("Found and mended")).to_be_visible(timeout=SLOW)
    expect(line).to_be_checked()
    result = page.get_by_text(re.compile("Before your change it read")).inner_text()
    before, now = map(float, re.findall(r"([\d.]+)%", result))
    assert before < 40
    assert now > 80
    chart = page.get_by_role("img", name="accuracy by epoch.")
    both = re.compile("on validation.*Dashed lines: the run before")
    expect(chart).to_have_attribute("aria-label", both, timeout=SLOW)

    button(page, "All cases").click()
    expect(page.get_by_text("1 of 17 cases solved")).to_be_visible()
