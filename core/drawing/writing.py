"""Tells writing from what else is dark in a picture, and one character from two.

A picture here is `bool (height, width)`, True where it is dark. Its blobs are dark pixels that
touch each other: strokes, or the edge of a table, a finger, a line across the page, a box drawn
around a digit, dirt. Strokes are slim and lie inside the picture, what surrounds another blob is a
frame, and a character is what lies close together.
"""

from collections.abc import Iterable
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Mask = NDArray[np.bool_]

TOUCHING = np.ones((3, 3))
LEAST_PART = 0.1  # of the largest blob's ink: enough to keep the bar of a 5 and drop dirt
LEAST_FRAMED = 0.02  # the same beside a frame, which has much more ink than what it holds
LEAST_SIDE = 0.02  # of the picture's longer side; what is smaller cannot be read
MOST_BLOBS = 40  # that are compared with each other, the largest; a page of text has more
STOUT = 0.2  # of the longer side: the radius of the largest disc in a blob that is no stroke
HAIRLINE = 0.01  # the same in a line that comes from the edge, as those of ruled paper
CONTACT = 0.3  # of its outline lies along the picture's edge: it comes from outside
CUT = 4  # times the ink of all inside: it is the writing, though an edge cuts it
FRAMED = 0.2  # of a frame's longer side; less is a dot in a zero
COVERED = 0.8  # of the rows or columns of what is framed, on each side that counts
BAR = 0.2  # width by length of a single side of a frame
PIECE = 0.5  # of the tallest blob's height: what is lower is a piece of a character
APART = 0.1  # of that height between the strokes of two characters
NEAR = 0.35  # of that height between a character and a piece of it, as the bar of a 5


