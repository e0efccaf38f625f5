"""The results of a race by value."""

import pytest

from dashboard.render.race_chart import ValueResults, race_chart


def chart(*values: str):
    found = [ValueResults(v, v.upper(), (0.5, 0.7), "#0072B2") for v in values]
    return race_chart(found, "?", "x", "y")


def test_far_apart_numbers_have_a_logarithmic_axis():
    axis = chart("10", "100", "1000").layout.xaxis
    assert axis.type == "log"
    assert list(axis.ticktext) == ["10", "100", "1000"]


@pytest.mark.parametrize(
    "values, kind", [(("0", "0.5"), None), (("1", "8"), None), (("adam", "sgd"), "category")]
)
def test_other_values_have_none(values, kind):
    assert chart(*values).layout.xaxis.type == kind


def test_each_value_has_a_dot_a_seed_and_a_line_goes_through_the_means():
    line, *dots = chart("8", "1").data
    assert list(line.x) == [1, 8]
    assert list(line.y) == pytest.approx([0.6, 0.6])
    assert [list(one.x) for one in dots] == [[1, 1], [8, 8]]
    assert [list(one.y) for one in dots] == [[0.5, 0.7]] * 2


def test_no_line_joins_values_that_are_no_numbers():
    dots = chart("adam", "sgd").data
    assert [list(one.x) for one in dots] == [["ADAM"] * 2, ["SGD"] * 2]
