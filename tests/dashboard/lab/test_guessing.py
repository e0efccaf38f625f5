"""Against which largest class the accuracies of runs are held."""

import pytest

from core.datasets import CARDS, Library
from core.preparation.split import largest_validating_class
from core.recipe import Data
from dashboard.lab.guessing import majority_of

CARD = CARDS["digits"]
LAST = Data(dataset="digits", validate_on="split", mistake="last-validate")


@pytest.fixture
def library(tmp_path) -> Library:
    return Library(tmp_path)


def test_it_is_that_of_the_pictures_on_which_all_of_them_validate(library):
    scaled = LAST.model_copy(update={"scaling": "0-1"})
    validating = largest_validating_class(LAST, library.load("digits"))
    assert validating != CARD.largest_class
    assert majority_of(library, CARD, [LAST]) == validating
    assert majority_of(library, CARD, [LAST, scaled, LAST]) == validating


def test_of_runs_that_validate_on_other_pictures_it_is_that_of_the_training_set(library):
    on_test = Data(dataset="digits", validate_on="test")
    assert majority_of(library, CARD, [LAST, on_test]) == CARD.largest_class


def test_without_the_pictures_it_is_that_of_the_training_set(library):
    mnist = Data(dataset="mnist", validate_on="test")
    assert majority_of(library, CARDS["mnist"], [mnist]) == CARDS["mnist"].largest_class
