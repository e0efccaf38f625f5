"""A trace of one training step: its pictures, their losses, and what it did to one weight."""

import numpy as np

from core.runs.probe import MOST_TRACED, ProbeResult, StepTrace, WeightStep
from core.worker.probe import Probe, owners_of


class StepTracer:
    """Traces the step on one batch: made before the step, read after it.

    The network is left as it was.
    """

    def __init__(
        self,
        probe: Probe,
        images: np.ndarray,
        labels: np.ndarray,
    ):
        """Images `(n, height, width, channels)` of any dtype, as augmentation left them."""
        self._probe, self._model, self._labels = probe, probe.model, labels
        self._pictures = np.clip(np.rint(images[:MOST_TRACED]), 0, 255).astype(np.uint8)
        # The pass updates moving averages and random layers, which the step will do itself.
        states = [(variable, variable.numpy()) for variable in self._model.non_trainable_variables]
        scaled = probe.scaling.apply(images)
        self._passes = probe.forward_backward(scaled, labels, training=True)
        for variable, value in states:
            variable.assign(value)
        self._steepest = _steepest([gradient.numpy() for gradient in self._passes.gradients])
        self._before = self._weight()

    def after_step(self, epoch: int, step: int, learning_rate: float) -> ProbeResult:
        """Measure the network after the step, and add the trace of the step."""
        outputs, losses = self._passes.outputs.numpy(), self._passes.losses.numpy()
        trace = StepTrace(
            batch_size=len(self._labels),
            shape=self._pictures.shape,
            pixels=self._pictures.tobytes(),
            labels=self._labels[:MOST_TRACED].tolist(),
            outputs=outputs[:MOST_TRACED].tolist(),
            losses=losses[:MOST_TRACED].tolist(),
            mean_loss=losses.mean(),
            weight=self._weight_step(learning_rate),
        )
        return self._probe.measure(epoch, step, self._passes, trace)

    def _weight(self) -> float | None:
        if self._steepest is None:
            return None
        number, place = self._steepest
        return float(self._model.trainable_variables[number].numpy()[place])

    def _weight_step(self, learning_rate: float) -> WeightStep | None:
        if self._steepest is None:
            return None
        number, place = self._steepest
        return WeightStep(
            layer=owners_of(self._model)[number],
            place=place,
            before=self._before,
            gradient=self._passes.gradients[number].numpy()[place],
            learning_rate=learning_rate,
            after=self._weight(),
        )


def _steepest(gradients: list[np.ndarray]) -> tuple[int, tuple[int, ...]] | None:
    """Where the largest gradient is: the number of its array and the place in it, or None."""
    sizes = [np.nan_to_num(np.abs(gradient)) for gradient in gradients]
    if not sizes:
        return None
    number = int(np.argmax([size.max() for size in sizes]))
    place = np.unravel_index(np.argmax(sizes[number]), sizes[number].shape)
    return number, tuple(map(int, place))
