"""A first training run and prediction, whose results are thrown away."""

import numpy as np

from core.datasets import BUNDLED, Dataset
from core.numerics.metrics import evaluate
from core.preparation.augmentation import Draws
from core.recipe import Augmentation, Recipe
from core.worker.augment import preview
from core.worker.predict import Predictor
from core.worker.train import TrainOptions, train


def warm_up() -> None:
    """Train a small network for one step and predict with it.

    TensorFlow prepares much at its first use; later runs need not wait for that.
    """
    card = BUNDLED
    images, labels = np.zeros((1, *card.shape), np.uint8), np.zeros(1, np.int64)
    recipe = Recipe.from_link("?training.epochs=1")
    dataset = Dataset(images, labels, images, labels, card)
    options = TrainOptions(on_probe=lambda _result: None)
    trained = train(recipe, dataset, lambda _event: None, options=options)
    preview(Augmentation(rotation_range=1), images, Draws.none(1), card.max_value)
    network = Predictor.of(recipe, trained.weights, trained.scaling, card.shape)
    evaluate(labels, network.outputs(images))
