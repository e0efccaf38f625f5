"""The Draw page without a browser: what it says to drawings, photos and forged messages."""

import io
import json
import urllib.parse

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.drawing.own_test_set import OwnTestSet
from dashboard.draw import own_test_set
from dashboard.draw.pen_answer import answer_to
from dashboard.draw.state import DrawState
from dashboard.lab.visitor import VisitorState
from tests.made.hand_drawn import DIGITS, draw, sent
from tests.paths import APP
from tests.widgets import on_page, state_in

OWNER = "0123456789abcdef" * 2


@pytest.fixture
def app(engine, reader, in_the_app) -> AppTest:
    """A visit that looks at the Draw page with a trained network."""
    in_the_app(engine)
    app = AppTest.from_file(APP, default_timeout=30)
    app.query_params["run"] = reader
    state_in(app, VisitorState).token = OWNER
    return on_page(app, "draw").run()


@pytest.fixture
def own(engine):
    """The visitor's own test set, empty before and after."""
    own = OwnTestSet(engine.library.folder.parent, OWNER, engine.library.card("digits"))
    own.file.unlink(missing_ok=True)
    yield own
    own.file.unlink(missing_ok=True)


def drawing(digit):
    return draw(next(iter(DIGITS[digit].values())))


def said(app) -> str:
    """The answer to a photo, as HTML."""
    assert not app.exception
    [answer] = [one.proto.body for one in app.get("html") if "<section>" in one.proto.body]
    return answer


def answered(app, message: str) -> str:
    """What the lab answers when the pad on the page sends this."""
    assert not app.exception
    [data] = [one.proto.json for one in app.get("bidi_component") if "pen-answer" in one.proto.json]
    path, _, query = json.loads(data)["address"].partition("?")
    assert path == "/pen-answer"
    asked = dict(urllib.parse.parse_qsl(query))
    assert asked.pop("lang") == "en"
    challenge = asked.pop("challenge", None)
    return answer_to(
        asked.pop("run"), message, challenge=None if challenge is None else int(challenge), **asked
    )


def draws(app, digit) -> str:
    return answered(app, sent(drawing(digit)))


def test_an_empty_pad_is_no_digit(app):
    answer = answered(app, "")
    assert "Nothing is drawn yet." in answer
    assert answer.count('alt="') == 3
    assert "8×8 pixels: empty" in answer


def test_a_drawing_is_read_in_three_preparations_and_the_last_is_the_answer(app):
    answer = draws(app, 3)
    raw, boxed, centred = answer.split("<section>")[1:]
    assert "<h3>Raw</h3>" in raw
    assert "<h3>Boxed</h3>" in boxed
    assert "<h3>Centred</h3>" in centred
    assert "8×8 pixels: read as 3 with" in centred
    assert '<div class="fe-verdict"><h2>3</h2>' in answer
    assert len({part.split('src="')[1].split('"')[0] for part in (raw, boxed, centred)}) == 3


def test_a_forged_drawing_is_said_and_nothing_is_left_to_keep(app, own):
    draws(app, 3)
    answer = answered(app, "data:image/png;base64,AAAA")
    assert "clear the pad and draw again" in answer
    assert answer.count(": empty") == 3
    app.pills(key="keep_as-digits").set_value(3).run()
    assert "There is nothing to keep yet." in [one.value for one in app.caption]
    assert not own.file.exists()


def test_a_challenge_is_followed_beside_the_answer(app):
    app.pills(key="challenge-digits-True").set_value(0).run()
    assert "○ Draw a 7 that it takes for a 1.</b> It gives 1" in draws(app, 3)
    done = "✓ Draw a 7 that it takes for a 1.</b> Done. Would a friend still see a 7?"
    assert done in draws(app, 1)


def test_a_drawing_is_kept_with_its_label_and_taken_back(app, own):
    app.pills(key="keep_as-digits").set_value(4).run()
    assert "There is nothing to keep yet." in [one.value for one in app.caption]
    assert not own.file.exists()
    draws(app, 3)
    assert not own.file.exists()
    app.pills(key="keep_as-digits").set_value(3).run()
    assert "Kept as 3: picture 1." in [one.value for one in app.caption]
    app.pills(key="keep_as-digits").set_value(9).run()
    kept = own.load()
    assert kept.labels.tolist() == [3, 9]
    assert kept.images.shape == (2, 8, 8, 1)
    assert "**The network reads 1 of your 2 right (50%).**" in [one.value for one in app.markdown]
    app.button(key="own_undo").click().run()
    assert own.load().labels.tolist() == [3]
    app.multiselect(key="own_chosen-digits-1").set_value([0]).run()
    app.button(key="own_remove").click().run()
    assert own.load().labels.tolist() == []
    assert not app.exception


