"""The last drawing on each draw pad, as its browser sent it for a prediction."""

import threading

import numpy as np
from cachetools import FIFOCache
from numpy.typing import NDArray

MOST = 500
"""So many pads are remembered, 20 kB each; the one drawn on longest ago is forgotten first."""

_drawings: FIFOCache[str, NDArray[np.uint8]] = FIFOCache(MOST)
_lock = threading.Lock()


def put(pad: str, drawing: NDArray[np.uint8] | None) -> None:
    """Remember the ink `uint8 (side, side)` on a pad; None empties it."""
    with _lock:
        _drawings.pop(pad, None)
        if drawing is not None:
            _drawings[pad] = drawing


def on(pad: str) -> NDArray[np.uint8] | None:
    """The ink on a pad, None on an empty or forgotten one."""
    with _lock:
        return _drawings.get(pad)
