"""What can be concluded from two runs depends on what differs between them."""

from itertools import pairwise

import pytest

from core.experiments.difference import EFFECT, OTHER_DATASETS, compare, validates_alike
from core.recipe import Recipe


def recipes(*links: str) -> list[Recipe]:
    return [Recipe.from_link(link) for link in links]


def test_one_thing_that_differs_has_an_effect():
    found = compare(recipes("", "training.learning_rate=0.1"))
    assert found.sentence == f"One thing differs: learning rate. {EFFECT}"
    assert [(row.name, row.values) for row in found.rows] == [("learning rate", ("0.01", "0.1"))]
    assert found.between == []


@pytest.mark.parametrize(
    "link, words",
    [
        ("training.seed=1", "the difference is luck"),
        ("data.validate_on=split", "measured on other pictures"),
        ("training.batch_size=8", "more steps an epoch"),
        ("training.epochs=9", "goes on where the shorter ends"),
        ("training.loss=sparse_categorical_crossentropy", "The losses themselves"),
        ("training.optimizer=adam", EFFECT),
        ("model.layers=flatten,dense:128,tanh,dense:10,softmax", EFFECT),
        ("model.layers=flatten,dense:64,relu,dense:10,softmax", "the luck of other first weights"),
        ("model.style=functional", "The 2 recipes are the same"),
    ],
)
def test_what_follows_depends_on_what_differs(link, words):
    assert words in compare(recipes("", link)).sentence


def test_of_several_things_none_is_the_cause_and_what_lies_between_would_tell():
    first, second = recipes("", "data.scaling=0-1&training.epochs=9&training.learning_rate=0.1")
    found = compare([first, second])
    assert found.sentence.startswith(
        "3 things differ at once (scaling, learning rate, epochs): no conclusion about any of them."
    )
    assert len(found.between) == 2
    way = [first, *found.between, second]
    for one, following in pairwise(way):
        assert compare([one, following]).sentence.startswith("One thing differs")


def test_among_several_runs():
    rates = recipes("", "training.learning_rate=0.1", "training.learning_rate=1")
    found = compare(rates)
    assert found.sentence.startswith("One thing differs among these 3 runs: learning rate.")
    assert [pair[:2] for pair in found.pairs] == [(0, 1), (0, 2), (1, 2)]
    found = compare(recipes("", "training.learning_rate=0.1", "training.epochs=9"))
    assert found.sentence.startswith("2 things differ among these runs (learning rate, epochs)")
    assert found.pairs == [(0, 1, "learning rate"), (0, 2, "epochs")]
    assert [row.values for row in found.rows] == [("0.01", "0.1", "0.01"), ("5", "5", "9")]


def test_results_on_different_datasets_are_not_compared():
    mnist = "data.dataset=mnist"
    assert compare(recipes("", mnist)).sentence == OTHER_DATASETS
    found = compare(recipes("", "training.learning_rate=0.1", f"{mnist}&training.epochs=2"))
    assert found.sentence == OTHER_DATASETS
    assert found.pairs == [(0, 1, "learning rate")]
    assert compare(recipes("", f"{mnist}&training.epochs=2&data.scaling=0-1")).between == []
    assert compare(recipes("", mnist, f"{mnist}&data.images=9")).pairs == [
        (1, 2, "number of pictures")
    ]


def test_on_which_pictures_runs_are_measured():
    aside = "data.validate_on=split"
    assert validates_alike(recipes("", "data.images=9&training.seed=4"))
    assert validates_alike(recipes(aside, f"{aside}&data.scaling=0-1"))
    assert not validates_alike(recipes(aside, f"{aside}&data.seed=1"))
    assert not validates_alike(recipes(aside, f"{aside}&data.images=9"))
    assert not validates_alike(recipes("", aside))
    assert not validates_alike(recipes("", "data.dataset=mnist"))
