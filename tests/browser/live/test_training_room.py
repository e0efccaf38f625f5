"""The training room as a person uses it: what it keeps in sight, and how a run goes on."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import SLOW, button
from tests.browser.live.room import DIGITS, DONE, SHORT, chart, see, start
from tests.browser.slow_line import SlowLine


def test_stop_answers_and_the_network_goes_on_later(lab, page):
    start(page, lab)
    see(page, re.compile(r"Epoch \d\d+ of 1000"))
    button(page, "Stop").click()
    see(page, re.compile("^(Stopping|Stopped after)"))
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


def test_a_range_test_finds_a_rate_and_it_is_used(lab, page):
    page.goto(f"{lab}/train{SHORT}&training.learning_rate=5")
    page.locator(".st-key-range_test button:visible").click()
    see(page, re.compile("^The loss falls fastest at a rate of"))
    see(page, "★ your own: 5")
    use = page.get_by_role("button", name=re.compile(r"^Use 0\.\d+$")).first
    rate = use.inner_text().removeprefix("Use ")
    use.click()
    expect(page).to_have_url(re.compile(rf"training\.learning_rate={rate}\b"))
    expect(page.get_by_role("dialog")).to_have_count(0)


def in_order(*places: Locator) -> bool:
    """Whether they stand one below the other."""
    tops = [place.bounding_box()["y"] for place in places]
    return tops == sorted(tops)


def test_on_a_phone_the_button_comes_first_and_once_there_is_a_run_the_curves(lab, visiting):
    with visiting(390, 844) as context:
        page = context.new_page()
        page.goto(f"{lab}/train{SHORT}")
        see(page, "25 validation pictures to watch")
        curves = page.get_by_role("img", name="accuracy by epoch.")
        pictures = page.get_by_text("25 validation pictures to watch")
        assert in_order(button(page, "Train"), curves, pictures)
        button(page, "Train").click()
        see(page, DONE)
        assert in_order(curves, page.get_by_text("of 25 read right"), button(page, "Train"))
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_curves_buttons_and_watched_pictures_stand_above_the_fold(lab, page):
    start(page, lab, SHORT)
    for part in (
        page.get_by_role("img", name="loss by epoch."),
        page.get_by_role("img", name="accuracy by epoch."),
        button(page, "Train"),
        button(page, "Rewind"),
        page.get_by_role("img", name=re.compile("watched pictures are read right")),
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
    button(second, "Train 5 more").click()
    see(second, re.compile("Epoch . of 8|Done"))
    line.wait_until_sent(2)  # the click, and the news of the run, with the knobs as they were
    line.release()
    see(page, re.compile("Epoch . of 8|Done"))
    expect(button(page, "Take its recipe")).to_have_count(0)
    see(page, "learning rate 0.01")
    expect(page).not_to_have_url(re.compile("training.momentum"))
