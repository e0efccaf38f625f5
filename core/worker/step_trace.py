"""One training step taken apart: what it saw, what it cost, and what it did to one weight."""

import keras
import numpy as np

from core.preparation.split import Scaling
from core.runs.probe import MOST_FROZEN, Frozen, Look, WeightStep
from core.worker.probe import Looker, owners_of


class FrozenBatch:
    """A batch as the step is about to find it; the network is left as it was."""

    def __init__(
        self,
        looker: Looker,
        model: keras.Model,
        scaling: Scaling,
        images: np.ndarray,
        labels: np.ndarray,
    ):
        """Images `(n, height, width, channels)` of any dtype, as augmentation left them."""
        self._looker, self._model, self._labels = looker, model, labels
        self._pictures = np.clip(np.rint(images[:MOST_FROZEN]), 0, 255).astype(np.uint8)
        # The passage moves kept averages and the random layers on, which the step does itself.
        passing = [(variable, variable.numpy()) for variable in model.non_trainable_variables]
        self._passage = looker.passage(scaling.apply(images), labels, training=True)
        for variable, value in passing:
            variable.assign(value)
        self._steepest = _steepest([gradient.numpy() for gradient in self._passage.gradients])
        self._before = self._weight()

    def after_step(self, epoch: int, step: int, learning_rate: float) -> Look:
        """A look at the network once the step is taken, and at the batch that it took."""
        outputs, losses = self._passage.outputs.numpy(), self._passage.losses.numpy()
        frozen = Frozen(
            batch_size=len(self._labels),
            shape=self._pictures.shape,
            pixels=self._pictures.tobytes(),
            labels=self._labels[:MOST_FROZEN].tolist(),
            outputs=outputs[:MOST_FROZEN].tolist(),
            losses=losses[:MOST_FROZEN].tolist(),
            mean_loss=losses.mean(),
            weight=self._weight_step(learning_rate),
        )
        return self._looker.look(epoch, step, self._passage, frozen)

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
            gradient=self._passage.gradients[number].numpy()[place],
            learning_rate=learning_rate,
            after=self._weight(),
        )


def _steepest(gradients: list[np.ndarray]) -> tuple[int, tuple[int, ...]] | None:
    """Where the largest gradient is: in which array, and where in it; None without any."""
    sizes = [np.nan_to_num(np.abs(gradient)) for gradient in gradients]
    if not sizes:
        return None
    number = int(np.argmax([size.max() for size in sizes]))
    place = np.unravel_index(np.argmax(sizes[number]), sizes[number].shape)
    return number, tuple(map(int, place))
