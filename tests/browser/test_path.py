"""The first lesson as a student goes through it: predict, run, look, be told, and hand it in."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import SLOW, button, settled


def block(page: Page, kind: str, name: str) -> Locator:
    return page.locator(f".st-key-block_{kind}_{name}")


def commit(asked: Locator) -> None:
    asked.locator("[class*=st-key-commit] button").click()


def enter(asked: Locator, number: str) -> None:
    asked.get_by_role("spinbutton").fill(number)
    commit(asked)


def choose(asked: Locator, text: str) -> None:
    asked.get_by_text(text).click()
    commit(asked)


def told(asked: Locator, words: str) -> None:
    expect(asked.get_by_text(words).first).to_be_visible(timeout=SLOW)


def draw(page: Page, asked: Locator) -> None:
    """Draw a curve that rises from left to right, end it by keys at 100 %, and commit at once."""
    canvas = asked.locator("canvas")
    canvas.scroll_into_view_if_needed()
    settled(page)
    box = canvas.bounding_box()
    assert box
    left, bottom = box["x"] + 46, box["y"] + box["height"] - 40
    page.mouse.move(left, bottom)
    page.mouse.down()
    page.mouse.move(left + 60, box["y"] + 60, steps=6)
    page.mouse.up()
    canvas.focus()
    page.keyboard.press("End")
    for _ in range(5):
        page.keyboard.press("PageUp")
    commit(asked)


def following(page: Page, title: str) -> None:
    button(page, f"Next: {title}").click()
    expect(page.locator(".st-key-chapter h2")).to_have_text(title, timeout=SLOW)


def hand_in(page: Page, folder: Path) -> Path:
    """Take the report of the lesson → the file."""
    page.get_by_test_id("stSidebar").get_by_role("link", name="Hand in").click()
    name = page.get_by_role("textbox", name="Your name")
    name.fill("Ada <b>Lovelace</b>")
    name.press("Enter")
    with page.expect_download() as download:
        page.get_by_role("link", name="Report (.html)").click(timeout=SLOW)
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def read_from_disk(browser: Browser, file: Path) -> None:
    """Everything can be read without scripts, and nothing is asked of a network."""
    page = browser.new_page(java_script_enabled=False)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    expect(page.get_by_text("Ada <b>Lovelace</b>")).to_be_visible()
    expect(page.get_by_text("✗ It was otherwise.").first).to_be_visible()
    expect(page.get_by_text("The 9 has an open loop. <b>I</b> would have")).to_be_visible()
    drawn = page.get_by_role("img", name="The drawn curve goes from")
    expect(drawn.locator("polyline")).to_have_count(2)
    expect(page.get_by_role("img", name="Accuracy by epoch")).to_be_visible()
    assert asked == [file.as_uri()]
    page.close()


def check_it(page: Page, file: Path) -> None:
    """Drop a report, and the same changed by hand, where a teacher drops those of a class."""
    changed = file.with_name("changed.html")
    text = file.read_text(encoding="utf-8")
    changed.write_text(text.replace('"Ada \\u003cb>', '"Eve \\u003cb>'), encoding="utf-8")
    page.get_by_role("radio", name="Check reports").click()
    page.locator("input[type=file]").set_input_files([file, changed])
    page.locator(".st-key-read_reports button").click()
    rows = page.locator(".fe-class tbody tr")
    expect(rows).to_have_count(2, timeout=SLOW)
    expect(rows.nth(0)).to_contain_text("Ada <b>Lovelace</b>")
    expect(rows.nth(0).locator("td").nth(-2)).to_have_text("the same")
    expect(rows.nth(0).locator("td").last).to_have_text("signed here")
    expect(rows.nth(1).locator("td").last).to_have_text("changed")


def test_a_race_is_run_in_a_chapter(lab, page):
    page.goto(f"{lab}/augment?chapter=homework/augmentation")
    for name in ("how-many", "stored", "who"):
        block(page, "explain", name).get_by_role("button", name="Tell me").click()
    choose(block(page, "predict", "flips"), "The one that learns from mirrored pictures as well")
    race = block(page, "run", "mirrored")
    race.get_by_role("button", name="Start: 6 runs").click()
    told(race, "The race is over.")
    told(block(page, "predict", "flips"), "Measured: mean of the first value")
    to_race = race.get_by_role("link", name="See the race")
    expect(to_race).to_have_attribute("href", re.compile("race="))
    expect(block(page, "observe", "apart")).to_be_visible()


def test_the_first_lesson_from_beginning_to_end(lab, page, browser, tmp_path):
    page.goto(lab)
    page.get_by_role("link", name="Begin with the first lesson").click()
    page.locator(".st-key-way_on_first-lesson button").click()
    expect(page).to_have_url(re.compile("/data.*chapter=first-lesson"), timeout=SLOW)

    enter(block(page, "explain", "numbers"), "64")
    told(block(page, "explain", "numbers"), "Right: you said 64")
    choose(block(page, "explain", "kept-aside"), "To see how the network does")
    following(page, "A label is a row of numbers")
    enter(block(page, "explain", "knows-nothing"), "1")
    told(block(page, "explain", "knows-nothing"), "You said 1.00, and it is 2.30")
    choose(block(page, "explain", "the-others"), "Neither, they are the same")

    following(page, "First predict, then train")
    expect(page).to_have_url(re.compile("/train"))
    enter(block(page, "predict", "first-loss"), "2.3")
    told(block(page, "predict", "first-loss"), "You expect: 2.30")
    enter(block(page, "predict", "accuracy"), "50")
    draw(page, block(page, "predict", "curve"))
    run = block(page, "run", "training")
    run.get_by_role("button", name="Start").click()
    told(run, "It trains. Watch it beside this chapter.")
    page.goto(page.url.replace("/train", "/evaluate"))
    told(run, "Done: validation accuracy")
    untrained = page.get_by_text("There is no trained network yet")
    expect(untrained).to_have_count(0, timeout=SLOW)  # without a click
    page.goto(page.url.replace("/evaluate", "/train"))
    told(block(page, "predict", "accuracy"), "You said 50.0%, and it is 9")
    curve = block(page, "predict", "curve")
    told(curve, "On average yours lies")
    told(curve, "your prediction")
    beside = page.locator(".st-key-train_run .legend")
    expect(beside.get_by_role("button", name="your prediction")).to_be_visible()
    words = re.compile("Your prediction goes from .* to 100.0% at epoch 30. What came goes")
    expect(curve.get_by_role("img", name=words)).to_be_visible()

    choose(block(page, "observe", "rise"), "Below 20 %")
    told(block(page, "observe", "rise"), "and right is")
    told(block(page, "observe", "rise"), "training accuracy of the first epoch")
    page.reload()  # it waits where it was
    told(block(page, "observe", "rise"), "and right is")
    choose(block(page, "observe", "ended-lower"), "Blue, the pictures that it learned from")
    choose(block(page, "explain", "why-lower"), "It has seen the blue pictures")

    following(page, "Where it fails")
    enter(block(page, "observe", "wrong"), "10")
    words = "The 9 has an open loop. <b>I</b> would have had to look twice."
    asked = block(page, "explain", "sure-and-wrong")
    asked.get_by_role("textbox").fill(words)
    commit(asked)
    told(asked, words)
    choose(block(page, "explain", "seal"), "Who keeps the change")
    following(page, "Draw one for it")
    button(page, "Close the chapter").click()
    expect(page.locator(".st-key-chapter")).to_have_count(0)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Path").click()
    expect(page.get_by_role("button", name="Go on: Draw one for it")).to_be_visible(timeout=SLOW)

    file = hand_in(page, tmp_path)
    read_from_disk(browser, file)
    check_it(page, file)
