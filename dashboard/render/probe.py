"""A probe of a network as pictures and tables: values in, HTML or images out.

No Streamlit here; the style is in `style.css`.
"""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from markupsafe import Markup
from PIL import Image

from core.language import number, say
from core.runs.probe import MOST_UNITS, LayerProbe, ProbeResult, Units
from dashboard.render import texts
from dashboard.render.arithmetic import significant
from dashboard.render.charts import TRAINING, VALIDATION
from dashboard.render.pictures import as_image, data_uri

SIDE = 5
UNITS_A_ROW = 8
SMALLEST_UNIT = 24
"""Pixels of the picture of a unit, so that the gaps around a kernel of 3×3 stay thin."""
DECADES = (-6, 2)
"""The bars of gradients reach from 10⁻⁶ to 10²."""
EMPTY_UNIT = (SMALLEST_UNIT, SMALLEST_UNIT, 4)
_PAPER = (128, 128, 128, 24)
_LINE = (128, 128, 128, 96)
"""The colour between the units: visible in light and dark themes, beside white and blue."""


class Watched(NamedTuple):
    """The watched pictures: labels int64 `(n,)`, and all of them as one image, a data URI."""

    labels: np.ndarray
    image: str


def watched_image(pictures: np.ndarray, max_value: int) -> str:
    """Up to 25 pictures uint8 `(n, height, width, channels)` in 5 rows of 5, as a data URI."""
    _, height, width, channels = pictures.shape
    places = np.zeros((SIDE * SIDE, height, width, channels), np.uint8)
    places[: len(pictures)] = pictures
    return data_uri(as_image(_tiled(places, SIDE), max_value))


def read_right(probe: ProbeResult, labels: np.ndarray) -> np.ndarray:
    """Which watched pictures are read right, bool `(n,)`; a network of NaN reads nothing."""
    return (np.array(probe.predicted) == labels) & np.isfinite(probe.shares)


def watched_grid(probe: ProbeResult, labels: np.ndarray, classes: Sequence[str]) -> Markup:
    """The watched pictures in frames, each with what the network says of it.

    The pictures themselves are the CSS variable `--fe-watched`, so that they are sent once.
    """
    right = read_right(probe, labels)
    cells = [
        _answer(place, classes[label], _said(probe, place, classes), bool(right[place]))
        for place, label in enumerate(labels)
    ]
    return Markup('<div class="fe-watched" role="img" aria-label="{words}">{cells}</div>').format(
        words=watched_words(probe, labels, classes), cells=Markup().join(cells)
    )


def watched_words(probe: ProbeResult, labels: np.ndarray, classes: Sequence[str]) -> str:
    """The watched pictures and their predictions in words."""
    right = read_right(probe, labels)
    mistakes = [
        say(texts.MISTAKE, name=classes[labels[place]], said=_said(probe, int(place), classes))
        for place in np.flatnonzero(~right)
    ]
    sentence = texts.SOME_WRONG if mistakes else texts.NONE_WRONG
    return say(sentence, right=right.sum(), count=len(labels), list=", ".join(mistakes))


def _said(probe: ProbeResult, place: int, classes: Sequence[str]) -> str:
    if not math.isfinite(probe.shares[place]):
        return significant(probe.shares[place])
    return classes[probe.predicted[place]]


def _answer(place: int, name: str, said: str, right: bool) -> Markup:
    kind, mark = ("right", "✓") if right else ("wrong", "✗")
    words = say(texts.IS if right else texts.IS_READ, name=name, said=said)
    row, column = divmod(place, SIDE)
    return Markup(
        '<div class="{kind}" title="{words}"><i style="--x:{x:.0%};--y:{y:.0%}"></i>'
        "<span>{mark} {said}</span></div>"
    ).format(
        kind=kind, words=words, x=column / (SIDE - 1), y=row / (SIDE - 1), mark=mark, said=said
    )


def units_image(units: Units | None) -> str:
    """The units as pictures in two rows, as a data URI; grey places without any.

    Of one channel: blue below zero, white at zero, orange above. Of three channels: grey at zero,
    and each channel brighter where its weight is above zero, darker where it is below.
    """
    if units is None:
        paper = np.full((MOST_UNITS, *EMPTY_UNIT), _PAPER, np.uint8)
        return data_uri(_sheet(paper, _LINE))
    if units.shape[-1] == 3:
        return data_uri(_sheet(_coloured(units.weights / (units.largest or 1.0)), _LINE))
    levels = np.frombuffer(units.levels, np.int8).reshape(units.shape)
    sheet = _sheet((levels.astype(np.int16) + 128).astype(np.uint8), 0)
    sheet.putpalette(_PALETTE, "RGBA")
    return data_uri(sheet)


