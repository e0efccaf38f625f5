"""The route that answers drawings: what a browser posts, and what it gets back."""

import threading
from dataclasses import replace
from urllib.parse import quote

import numpy as np
import pytest
import streamlit as st

from core.datasets import CARDS
from core.engine import EngineError
from dashboard.draw.pen_answer import answer_to
from dashboard.server.addresses import on_server
from dashboard.server.pen import LONGEST_MESSAGE, PATH, pen_route
from tests.made.hand_drawn import DIGITS, draw, sent
from tests.made.served import served

THREE = sent(draw(DIGITS[3]["round"]))


@pytest.fixture(autouse=True)
def app(engine, in_the_app):
    in_the_app(engine)


@pytest.fixture(scope="module")
def post():
    """`post(about, body)` → status and text, from a server that knows this one path."""
    with served(pen_route(lambda: answer_to)) as ask:

        def post(about: str, body: str | bytes, method: str = "POST") -> tuple[int, str]:
            reply = ask(method, f"/pen-answer?{about}", body)
            return reply.status, reply.body.decode()

        yield post


def test_a_drawing_is_answered(post, reader):
    status, text = post(f"run={reader}", THREE)
    assert status == 200
    assert '<div class="fe-verdict"><h2>3</h2><span>with a probability of ' in text
    assert text == answer_to(reader, THREE)


def test_a_drawing_is_read_as_it_was_after_an_epoch(post, reader):
    status, untrained = post(f"run={reader}&epoch=0&brief=1", THREE)
    assert status == 200
    assert ", after epoch 0</span>" in untrained
    assert untrained.count("<section>") == 1
    _, late = post(f"run={reader}&epoch=1000", THREE)
    assert "<h2>3</h2>" in late
    assert ", after epoch 20</span>" in late


def test_an_empty_pad_asks_no_worker(post, reader, engine, monkeypatch):
    monkeypatch.setattr(engine, "predict", lambda *_: pytest.fail("was asked"))
    status, text = post(f"run={reader}", "")
    assert status == 200
    assert "Nothing is drawn yet." in text


def test_the_challenge_asked_about_is_judged(post, reader):
    _, text = post(f"run={reader}&challenge=0", THREE)
    assert "○ Draw a 7 that it takes for a 1.</b> It gives 1" in text
    for no_challenge in ("", "4", "-1"):
        _, text = post(f"run={reader}&challenge={no_challenge}", THREE)
        assert "fe-task" not in text


def test_what_the_workers_refuse_is_said_where_the_answer_would_be(
    post, reader, engine, monkeypatch
):
    def predict(_run, _images):
        raise EngineError("No <worker> is there.")

    monkeypatch.setattr(engine, "predict", predict)
    status, text = post(f"run={reader}", THREE)
    assert status == 200
    assert "<h2>–</h2><span>No &lt;worker&gt; is there.</span>" in text


@pytest.mark.parametrize("forged", ["hello", b"\xff\xfe\x00", THREE[:-60], "x" * LONGEST_MESSAGE])
def test_what_is_no_drawing_is_refused_in_a_sentence(post, reader, forged):
    status, text = post(f"run={reader}", forged)
    assert status == 200
    assert "is no drawing: clear the pad and draw again." in text
    assert text.count(": empty") == 3


def test_a_message_longer_than_any_drawing_is_not_read(post, reader):
    status, text = post(f"run={reader}", "x" * (LONGEST_MESSAGE + 1))
    assert (status, text) == (413, "This is too long for a drawing.")


@pytest.mark.parametrize(
    "unknown",
    ["", "run=", "run=000000000000", "run=../../etc/passwd", "run=%00", "run=%C2%B2"],
)
def test_an_unknown_run_is_not_found(post, unknown):
    status, text = post(unknown, THREE)
    assert status == 404
    assert "run" in text


@pytest.mark.parametrize("number", ["first", "²", "٣", "1" * 50_000, "1.5", "--1", "%00"])
@pytest.mark.parametrize("name", ["challenge", "epoch"])
def test_what_is_no_number_is_refused_in_a_sentence(post, reader, name, number):
    status, text = post(f"run={reader}&{name}={quote(number, safe='%')}", THREE)
    assert status == 400
    assert "is no number. Reload the page" in text


def test_nothing_is_drawn_by_looking(post, reader):
    assert post(f"run={reader}", "", method="GET")[0] == 405


def test_only_what_one_can_draw_is_drawn(post, reader, monkeypatch):
    monkeypatch.setitem(CARDS, "digits", replace(CARDS["digits"], pen=None))
    status, text = post(f"run={reader}", THREE)
    assert (status, text) == (400, "Nobody draws the pictures of Digits 8×8.")


def test_a_slow_worker_does_not_hold_up_the_next_visitor(post, reader, engine, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()

    def predict(_run, images):
        begun.set()
        assert go_on.wait(20)
        return np.full((len(images), 10), 0.1, np.float32)

    monkeypatch.setattr(engine, "predict", predict)
    waiting = threading.Thread(target=post, args=(f"run={reader}", THREE))
    waiting.start()
    assert begun.wait(20)
    assert "Nothing is drawn yet." in post(f"run={reader}", "")[1]
    go_on.set()
    waiting.join()


@pytest.mark.parametrize("base", ["lab", "/lab/", "lab/"])
def test_under_a_path_of_its_own_the_lab_answers_there(monkeypatch, base):
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": base}.get)
    assert on_server(PATH) == "/lab/pen-answer"
