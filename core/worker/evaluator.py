"""Mean loss and accuracy of a network on the validation and on the test pictures."""

import time
from collections.abc import Callable, Iterable

import keras
import numpy as np

from core.datasets import Dataset
from core.layers import LedgerRow
from core.preparation.split import Scaling, Split
from core.worker.build import LossFunction
from core.worker.loops import DeviceSet, Tally, evaluation, evaluation_batch
from core.worker.steering import StopRequested

QUICK_TEST_SECONDS = 0.1
"""How long a run that was stopped may take to evaluate its network on the test set."""


class Evaluator:
    """Evaluates one network in inference mode.

    The argument `between` of its methods is called before each batch, and may raise.
    """

    def __init__(
        self,
        model: keras.Model,
        rows: Iterable[LedgerRow],
        dataset: Dataset,
        train_set: DeviceSet,
        chosen: Split,
        scaling: Scaling,
        loss: LossFunction,
    ):
        self._train_set, self._chosen = train_set, chosen
        self._test_set = DeviceSet.of(dataset.x_test, dataset.y_test)
        self._evaluate_batch = evaluation(model, loss, scaling)
        self._batch = evaluation_batch(rows)
        self._seconds_a_picture = 0.0

    def validation(self, between: Callable[[], None]) -> tuple[float, float]:
        """Loss and accuracy on the validation pictures."""
        on_test_set = self._chosen.validation_set == "test"
        pictures = self._test_set if on_test_set else self._train_set
        return self._evaluate(pictures, self._chosen.validation, between)

    def test(self, between: Callable[[], None]) -> tuple[float, float]:
        """Loss and accuracy on the test set."""
        return self._evaluate(self._test_set, np.arange(len(self._test_set.labels)), between)

    def quick_test(self) -> tuple[float | None, float | None]:
        """`test` of a stopped network; None if it takes longer than `QUICK_TEST_SECONDS`."""
        if len(self._test_set.labels) * self._seconds_a_picture > QUICK_TEST_SECONDS:
            return None, None
        deadline = time.perf_counter() + QUICK_TEST_SECONDS

        def give_up_late() -> None:
            if time.perf_counter() > deadline:
                raise StopRequested

        try:
            return self.test(give_up_late)
        except StopRequested:
            return None, None

    def _evaluate(
        self, pictures: DeviceSet, indices: np.ndarray, between: Callable[[], None]
    ) -> tuple[float, float]:
        tally, began = Tally(), time.perf_counter()
        for first in range(0, len(indices), self._batch):
            between()
            tally = tally.plus(self._evaluate_batch(pictures, indices[first : first + self._batch]))
        self._seconds_a_picture = (time.perf_counter() - began) / max(len(indices), 1)
        return tally.means()
