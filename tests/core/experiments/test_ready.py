"""Ready races ask a question, on every dataset, and know the usual answer."""

from dataclasses import replace

import pytest

from core.datasets import CARDS
from core.experiments.offers import complaint
from core.experiments.race import Race
from core.experiments.ready import READY, answered


@pytest.mark.parametrize("name", READY)
def test_a_ready_race_is_a_race_on_every_dataset(name):
    for card in CARDS.values():
        race = READY[name].race(card, guess=0)
        assert complaint(race, card) is None
        assert Race.model_validate_json(race.model_dump_json()) == race
        told = answered(race, card)
        assert told.guess == READY[name].answers[0]
        assert told.is_usual == (told.usual == told.guess)
        assert told.why


def test_there_are_eight_with_answers_to_choose_from():
    assert len(READY) == 8
    for ready in READY.values():
        assert 0 <= ready.usual.answer < len(ready.answers)
        assert len(ready.answers) == 3


def test_mirrored_digits_are_wrong_and_mirrored_clothes_are_not():
    flips = READY["flips"]
    digits, clothes = CARDS["mnist"], CARDS["fashion-mnist"]
    assert flips.answers[flips.usual_on(digits).answer] == "They harm"
    assert flips.answers[flips.usual_on(clothes).answer] == "Neither, by much"


def test_the_learning_curve_ends_with_the_whole_dataset():
    race = READY["pictures"].race(CARDS["mnist"])
    assert race.axes[0].values == ("10", "100", "1000", "10000", "60000")


@pytest.mark.parametrize("dataset", ["mnist", "digits"])
def test_few_pictures_train_and_more_validate(dataset):
    card = CARDS[dataset]
    data = READY["dropout"].race(card).base.data
    assert data.images * (1 - data.validation_fraction) == pytest.approx(500)
    assert data.images * data.validation_fraction > 900


def test_a_race_without_a_question_or_a_guess_has_no_answer():
    card = CARDS["mnist"]
    race = READY["seeds"].race(card)
    assert answered(race, card) is None
    assert answered(race.model_copy(update={"ready": "", "guess": 0}), card) is None
    assert answered(race.model_copy(update={"guess": 9}), card) is None


def test_it_is_no_larger_than_the_dataset():
    tiny = replace(CARDS["digits"], train_counts=(6,) * 10)
    for name in ("scaling", "batches", "dropout", "pictures"):
        assert complaint(READY[name].race(tiny), tiny) is None
