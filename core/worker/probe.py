"""The probe: measures inside a network while it trains, each taking little of the run's time."""

import math
import time
from collections.abc import Iterable
from typing import NamedTuple

import keras
import numpy as np
import tensorflow as tf
from sklearn.metrics import confusion_matrix

from core.datasets import Dataset
from core.layers import LedgerRow, ledger
from core.preparation.split import Preparation, prepared
from core.recipe import Recipe
from core.runs.probe import (
    MOST_UNITS,
    SAMPLE,
    EpochProbe,
    LayerProbe,
    ProbeResult,
    StepTrace,
    Units,
    is_relu,
    watched,
)
from core.runs.snapshots import Snapshot
from core.worker.build import LossFunction, build_loss, class_probabilities
from core.worker.predict import Predictor

EVERY_SECONDS = 0.1
FIRST_MEASUREMENTS, FIRST_SECONDS = 12, 0.02
"""So many measurements are made one execution after the other, if one takes no longer than this: a
network changes most in its first steps. They do not count for `SHARE_OF_TIME`."""
WARM_UP_SECONDS = 0.3
"""The very first measurement also prepares what the later ones only use. If it takes no longer than
this, the second does not wait."""
OUTPUT = "output of the network"
QUICK_SECONDS = 0.1
"""How long a measurement may take that somebody waits for."""
SHARE_OF_TIME = 0.02
"""How much of a run's time the probe may take."""


class ForwardBackward(NamedTuple):
    """What a forward and a backward pass with some pictures give."""

    active: dict[str, tf.Tensor]
    """The output of each relu, by its name."""
    outputs: tf.Tensor
    losses: tf.Tensor
    gradients: list[tf.Tensor]
    """Of the mean loss, for each of `model.trainable_variables`."""


class Probe:
    """Measures one network, without changing it."""

    def __init__(
        self,
        model: keras.Model,
        rows: Iterable[LedgerRow],
        dataset: Dataset,
        data: Preparation,
        loss: LossFunction,
    ):
        self.model = model
        self.scaling = data.scaling
        """Of pictures that train."""
        self._loss = loss
        validation, _ = data.chosen.validating_set(dataset)
        watched_images = validation[watched(data.chosen)]
        self._watched = tf.constant(data.later_scaling.apply(watched_images))
        sample = data.chosen.train[:SAMPLE]
        self._sample = self.scaling.apply(dataset.x_train[sample]), data.labels[sample]

        self._input_shape = dataset.x_train.shape[1:]
        self._calls = [call for row in rows for call in row.calls]
        relus = {
            call.name: model.get_layer(call.name).output for call in self._calls if is_relu(call)
        }
        self._inside = keras.Model(model.inputs, {**relus, OUTPUT: model.outputs[0]})
        self.last_step: int | None = None
        """The step of the last measurement."""
        self._due = 0.0
        self._measurements = 0
        self._shortest = float("inf")

    def is_due(self) -> bool:
        """Whether it is time to measure again: seldom enough to cost next to nothing."""
        longest = WARM_UP_SECONDS if self._measurements == 1 else FIRST_SECONDS
        is_first = self._measurements < FIRST_MEASUREMENTS and self._shortest <= longest
        return is_first or time.perf_counter() >= self._due

    @property
    def is_quick(self) -> bool:
        """Whether a measurement is too short to delay anybody who has asked to stop."""
        return self._shortest <= QUICK_SECONDS

    def forward_backward(
        self, images: np.ndarray, labels: np.ndarray, training: bool = False
    ) -> ForwardBackward:
        """Run scaled images float32 `(n, h, w, c)` with labels int64 `(n,)` through the network."""
        with tf.GradientTape() as tape:
            inside = self._inside(tf.constant(images), training=training)
            outputs = inside.pop(OUTPUT)
            losses = self._loss(tf.constant(labels), outputs)
            mean = tf.reduce_mean(losses)
        gradients = tape.gradient(mean, self.model.trainable_variables)
        return ForwardBackward(inside, class_probabilities(outputs), losses, gradients)

    def measure(
        self,
        epoch: int,
        step: int,
        passes: ForwardBackward | None = None,
        step_trace: StepTrace | None = None,
    ) -> ProbeResult:
        """Measure now; gradients and dead units are those of `passes`, or of the fixed sample."""
        began = time.perf_counter()
        passes = passes or self.forward_backward(*self._sample)
        outputs = class_probabilities(self.model(self._watched, training=False)).numpy()
        result = ProbeResult(
            epoch=epoch,
            step=step,
            predicted=outputs.argmax(axis=1).tolist(),
            shares=outputs.max(axis=1).tolist(),
            units=self._units(),
            layers=self._layers(passes),
            step_trace=step_trace,
        )
        self.last_step = step
        self._measurements += 1
        self._shortest = min(self._shortest, time.perf_counter() - began)
        self._due = time.perf_counter() + max(EVERY_SECONDS, self._shortest / SHARE_OF_TIME)
        return result

    def _layers(self, passes: ForwardBackward) -> list[LayerProbe]:
        squares: dict[str, float] = {}
        owners = owners_of(self.model)
        for name, gradient in zip(owners, passes.gradients, strict=True):
            squares[name] = squares.get(name, 0.0) + float(tf.reduce_sum(tf.square(gradient)))
        dead = {name: _dead_share(output) for name, output in passes.active.items()}
        return [
            LayerProbe(
                name=call.name,
                gradient=squares[call.name] ** 0.5 if call.name in squares else None,
                dead=dead.get(call.name),
            )
            for call in self._calls
            if call.name in squares or call.name in dead
        ]

    def _units(self) -> Units | None:
        """The weights of the first layer that has any, if its input is the picture itself."""
        first = next((call for call in self._calls if call.parameter_count), None)
        if first is None:
            return None
        weights = self.model.get_layer(first.name).weights
        arrays = {weight.name: weight.numpy() for weight in weights}
        pictures = first.layer.unit_pictures(arrays, self._input_shape)
        return None if pictures is None else Units.of(pictures[:MOST_UNITS])


def probe_snapshot(recipe: Recipe, snapshot: Snapshot, dataset: Dataset) -> EpochProbe:
    """Measure the network of a snapshot, with its confusion matrix on the validation pictures."""
    data = prepared(recipe.data, dataset)
    input_shape, num_classes = dataset.x_train.shape[1:], dataset.card.num_classes
    network = Predictor.of(recipe, snapshot.weights, data.later_scaling, input_shape)
    loss, rows = build_loss(recipe.training, num_classes), ledger(recipe.model.layers, input_shape)
    probe = Probe(network.model, rows, dataset, data, loss)
    chosen = data.chosen
    steps = math.ceil(len(chosen.train) / recipe.training.batch_size)

    images, labels = chosen.validating_set(dataset)
    predicted = network.outputs(images[chosen.validation]).argmax(axis=1)
    confusion = confusion_matrix(labels[chosen.validation], predicted, labels=range(num_classes))
    return EpochProbe(probe.measure(snapshot.epoch, snapshot.epoch * steps), confusion)


def owners_of(model: keras.Model) -> list[str]:
    """The name of the layer that each of `model.trainable_variables` belongs to."""
    return [layer.name for layer in model.layers for _ in layer.trainable_variables]


def _dead_share(outputs: tf.Tensor) -> float:
    """Of outputs `(n, ..., units)`, the share of units that are 0 everywhere."""
    units = outputs.numpy().reshape(-1, outputs.shape[-1])
    return float(np.mean(units.max(axis=0) <= 0))
