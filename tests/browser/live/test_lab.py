"""The lab as a person uses it: click, watch, draw, reload, come back."""

import re
import zipfile
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.browser.conftest import MOVING, SLOW, button, settled
from tests.browser.live.room import AN_EPOCH_DONE, LONG, chart, see, start
from tests.made.hand_drawn import DIGITS


@pytest.fixture
def other_visitor(visiting):
    with visiting(**MOVING) as context:
        yield context


def stop(page: Page) -> None:
    button(page, "Stop").click()
    expect(page.get_by_text(re.compile("^Stopped"))).to_be_visible(timeout=SLOW)


def clusters(lab: str) -> list[int]:
    """The processes of the clusters that a lab has started."""
    port = str(urlsplit(lab).port)
    servers = [
        one for one in psutil.process_iter(["cmdline"]) if port in (one.info["cmdline"] or ())
    ]
    family = [child for server in servers for child in server.children(recursive=True)]
    return [one.pid for one in family if "core.cluster" in one.cmdline()]


def clear_streamlits_caches(lab: str) -> None:
    """Send the message that anybody's websocket may send, and open a page after it."""
    with connect(f"{lab.replace('http', 'ws')}/_stcore/stream") as visitor:
        for message in (BackMsg(clear_cache=True), BackMsg(rerun_script={})):
            visitor.send(message.SerializeToString())
        done = False
        while not done:
            done = ForwardMsg.FromString(visitor.recv()).WhichOneof("type") == "script_finished"


def drawn(page: Page, strokes, draw_stroke, pad: str = "pad") -> None:
    """Draw on the empty pad."""
    box = page.locator(f".st-key-{pad} canvas").bounding_box()
    unit = 0.7 * box["height"]
    left = box["x"] + (box["width"] - 0.7 * unit) / 2
    top = box["y"] + (box["height"] - unit) / 2
    for stroke in strokes:
        draw_stroke(page, [(left + x * unit, top + y * unit) for x, y in stroke])


def with_mouse(page: Page, points) -> None:
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point)
    page.mouse.up()


def with_finger(page: Page, points) -> None:
    fingers = page.context.new_cdp_session(page)

    def touch(kind, *places):
        where = [{"x": x, "y": y} for x, y in places]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})

    touch("touchStart", points[0])
    for point in points[1:]:
        touch("touchMove", point)
    touch("touchEnd")
    fingers.detach()


def ten_digits_read(page: Page, draw_stroke) -> int:
    """Draw one of each → how many are read right."""
    expect(page.get_by_text("Nothing is drawn yet.")).to_be_visible()
    right = 0
    for digit, variants in DIGITS.items():
        drawn(page, next(iter(variants.values())), draw_stroke)
        expect(page.get_by_text(re.compile("with a probability of"))).to_be_visible()
        # Until then it is the answer to a part of the drawing.
        answer = page.locator(".st-key-verdict [aria-busy]")
        expect(answer).to_have_attribute("aria-busy", "false")
        right += page.locator(".st-key-verdict h2").inner_text().strip() == str(digit)
        page.get_by_role("button", name="Clear").click()
        expect(page.get_by_text("Nothing is drawn yet.")).to_be_visible()
    return right


def test_first_visit_trains_draws_and_ten_drawn_digits_are_read(lab, browser, visitor):
    page = visitor.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(lab)
    expect(page.get_by_text("Nobody reads this yet.")).to_be_visible()
    settled(page)
    place = page.locator(".st-key-start_draws canvas").bounding_box()
    button(page, "Train it").click()
    drawn(page, DIGITS[3]["round"], with_mouse, "start_draws")
    verdict = page.locator(".st-key-verdict")
    expect(verdict).to_contain_text(re.compile(r"after epoch \d+"), timeout=SLOW)
    expect(page.get_by_text("What just happened?")).to_be_visible(timeout=SLOW)
    expect(verdict.locator("h2")).to_have_text("3")
    expect(verdict).not_to_contain_text("after epoch")
    settled(page)
    assert page.locator(".st-key-start_draws canvas").bounding_box() == place
    page.set_viewport_size({"width": 1280, "height": 900})

    page.get_by_test_id("stMain").get_by_role("link", name="Train", exact=True).click()
    chart(page, "loss", r"Loss: [\d.]+ on validation")
    done = page.get_by_text(re.compile(r"Done in [\d.]+ s: ([\d.]+)% of the validation pictures"))
    expect(done).to_be_visible(timeout=SLOW)
    assert float(re.search(r"([\d.]+)%", done.inner_text())[1]) >= 90
    expect(
        page.get_by_text(re.compile(r"\d+ of these 12 validation pictures are read right"))
    ).to_be_visible()
    expect(page.get_by_text("test pictures")).to_have_count(0)

    page.get_by_role("link", name="8 Draw").click()
    expect(verdict.locator("h2")).to_have_text("3")  # what was drawn on Start stands here
    button(page, "Clear").click()
    assert ten_digits_read(page, with_mouse) >= 8

    phone = browser.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        storage_state=visitor.storage_state(),
    )
    touched = phone.new_page()
    touched.goto(page.url)
    assert ten_digits_read(touched, with_finger) >= 8
    phone.close()

    drawn(page, DIGITS[5]["one stroke"], with_mouse)
    page.get_by_role("radio", name="Make it unsure: no class above 50%.").click()
    expect(page.get_by_text(re.compile("It says . with"))).to_be_visible()
    for count in (1, 2):
        page.locator(".st-key-keep_as-digits").get_by_role("radio", name="5").click()
        expect(page.get_by_text(f"Kept as 5: picture {count}.")).to_be_visible()
    with page.expect_download() as export:
        page.get_by_role("link", name="Export", exact=True).click()
    with zipfile.ZipFile(export.value.path()) as archive:
        assert archive.namelist() == ["5/0001.png", "5/0002.png", "labels.csv"]


