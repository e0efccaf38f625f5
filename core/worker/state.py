"""All that training goes on from, taken out of Keras's objects and put back."""

import keras
import numpy as np

from core.recipe import Training
from core.runs.snapshots import Snapshot


def take(
    model: keras.Model, optimizer: keras.optimizers.Optimizer, training: Training, epoch: int
) -> Snapshot:
    """The state at the end of an epoch; `training` with learning rate and momentum as they are."""
    return Snapshot(
        epoch,
        training.learning_rate,
        training.momentum,
        model.get_weights(),
        [np.asarray(variable) for variable in optimizer.variables],
        [np.asarray(variable) for variable in _seeds(model)],
    )


def put_back(model: keras.Model, optimizer: keras.optimizers.Optimizer, snapshot: Snapshot) -> None:
    """Go on from a state; ValueError if it is one of another network."""
    model.set_weights(snapshot.weights)
    for variables, values in (
        (optimizer.variables, snapshot.optimizer),
        (_seeds(model), snapshot.seeds),
    ):
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)


def _seeds(model: keras.Model) -> list[keras.Variable]:
    """Where the random layers stand; Keras does not count them among the weights."""
    weights = {id(variable) for variable in model.weights}
    return [variable for variable in model.variables if id(variable) not in weights]
