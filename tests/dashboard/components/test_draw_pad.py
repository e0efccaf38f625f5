"""What the pad sends becomes ink, and nothing else does."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.datasets import CARDS
from core.drawing.ink import prepare
from dashboard.components.draw_pad import SIDE, decode
from dashboard.components.texts import DRAW_PAD


def message(picture, kind="PNG"):
    file = io.BytesIO()
    picture.save(file, kind)
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def png(grey, mode="L"):
    return message(Image.fromarray(grey).convert(mode))


@pytest.fixture
def drawing():
    ink = np.zeros((SIDE, SIDE), np.uint8)
    ink[20:120, 60:75] = 255
    ink[20:120, 75] = 99  # a smooth edge
    return ink


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_the_ink_arrives_pixel_by_pixel(drawing, mode):
    ink = decode(png(drawing, mode))
    assert ink.dtype == np.uint8
    np.testing.assert_array_equal(ink, drawing)


def test_the_ink_is_what_prepare_takes(drawing):
    assert prepare(decode(png(drawing)), CARDS["mnist"]).shape == (28, 28, 1)


BLACK = np.zeros((SIDE, SIDE), np.uint8)
NOISE = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), np.uint8)


@pytest.mark.parametrize(
    "forged",
    [
        None,
        7,
        {"drawing": "x"},
        b"data:image/png;base64,",
        "",
        "data:image/png;base64,",
        "data:image/png;base64,AAAA",
        "data:image/png;base64,!!!!",
        "data:image/png;base64,ä",
        "data:image/jpeg;base64," + png(BLACK).partition(",")[2],
        message(Image.fromarray(BLACK), "JPEG"),
        png(BLACK)[:-40],
        png(np.zeros((SIDE, SIDE + 1), np.uint8)),
        message(Image.new("1", (15_000, 15_000))),
        png(NOISE, "RGB"),
    ],
    ids=lambda forged: str(forged)[:30],
)
def test_a_forged_message_is_refused_in_a_sentence(forged):
    with pytest.raises(ValueError, match=r"is no drawing: clear the pad and draw again\."):
        decode(forged)


def page():
    import streamlit as st

    from dashboard.components.draw_pad import draw_pad, drawn

    try:
        draw_pad("pad")
        ink = drawn("pad")
    except ValueError as error:
        st.error(str(error))
    else:
        st.text("no ink" if ink is None else f"{ink.shape} {ink.sum()}")


def test_the_page_gets_none_then_ink_then_none(drawing):
    app = AppTest.from_function(page).run()
    assert app.text[0].value == "no ink"
    app.session_state["pad"] = {"drawing": png(drawing)}
    assert app.run().text[0].value == f"(140, 140) {100 * 15 * 255 + 100 * 99}"
    app.session_state["pad"] = {"drawing": png(BLACK)}  # everything rubbed out
    assert app.run().text[0].value == "no ink"
    app.session_state["pad"] = {"drawing": None}
    assert app.run().text[0].value == "no ink"
    assert not app.exception


def test_a_forged_message_is_an_error_the_page_can_show():
    app = AppTest.from_function(page).run()
    app.session_state["pad"] = {"drawing": "data:image/png;base64,AAAA"}
    app.run()
    assert "clear the pad and draw again" in app.error[0].value
    assert not app.exception


def test_every_text_of_the_pad_is_used_and_there():
    from pathlib import Path

    from dashboard.components import draw_pad

    script = (Path(draw_pad.__file__).parent / "pad.js").read_text(encoding="utf-8")
    buttons = {"undo", "erase", "clear"}
    used = {name for name in DRAW_PAD if f"texts.{name}" in script}
    assert used | buttons | {f"{name}_help" for name in buttons} == set(DRAW_PAD)