def test_a_link_with_nonsense_opens_on_the_default_and_says_what_it_ignored(lab, visitor):
    page = visitor.new_page()
    page.goto(
        f"{lab}/train?training.learning_rate=banana&training.epochs=1e9"
        "&model.layers=flatten,transformer"
    )
    for sentence in (
        "training.learning_rate = “banana” was ignored: it must be a number, above 0 and at most",
        "training.epochs = “1e9” was ignored: it must be a whole number",
        "there is no layer “transformer”",
    ):
        expect(page.get_by_text(sentence)).to_be_visible()
    expect(button(page, "Train")).to_be_visible()
    expect(page.get_by_text("learning rate 0.02")).to_be_visible()


def test_an_unknown_run_is_left_out(lab, visitor):
    page = visitor.new_page()
    page.goto(f"{lab}/train?run=../../etc/passwd")
    expect(page.get_by_text("The run in the address was not found here")).to_be_visible()


def test_the_run_survives_reload_second_tab_and_a_closed_browser(lab, visitor):
    page = visitor.new_page()
    start(page, lab)
    assert "run=" in page.url
    page.reload()
    expect(page.get_by_text(re.compile(r"Epoch \d+ of 1000"))).to_be_visible()
    second = visitor.new_page()
    second.goto(page.url)
    expect(second.get_by_text(re.compile(r"Epoch \d+ of 1000"))).to_be_visible()
    second.close()
    page.close()
    back = visitor.new_page()
    back.goto(f"{lab}/train")
    expect(back.get_by_text(re.compile(r"Epoch \d+ of 1000"))).to_be_visible()
    stop(back)


def test_a_lost_connection_does_no_harm(lab, visitor):
    page = visitor.new_page()
    start(page, lab)
    page.evaluate("window.streamlitDebug.disconnectWebsocket()")
    before = page.get_by_text(re.compile(r"Epoch \d+ of 1000")).inner_text()
    expect(page.get_by_text(before, exact=True)).to_have_count(0, timeout=SLOW)
    stop(page)


def test_two_visitors_train_and_do_not_see_each_other(lab, visitor, other_visitor):
    mine, yours = visitor.new_page(), other_visitor.new_page()
    start(mine, lab)
    yours.goto(f"{lab}/train")
    expect(button(yours, "Train")).to_be_visible()
    start(yours, lab)
    assert mine.url != yours.url
    stop(mine)
    expect(button(yours, "Stop")).to_be_visible()
    stop(yours)


def test_pause_holds_and_resume_goes_on(lab, visitor):
    page = visitor.new_page()
    start(page, lab)
    button(page, "Pause").click()
    held = page.get_by_text(re.compile(r"Paused in epoch \d+ of 1000"))
    expect(held).to_be_visible()
    before = held.inner_text()
    page.wait_for_timeout(1500)
    assert held.inner_text() == before
    button(page, "Resume").click()
    expect(page.get_by_text(re.compile(r"Epoch \d+ of 1000"))).to_be_visible()
    stop(page)


def test_clicking_twice_starts_one_run(lab, visitor):
    page = visitor.new_page()
    page.goto(f"{lab}/train{LONG}")
    button(page, "Train").dblclick()
    expect(page.get_by_text(re.compile(r"Epoch \d+ of 1000"))).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("still training")).to_have_count(0)
    stop(page)
    expect(button(page, "Train")).to_be_visible()


def test_the_knobs_turn_the_recipe_and_the_link(lab, visitor):
    page = visitor.new_page()
    page.goto(f"{lab}/train?data.dataset=digits")
    epochs = page.get_by_label("Epochs", exact=True)
    epochs.fill("7")
    epochs.press("Enter")
    expect(page.get_by_text("· 7 epochs")).to_be_visible()
    page.get_by_role("slider", name="Learning rate").press("ArrowRight")
    expect(page.get_by_text("learning rate 0.02")).to_be_visible()
    expect(page).to_have_url(re.compile(r"training\.learning_rate=0\.02&training\.epochs=7"))
    button(page, "Share").click()
    link = page.get_by_test_id("stPopoverBody").locator("code").inner_text()
    second = visitor.new_page()
    second.goto(link)
    # The link opens on the page that was shared; without the page, Start says what it holds.
    expect(second.get_by_label("Epochs", exact=True)).to_have_value("7")
    second.goto(link.replace("/train", "/"))
    expect(second.get_by_role("heading", name="This link holds: Digits 8×8")).to_be_visible()
    words = second.get_by_text("learning rate 0.02 · batches of 64 · 7 epochs")
    expect(words.first).to_be_visible()


def test_data_shows_pictures_facts_and_shapes(lab, visitor):
    page = visitor.new_page()
    page.goto(f"{lab}/data")
    expect(page.get_by_text("(1437, 8, 8, 1)").first).to_be_visible()
    expect(page.get_by_text("1,797 pictures, 8×8, 10 classes")).to_be_visible()
    figures = page.locator(".fe-grid figure")
    expect(figures).to_have_count(24)
    before = figures.first.locator("img").get_attribute("src")
    button(page, "Another handful").click()
    expect(figures.first.locator("img")).not_to_have_attribute("src", before)


def test_a_message_that_clears_streamlits_caches_starts_no_second_cluster(page, lab):
    start(page, lab)
    before = clusters(lab)
    clear_streamlits_caches(lab)
    page.reload()
    see(page, AN_EPOCH_DONE)
    stop(page)
    assert clusters(lab) == before
    assert len(before) == 1
