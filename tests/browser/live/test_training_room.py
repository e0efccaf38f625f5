"""The training room as a person uses it: each control, read from the page."""

import re

from playwright.sync_api import Page, expect

from tests.browser.live.conftest import SLOW, button
from tests.browser.slow_line import SlowLine

BATCHES = 180  # 1,437 pictures in batches of 8
DIGITS = "?data.dataset=digits&data.scaling=0-1&training.batch_size=8"
LONG = f"{DIGITS}&training.epochs=1000"
SHORT = f"{DIGITS}&training.epochs=3"
RUNNING = re.compile(r"Epoch \d+ of 1000")
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
    see(page, DONE if link == SHORT else RUNNING)


def stop(page: Page) -> None:
    button(page, "Stop").click()
    see(page, re.compile("^Stopped after"))


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


def test_learning_rate_and_momentum_change_in_mid_run_with_a_mark(lab, page):
    start(page, lab)
    expect(page.get_by_label("Epochs", exact=True)).to_be_disabled()
    page.get_by_role("slider", name="Learning rate").press("ArrowRight")
    chart(page, "loss", r"Marks: rate 0\.02, at [\d.]+ epochs")
    expect(page).to_have_url(re.compile(r"training\.learning_rate=0\.02"))
    button(page, "Pause").click()
    see(page, re.compile(r"Paused in epoch \d+ of 1000"))
    page.get_by_role("slider", name="Momentum").press("ArrowRight")
    chart(page, "accuracy", r"momentum 0\.01")
    see(page, re.compile(r"Paused in epoch \d+ of 1000"))
    stop(page)
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


def test_stop_answers_at_once_and_the_network_goes_on_later(lab, page):
    start(page, lab)
    see(page, re.compile(r"Epoch \d\d+ of 1000"))
    button(page, "Stop").click()
    expect(page.get_by_text(re.compile("^(Stopping|Stopped after)"))).to_be_visible(timeout=1500)
    see(page, re.compile("^Stopped after"))
    see(page, "of these 12 test pictures")
    button(page, "Train 5 more").click()
    see(page, DONE)
    chart(page, "loss", r"Marks: went on after epoch \d+, at")


def test_train_more_clicked_twice_goes_on_once(lab, visitor, page):
    start(page, lab, SHORT)
    second = visitor.new_page()
    second.goto(page.url)
    see(second, DONE)
    more = page.get_by_label("More", exact=True)
    more.fill("4")
    more.press("Enter")
    button(page, "Train 4 more").dblclick()
    for tab in (page, second):
        chart(tab, "loss", r"Marks: went on after epoch 3, at 3\.00 epochs\.")
        see(tab, DONE)
    expect(page.get_by_text("still in flight")).to_have_count(0)
    expect(page.get_by_text("still training")).to_have_count(0)


def test_rewind_gives_the_same_run_again_beside_the_first(lab, page):
    start(page, lab, SHORT)
    first_run = page.url
    button(page, "Rewind").dblclick()
    see(page, "Paused in epoch 1 of 3, before its first batch")
    assert page.url != first_run
    see(page, "Same recipe, same first weights, same batches.")
    button(page, "Resume").click()
    see(page, DONE)
    image = page.get_by_role("img", name="loss by epoch.")
    read = image.get_attribute("aria-label")
    now, before = re.search(r"Loss: ([\d.]+) on .* ended at ([\d.]+) on", read).groups()
    assert now == before


def test_early_stopping_keeps_the_best_weights(lab, page):
    # So long are the steps that the loss soon rises again.
    page.goto(f"{lab}/train{DIGITS}&training.learning_rate=2&training.epochs=200")
    patience = page.get_by_label("Early stopping: patience", exact=True)
    patience.fill("1")
    patience.press("Enter")
    expect(page).to_have_url(re.compile("training.patience=1"))
    button(page, "Train").click()
    see(page, re.compile(r"Early stopping: the weights of epoch \d+ were kept\."))


def test_on_a_phone_curves_come_before_controls_and_pictures_last(lab, browser):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{lab}/train{SHORT}")
    see(page, "25 validation pictures to watch")
    places = [
        page.get_by_role("img", name="accuracy by epoch."),
        button(page, "Train"),
        page.get_by_text("25 validation pictures to watch"),
    ]
    tops = [place.bounding_box()["y"] for place in places]
    assert tops == sorted(tops)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_curves_buttons_and_watched_pictures_stand_above_the_fold(lab, page):
    start(page, lab, SHORT)
    for part in (
        page.get_by_role("img", name="loss by epoch."),
        page.get_by_role("img", name="accuracy by epoch."),
        button(page, "Train"),
        button(page, "Rewind"),
        page.locator(".st-key-living_watched"),
    ):
        box = part.bounding_box()
        assert box["y"] + box["height"] <= 900


def test_on_a_slow_line_a_taken_recipe_is_not_undone_by_what_the_page_still_shows(
    lab, visitor, page
):
    start(page, lab, SHORT)
    run = re.search(r"run=\w+", page.url)[0]
    line = SlowLine(page)
    page.goto(f"{lab}/train{SHORT}&training.learning_rate=0.02&training.momentum=0.5&{run}")
    see(page, "It differs in training.learning_rate, training.momentum")
    second = visitor.new_page()
    second.goto(f"{lab}/train?{run}")
    expect(button(second, "Train 5 more")).to_be_visible(timeout=SLOW)

    line.hold()
    button(page, "Take its recipe").click()
    line.wait_until_sent(2)  # the click, and a question for news, with the knobs as they were
    button(second, "Train 5 more").click()
    see(second, re.compile("Epoch . of 8|Done"))
    line.wait_until_sent(3)
    line.release()
    see(page, re.compile("Epoch . of 8|Done"))
    expect(button(page, "Take its recipe")).to_have_count(0)
    see(page, "learning rate 0.01")
    expect(page).not_to_have_url(re.compile("training.momentum"))
