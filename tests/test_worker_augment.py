"""The transform on the device, held against Keras's `ImageDataGenerator` and SciPy."""

import numpy as np
import pytest

from core.augmentation import Draws, chances, draw, transforms
from core.recipe import Augmentation
from core.worker.augment import augmented, compiled, preview

import tensorflow as tf  # isort: skip

FILL_MODES = ["constant", "nearest", "reflect", "wrap"]
GREY, COLOUR = (20, 20, 1), (20, 20, 3)
ROUNDING = 0.02
"""Pixel levels, of 255: our places are float32, SciPy's float64."""

ALL_MOVES = Augmentation(
    rotation_range=40,
    width_shift_range=0.3,
    height_shift_range=0.2,
    shear_range=25,
    zoom_range=0.4,
    horizontal_flip=True,
    vertical_flip=True,
)
MOVES = {
    "rotation": Augmentation(rotation_range=180),
    "width_shift": Augmentation(width_shift_range=0.9),
    "height_shift": Augmentation(height_shift_range=0.9),
    "shear": Augmentation(shear_range=60),
    "zoom": Augmentation(zoom_range=0.9),
    "horizontal_flip": Augmentation(horizontal_flip=True),
    "vertical_flip": Augmentation(vertical_flip=True),
    "all": ALL_MOVES,
}


def noise(shape, count=12):
    return np.random.default_rng(5).integers(0, 256, (count, *shape), np.uint8)


def keras_says(augmentation: Augmentation, images: np.ndarray, draws: Draws) -> np.ndarray:
    """`ImageDataGenerator.apply_transform` on every picture with the same drawn parameters."""
    generator = tf.keras.preprocessing.image.ImageDataGenerator(
        fill_mode=augmentation.fill_mode, cval=augmentation.cval
    )
    pictures = []
    for index, image in enumerate(images.astype(np.float32)):
        parameters = {name: values[index] for name, values in draws._asdict().items()}
        if not augmentation.channel_shift_range:
            del parameters["channel_shift_intensity"]
        if not augmentation.brightness_range:
            del parameters["brightness"]
        pictures.append(generator.apply_transform(image, parameters))
    return np.stack(pictures)


def both(augmentation: Augmentation, shape, max_value=255):
    """→ Keras's pictures and ours, of the same pictures with the same parameters."""
    images = noise(shape)
    draws = draw(augmentation, shape, chances(1, 1, 0, len(images)))
    ours = augmented(images, transforms(draws, shape), augmentation, max_value).numpy()
    return keras_says(augmentation, images, draws), ours


@pytest.mark.filterwarnings("ignore:Please import `affine_transform`:DeprecationWarning")
class TestAgainstImageDataGenerator:
    @pytest.mark.parametrize("shape", [GREY, COLOUR], ids=["grey", "colour"])
    @pytest.mark.parametrize("fill_mode", FILL_MODES)
    @pytest.mark.parametrize("move", MOVES)
    def test_moves(self, move, fill_mode, shape):
        augmentation = MOVES[move].model_copy(update={"fill_mode": fill_mode, "cval": 77.0})
        theirs, ours = both(augmentation, shape)
        assert np.abs(theirs - noise(shape)).max() > 50
        np.testing.assert_allclose(ours, theirs, atol=ROUNDING)

    @pytest.mark.parametrize("shape", [GREY, COLOUR], ids=["grey", "colour"])
    @pytest.mark.parametrize("fill_mode", FILL_MODES)
    def test_channel_shift_stays_within_each_picture(self, fill_mode, shape):
        augmentation = ALL_MOVES.model_copy(
            update={"channel_shift_range": 120.0, "fill_mode": fill_mode, "cval": 128.0}
        )
        theirs, ours = both(augmentation, shape)
        np.testing.assert_allclose(ours, theirs, atol=2 * ROUNDING)

    @pytest.mark.parametrize("shape", [GREY, COLOUR], ids=["grey", "colour"])
    def test_brightness_up_to_the_whole_levels_of_pillow(self, shape):
        theirs, ours = both(Augmentation(brightness_range=(0.3, 1.7)), shape)
        assert theirs.max() == ours.max() == 255
        cut_off = ours - theirs
        assert cut_off.min() > -ROUNDING
        assert cut_off.max() < 1 + ROUNDING

    @pytest.mark.parametrize("shape", [GREY, COLOUR], ids=["grey", "colour"])
    @pytest.mark.parametrize("fill_mode", FILL_MODES)
    def test_everything_at_once(self, fill_mode, shape):
        factors = (0.5, 1.5)
        augmentation = ALL_MOVES.model_copy(
            update={
                "channel_shift_range": 60.0,
                "brightness_range": factors,
                "fill_mode": fill_mode,
            }
        )
        theirs, ours = both(augmentation, shape)
        # Pillow cuts to whole levels before and after it multiplies.
        assert np.abs(ours - theirs).max() < 1 + max(factors) + ROUNDING


def test_pictures_that_are_not_square_turn_around_their_centre():
    image = noise((6, 11, 1), 1)
    half_turn = Draws.of(theta=[180.0])
    turned = preview(Augmentation(rotation_range=180), image, half_turn, 255)
    np.testing.assert_array_equal(turned, image[:, ::-1, ::-1])


def test_a_shift_along_the_width_moves_along_the_width():
    image = noise((6, 11, 1), 1)
    shifted = preview(Augmentation(width_shift_range=0.9), image, Draws.of(tx=[3.0]), 255)
    np.testing.assert_array_equal(shifted[:, :, :-3], image[:, :, 3:])


def test_zoom_factor_below_one_is_closer():
    image = np.zeros((1, 9, 9, 1), np.uint8)
    image[0, 4, 4] = 200
    near = Draws.of(zx=[0.5], zy=[0.5])
    closer = preview(Augmentation(zoom_range=0.5), image, near, 255)[0, ..., 0]
    assert closer.sum() > 3 * image.sum()


@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_nothing_drawn_changes_nothing(fill_mode):
    images = noise(COLOUR)
    everything = ALL_MOVES.model_copy(
        update={"fill_mode": fill_mode, "brightness_range": (0.5, 2), "channel_shift_range": 99.0}
    )
    np.testing.assert_array_equal(preview(everything, images, Draws.none(len(images)), 255), images)


def test_brightness_ends_at_the_largest_value_of_the_dataset():
    images = np.full((1, 8, 8, 1), 12, np.uint8)
    doubled = Draws.of(brightness=[2.0])
    brighter = preview(Augmentation(brightness_range=(1, 3)), images, doubled, 16)
    assert (brighter == 16).all()


@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_training_sees_what_the_preview_shows(fill_mode):
    augmentation = ALL_MOVES.model_copy(
        update={"fill_mode": fill_mode, "brightness_range": (0.5, 1.5)}
    )
    images = noise(COLOUR)
    draws = draw(augmentation, COLOUR, chances(0, 1, 0, len(images)))
    on_device = tf.nest.map_structure(tf.constant, transforms(draws, COLOUR))
    in_training = compiled(augmentation, 255)(tf.constant(images), on_device).numpy()
    shown = preview(augmentation, images, draws, 255)
    assert np.abs(in_training - shown).max() <= 0.5 + ROUNDING


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 5, 1), (2, 2, 3)])
@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_the_smallest_pictures(fill_mode, shape):
    augmentation = ALL_MOVES.model_copy(update={"fill_mode": fill_mode})
    images = noise(shape)
    draws = draw(augmentation, shape, chances(0, 1, 0, len(images)))
    assert preview(augmentation, images, draws, 255).shape == images.shape
