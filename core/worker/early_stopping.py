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
