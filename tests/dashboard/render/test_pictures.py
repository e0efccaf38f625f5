"""Bars of probabilities."""

import numpy as np
import pytest

from dashboard.render.pictures import bars


@pytest.mark.parametrize(
    ("shares", "written"),
    [
        ([1.0, 0.0, 0.0], ["100.0%"]),
        ([0.0004, 0.9, 0.0996], ["90.0%", "10.0%"]),
        ([0.4, 0.3, 0.3], ["40.0%", "30.0%", "30.0%"]),
        ([0.0, 0.0, 0.0], ["0.0%"]),
    ],
)
def test_a_class_with_no_share_has_no_bar(shares, written):
    found = str(bars(np.array(shares), ("a", "b", "c"), 3))
    assert [part.split("<")[0] for part in found.split("<b>")[1:]] == written
