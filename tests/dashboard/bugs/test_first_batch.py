"""The first batch on the page Find the bug is the one that training begins with."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.datasets import Library
from core.recipe import Recipe
from dashboard.bugs.first_batch import first_batch


def test_a_picture_is_augmented_the_same_wherever_it_stands_in_the_batch(tmp_path, in_the_app):
    """Training draws a transform for each place among the pictures that train, then shuffles."""
    angles: dict[bytes, float] = {}

    def preview(augmentation, images, draws, max_value):
        angles.update(zip((image.tobytes() for image in images), draws.theta, strict=True))
        return images

    in_the_app(SimpleNamespace(library=Library(tmp_path), preview=preview))
    recipe = Recipe.from_link(
        "data.dataset=digits&data.images=32&data.validate_on=test&training.batch_size=32"
        "&augmentation.rotation_range=40"
    )
    in_order = first_batch(recipe.with_settings("training", shuffle=False))
    of_picture = dict(angles)
    angles.clear()
    shuffled = first_batch(recipe)
    assert not np.array_equal(shuffled.images, in_order.images)
    assert len(set(of_picture.values())) == 32
    assert angles == of_picture


@pytest.mark.parametrize(
    ("settings", "shape"),
    [
        ("training.loss=sparse_categorical_crossentropy", (4,)),
        ("training.loss=sparse_categorical_crossentropy&data.mistake=one-hot-labels", (4, 10)),
        ("data.mistake=integer-labels", (4,)),
        ("data.mistake=wide-labels", (4, 11)),
    ],
)
def test_labels_are_shown_as_the_program_gives_them_to_the_loss(
    tmp_path, in_the_app, settings, shape
):
    in_the_app(SimpleNamespace(library=Library(tmp_path)))
    batch = first_batch(Recipe.from_link(f"data.dataset=digits&{settings}"))
    assert batch.labels.shape == shape
    classes = batch.labels if batch.labels.ndim == 1 else batch.labels.argmax(axis=1)
    assert [str(label) for label in classes] == batch.names[:4]
