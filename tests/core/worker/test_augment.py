"""The transform on the device, held against Keras's `ImageDataGenerator` and SciPy."""

import threading
import time

import keras
import numpy as np
import pytest

from core.cluster.connection import ConnectionFailed
from core.code.augmentation import data_generator_code, preprocessing_layers_code
from core.datasets import Dataset, Library
from core.engine import Engine, EngineError
from core.preparation.augmentation import Draws, chances, draw, transforms
from core.preparation.split import split_and_scaling
from core.recipe import Augmentation, Recipe
from core.worker.augment import Augmenter, augmented, preview
from core.worker.train import train

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


@pytest.fixture(scope="module")
def digits(tmp_path_factory) -> Dataset:
    return Library(tmp_path_factory.mktemp("home")).load("digits")


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
    augmenter = Augmenter(augmentation, COLOUR, 255, seed=3)
    order = np.random.default_rng(0).permutation(len(images))
    in_training = augmenter.apply(images[order], augmenter.draw(2, order)).numpy()
    draws = draw(augmentation, COLOUR, chances(seed=3, epoch=2, first=0, count=len(images)))
    shown = preview(augmentation, images, draws, 255)[order]
    assert np.abs(in_training - shown).max() <= 0.5 + ROUNDING


@pytest.mark.parametrize("shape", [(1, 1, 1), (1, 5, 1), (2, 2, 3)])
@pytest.mark.parametrize("fill_mode", FILL_MODES)
def test_the_smallest_pictures(fill_mode, shape):
    augmentation = ALL_MOVES.model_copy(update={"fill_mode": fill_mode})
    images = noise(shape)
    draws = draw(augmentation, shape, chances(0, 1, 0, len(images)))
    assert preview(augmentation, images, draws, 255).shape == images.shape


class TestTraining:
    """The bundled digits, mirrored: a flip moves whole pixels, so that nothing is rounded."""

    FLIPS = "?data.dataset=digits&data.scaling=0-1&augmentation.horizontal_flip=true"

    def trained(self, recipe: Recipe, dataset: Dataset):
        events = []
        return train(recipe, dataset, events.append), events

    @pytest.mark.parametrize("validation", ["test", "split"])
    def test_an_epoch_trains_on_the_pictures_that_the_preview_shows(self, digits, validation):
        recipe = Recipe.from_link(
            f"{self.FLIPS}&training.epochs=1&data.images=700&data.validate_on={validation}"
        )
        among = split_and_scaling(recipe.data, digits)[0].train
        draws = draw(
            recipe.augmentation, digits.card.shape, chances(recipe.training.seed, 1, 0, len(among))
        )
        in_advance = digits.x_train.copy()
        in_advance[among] = preview(recipe.augmentation, digits.x_train[among], draws, 16)
        changed = (in_advance != digits.x_train).any(axis=(1, 2, 3)).sum()
        assert 0.4 < changed / len(among) < 0.6

        augmented_run, events = self.trained(recipe, digits)
        plain = recipe.model_copy(update={"augmentation": Augmentation()})
        flipped = Dataset(in_advance, digits.y_train, digits.x_test, digits.y_test, digits.card)
        plain_run, plain_events = self.trained(plain, flipped)
        for ours, theirs in zip(augmented_run.weights, plain_run.weights, strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-6)
        # Validation sees its pictures as they are, so that the figures agree as well.
        assert events[-2].val_loss == pytest.approx(plain_events[-2].val_loss, abs=1e-5)
        assert events[-1].test_loss == pytest.approx(plain_events[-1].test_loss, abs=1e-5)

    def test_pictures_that_both_train_and_validate_are_augmented_only_to_train(self, digits):
        black = Recipe.from_link(
            "?data.dataset=digits&data.validate_on=train&augmentation.brightness_range=0,0"
            "&training.epochs=1&training.batch_size=1437&model.layers=flatten,dense:10,softmax"
        )
        seeing = black.model_copy(update={"augmentation": Augmentation()})
        (_, dark), (_, light) = self.trained(black, digits), self.trained(seeing, digits)
        untrained = light[1]
        assert untrained.epoch == 0
        assert dark[1].val_loss == untrained.val_loss
        # On black pictures the first loss is ln 10; biases are zero, so nothing but biases learns.
        assert dark[-2].loss == pytest.approx(np.log(10), abs=1e-4)
        assert light[-2].loss == pytest.approx(untrained.val_loss, abs=1e-3)
        assert dark[-2].val_loss == pytest.approx(untrained.val_loss, abs=0.1)

    def test_same_recipe_same_weights_another_seed_others(self, digits):
        recipe = Recipe.from_link(
            f"{self.FLIPS}&augmentation.rotation_range=20&training.epochs=2&data.images=200"
        )
        (first, _), (second, _) = self.trained(recipe, digits), self.trained(recipe, digits)
        for one, other in zip(first.weights, second.weights, strict=True):
            np.testing.assert_array_equal(one, other)
        (third, _) = self.trained(recipe.with_settings("training", seed=1), digits)
        assert not np.array_equal(first.weights[0], third.weights[0])


