"""Ten datasets of one's own, as zips: many classes and few, tiny pictures and large, long names."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

PERSIAN = ("گربهٔ خانگی", "سگ نگهبان", "کشتی بادبانی", "قورباغه")
EMOJI = ("😀", "👩‍🚀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 flag", "猫🐱")
LONG = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" + "s" * 40,
    " ".join(["a class whose name is a whole sentence and goes on"] * 3)[:120],
    "cat",
)


@dataclass(frozen=True)
class OwnSet:
    """A dataset: `size` is (height, width), `counts` how many pictures the classes have."""

    name: str
    classes: Sequence[str]
    size: tuple[int, int]
    in_colour: bool
    counts: Sequence[int]

    @property
    def layers(self) -> str:
        """A small network for it, as a link writes it."""
        few = "conv2d:4:3,relu,maxpooling2d," if min(self.size) > 8 else ""
        return f"{few}flatten,dense:16,relu,dense:{len(self.classes)},softmax"

    def zipped(self) -> bytes:
        """A folder for each class in a zip."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, count, pictures in zip(self.classes, self.counts, self._all(), strict=True):
                for number in range(count):
                    archive.writestr(f"{self.name}/{name}/{number}.png", next(pictures))
        return stream.getvalue()

    def _all(self) -> Iterator[Iterator[bytes]]:
        """For each class pictures without end: a shade of its own, with noise."""
        for label in range(len(self.classes)):
            shade = 40 + 180 * label / len(self.classes)
            yield self._pictures(np.random.default_rng(label), shade)

    def _pictures(self, rng: np.random.Generator, shade: float) -> Iterator[bytes]:
        shape = (*self.size, 3) if self.in_colour else self.size
        while True:
            pixels = np.clip(rng.normal(shade, 15, shape), 0, 255).astype(np.uint8)
            stream = io.BytesIO()
            Image.fromarray(pixels).save(stream, "PNG")
            yield stream.getvalue()


def photo() -> bytes:
    """A photo of nothing."""
    pixels = np.random.default_rng(0).integers(0, 256, (160, 200, 3), np.uint8)
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "PNG")
    return stream.getvalue()


def _many(prefix: str, count: int) -> tuple[str, ...]:
    return tuple(f"{prefix} number {n}" for n in range(1, count + 1))


def _set(
    name: str, classes: Sequence[str], size: tuple[int, int], in_colour: bool, each: int = 12
) -> OwnSet:
    return OwnSet(name, classes, size, in_colour, [each] * len(classes))


OWN_SETS = (
    _set("two", ("light", "dark"), (28, 28), in_colour=False, each=40),
    _set("forty", _many("plant", 40), (32, 32), in_colour=True),
    _set("a hundred and fifty", _many("species", 150), (96, 64), in_colour=True, each=5),
    _set("one pixel", ("red", "green", "blue"), (1, 1), in_colour=True, each=30),
    _set("one grey pixel", ("dark", "light"), (1, 1), in_colour=False, each=30),
    _set("large", ("cat", "dog", "bird"), (500, 500), in_colour=True),
    _set("Persian", PERSIAN, (48, 48), in_colour=True),
    _set("emoji", EMOJI, (24, 24), in_colour=False),
    _set("long names", LONG, (32, 32), in_colour=True),
    OwnSet("single picture", ("A", "B", "C"), (28, 28), False, (20, 20, 1)),
)
