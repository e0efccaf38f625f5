"""What lies on each pad: the last drawing that a browser asked about, until somebody wants it."""

import threading
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

MOST = 500
"""So many pads are remembered, 20 kB each; the one drawn on longest ago is forgotten first."""

_pads: OrderedDict[str, NDArray[np.uint8]] = OrderedDict()
_lock = threading.Lock()


def put(pad: str, drawing: NDArray[np.uint8] | None) -> None:
    """Remember the ink `uint8 (side, side)` on a pad; None empties it."""
    with _lock:
        _pads.pop(pad, None)
        if drawing is not None:
            _pads[pad] = drawing
        if len(_pads) > MOST:
            _pads.popitem(last=False)


def on(pad: str) -> NDArray[np.uint8] | None:
    """The ink on a pad, None on an empty or forgotten one."""
    return _pads.get(pad)
