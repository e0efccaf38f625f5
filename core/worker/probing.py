"""Probing: when a run measures its network while it trains, and who is told what was found."""

import math
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from core.runs.probe import ProbeResult
from core.worker.augment import Augmenter
from core.worker.loops import EpochOrder
from core.worker.probe import Probe
from core.worker.step_trace import StepTracer


class Probing:
    """Measures the network of a run between its steps, which are counted from its first epoch."""

    def __init__(
        self,
        probe: Probe | None,
        send: Callable[[ProbeResult], None],
        x_train: np.ndarray,
        labels: np.ndarray,
        augmenter: Augmenter | None,
        steps_per_epoch: int,
    ):
        """`send` is called with each result; without a probe nothing is measured.

        `x_train` is the whole training set, `labels` are those that it is trained with.
        """
        self._probe = probe
        self._send = send
        self._x_train, self._labels = x_train, labels
        self._augmenter = augmenter
        self._steps_per_epoch = steps_per_epoch
        self._tracer: StepTracer | None = None

    @property
    def is_quick(self) -> bool:
        """Whether a measurement keeps nobody waiting who has asked to stop."""
        return self._probe is not None and self._probe.is_quick

    def measure(self, step: int) -> None:
        """Measure the network as it is after so many steps."""
        if self._probe:
            self._send(self._probe.measure(self._epoch(step), step))

    def measure_if_newer(self, step: int) -> None:
        """The same, unless the last measurement was after this very step."""
        if self._probe and self._probe.last_step != step:
            self.measure(step)

    def measure_if_due(self, step: int) -> None:
        """The same, if it is time to measure again."""
        if self._probe and self._probe.is_due():
            self.measure_if_newer(step)

    def before_traced_step(self, batch: EpochOrder) -> None:
        """Take the next step apart, which trains on this batch."""
        if self._probe:
            indices = batch.indices.numpy()
            images, labels = self._x_train[indices], self._labels[indices]
            if self._augmenter:
                images = self._augmenter.apply(tf.constant(images), batch.drawn).numpy()
            self._tracer = StepTracer(self._probe, images, labels)

    def after_traced_step(self, step: int, learning_rate: float) -> None:
        """Measure the network after that step, and tell what the step saw and did."""
        if self._tracer:
            self._send(self._tracer.after_step(self._epoch(step), step, learning_rate))
            self._tracer = None

    def _epoch(self, step: int) -> int:
        return math.ceil(step / self._steps_per_epoch)
