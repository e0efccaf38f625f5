"""Early stopping on `val_loss`, as Keras's `EarlyStopping` with `restore_best_weights` does it."""

from collections.abc import Callable

import numpy as np


class Patience:
    """Remembers the best epoch, and says when to wait no longer for a better one."""

    def __init__(self, epochs: int):
        """`epochs` without a lower `val_loss` are too many; 0 is no early stopping."""
        self._epochs = epochs
        self._lowest = float("inf")
        self._waited = 0
        self._seen = 0
        self.best_epoch: int | None = None
        self.best_weights: list[np.ndarray] | None = None

    @property
    def is_over(self) -> bool:
        """Whether to stop now. As in Keras, never after one epoch."""
        return self._waited >= self._epochs > 0 and self._seen > 1

    def see(self, epoch: int, val_loss: float, weights: Callable[[], list[np.ndarray]]) -> None:
        """Take note of an epoch that trained; `weights` is called if it is the best so far."""
        if not self._epochs:
            return
        self._seen += 1
        self._waited += 1
        if self.best_weights is None or val_loss < self._lowest:
            self.best_epoch, self.best_weights = epoch, weights()
        if val_loss < self._lowest:
            self._lowest, self._waited = val_loss, 0
