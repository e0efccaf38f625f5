"""The drawing pad in a browser: Python receives what was drawn."""

import math
import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

PAGE = """
import streamlit as st
from dashboard.components.draw_pad import draw_pad, drawn

framed = st.checkbox("frame")
places = [st.container(), st.container(border=True)]
with places[framed]:
    draw_pad("pad")
    ink = drawn("pad")
if ink is None:
    st.text("no ink")
else:
    rows, columns = ink.any(axis=1).nonzero()[0], ink.any(axis=0).nonzero()[0]
    st.text(f"rows {rows[0]}-{rows[-1]} columns {columns[0]}-{columns[-1]}")
    st.text(f"area {round(float(ink.sum()) / 255)} peak {ink.max()}")
st.text_input("anything")
st.session_state.runs = st.session_state.get("runs", 0) + 1
st.text(f"run {st.session_state.runs}")
st.html("<div style='height: 3000px'></div>")
"""

# One unit of the drawing is half a pixel of the ink: 280 units on screen, 140 pixels for Python.
# The pen is 28 units wide, so a stroke from A to B inks A/2 - 7 up to B/2 + 7.


@pytest.fixture(scope="module")
def address(serve, tmp_path_factory):
    script = tmp_path_factory.mktemp("pad") / "page.py"
    script.write_text(PAGE, encoding="utf-8")
    return serve(script)


@contextmanager
def opened(visiting, address, width, height):
    with visiting(width, height, has_touch=True) as context:
        page = context.new_page()
        problems = []
        page.on("pageerror", lambda problem: problems.append(problem))
        page.goto(address)
        expect(page.get_by_text("no ink")).to_be_visible(timeout=30_000)
        yield page
        assert problems == []


@pytest.fixture
def page(visiting, address):
    with opened(visiting, address, 1280, 800) as page:
        yield page


@pytest.fixture
def phone(visiting, address):
    with opened(visiting, address, 390, 780) as page:
        yield page


def canvas(page):
    return page.get_by_role("application", name="Drawing pad")


def point(page, x, y):
    box = canvas(page).bounding_box()
    return box["x"] + x * box["width"] / 280, box["y"] + y * box["height"] / 280


def stroke(page, *points, steps=8):
    """The browser looks at the mouse once a frame, so each step between two points takes time."""
    page.mouse.move(*point(page, *points[0]))
    page.mouse.down()
    for x, y in points[1:]:
        page.mouse.move(*point(page, x, y), steps=steps)
    page.mouse.up()


def expect_ink(page, rows, columns):
    """The ink's bounding box, each side within a pixel."""
    near = [f"({n - 1}|{n}|{n + 1})" for n in (*rows, *columns)]
    pattern = "rows {}-{} columns {}-{}".format(*near)
    expect(page.get_by_text(re.compile(pattern))).to_be_visible()


def expect_area(page, pixels):
    """The amount of ink, within two per cent."""
    near = "|".join(map(str, range(round(0.98 * pixels), round(1.02 * pixels) + 1)))
    expect(page.get_by_text(re.compile(f"area ({near}) "))).to_be_visible()


def expect_empty(page):
    expect(page.get_by_text("no ink")).to_be_visible()


def runs(page):
    return int(page.get_by_text(re.compile(r"^run \d+$")).inner_text().split()[1])


def test_a_mouse_stroke_arrives_where_it_was_drawn(page):
    stroke(page, (140, 60), (140, 220))
    expect_ink(page, (23, 116), (63, 76))
    # 160 × 28 and two half discs of radius 14, in pixels of half a unit.
    expect_area(page, (160 * 28 + math.pi * 14**2) / 4)
    expect(page.get_by_text("peak 255")).to_be_visible()


def test_a_click_is_a_dot(page):
    page.mouse.click(*point(page, 100, 200))
    expect_ink(page, (93, 106), (43, 56))


def test_a_fast_stroke_has_no_gaps(page):
    page.mouse.move(*point(page, 40, 40))
    page.mouse.down()
    page.mouse.move(*point(page, 240, 240), steps=1)
    page.mouse.up()
    expect_area(page, (200 * math.sqrt(2) * 28 + math.pi * 14**2) / 4)


def test_python_sees_the_stroke_before_the_pen_is_lifted(page):
    page.mouse.move(*point(page, 140, 60))
    page.mouse.down()
    page.mouse.move(*point(page, 140, 200), steps=5)
    expect_ink(page, (23, 106), (63, 76))
    page.mouse.up()


def test_undo_takes_back_stroke_by_stroke_and_the_clearing(page):
    stroke(page, (80, 60), (80, 220))
    expect_ink(page, (23, 116), (33, 46))
    stroke(page, (200, 60), (200, 220))
    expect_ink(page, (23, 116), (33, 106))
    page.get_by_role("button", name="Clear").click()
    expect_empty(page)
    undo = page.get_by_role("button", name="Undo")
    undo.click()
    expect_ink(page, (23, 116), (33, 106))
    undo.click()
    expect_ink(page, (23, 116), (33, 46))
    undo.click()
    expect_empty(page)
    expect(undo).to_be_disabled()
    expect(page.get_by_role("button", name="Clear")).to_be_disabled()


