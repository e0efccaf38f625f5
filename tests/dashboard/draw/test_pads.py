"""A pad holds the last drawing that was put on it."""

import numpy as np
import pytest

from dashboard.draw import pads


@pytest.fixture(autouse=True)
def no_pads(monkeypatch):
    monkeypatch.setattr(pads, "_pads", type(pads._pads)(pads.MOST))


def ink(grey: int) -> np.ndarray:
    return np.full((140, 140), grey, np.uint8)


def test_each_pad_holds_its_last_drawing():
    pads.put("mine", ink(1))
    pads.put("yours", ink(2))
    pads.put("mine", ink(3))
    assert pads.on("mine")[0, 0] == 3
    assert pads.on("yours")[0, 0] == 2
    assert pads.on("nobody's") is None


def test_an_emptied_pad_is_empty():
    pads.put("mine", ink(1))
    pads.put("mine", None)
    pads.put("mine", None)
    assert pads.on("mine") is None


def test_the_pad_drawn_on_longest_ago_is_forgotten_first():
    pads.put("old", ink(1))
    pads.put("older", ink(2))
    pads.put("old", ink(3))
    for number in range(pads.MOST - 1):
        pads.put(str(number), ink(4))
    assert pads.on("older") is None
    assert pads.on("old")[0, 0] == 3