def diverging(shares: np.ndarray) -> Image.Image:
    """Numbers `(height, width)` from -1 to 1: blue below zero, white at zero, orange above.

    What lies beyond is cut off; what is no number is grey.
    """
    levels = np.rint(np.clip(shares, -1, 1) * 127 + 128)
    image = Image.fromarray(np.nan_to_num(levels, nan=0.0).astype(np.uint8))
    image.putpalette(_PALETTE, "RGBA")
    return image


def _coloured(shares: np.ndarray) -> np.ndarray:
    """Weights of three channels from -1 to 1, `(n, h, w, 3)` → RGBA uint8 `(n, h, w, 4)`."""
    opaque = np.ones((*shares.shape[:-1], 1), np.float32)
    return np.rint(127.5 + 127.5 * np.concatenate([shares, opaque], axis=-1)).astype(np.uint8)


def _diverging() -> bytes:
    """The colours of levels -127 to 127 as RGBA bytes, before them that of the lines between."""
    shares = np.arange(-127, 128)[:, np.newaxis] / 127
    ends = np.where(shares < 0, _rgb(TRAINING), _rgb(VALIDATION))
    colours = np.rint(255 + np.abs(shares) * (ends - 255))
    opaque = np.full((len(shares), 1), 255)
    levels = np.concatenate([colours, opaque], axis=1).astype(np.uint8)
    return bytes(_LINE) + levels.tobytes()


def _rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[start : start + 2], 16) for start in (1, 3, 5)])


_PALETTE = _diverging()


def _sheet(images: np.ndarray, around: int | Sequence[int]) -> Image.Image:
    """Images `(n, h, w, c)`, n <= `MOST_UNITS`, enlarged, each in a square of its own."""
    factor = math.ceil(SMALLEST_UNIT / max(images.shape[1:3]))
    images = images.repeat(factor, axis=1).repeat(factor, axis=2)
    _, height, width, channels = images.shape
    side = max(height, width)
    gap = round(side / 12)
    pitch = side + gap
    rows = MOST_UNITS // UNITS_A_ROW
    size = (rows * pitch + gap, UNITS_A_ROW * pitch + gap, channels)
    sheet = np.full(size, around, np.uint8)
    for index, image in enumerate(images):
        row, column = divmod(index, UNITS_A_ROW)
        top = gap + row * pitch + (side - height) // 2
        left = gap + column * pitch + (side - width) // 2
        sheet[top : top + height, left : left + width] = image
    return as_image(sheet, 255)


def _tiled(tiles: np.ndarray, columns: int) -> np.ndarray:
    """Tiles `(n, h, w, c)` side by side in full rows → `(rows * h, columns * w, c)`."""
    count, height, width, channels = tiles.shape
    rows = count // columns
    grid = tiles.reshape(rows, columns, height, width, channels).swapaxes(1, 2)
    return grid.reshape(rows * height, columns * width, channels)


def layer_table(layers: Iterable[LayerProbe]) -> Markup:
    """The gradient's size and the share of dead units of each layer, as far as they are known.

    There is no column for dead units where no layer has units that can die.
    """
    layers = list(layers)
    some_die = any(layer.dead is not None for layer in layers)
    columns = (texts.LAYER, texts.GRADIENT, *([texts.DEAD] if some_die else []))
    head = (Markup('<th scope="col">{}</th>').format(say(column)) for column in columns)
    rows = (_layer_row(layer, some_die) for layer in layers)
    return Markup(
        '<table class="fe-layers"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    ).format(head=Markup().join(head), rows=Markup().join(rows))


def _layer_row(layer: LayerProbe, some_die: bool) -> Markup:
    gradient = Markup("<td></td>")
    dead = Markup("<td></td>") if some_die else Markup()
    if layer.gradient is not None:
        gradient = Markup('<td><i style="--share:{share:.1%}"></i><b>{written}</b></td>').format(
            share=_share_of_scale(layer.gradient), written=significant(layer.gradient, 2)
        )
    if layer.dead is not None:
        dead = Markup("<td>{}</td>").format(number(layer.dead, ".0%"))
    row = Markup('<tr><th scope="row" title="{name}">{name}</th>{gradient}{dead}</tr>')
    return row.format(name=layer.name, gradient=gradient, dead=dead)


def _share_of_scale(gradient: float) -> float:
    """Where a gradient stands on the logarithmic scale of `DECADES`, from 0 to 1."""
    low, high = DECADES
    if not gradient > 0:
        return 0.0
    return min(max((math.log10(gradient) - low) / (high - low), 0.0), 1.0)
