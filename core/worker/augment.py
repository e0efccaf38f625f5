"""Augmentation on the device, a whole batch at once.

A bilinear lookup of our own and not TensorFlow's `ImageProjectiveTransformV3`, because that op has
other edges than `ImageDataGenerator` for `constant` and `wrap`. Compiled by XLA into one loop over
the pixels it is also the faster of the two.
"""

from functools import lru_cache

import numpy as np
import tensorflow as tf

from core.layers import Shape
from core.preparation.augmentation import Draws, Transforms, chances, draw, transforms
from core.recipe import Augmentation, Recipe

EDGE = 1e-4
"""A place so little beyond the last pixel, in pixels, counts as on it: it may be rounding."""


def augmented(
    images: tf.Tensor, drawn: Transforms, augmentation: Augmentation, max_value: int
) -> tf.Tensor:
    """Images `(n, height, width, channels)` of any dtype → float32, each with its own transform.

    Moves pixels, then adds, then multiplies, as `ImageDataGenerator.apply_transform` does, and
    agrees with it up to rounding; but for brightness, which it computes in whole levels and with
    at most 255, and we exactly and with at most `max_value`.
    """
    images = tf.cast(images, tf.float32)
    if augmentation.is_geometric:
        images = _moved(images, drawn.maps, augmentation.fill_mode, augmentation.cval)
    if augmentation.channel_shift_range:
        least = tf.reduce_min(images, axis=(1, 2, 3), keepdims=True)
        most = tf.reduce_max(images, axis=(1, 2, 3), keepdims=True)
        added = images + drawn.channel_shift[:, tf.newaxis, tf.newaxis, tf.newaxis]
        images = tf.clip_by_value(added, least, most)
    if augmentation.brightness_range:
        factor = drawn.brightness[:, tf.newaxis, tf.newaxis, tf.newaxis]
        images = tf.clip_by_value(images * factor, 0, max_value)
    return images


class Augmenter:
    """The augmentation of one run: draws transforms for each epoch, and applies them to batches."""

    SPEC = Transforms(
        tf.TensorSpec([None, 2, 3], tf.float32),
        tf.TensorSpec([None], tf.float32),
        tf.TensorSpec([None], tf.float32),
    )
    """The signature of a compiled function's argument: the transforms of any number of pictures."""

    def __init__(self, augmentation: Augmentation, shape: Shape, max_value: int, seed: int):
        self._augmentation = augmentation
        self._shape = shape
        self._seed = seed
        self.apply = _compiled(_kind(augmentation), max_value)

    @classmethod
    def of(cls, recipe: Recipe, shape: Shape, max_value: int) -> "Augmenter | None":
        """The augmenter of a recipe for pictures of this shape; None if augmentation is off."""
        if not recipe.augmentation.is_on:
            return None
        return cls(recipe.augmentation, shape, max_value, recipe.training.seed)

    def draw(self, epoch: int, positions: np.ndarray) -> Transforms:
        """The transforms of an epoch's pictures, in the order of `positions` int64 `(n,)`.

        A picture is known by its position among those that train.
        """
        chance = chances(self._seed, epoch, 0, len(positions))[positions]
        drawn = draw(self._augmentation, self._shape, chance)
        return Transforms(*map(tf.constant, transforms(drawn, self._shape)))


def _kind(augmentation: Augmentation) -> Augmentation:
    """The settings that the compiled code depends on; the others are set to the same values."""
    return Augmentation(
        rotation_range=float(augmentation.is_geometric),
        brightness_range=(1, 1) if augmentation.brightness_range else None,
        channel_shift_range=float(augmentation.channel_shift_range > 0),
        fill_mode=augmentation.fill_mode,
        cval=augmentation.cval if augmentation.fill_mode == "constant" else 0.0,
    )


# Cached across runs, because XLA never frees what it has compiled.
@lru_cache(maxsize=64)
def _compiled(augmentation: Augmentation, max_value: int):
    """`augmented` as a function of images and transforms, compiled by XLA where there is one."""
    return tf.function(
        lambda images, drawn: augmented(images, drawn, augmentation, max_value),
        jit_compile=tf.test.is_built_with_xla(),
        autograph=False,
    )


def preview(
    augmentation: Augmentation, images: np.ndarray, draws: Draws, max_value: int
) -> np.ndarray:
    """Images and a draw for each → the pictures that training would see, uint8, same shape."""
    drawn = transforms(draws, images.shape[1:])
    seen = augmented(tf.constant(images), drawn, augmentation, max_value)
    return np.clip(np.rint(seen), 0, 255).astype(np.uint8)


def _moved(images: tf.Tensor, maps: tf.Tensor, fill_mode: str, cval: float) -> tf.Tensor:
    """Move pixels: each new one is the bilinear mean of the four around its source place."""
    height, width, channels = images.shape[1:]
    x, y = _sources(maps, height, width)
    inside = _inside(x, width) & _inside(y, height)
    x, y = _folded(x, width, fill_mode), _folded(y, height, fill_mode)
    left, top = tf.floor(x), tf.floor(y)
    from_left, from_top = (x - left)[..., tf.newaxis], (y - top)[..., tf.newaxis]
    column, row = tf.cast(left, tf.int32), tf.cast(top, tf.int32)
    next_column = tf.minimum(column + 1, width - 1)
    next_row = tf.minimum(row + 1, height - 1)

    count = tf.shape(images)[0]
    pixels = tf.reshape(images, [-1, channels])
    first = tf.range(count)[:, tf.newaxis, tf.newaxis] * (height * width)

    def at(row: tf.Tensor, column: tf.Tensor) -> tf.Tensor:
        return tf.gather(pixels, first + row * width + column)

    upper = at(row, column) * (1 - from_left) + at(row, next_column) * from_left
    lower = at(next_row, column) * (1 - from_left) + at(next_row, next_column) * from_left
    moved = upper * (1 - from_top) + lower * from_top
    return tf.where(inside[..., tf.newaxis], moved, cval) if fill_mode == "constant" else moved


def _sources(maps: tf.Tensor, height: int, width: int) -> tuple[tf.Tensor, tf.Tensor]:
    """Where each new pixel is fetched from: x and y, float32 `(n, height, width)`."""
    columns = tf.range(width, dtype=tf.float32)
    rows = tf.range(height, dtype=tf.float32)[:, tf.newaxis]
    maps = maps[:, :, :, tf.newaxis, tf.newaxis]
    x, y = (
        maps[:, axis, 0] * columns + maps[:, axis, 1] * rows + maps[:, axis, 2] for axis in (0, 1)
    )
    return x, y


def _inside(place: tf.Tensor, size: int) -> tf.Tensor:
    return (place >= -EDGE) & (place <= size - 1 + EDGE)


def _folded(place: tf.Tensor, size: int, fill_mode: str) -> tf.Tensor:
    """Coordinates on one axis, brought back into 0 … size - 1 as SciPy's modes of these names do.

    `reflect` mirrors at the outer edge of the last pixel; `wrap` lays the first pixel on the last,
    so it repeats after size - 1.
    """
    if fill_mode == "reflect":
        around = tf.math.floormod(place + 0.5, 2 * size)
        place = tf.minimum(around, 2 * size - around) - 0.5
    elif fill_mode == "wrap":
        wrapped = tf.math.floormod(place, max(size - 1, 1))
        place = tf.where((place < 0) | (place > size - 1), wrapped, place)
    return tf.clip_by_value(place, 0, size - 1)