class Box(NamedTuple):
    """A rectangle around something in a picture, in pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @property
    def edges(self) -> tuple[int, int, int, int]:
        """Left, top, right and bottom."""
        return self.left, self.top, self.right, self.bottom

    @property
    def region(self) -> tuple[slice, slice]:
        """Its rows and columns, as an index of the picture."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @property
    def side(self) -> int:
        """The longer one."""
        return max(self.width, self.height)

    def widened(self, share: float, width: int, height: int) -> "Box":
        """With a margin, a share of its longer side, as far as a picture of this size goes."""
        margin = round(share * self.side)
        left, top = max(0, self.left - margin), max(0, self.top - margin)
        right, bottom = min(width, self.right + margin), min(height, self.bottom + margin)
        return Box(left, top, right - left, bottom - top)

    def scaled(self, factor: float) -> "Box":
        """The same place in a picture larger by a factor."""
        left, top, right, bottom = (round(edge * factor) for edge in self.edges)
        return Box(left, top, right - left, bottom - top)

    def joined(self, other: "Box") -> "Box":
        """The smallest box around both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        right, bottom = max(self.right, other.right), max(self.bottom, other.bottom)
        return Box(left, top, right - left, bottom - top)

    def gap(self, other: "Box") -> int:
        """The empty rows or columns between the two, whichever are more."""
        across = max(self.left, other.left) - min(self.right, other.right)
        down = max(self.top, other.top) - min(self.bottom, other.bottom)
        return max(across, down, 0)


class Character(NamedTuple):
    """One character of a picture: its box, and where in the whole picture its ink is."""

    box: Box
    ink: Mask


class _Blob(NamedTuple):
    """Its number in the labelled picture, its box, and how many pixels it has."""

    label: int
    box: Box
    ink: int


def characters(dark: Mask, apart: bool = False) -> list[Character]:
    """The characters in a picture, the one with the most ink first; none where nothing is written.

    They are of similar height: what is less than half as high as the tallest is a piece of the
    character beside it, or dirt. Where the strokes of a character may lie `apart`, all is one.
    """
    labels, _count = ndimage.label(dark, structure=TOUCHING)
    blobs = _without_frames(labels, _strokes(labels))
    least = LEAST_PART * max((blob.ink for blob in blobs), default=0)
    blobs = [blob for blob in blobs if blob.ink >= least]
    groups = [blobs] if apart and blobs else _together(labels, blobs)
    groups.sort(key=lambda group: -sum(blob.ink for blob in group))
    return [Character(_around(group), _ink(labels, group)) for group in groups]


def _strokes(labels: NDArray[np.int32]) -> list[_Blob]:
    """The blobs that may be strokes, the largest first: those inside, else those an edge cuts."""
    numbers = np.arange(labels.max() + 1)
    solid = labels > 0
    edge = np.concatenate([labels[0], labels[-1], labels[1:-1, 0], labels[1:-1, -1]])
    contacts = np.bincount(edge, minlength=len(numbers))
    outline = labels[solid & ~ndimage.binary_erosion(solid)]
    outlines = np.bincount(outline, minlength=len(numbers))
    depth = ndimage.distance_transform_edt(np.pad(solid, 1))[1:-1, 1:-1]

    inside, cut = [], []
    for blob in _largest(labels):
        contact, box = contacts[blob.label], blob.box
        radius = depth[box.region][labels[box.region] == blob.label].max() - 0.5
        if box.side < LEAST_SIDE * max(labels.shape) or radius > STOUT * box.side:
            continue
        if not contact:
            inside.append(blob)
        elif contact < CONTACT * outlines[blob.label] and radius > HAIRLINE * box.side:
            cut.append(blob)
    if not inside or (cut and cut[0].ink > CUT * inside[0].ink):
        return sorted(inside + cut, key=lambda blob: -blob.ink)
    return inside


def _largest(labels: NDArray[np.int32]) -> list[_Blob]:
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    places = ndimage.find_objects(labels)
    blobs = []
    for label in np.argsort(-sizes, kind="stable")[: min(MOST_BLOBS, len(places))]:
        rows, columns = places[label - 1]
        box = Box(columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start)
        blobs.append(_Blob(int(label), box, int(sizes[label])))
    return blobs


def _without_frames(labels: NDArray[np.int32], blobs: list[_Blob]) -> list[_Blob]:
    """The blobs without those that are drawn around others, in one line or in four."""
    least = LEAST_FRAMED * max((blob.ink for blob in blobs), default=0)
    blobs = [blob for blob in blobs if blob.ink >= least]
    frames = {
        outer
        for outer in blobs
        if any(_surrounds(labels, [outer], inner.box) for inner in blobs if inner != outer)
    }
    blobs = [blob for blob in blobs if blob not in frames]
    bars = [blob for blob in blobs if min(blob.box[2:]) <= BAR * blob.box.side]
    for inner in blobs:
        sides = [bar for bar in bars if bar != inner and bar.box.side >= inner.box.side]
        if _surrounds(labels, sides, inner.box):
            return [blob for blob in blobs if blob not in sides]
    return blobs


def _surrounds(labels: NDArray[np.int32], frame: list[_Blob], box: Box) -> bool:
    """Whether the frame has ink on three sides of the box or four, and is not much larger.

    On the fourth it may lie along the edge of the picture, where little of it is seen.
    """
    if not frame or box.side < FRAMED * _around(frame).side:
        return False
    ink = _ink(labels, frame)
    rows, columns = ink[box.top : box.bottom], ink[:, box.left : box.right]
    sides = (
        rows[:, : box.left].any(axis=1),
        rows[:, box.right :].any(axis=1),
        columns[: box.top].any(axis=0),
        columns[box.bottom :].any(axis=0),
    )
    return sum(side.mean() >= COVERED for side in sides) >= 3


def _together(labels: NDArray[np.int32], blobs: list[_Blob]) -> list[list[_Blob]]:
    """The blobs of each character: tall ones that nearly touch, and pieces beside them."""
    tallest = max((blob.box.height for blob in blobs), default=0)
    tall = [blob for blob in blobs if blob.box.height >= PIECE * tallest]
    if not tall:
        return []
    reached = ndimage.distance_transform_edt(~_ink(labels, tall)) <= APART * tallest / 2
    places, count = ndimage.label(reached, structure=TOUCHING)
    groups: list[list[_Blob]] = [[] for _ in range(count)]
    for blob in tall:
        groups[places[labels == blob.label][0] - 1].append(blob)
    boxes = [_around(group) for group in groups]
    for piece in blobs:
        if piece not in tall:
            gaps = [box.gap(piece.box) for box in boxes]
            if min(gaps) <= NEAR * tallest:
                groups[int(np.argmin(gaps))].append(piece)
    return groups


def _around(blobs: Iterable[_Blob]) -> Box:
    return reduce(Box.joined, (blob.box for blob in blobs))


def _ink(labels: NDArray[np.int32], blobs: Iterable[_Blob]) -> Mask:
    return np.isin(labels, [blob.label for blob in blobs])
