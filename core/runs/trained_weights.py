"""The trained weights of a run's network, with the scaling of the pictures that it expects.

Plain NumPy arrays in one `.npz` file.
"""

import io
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
        with atomic_write(file) as stream:
            np.savez(stream, **self._arrays())

    def to_bytes(self) -> bytes:
        """The content of such a file."""
        content = io.BytesIO()
        np.savez(content, **self._arrays())
        return content.getvalue()

    def _arrays(self) -> dict[str, Any]:
        weights = {f"weight_{index}": array for index, array in enumerate(self.weights)}
        return weights | {"shift": self.scaling.shift, "factor": self.scaling.factor}

    @classmethod
    def load(cls, file: Path) -> "TrainedWeights":
        """Read them from a file; FileNotFoundError if there is none."""
        with np.load(file, allow_pickle=False) as arrays:
            count = len(arrays.files) - 2  # all but shift and factor
            return cls(
                [arrays[f"weight_{index}"] for index in range(count)],
                Scaling(arrays["shift"], arrays["factor"]),
            )
