"""The state of training as plain arrays: captured from Keras's objects, and restored into them."""

import keras
import numpy as np

from core.recipe import Training
from core.runs.snapshots import Snapshot


def capture(
    model: keras.Model, optimizer: keras.optimizers.Optimizer, training: Training, epoch: int
) -> Snapshot:
    """The state at the end of an epoch.

    `training` holds the learning rate and momentum that are in use now.
    """
    return Snapshot(
        epoch,
        training.learning_rate,
        training.momentum,
        model.get_weights(),
        [np.asarray(variable) for variable in optimizer.variables],
        [np.asarray(variable) for variable in _seeds(model)],
    )


def restore(model: keras.Model, optimizer: keras.optimizers.Optimizer, snapshot: Snapshot) -> None:
    """Put a captured state back; ValueError if it is the state of another network."""
    model.set_weights(snapshot.weights)
    for variables, values in (
        (optimizer.variables, snapshot.optimizer),
        (_seeds(model), snapshot.seeds),
    ):
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)


def _seeds(model: keras.Model) -> list[keras.Variable]:
    """The states of the random layers, which Keras does not count among the weights."""
    weights = {id(variable) for variable in model.weights}
    return [variable for variable in model.variables if id(variable) not in weights]
