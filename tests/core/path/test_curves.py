"""A drawn curve beside the real one: how far apart they are, and the shape of each."""

import pytest

from core.path.curves import compare, shape

NAN = float("nan")


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ([0.1, 0.3, 0.5, 0.7, 0.9], "rises"),
        ([0.1, 0.6, 0.8, 0.85, 0.86, 0.86], "rises-level"),
        ([0.1, 0.6, 0.8, 0.84, 0.83, 0.85], "rises-level"),
        ([0.1, 0.5, 0.9, 0.7, 0.5], "rises-falls"),
        ([2.3, 1.8, 1.2, 0.7, 0.1], "falls"),
        ([2.3, 0.9, 0.5, 0.45, 0.44, 0.43], "falls-level"),
        ([2.3, 1.0, 0.5, 0.8, 1.2], "falls-rises"),
        ([0.1, 0.11, 0.1, 0.105], "level"),
        ([2.30, 2.31, 2.30, 2.29], "level"),
        ([60_000, 60_100, 60_050], "level"),
        ([0.1, 0.6, 0.2, 0.7, 0.2, 0.8], "wanders"),
        ([0.2, 0.9], "rises"),
        ([0.9, 0.2], "falls"),
        ([0.4], "level"),
    ],
)
def test_the_shape_of_a_curve(values, wanted):
    assert shape(values) == wanted


def test_the_mean_distance_at_the_epochs_of_the_real_curve():
    drawn = [(0, 0.0), (4, 1.0)]  # 0, 0.25, 0.5, 0.75, 1
    real = [(0, 0.1), (1, 0.35), (2, 0.6), (3, 0.85), (4, 1.0)]
    told = compare(drawn, real)
    assert told.distance == pytest.approx((0.1 + 0.1 + 0.1 + 0.1 + 0.0) / 5)
    assert told.typical == pytest.approx(0.58)
    assert (told.drawn, told.real, told.course) == ("rises", "rises", "below")


def test_a_drawn_curve_goes_on_level_beyond_its_ends():
    told = compare([(1, 0.5), (2, 0.5)], [(0, 0.5), (1, 0.5), (2, 0.5), (3, 0.9)])
    assert told.distance == pytest.approx(0.1)


@pytest.mark.parametrize(("shift", "course"), [(0.1, "above"), (-0.1, "below"), (0.001, "same")])
def test_where_the_drawn_curve_lies(shift, course):
    real = [(0, 0.2), (1, 0.5), (2, 0.8)]
    assert compare([(x, y + shift) for x, y in real], real).course == course


def test_two_curves_that_cross():
    assert compare([(0, 0.9), (2, 0.1)], [(0, 0.1), (1, 0.5), (2, 0.9)]).course == "crosses"


def test_values_that_are_no_numbers_are_left_out():
    told = compare([(0, 1.0), (3, 1.0)], [(0, 1.5), (1, NAN), (2, float("inf")), (3, 2.5)])
    assert told.distance == pytest.approx(1.0)
    assert compare([(0, 1), (1, 1)], [(0, NAN), (1, float("inf"))]) is None
    assert compare([(0, 1), (1, 1)], []) is None
