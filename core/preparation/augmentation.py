"""The random parameters of augmentation for each picture, and the affine map they make together.

The parameters are those that Keras's `ImageDataGenerator.get_random_transform` draws, from the same
distributions, and `apply_transform` understands them. Two things differ on purpose. That class, as
TensorFlow ships it, gives `tx`, which moves along the width, the range named for the height, and
`ty` the other; and it turns pictures that are not square around a point beside their centre.
"""

from typing import NamedTuple

import numpy as np

from core.layers import Shape
from core.recipe import Augmentation


class Draws(NamedTuple):
    """The parameters drawn for n pictures, float64 `(n,)` each, flips bool `(n,)`.

    `theta` and `shear` are in degrees, `tx` and `ty` in pixels along width and height, `zx` and
    `zy` factors along them, `channel_shift_intensity` in pixel values, `brightness` a factor.
    """

    theta: np.ndarray
    tx: np.ndarray
    ty: np.ndarray
    shear: np.ndarray
    zx: np.ndarray
    zy: np.ndarray
    flip_horizontal: np.ndarray
    flip_vertical: np.ndarray
    channel_shift_intensity: np.ndarray
    brightness: np.ndarray

    @classmethod
    def none(cls, count: int) -> "Draws":
        """Parameters that leave `count` pictures as they are."""
        zero, one, no = np.zeros(count), np.ones(count), np.zeros(count, bool)
        return cls(zero, zero, zero, zero, one, one, no, no, zero, one)

    @classmethod
    def of(cls, **parameters: "np.ndarray | list") -> "Draws":
        """Some parameters given, the others without effect: `Draws.of(theta=[-10, 10])`."""
        given = {name: np.asarray(values) for name, values in parameters.items()}
        return cls.none(len(next(iter(given.values()))))._replace(**given)

    @classmethod
    def joined(cls, *draws: "Draws") -> "Draws":
        """The parameters of several groups of pictures, one after the other."""
        return cls(*map(np.concatenate, zip(*draws, strict=True)))

    def take(self, indices: np.ndarray) -> "Draws":
        """The parameters of the pictures at these indices."""
        return Draws(*(parameter[indices] for parameter in self))


def chances(seed: int, epoch: int, first: int, count: int) -> np.ndarray:
    """Ten random numbers a picture in an epoch, from `first` on: float64 `(count, 10)`, 0 to 1.

    They depend only on the seed, the epoch and the picture's place. So those of any picture can
    be computed without the others'.
    """
    numbers = len(Draws._fields)
    generator = np.random.PCG64([seed, epoch]).advance(int(first) * numbers)
    return np.random.Generator(generator).random((count, numbers))


def draw(augmentation: Augmentation, shape: Shape, chance: np.ndarray) -> Draws:
    """Turn `chances` `(n, 10)` into the parameters for n pictures `(height, width, channels)`."""
    height, width = shape[:2]
    by_name = dict(zip(Draws._fields, chance.T, strict=True))

    def within(name: str, reach: float, middle: float = 0) -> np.ndarray:
        return middle + reach * (2 * by_name[name] - 1)

    low, high = augmentation.brightness_range or (1.0, 1.0)
    return Draws(
        theta=within("theta", augmentation.rotation_range),
        tx=within("tx", augmentation.width_shift_range * width),
        ty=within("ty", augmentation.height_shift_range * height),
        shear=within("shear", augmentation.shear_range),
        zx=within("zx", augmentation.zoom_range, 1),
        zy=within("zy", augmentation.zoom_range, 1),
        flip_horizontal=augmentation.horizontal_flip & (by_name["flip_horizontal"] < 0.5),
        flip_vertical=augmentation.vertical_flip & (by_name["flip_vertical"] < 0.5),
        channel_shift_intensity=within("channel_shift_intensity", augmentation.channel_shift_range),
        brightness=within("brightness", (high - low) / 2, (low + high) / 2),
    )


def matrices(draws: Draws, shape: Shape) -> np.ndarray:
    """The maps from a new picture's pixels to the places they are fetched from: `(n, 3, 3)`.

    Pixel (x, y) of the new picture shows what the old one has at M · (x, y, 1), x along the width
    and y along the height. Around the centre, M is rotation · shift · shear · zoom · flip.
    """
    height, width = shape[:2]
    theta, shear = np.deg2rad(draws.theta), np.deg2rad(draws.shear)
    cos, sin = np.cos(theta), np.sin(theta)
    across = draws.zx * np.where(draws.flip_horizontal, -1, 1)
    down = draws.zy * np.where(draws.flip_vertical, -1, 1)
    x_middle, y_middle = (width - 1) / 2, (height - 1) / 2
    maps = np.zeros((len(theta), 3, 3))
    maps[:, 0, 0] = cos * across
    maps[:, 0, 1] = -np.sin(theta + shear) * down
    maps[:, 1, 0] = sin * across
    maps[:, 1, 1] = np.cos(theta + shear) * down
    # Where the new centre comes from; the rest follows from the four numbers above.
    x_source = x_middle + cos * draws.tx - sin * draws.ty
    y_source = y_middle + sin * draws.tx + cos * draws.ty
    maps[:, 0, 2] = x_source - maps[:, 0, 0] * x_middle - maps[:, 0, 1] * y_middle
    maps[:, 1, 2] = y_source - maps[:, 1, 0] * x_middle - maps[:, 1, 1] * y_middle
    maps[:, 2, 2] = 1
    return maps


class Transforms(NamedTuple):
    """Draws as a worker applies them: maps `(n, 2, 3)`, additions and factors `(n,)`; float32."""

    maps: np.ndarray
    channel_shift: np.ndarray
    brightness: np.ndarray


def transforms(draws: Draws, shape: Shape) -> Transforms:
    """What `draws` do to pictures `(height, width, channels)`."""
    return Transforms(
        matrices(draws, shape)[:, :2].astype(np.float32),
        draws.channel_shift_intensity.astype(np.float32),
        draws.brightness.astype(np.float32),
    )
