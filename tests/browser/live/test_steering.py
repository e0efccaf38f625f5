"""A run is steered while it goes on: each control, read from the page."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import SLOW, button
from tests.browser.live.room import LONG, RUNNING, chart, see, start, stop

BATCHES = 180  # 1,437 pictures in batches of 8


def test_a_beginner_goes_batch_by_batch_then_epoch_by_epoch(lab, page):
    page.goto(f"{lab}/train{LONG}")
    see(page, "25 validation pictures to watch")
    button(page, "Step one batch").click()
    see(page, f"Paused in epoch 1 of 1000, after 1 of its {BATCHES} batches")
    see(page, "One batch, taken apart: step 1, in epoch 1")
    see(page, re.compile(r"\d+ of 25 read right"))
    button(page, "Step one batch").click()
    see(page, f"Paused in epoch 1 of 1000, after 2 of its {BATCHES} batches")
    see(page, "One batch, taken apart: step 2, in epoch 1")
    button(page, "Step one epoch").click()
    see(page, "Paused in epoch 2 of 1000, before its first batch")
    button(page, "Step one epoch").click()
    see(page, "Paused in epoch 3 of 1000, before its first batch")
    button(page, "Resume").click()
    see(page, RUNNING)
    expect(page.get_by_text("One batch, taken apart")).to_have_count(0, timeout=SLOW)
    stop(page)


def test_a_slow_browser_takes_one_batch_a_click(lab, page):
    page.goto(f"{lab}/train{LONG}")
    button(page, "Step one batch").click()
    see(page, "One batch, taken apart: step 1, in epoch 1")
    button(page, "Step one batch").hover()
    for batch in range(2, 5):
        # What is due meanwhile, as the next look at the run, comes between a click and its message.
        page.evaluate(
            """() => {
              const until = performance.now() + 700
              const busy = () => {
                const end = performance.now() + 200
                while (performance.now() < end);
                if (end < until) setTimeout(busy)
              }
              setTimeout(busy)
            }"""
        )
        page.mouse.down()
        page.mouse.up()
        see(page, f"Paused in epoch 1 of 1000, after {batch} of its {BATCHES} batches")
    button(page, "Stop").click()
    see(page, "Stopped in the first epoch")


def test_one_can_begin_with_one_epoch(lab, page):
    page.goto(f"{lab}/train{LONG}")
    button(page, "Step one epoch").dblclick()
    see(page, re.compile(r"Paused in epoch [23] of 1000, before its first batch"))
    stop(page)


def test_pausing_twice_and_resuming_from_a_second_tab(lab, visitor, page):
    start(page, lab)
    button(page, "Pause").dblclick()
    see(page, re.compile(r"Paused in epoch \d+ of 1000"))
    second = visitor.new_page()
    second.goto(page.url)
    button(second, "Resume").click()
    see(second, RUNNING)
    see(page, RUNNING)
    expect(button(page, "Pause")).to_be_visible()
    button(second, "Stop").dblclick()
    see(second, re.compile("^Stopped after"))
    see(page, re.compile("^Stopped after"))


def test_a_page_that_follows_a_run_asks_for_nothing_while_it_goes_on(lab, page):
    asked = []
    page.on(
        "websocket", lambda socket: socket.on("framesent", lambda message: asked.append(message))
    )
    start(page, lab)
    page.wait_for_timeout(500)  # what the click still asks for
    asked.clear()
    before = page.get_by_text(RUNNING).inner_text()
    page.wait_for_timeout(1500)
    assert page.get_by_text(RUNNING).inner_text() != before
    assert asked == []
    stop(page)


def test_learning_rate_and_momentum_change_in_mid_run_with_a_mark(lab, page):
    start(page, lab)
    expect(page.get_by_label("Epochs", exact=True)).to_be_disabled()
    page.get_by_role("slider", name="Learning rate").press("ArrowRight")
    chart(page, "loss", r"Marks: rate 0\.02, at [\d.]+ epochs")
    button(page, "Pause").click()
    see(page, re.compile(r"Paused in epoch \d+ of 1000"))
    expect(page).to_have_url(re.compile(r"training\.learning_rate=0\.02"))
    page.get_by_role("slider", name="Momentum").press("ArrowRight")
    chart(page, "accuracy", r"momentum 0\.01")
    see(page, re.compile(r"Paused in epoch \d+ of 1000"))
    stop(page)
    expect(page.get_by_label("Epochs", exact=True)).to_have_count(1)
    expect(page.get_by_label("Epochs", exact=True)).to_be_enabled()


def test_slow_motion_is_as_slow_as_it_says_until_it_is_at_full_speed_again(lab, visitor, page):
    start(page, lab)
    page.get_by_role("radio", name="10", exact=True).click()
    # 10 batches of 8 a second, and the time that they take.
    see(page, re.compile(r"· [4-8]\d pictures a second"))
    second = visitor.new_page()
    second.goto(page.url)
    expect(second.get_by_role("radio", name="10", exact=True)).to_be_checked(timeout=SLOW)
    second.get_by_role("radio", name="full speed").click()
    expect(page.get_by_role("radio", name="full speed")).to_be_checked(timeout=SLOW)
    see(page, re.compile(r"· [\d,]{4,} pictures a second"))
    stop(page)
