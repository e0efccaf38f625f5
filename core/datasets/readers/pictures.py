"""Picture files to arrays: one alone, or all pictures of a set, with one decision for all of them.

A set decides together how large its pictures become, which values are black and white, and on
which paper transparent pictures lie.
"""

import io
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import IO, NamedTuple, Protocol

import numpy as np

from core.datasets import levels
from core.datasets.errors import DatasetError
from core.datasets.readers import transparency
from core.datasets.readers.picture_file import Depth, Picture, decode, decode_within, size_of
from core.datasets.sources.budget import MAX_BYTES
from core.language import lines, plural, say

USUAL_SIZE = 64
LARGEST_KEPT = 128
SAMPLE = 40
SHOWN = 5

RESIZED = plural(
    "{count:,} picture was cropped and scaled to {height}×{width}.",
    "{count:,} pictures were cropped and scaled to {height}×{width}.",
)
UNREADABLE = plural(
    "{count:,} of {total:,} pictures cannot be read and was left out: {names}.",
    "{count:,} of {total:,} pictures cannot be read and were left out: {names}.",
)
FIRST_ONLY = plural(
    "{count:,} file holds several pictures; only the first of them was read.",
    "{count:,} files hold several pictures; only the first of each was read.",
)


class Encoded(Protocol):
    """A picture in a file, or anything else that has the bytes of one. `where` names it."""

    @property
    def where(self) -> str: ...

    def read(self) -> bytes: ...


class Decoded(NamedTuple):
    """The pictures of a set, uint8 `(n, height, width, 1 or 3)`, in the order they were given in.

    `readable` bool says of each that was given whether it is among them; `notes` what was changed
    and what was left out.
    """

    images: np.ndarray
    readable: np.ndarray
    notes: tuple[str, ...]


def read(stream: IO[bytes], where: str) -> np.ndarray:
    """The picture as uint8 `(height, width, 3)`, upright. Raises DatasetError, see `decode`."""
    return _alone(decode(stream, where))


def read_within(stream: IO[bytes], where: str, side: int) -> np.ndarray:
    """As `read`, made smaller where its longer side has more than `side` pixels, its shape kept."""
    return _alone(decode_within(stream, where, side))


def _alone(picture: Picture) -> np.ndarray:
    if not picture.is_undecided:
        return picture.pixels
    images = np.empty((1, *picture.pixels.shape[:2], 3), np.uint8)
    _settle(images, {0: picture}, count=0)
    return images[0]


def decode_all(encoded: Sequence[Encoded], side: int | None = None) -> Decoded:
    """All pictures at one size; grey ones get one channel, coloured ones three.

    Pictures of one size up to 128×128 keep it; others are cropped and scaled to `side`×`side`
    pixels (64 where nobody says). Those that cannot be read are left out and noted. Raises
    DatasetError if they are the greater part, or if all are more than 2 GB.
    """
    size = (side, side) if side else _common_size(encoded) or (USUAL_SIZE, USUAL_SIZE)
    _check_memory(len(encoded), size)
    images = np.empty((len(encoded), *size, 3), np.uint8)
    readable = np.ones(len(encoded), bool)
    undecided: dict[int, Picture] = {}
    problems: list[DatasetError] = []
    resized = several = 0
    for position, item in enumerate(encoded):
        try:
            picture = decode(io.BytesIO(item.read()), item.where, size)
        except DatasetError as problem:
            readable[position] = False
            problems.append(problem)
            continue
        resized += picture.resized
        several += picture.has_more
        if picture.is_undecided:
            undecided[position] = picture
        else:
            images[position] = picture.pixels
    notes = list(_settle(images, undecided, len(encoded) - len(problems)))
    if resized:
        notes.append(say(RESIZED, count=resized, height=size[0], width=size[1]))
    if several:
        notes.append(say(FIRST_ONLY, count=several))
    if problems:
        notes.append(_left_out(encoded, readable, problems))
        images = images[readable]
    return Decoded(grey_if_grey(images), readable, tuple(notes))


def _common_size(encoded: Sequence[Encoded]) -> tuple[int, int] | None:
    step = max(1, len(encoded) // SAMPLE)
    sizes: Counter[tuple[int, int]] = Counter()
    for item in encoded[::step]:
        try:
            sizes[size_of(io.BytesIO(item.read()), item.where)] += 1
        except DatasetError:
            continue  # a damaged file is reported when it is decoded
    if len(sizes) != 1:
        return None
    size = next(iter(sizes))
    return size if max(size) <= LARGEST_KEPT else None


def _check_memory(count: int, size: tuple[int, int]) -> None:
    if count * size[0] * size[1] * 3 > MAX_BYTES:
        raise DatasetError(
            say(
                "{count:,} pictures of {height}×{width} pixels need more than 2 GB. Choose a "
                "smaller size.",
                count=count,
                height=size[0],
                width=size[1],
            )
        )


def _settle(images: np.ndarray, undecided: dict[int, Picture], count: int) -> tuple[str, ...]:
    """Write the pictures that had to wait for each other to their places in `images` → notes.

    `count` says how many pictures the set has.
    """
    by_depth: dict[Depth | None, list[int]] = defaultdict(list)
    for position, picture in undecided.items():
        by_depth[picture.depth].append(position)
    transparent = by_depth.pop(None, [])
    shades = [transparency.brightness(undecided[position].pixels) for position in transparent]
    for position, paper in zip(transparent, transparency.papers(shades), strict=True):
        images[position] = transparency.laid_on(paper, undecided[position].pixels)
    notes = []
    for depth, positions in by_depth.items():
        assert depth is not None
        found = _levels(depth, [undecided[position] for position in positions], count)
        for position in positions:
            images[position] = found.to_bytes(undecided[position].pixels)
        notes.append(found.note)
    return tuple(note for note in notes if note)


def _levels(depth: Depth, pictures: list[Picture], count: int) -> levels.Levels:
    if depth.bits == 8 and len(pictures) != count:
        return levels.AS_THEY_ARE  # black pictures among others, no masks of 0 and 1
    low, high = min(p.low for p in pictures), max(p.high for p in pictures)
    return levels.of_files(low, high, depth.fractions)


def _left_out(
    encoded: Sequence[Encoded], readable: np.ndarray, problems: list[DatasetError]
) -> str:
    """The note on pictures that cannot be read; DatasetError if they are more than the others."""
    if 2 * len(problems) > len(encoded):
        advice = say("Remove or repair them and add the rest again.")
        raise DatasetError(lines([*map(str, problems[:SHOWN]), advice]))
    where = [encoded[position].where for position in np.flatnonzero(~readable).tolist()]
    names = ", ".join(where[:SHOWN])
    if len(where) > SHOWN:
        names = say("{names} and {count:,} more", names=names, count=len(where) - SHOWN)
    return say(UNREADABLE, count=len(where), total=len(encoded), names=names)


def grey_if_grey(images: np.ndarray) -> np.ndarray:
    """`(n, height, width, 1)` where the three channels of all pictures are equal, else as given."""
    red, green, blue = (images[..., channel] for channel in range(3))
    if (red == green).all() and (green == blue).all():
        return np.ascontiguousarray(images[..., :1])
    return images