def test_a_full_or_damaged_set_is_said(app, own):
    own.file.parent.mkdir(parents=True, exist_ok=True)
    own.file.write_bytes(b"nonsense")
    draws(app, 3)
    app.run()
    assert "Your own test set in" in app.warning[0].value
    app.pills(key="keep_as-digits").set_value(3).run()
    assert not app.exception
    assert own.file.read_bytes() == b"nonsense"


def test_a_full_disk_is_said(app, own, monkeypatch):
    def full_disk(*_arguments, **_arrays):
        raise OSError("No space left on device")

    draws(app, 3)
    monkeypatch.setattr(np, "savez_compressed", full_disk)
    app.pills(key="keep_as-digits").set_value(3).run()
    sentence = "Nothing was changed: the file could not be written (No space left on device)."
    assert sentence in [one.value for one in app.caption]


def test_of_many_classes_one_is_chosen_from_a_list(app, own, monkeypatch):
    monkeypatch.setattr(own_test_set, "PILLS", 9)
    draws(app, 3)
    app.run()
    app.selectbox(key="keep_as-digits").select(3).run()
    assert not app.exception
    assert own.load().labels.tolist() == [3]
    assert app.selectbox(key="keep_as-digits").value is None


def on_paper(digit) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray((230 - drawing(digit) * 0.8).astype(np.uint8)).save(buffer, "JPEG")
    return buffer.getvalue()


def show_photo(app, content, name="photo.jpg"):
    app.segmented_control(key="drawing_tool").set_value("photo").run()
    app.file_uploader(key="photo_upload").upload(name, content, "image/jpeg").run()
    return app


def test_a_digit_on_paper_is_read(app, own):
    show_photo(app, on_paper(3))
    assert '<div class="fe-verdict"><h2>3</h2>' in said(app)
    assert not own.file.exists()
    app.pills(key="keep_as-digits").set_value(3).run()
    assert own.load().labels.tolist() == [3]


def test_a_photo_without_writing_and_a_file_that_is_none_are_said(app):
    buffer = io.BytesIO()
    Image.new("RGB", (90, 60), "white").save(buffer, "PNG")
    show_photo(app, buffer.getvalue(), "white.png")
    assert "No writing was found in this photo." in said(app)
    show_photo(app, b"hello", "text.png")
    assert "This file is not a picture" in app.warning[0].value
    assert "Nothing is shown yet." in said(app)


@pytest.mark.parametrize(
    ("output", "sentence", "alt"),
    [
        (12.5, "its output is 12.5: without softmax no probability", "read as 3 with 12.5"),
        (np.nan, "it has diverged. Train again", "read as – with NaN"),
    ],
)
def test_outputs_that_are_no_probabilities_are_not_called_so(
    app, engine, monkeypatch, output, sentence, alt
):
    outputs = np.where(np.arange(10) == 3, output, -1).astype(np.float32)
    monkeypatch.setattr(engine, "predict", lambda _run, images: np.stack([outputs] * len(images)))
    answer = draws(app, 3)
    assert sentence in answer
    assert alt in answer
    assert "%" not in answer


@pytest.mark.parametrize(
    "crop",
    [
        {"left": -1e9, "top": 1e9, "side": 1e300},
        {"left": "x", "top": 0, "side": 9},
        {"left": float("nan"), "top": 0, "side": float("inf")},
        [1, 2],
        "frame",
    ],
    ids=["far away", "text", "no numbers", "list", "string"],
)
def test_a_forged_frame_does_no_harm(app, crop):
    show_photo(app, on_paper(3))
    frame = f"crop-{state_in(app, DrawState).photo.number}"
    app.session_state[frame] = {"crop": crop}
    app.run()
    assert '<div class="fe-verdict"><h2>3</h2>' in said(app)
