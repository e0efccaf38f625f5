"""What augmentation costs: `python -m tests.benchmarks.augmentation`.

Rotation, shift, zoom and flip on grey pictures of 48×48, batches of 64: a CNN trained with and
without, and pictures a second against `ImageDataGenerator(...).flow` with the same settings. All in
one run and in turns, so that a busy machine slows all alike; the ratios count. The pictures are
noise, which takes the same time.
"""

import statistics
import time
import warnings
from collections.abc import Callable

import numpy as np

from core.datasets import CARDS, Dataset
from core.recipe import Augmentation, preset
from core.worker.augment import Augmenter
from core.worker.loops import EpochOrder
from core.worker.train import train

import tensorflow as tf  # isort: skip

ROUNDS = 5
IMAGES, BATCH_SIZE, SHAPE = 6_400, 64, (48, 48, 1)
SETTINGS = {
    "rotation_range": 20,
    "width_shift_range": 0.1,
    "height_shift_range": 0.1,
    "zoom_range": 0.1,
    "horizontal_flip": True,
}
AUGMENTATION = Augmentation(**SETTINGS)


def pictures() -> Dataset:
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (IMAGES, *SHAPE), np.uint8)
    labels = rng.integers(0, 7, IMAGES)
    return Dataset(images, labels, images[:1], labels[:1], CARDS["fer2013"])


def training(augmentation: Augmentation, dataset: Dataset) -> Callable[[], float]:
    """→ a function that trains for two epochs, events on, and returns the second's seconds."""
    recipe = preset("fer2013-cnn").with_settings("training", epochs=2, batch_size=BATCH_SIZE)
    recipe = recipe.with_settings("data", validate_on="test")
    recipe = recipe.model_copy(update={"augmentation": augmentation})

    def epoch() -> float:
        events = []
        train(recipe, dataset, events.append)
        return next(event.seconds for event in reversed(events) if event.kind == "epoch")

    return epoch


def generator(dataset: Dataset) -> Callable[[], float]:
    """→ a function that takes an epoch of batches from `flow` and returns its seconds."""
    flow = tf.keras.preprocessing.image.ImageDataGenerator(**SETTINGS).flow(
        dataset.x_train, dataset.y_train, batch_size=BATCH_SIZE
    )

    def epoch() -> float:
        began = time.perf_counter()
        for _ in range(len(flow)):
            next(flow)
        return time.perf_counter() - began

    return epoch


def ours(dataset: Dataset) -> Callable[[], float]:
    """→ a function that draws and makes an epoch of batches on the device; its seconds."""
    augmenter = Augmenter(AUGMENTATION, SHAPE, 255, seed=0)
    images = tf.constant(dataset.x_train)

    @tf.function(input_signature=[EpochOrder.spec(augmenter)], autograph=False)
    def make(order: EpochOrder) -> tf.Tensor:
        def body(at: tf.Tensor, total: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            part = order.part(at * BATCH_SIZE, (at + 1) * BATCH_SIZE)
            batch = augmenter.apply(tf.gather(images, part.indices), part.drawn)
            return at + 1, total + batch[0, 0, 0, 0]

        return tf.while_loop(lambda at, _: at < IMAGES // BATCH_SIZE, body, (0, 0.0))[1]

    def epoch() -> float:
        began = time.perf_counter()
        positions = np.random.default_rng(0).permutation(IMAGES)
        drawn = augmenter.draw(1, positions)
        float(make(EpochOrder(tf.constant(positions, tf.int32), drawn)))
        return time.perf_counter() - began

    return epoch


def compare(first: Callable[[], float], second: Callable[[], float]) -> tuple[float, float, float]:
    """Median seconds of both, taken in turns, and the median of second / first."""
    first(), second()
    pairs = [(first(), second()) for _ in range(ROUNDS)]
    times = [statistics.median(times) for times in zip(*pairs, strict=True)]
    return *times, statistics.median(after / before for before, after in pairs)


def main() -> None:
    # SciPy tells the author of the legacy class to import from elsewhere.
    warnings.filterwarnings("ignore", "Please import `affine_transform`", DeprecationWarning)
    dataset = pictures()
    made, flowed, ratio = compare(ours(dataset), generator(dataset))
    print(
        f"Pictures a second: {IMAGES / made:,.0f} here, {IMAGES / flowed:,.0f} from "
        f"ImageDataGenerator.flow: {ratio:.1f} times as many (aim: at least 5)."
    )
    plain, augmented, ratio = compare(
        training(Augmentation(), dataset), training(AUGMENTATION, dataset)
    )
    print(
        f"A CNN, {IMAGES:,} pictures an epoch: {plain:.2f} s without, {augmented:.2f} s with "
        f"augmentation: {ratio:.2f} times as long (aim: at most 1.15)."
    )


if __name__ == "__main__":
    main()
