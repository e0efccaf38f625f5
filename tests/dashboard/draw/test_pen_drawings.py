"""A pad holds the last drawing that was put on it."""

import numpy as np
import pytest

from dashboard.draw import pen_drawings


@pytest.fixture(autouse=True)
def no_pads(monkeypatch):
    monkeypatch.setattr(pen_drawings, "_drawings", type(pen_drawings._drawings)(pen_drawings.MOST))


def ink(grey: int) -> np.ndarray:
    return np.full((140, 140), grey, np.uint8)


def test_each_pad_holds_its_last_drawing():
    pen_drawings.put("mine", ink(1))
    pen_drawings.put("yours", ink(2))
    pen_drawings.put("mine", ink(3))
    assert pen_drawings.on("mine")[0, 0] == 3
    assert pen_drawings.on("yours")[0, 0] == 2
    assert pen_drawings.on("nobody's") is None


def test_an_emptied_pad_is_empty():
    pen_drawings.put("mine", ink(1))
    pen_drawings.put("mine", None)
    pen_drawings.put("mine", None)
    assert pen_drawings.on("mine") is None


def test_the_pad_drawn_on_longest_ago_is_forgotten_first():
    pen_drawings.put("old", ink(1))
    pen_drawings.put("older", ink(2))
    pen_drawings.put("old", ink(3))
    for number in range(pen_drawings.MOST - 1):
        pen_drawings.put(str(number), ink(4))
    assert pen_drawings.on("older") is None
    assert pen_drawings.on("old")[0, 0] == 3
