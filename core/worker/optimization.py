"""The optimizer of a run and its compiled steps, at rates that may change while it trains."""

from collections.abc import Callable

import keras

from core.recipe import Training
from core.recipe.optimizers import OPTIMIZERS
from core.runs.commands import SetOptimizer
from core.runs.snapshots import Snapshot
from core.worker.build import build_optimizer
from core.worker.keras_fixes import single_device
from core.worker.loops import Setup
from core.worker.micro_batches import loop_for


class Optimization:
    """`training` is the recipe's at the present rates, `train_steps` the loop compiled for it.

    `between` is called while a long batch is computed, see `micro_batches`.
    """

    def __init__(self, training: Training, setup: Setup, between: Callable[[], None]):
        self.training = training
        self._between = between
        self._compile(setup)

    @property
    def optimizer(self) -> keras.optimizers.Optimizer:
        """Keras's optimizer, with its slot variables."""
        return self._setup.optimizer

    @property
    def last_rate(self) -> float:
        """The learning rate of the last step: with a schedule, less than `training` says."""
        if self._setup.schedule is None:
            return self.training.learning_rate
        return float(self.optimizer.learning_rate)

    def change(self, change: SetOptimizer) -> None:
        """Go on with another learning rate and momentum; the optimizer keeps its slot variables.

        A schedule goes on as if it had begun with this rate.
        """
        has_momentum = OPTIMIZERS[self.training.optimizer].has("momentum")
        other_momentum = has_momentum and change.momentum != self.training.momentum
        self.training = with_rates(self.training, change)
        if other_momentum:
            before = self.optimizer
            self._compile(self._setup._replace(optimizer=new_optimizer(self.training)))
            for variable, value in zip(self.optimizer.variables, before.variables, strict=False):
                variable.assign(value)
        schedule = self._setup.schedule
        rate = schedule.initial_learning_rate if schedule else self.optimizer.learning_rate
        rate.assign(change.learning_rate)

    def _compile(self, setup: Setup) -> None:
        self._setup = setup
        self.train_steps = loop_for(setup, self._between)


def new_optimizer(training: Training) -> keras.optimizers.Optimizer:
    """The optimizer of a recipe, without slot variables yet."""
    return single_device(build_optimizer(training))


def with_rates(training: Training, rates: SetOptimizer | Snapshot) -> Training:
    """What the recipe says, with the learning rate and momentum of `rates`."""
    new = {"learning_rate": rates.learning_rate, "momentum": rates.momentum}
    return training.model_copy(update=new)
