"""Early stopping on `val_loss`, as Keras's `EarlyStopping` with `restore_best_weights` does it."""

from collections.abc import Callable

import numpy as np


class EarlyStopping:
    """Remembers the epoch with the lowest `val_loss`, and says when to stop the run."""

    def __init__(self, patience: int):
        """`patience` epochs without a lower `val_loss` stop the run; 0 switches this off."""
        self._patience = patience
        self._lowest = float("inf")
        self._waited = 0
        self._seen = 0
        self.best_epoch: int | None = None
        self.best_weights: list[np.ndarray] | None = None

    def memory(self) -> tuple[np.ndarray, list[np.ndarray]]:
        """What it remembers, as `core.runs.snapshots.Held` keeps it: numbers, and best weights."""
        best = -1 if self.best_epoch is None else self.best_epoch
        return np.array([best, self._lowest, self._waited, self._seen]), self.best_weights or []

    def recall(self, numbers: np.ndarray, best_weights: list[np.ndarray]) -> None:
        """Go on with what `memory` returned."""
        best, lowest, waited, seen = numbers.tolist()
        self._lowest, self._waited, self._seen = lowest, int(waited), int(seen)
        if best >= 0:
            self.best_epoch, self.best_weights = int(best), best_weights

    @property
    def should_stop(self) -> bool:
        """Whether the run should stop now. As in Keras, never after one epoch."""
        return self._waited >= self._patience > 0 and self._seen > 1

    def update(self, epoch: int, val_loss: float, weights: Callable[[], list[np.ndarray]]) -> None:
        """Record an epoch; `weights` is called if it is the best one so far."""
        if not self._patience:
            return
        self._seen += 1
        self._waited += 1
        if self.best_weights is None or val_loss < self._lowest:
            self.best_epoch, self.best_weights = epoch, weights()
        if val_loss < self._lowest:
            self._lowest, self._waited = val_loss, 0