def test_the_workers_give_the_same_pictures(engine):
    images = noise(COLOUR)
    draws = draw(ALL_MOVES, COLOUR, chances(0, 1, 0, len(images)))
    until_ready(engine)
    there = engine.preview(ALL_MOVES, images, draws, 255)
    np.testing.assert_array_equal(there, preview(ALL_MOVES, images, draws, 255))


def test_an_engine_without_workers_says_so_at_once(tmp_path):
    class Starting:
        """A cluster that takes its time, and then does not come."""

        ends_with_us, lost = True, False
        waits = threading.Event()

        def open(self):
            self.waits.wait(60)
            raise ConnectionFailed("Nobody came.")

        def give_up(self):
            self.waits.set()

        def close(self):
            pass

    engine = Engine.on_cluster(Starting(), tmp_path)
    # Did it wait for the workers, it would hear “Nobody came.”
    with pytest.raises(EngineError, match="still starting"):
        engine.preview(ALL_MOVES, noise(GREY), Draws.none(12), 255)
    assert not engine.ready
    engine.close()


def until_ready(engine: Engine) -> None:
    end = time.monotonic() + 120
    while not engine.ready:
        assert time.monotonic() < end, "the workers did not come"
        time.sleep(0.1)


def executed(code: str, **names) -> np.ndarray:
    """The first batch that a piece of code makes of some pictures."""
    variables = {"y_train": np.zeros(12, np.int64), **names}
    keras.utils.set_random_seed(0)  # as the script does before its parts
    exec(code, variables)
    images, _labels = next(iter(variables["batches"]))
    return np.asarray(images)


WRITERS = [data_generator_code, preprocessing_layers_code]


@pytest.mark.filterwarnings("ignore:Please import `affine_transform`:DeprecationWarning")
@pytest.mark.parametrize("write", WRITERS)
class TestCode:
    @pytest.mark.parametrize("fill_mode", FILL_MODES)
    def test_everything_runs_on_raw_pixels_and_scales(self, write, fill_mode):
        augmentation = ALL_MOVES.model_copy(
            update={
                "fill_mode": fill_mode,
                "cval": 3.0,
                "brightness_range": (0.5, 1.5),
                "channel_shift_range": 30.0,
            }
        )
        batch = executed(write(augmentation, "0-1"), x_train=noise(COLOUR))
        assert batch.shape == (12, *COLOUR)
        assert 0 <= batch.min() < 0.1
        assert 0.9 < batch.max() <= 1

    def test_only_what_is_on_is_done(self, write):
        images = noise(GREY)
        mirrored = Augmentation(horizontal_flip=True)
        batch = executed(write(mirrored), x_train=images)
        known = {image.tobytes() for image in (*images, *images[:, :, ::-1])}
        assert {image.tobytes() for image in batch.astype(np.uint8)} <= known

    def test_standardised_and_in_batches_of_the_recipe(self, write):
        code = write(Augmentation(vertical_flip=True), "standardised", 255, 5)
        batch = executed(code, x_train=noise(GREY), mean=100.0, deviation=50.0)
        assert batch.shape == (5, *GREY)
        assert -2.01 < batch.min() < -1.8
        assert 2.9 < batch.max() < 3.11

    def test_a_shift_along_the_width_reaches_as_far_as_it_says(self, write):
        dot = np.zeros((12, *GREY), np.uint8)
        dot[:, 10, 10] = 255
        both = Augmentation(width_shift_range=0.2, height_shift_range=0.2, fill_mode="constant")
        rows, columns = np.nonzero(executed(write(both), x_train=dot).max(axis=0)[..., 0] > 20)
        # 0.2 of 20 pixels is 4, and a pixel more that bilinear means reach.
        for places in (rows, columns):
            assert places.min() >= 5
            assert places.max() <= 15
            assert places.max() - places.min() >= 3
