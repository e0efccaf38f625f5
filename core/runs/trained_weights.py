"""The trained weights of a run's network, with the scaling of the pictures that it expects.

Plain NumPy arrays in one `.npz` file.
"""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from core.atomic_write import atomic_write
from core.preparation.split import Scaling


class TrainedWeights(NamedTuple):
    """The weights of a run's network, as Keras's `get_weights()` orders them, and its scaling."""

    weights: list[np.ndarray]
    scaling: Scaling

    def save(self, file: Path) -> None:
        """Write them to a file, in place of what it held."""
        arrays: dict[str, Any] = {
            f"weight_{index}": array for index, array in enumerate(self.weights)
        }
        arrays |= {"shift": self.scaling.shift, "factor": self.scaling.factor}
        with atomic_write(file) as stream:
            np.savez(stream, **arrays)

    @classmethod
    def load(cls, file: Path) -> "TrainedWeights":
        """Read them from a file; FileNotFoundError if there is none."""
        with np.load(file, allow_pickle=False) as arrays:
            count = len(arrays.files) - 2  # all but shift and factor
            return cls(
                [arrays[f"weight_{index}"] for index in range(count)],
                Scaling(arrays["shift"], arrays["factor"]),
            )
