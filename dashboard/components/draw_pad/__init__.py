"""The drawing pad: a canvas in the browser, grey ink in Python."""

import base64
import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.language import say
from dashboard.components import texts
from dashboard.components.component import component
from dashboard.server.pen import LONGEST_MESSAGE
from dashboard.server.state import widget_value

SIDE = 140
"""The pad sends its drawing as a square of this many pixels."""

PREFIX = "data:image/png;base64,"

_PAD = component(__file__, "pad")


def draw_pad(key: str, tells_page: bool = True) -> None:
    """Show the pad; what is drawn on it is `drawn(key)`, and the script runs again for it.

    The drawing lives in the browser: a rerun does not clear it, nor does a reload of the page, for
    the tab keeps it. While somebody draws, the browser dispatches `first-epoch-drawing` with the
    drawing at most every 80 ms, and once more whenever it gets `first-epoch-drawing-wanted`.
    Without `tells_page` that is all: the script does not run again, and `drawn` knows nothing. All
    such pads, on whichever page, show one drawing.
    """
    data = {
        "texts": texts.said(texts.DRAW_PAD),
        "side": SIDE,
        "name": key if tells_page else "",
        "inked": bool(_message(key)),
        "tells_page": tells_page,
    }
    _PAD(key=key, data=data, on_drawing_change=lambda: None)


def drawn(key: str) -> NDArray[np.uint8] | None:
    """What is drawn on the pad of this key, or None while it is empty or not shown yet.

    The ink is `uint8 (SIDE, SIDE)`, 0 = paper, 255 = full ink, as `ink.prepare` takes it.
    Raises `ValueError` when the browser sent something that is no drawing.
    """
    return ink_in_message(_message(key))


def ink_in_message(message: object) -> NDArray[np.uint8] | None:
    """The ink in a message of the pad, as of `drawn`; None for an empty one."""
    if not message:
        return None
    ink = decode(message)
    return ink if ink.any() else None


def _message(key: str) -> object:
    return (widget_value(key) or {}).get("drawing")


def decode(drawing: object) -> NDArray[np.uint8]:
    """The pad's message, a PNG data URL, as ink `uint8 (SIDE, SIDE)`.

    Anybody can forge a message, so only a small PNG of just this size passes; else `ValueError`.
    """
    refusal = say(texts.NO_DRAWING)
    if not isinstance(drawing, str) or len(drawing) > LONGEST_MESSAGE:
        raise ValueError(refusal)
    if not drawing.startswith(PREFIX):
        raise ValueError(refusal)
    try:
        png = base64.b64decode(drawing[len(PREFIX) :], validate=True)
        with Image.open(io.BytesIO(png), formats=["PNG"]) as picture:
            if picture.size == (SIDE, SIDE):
                return np.asarray(picture.convert("L"))
    except (ValueError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(refusal) from error
    raise ValueError(refusal)
