"""The questions worth a run, and the curves beside them."""

import pytest

from core.datasets import BUNDLED, Library
from core.lint.refusal import refusal
from core.recipe import preset
from core.recipe.differences import differences
from core.runs.events import Epoch
from core.worker.train import train
from dashboard.lab.screen import FIRST_RECIPE
from dashboard.start.questions import QUESTIONS, curves

FIRST = preset(FIRST_RECIPE)


def test_there_are_twelve_and_each_can_be_run_offline_at_once():
    assert len({question.recipe for question in QUESTIONS}) == 12
    for question in QUESTIONS:
        assert question.recipe.data.dataset == BUNDLED.name
        assert refusal(question.recipe, BUNDLED) is None


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.text)
def test_a_question_changes_what_it_asks_about_and_little_else(question):
    assert 1 <= len(differences(FIRST, question.recipe)) <= 2


def test_there_is_a_curve_of_just_these_recipes_and_each_has_all_its_epochs():
    recipes = [FIRST, *(question.recipe for question in QUESTIONS)]
    assert curves().keys() == {recipe.to_link() for recipe in recipes}
    for recipe in recipes:
        curve = curves()[recipe.to_link()]
        assert len(curve) == recipe.training.epochs + 1  # epoch 0 is the untrained network
        assert 0 <= min(curve) <= max(curve) <= 1


def test_a_curve_is_what_such_a_run_gives(tmp_path):
    (recipe,) = {
        question.recipe
        for question in QUESTIONS
        if "enough?" in question.text and question.recipe.data.images
    }
    events = []
    train(recipe, Library(tmp_path).load(BUNDLED.name), events.append)
    run = [event.val_accuracy for event in events if isinstance(event, Epoch)]
    # Of 20 pictures, one may be read otherwise on a machine that rounds otherwise.
    assert run == pytest.approx(curves()[recipe.to_link()], abs=0.051)
