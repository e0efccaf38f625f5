"""How long an epoch takes, before it is known."""

import pytest

from core.datasets.cards import CARDS
from core.recipe import Recipe
from core.recipe.work import counts, epoch_seconds

MNIST = CARDS["mnist"]


def seconds(layers: str, batch_size: int = 100, images: int = 1000) -> float:
    link = f"data.dataset=mnist&data.images={images}&data.validate_on=split"
    link += f"&training.batch_size={batch_size}"
    return epoch_seconds(Recipe.from_link(f"{link}&model.layers={layers}"), MNIST)


def test_multiplications_outputs_steps_and_weights_take_time():
    pictures = 800 + 200 / 3  # those that validate go forwards alone
    multiplications = 3 * pictures * 784 * 10
    outputs = pictures * (784 + 10 + 10)
    by_hand = multiplications / 1e11 + outputs * 1.6e-9 + 8 * (8e-5 + 7850 * 1.2e-9)
    assert seconds("flatten,dense:10,softmax") == pytest.approx(by_hand)


@pytest.mark.parametrize(
    "link, train, validation",
    [
        ("data.validate_on=split&data.validation_fraction=0.25", 45_000, 15_000),
        ("data.images=100&data.validate_on=split", 80, 20),
        ("data.images=100&data.validate_on=train", 100, 100),
        ("data.images=100", 100, 10_000),
    ],
)
def test_how_many_pictures_train_and_how_many_validate(link, train, validation):
    assert counts(Recipe.from_link(f"data.dataset=mnist&{link}"), MNIST) == (train, validation)


def test_a_convolution_takes_its_time_however_small_the_batch():
    with_one = "conv2d:1:3,flatten,dense:10,softmax"
    steps = seconds(with_one, batch_size=1) - seconds(with_one, batch_size=1000)
    weights = 10 + 26 * 26 * 10 + 10
    assert steps == pytest.approx(799 * (8e-5 + 4e-4 + weights * 1.2e-9))
