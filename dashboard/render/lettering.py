"""Text on pictures that are drawn with Pillow.

The font, DejaVu Sans, writes Latin, Greek, Cyrillic, Arabic and Persian letters and the marks ✓ and
✗. It has no Chinese, Japanese, Korean or Indian ones: those become boxes. Arabic and Persian are
joined and set from right to left where the machine has the library FriBiDi, which Pillow looks for
when it starts.
"""

from functools import cache
from pathlib import Path

from PIL import ImageFont

_FILE = Path(__file__).with_name("fonts") / "DejaVuSans.ttf"
_CUT = "…"


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """The font at so many pixels a line."""
    return ImageFont.truetype(_FILE, size)


def fitted(text: str, size: int, width: float) -> str:
    """The text, on one line and shortened at its end if it is wider than so many pixels."""
    text = " ".join(text.split())
    if font(size).getlength(text) <= width:
        return text
    while text and font(size).getlength(text + _CUT) > width:
        text = text[:-1]
    return text.rstrip() + _CUT
