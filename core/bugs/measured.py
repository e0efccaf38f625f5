"""What a run is judged by: the figures of its curves, and how its network reads new pictures."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.datasets import Dataset
from core.preparation.label_risks import label_risks
from core.preparation.split import prepared
from core.runs.history import History, untrained_loss


@dataclass(frozen=True)
class Measured:
    """The figures of a run. Losses are in nats, accuracies and recalls from 0 to 1.

    `initial_loss` is the untrained network's on the validation pictures, `guessing_loss` is ln K.
    `train_accuracy`, `val_loss` and `val_accuracy` are those of the last epoch; `val_count`
    pictures validate. `recalls` are those of each class that has test pictures, by its name, and
    `new_accuracy` is the share of all test pictures that is read right. `shared` is how many
    validation pictures train as well, `tested` how many are test pictures, `missing` how many
    classes have no picture that trains or none that validates, and `untrue` how many settings of
    the augmentation make labels wrong.
    `train_range` and `val_range` are the smallest and the largest number that the network is given
    while it trains, without augmentation, and while it validates.
    """

    initial_loss: float
    guessing_loss: float
    train_accuracy: float
    val_loss: float
    val_accuracy: float
    new_accuracy: float
    recalls: Mapping[str, float]
    steps_per_epoch: int
    val_count: int
    shared: int
    tested: int
    missing: int
    untrue: int
    train_range: tuple[float, float]
    val_range: tuple[float, float]

    @classmethod
    def of(cls, history: History, dataset: Dataset, outputs: np.ndarray) -> "Measured":
        """Measure a run that has at least one epoch.

        `outputs` float32 `(n, classes)` are what its network gives for the dataset's test pictures.
        """
        recipe, labels = history.recipe, dataset.y_test
        right = outputs.argmax(axis=1) == labels
        data = prepared(recipe.data, dataset)
        chosen = data.chosen
        images, validating = chosen.validating_set(dataset)
        in_both = np.intersect1d(dataset.y_train[chosen.train], validating[chosen.validation])
        is_training_set = chosen.validation_set == "train"
        started = history.started
        assert started is not None  # a run with an epoch has begun
        return cls(
            initial_loss=history.validation[0].loss,
            guessing_loss=untrained_loss(dataset.card.num_classes),
            train_accuracy=history.training[-1].accuracy,
            val_loss=history.validation[-1].loss,
            val_accuracy=history.validation[-1].accuracy,
            new_accuracy=float(right.mean()),
            recalls={
                dataset.card.classes[label]: float(right[labels == label].mean())
                for label in np.unique(labels)
            },
            steps_per_epoch=started.event.steps_per_epoch,
            val_count=started.event.validation_count,
            shared=len(np.intersect1d(chosen.train, chosen.validation)) if is_training_set else 0,
            tested=0 if is_training_set else len(chosen.validation),
            untrue=sum(risk.is_yes is False for risk in label_risks(recipe, dataset.card)),
            missing=dataset.card.num_classes - len(in_both),
            train_range=data.scaling.ends(dataset.x_train[chosen.train]),
            val_range=data.later_scaling.ends(images[chosen.validation]),
        )
