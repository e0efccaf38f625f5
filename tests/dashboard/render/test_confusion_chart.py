"""The confusion matrix: in words, and the right way round."""

import numpy as np

from dashboard.render.confusion_chart import (
    confusion_chart,
    confusion_words,
    make_clickable,
    worst_confusion,
)

CLASSES = ("cat", "dog", "frog")
COUNTS = np.array([[8, 2, 0], [5, 4, 1], [0, 0, 10]])


def test_the_share_and_the_most_frequent_mistake():
    right, worst = confusion_words(COUNTS, CLASSES, "validation")
    assert right == "73.3% of 30 validation pictures read right"  # 22 of 30
    assert worst == "most often: dog taken for cat, 5 times"
    assert worst_confusion(COUNTS) == (1, 0, 5)


def test_one_mistake_and_none():
    counts = np.diag([3, 3, 3])
    assert confusion_words(counts, CLASSES, "test")[1] == "none is taken for another"
    counts[0, 2] = 1
    assert confusion_words(counts, CLASSES, "test")[1] == "most often: cat taken for frog, once"


def test_rows_are_true_classes_from_the_top():
    figure = confusion_chart(COUNTS, CLASSES, "Which for which?")
    [heat_map] = figure.data
    assert heat_map.z[1][0] == 5  # y = dog, x = cat
    assert heat_map.y[1] == "dog"
    assert figure.layout.yaxis.title.text == "true class"
    assert figure.layout.yaxis.range == (2.5, -0.5)
    assert heat_map.text[1][0] == "5"
    assert heat_map.text[0][2] == ""


def test_many_classes_have_a_scale_instead_of_figures():
    figure = confusion_chart(
        np.eye(40, dtype=int), [f"class {index}" for index in range(40)], "Which for which?"
    )
    assert figure.data[0].text is None
    assert figure.data[0].showscale


def test_shares_are_of_the_true_class():
    [heat_map] = confusion_chart(COUNTS, CLASSES, "Which for which?", in_shares=True).data
    assert heat_map.z[1].tolist() == [0.5, 0.4, 0.1]
    assert heat_map.text[1].tolist() == ["50%", "40%", "10%"]
    [empty] = confusion_chart(np.zeros((3, 3), int), CLASSES, "No picture", in_shares=True).data
    assert (empty.z == 0).all()


def test_a_click_on_a_cell_names_its_pair():
    figure = confusion_chart(COUNTS, CLASSES, "Which for which?")
    make_clickable(figure)
    _heat_map, cells = figure.data
    dog_as_cat = 1 * 3 + 0
    assert (cells.y[dog_as_cat], cells.x[dog_as_cat]) == ("dog", "cat")
    assert cells.customdata[dog_as_cat].tolist() == [5, 0.5]
