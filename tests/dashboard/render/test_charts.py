"""Names of classes on the axes of charts."""

from dashboard.render.charts import LONGEST_NAME, axis_names, class_counts

LONG = ("a class whose name is a whole sentence", "a class whose name is a whole book", "cat")


def test_names_on_an_axis_are_short_and_stay_apart():
    names = axis_names(LONG)
    assert names[2] == "cat"
    assert names[0].startswith("a class whose name") and "…" in names[0]
    assert len(set(names)) == 3
    assert all(len(name) <= LONGEST_NAME + 2 for name in names)


def test_each_class_has_a_bar_of_its_own():
    figure = class_counts(LONG, (3, 4, 5), (1, 1, 1), "How many?")
    assert all(len(set(bar.x)) == 3 for bar in figure.data)