def test_the_eraser_takes_ink_away(page):
    stroke(page, (140, 40), (140, 240))
    expect_ink(page, (13, 126), (63, 76))
    eraser = page.get_by_role("button", name="Eraser")
    eraser.click()
    expect(eraser).to_have_attribute("aria-pressed", "true")
    stroke(page, (60, 220), (220, 220))
    # The eraser is 40 units wide: ink ends at 200 units, and what is left below goes with it.
    stroke(page, (60, 250), (220, 250))
    expect_ink(page, (13, 99), (63, 76))


def test_erasing_everything_is_an_empty_pad(page):
    page.mouse.click(*point(page, 140, 140))
    expect_ink(page, (63, 76), (63, 76))
    page.get_by_role("button", name="Eraser").click()
    page.mouse.click(*point(page, 140, 140))
    expect_empty(page)


def test_a_rerun_keeps_the_drawing(page):
    stroke(page, (140, 60), (140, 220))
    expect_ink(page, (23, 116), (63, 76))
    page.wait_for_timeout(500)  # the lifted pen may say the same once more
    before = runs(page)
    page.get_by_label("anything").fill("hello")
    page.get_by_label("anything").press("Enter")
    expect(page.get_by_text(f"run {before + 1}")).to_be_visible()
    expect_ink(page, (23, 116), (63, 76))
    stroke(page, (60, 140), (220, 140))  # the first stroke is still in the browser's picture
    expect_ink(page, (23, 116), (23, 116))


def test_a_pad_built_anew_has_the_same_drawing_and_python_knows(page):
    stroke(page, (140, 60), (140, 220))
    expect_ink(page, (23, 116), (63, 76))
    page.get_by_text("frame").click()  # moves the pad into a box: the browser makes a new one
    expect_ink(page, (23, 116), (63, 76))
    page.reload()
    expect_ink(page, (23, 116), (63, 76))
    page.get_by_role("button", name="Clear").click()
    expect_empty(page)
    page.reload()
    expect_empty(page)
    page.mouse.click(*point(page, 100, 200))
    expect_ink(page, (93, 106), (43, 56))


def test_the_keyboard_draws_undoes_and_clears(page):
    canvas(page).focus()
    page.keyboard.press("Space")  # the pen starts at (140, 70)
    for _ in range(10):
        page.keyboard.press("ArrowDown")  # 8 units each
    expect(page.get_by_role("status")).to_have_text("Pen down")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Pen up")
    expect_ink(page, (28, 81), (63, 76))
    page.keyboard.press("Control+z")
    expect_empty(page)
    page.keyboard.press("Space")
    page.keyboard.press("Space")
    expect_ink(page, (68, 81), (63, 76))
    page.keyboard.press("Delete")
    expect_empty(page)


def test_keys_on_the_pad_do_not_reach_the_page(page):
    stroke(page, (140, 60), (140, 220))
    expect_ink(page, (23, 116), (63, 76))
    page.wait_for_timeout(500)  # the lifted pen may say the same once more
    before = runs(page)
    canvas(page).focus()
    for key in ("c", "r"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Eraser").focus()
    for key in ("c", "r"):
        page.keyboard.press(key)
    page.get_by_label("anything").fill("hello")
    page.get_by_label("anything").press("Enter")
    # Only the text made the script run again, and no dialog asks about caches.
    expect(page.get_by_text(f"run {before + 1}")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_finger_draws_and_the_page_does_not_scroll(phone):
    canvas(phone).scroll_into_view_if_needed()
    fingers = phone.context.new_cdp_session(phone)
    place = canvas(phone).bounding_box()

    def touch(kind, *points):
        # A finger does not look up the pad for each move; on a phone one unit is one pixel.
        where = [{"x": place["x"] + x, "y": place["y"] + y} for x, y in points]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": where})

    touch("touchStart", (140, 220))
    for y in range(210, 50, -10):
        touch("touchMove", (140, y))
    touch("touchEnd")
    expect_ink(phone, (23, 116), (63, 76))
    assert canvas(phone).bounding_box() == place


def test_the_pad_fits_a_phone(phone):
    box = canvas(phone).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["width"] == box["height"] == 280


def test_on_a_narrower_screen_the_pad_shrinks_and_the_ink_does_not(phone):
    phone.set_viewport_size({"width": 240, "height": 600})
    box = canvas(phone).bounding_box()
    assert box["width"] == box["height"] < 240
    stroke(phone, (140, 60), (140, 220))
    expect_ink(phone, (23, 116), (63, 76))


def test_a_picture_takes_less_than_five_kilobytes(page):
    sent = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.reload()
    expect_empty(page)
    circle = [(140 + 60 * math.cos(i / 5), 90 + 50 * math.sin(i / 5)) for i in range(33)]
    stroke(page, *circle, steps=1)
    stroke(page, *[(x, y + 100) for x, y in circle], steps=1)
    expect_ink(page, (13, 126), (33, 106))
    assert 1000 < max(len(frame) for frame in sent) < 5000 * 4 / 3  # in base64
