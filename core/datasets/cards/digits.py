"""The digits that come with scikit-learn: 8×8 pixels, there without a download."""

from core.datasets.card import Baseline, DatasetCard, Digests, Pen, Preset
from core.datasets.reading_code import ONE_CHANNEL, ReadingCode
from core.datasets.recipe_links import MENDED
from core.language import message

_SCRIPT = """\
import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(
    digits.images.astype("uint8"),
    digits.target,
    test_size=360,
    stratify=digits.target,
    random_state=0,
)
"""
_TRAINING_PICTURES = """\
digits = load_digits()
x_train, _, y_train, _ = train_test_split(
    digits.images.astype("uint8"), digits.target,
    test_size=360, stratify=digits.target, random_state=0)"""

# People draw otherwise than the 43 writers: larger and smaller, leaning, with other pens.
_OTHER_HANDS = (
    "augmentation.rotation_range=10&augmentation.shear_range=20&augmentation.zoom_range=0.25"
    "&augmentation.width_shift_range=0.1&augmentation.height_shift_range=0.1"
    "&augmentation.brightness_range=0.7,1.3"
)

CARD = DatasetCard(
    name="digits",
    title="Digits 8×8",
    classes=("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
    shape=(8, 8, 1),
    max_value=16,
    train_counts=(142, 146, 142, 146, 145, 145, 145, 143, 139, 144),
    test_counts=(36, 36, 35, 37, 36, 37, 36, 36, 35, 36),
    task=message(
        "Which digit is this? Handwritten digits as tiny pictures of 8×8 pixels in 17 greys."
    ),
    source="E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), "
    "as bundled with scikit-learn",
    source_url="https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits",
    licence=message("CC BY 4.0 (UCI), shipped with scikit-learn (BSD-3-Clause)"),
    digests=Digests(
        train_images="5760f944f9d4583320655eb3932bdbb8a1d7ecccece1d5e8ac73699a93fdf434",
        train_labels="33fe81a53fa12d9cd119c74adab9b6b08a7d070ee62e736390c5cf89f00886b1",
        test_images="3cc232bd25364446c8646cd9434a26e35ea92e20045d395b2fdd2232a75c9b8f",
        test_labels="70ee2850bb25b543ca4112717fd4396c3fb90bcb54d8015bd3f9c7c900966072",
    ),
    baselines=(
        Baseline(
            message("always the most frequent class"), 37 / 360, message("counts of the test set")
        ),
        Baseline(
            message("network with one hidden layer of 128"), 0.978, message("measured with Keras 3")
        ),
    ),
    remarks=(
        message("The split into 1,437 and 360 is ours, fixed and with the same mix of classes."),
    ),
    bundled=True,
    domain="digit",
    example="6",
    taken_for=("7", "1"),
    torn_between=("3", "8"),
    pen=Pen(
        way="bitmap",
        misread=message(
            "Misread? These small digits come from 43 writers only. "
            "A network trained on MNIST reads more hands."
        ),
    ),
    reading=ReadingCode(_SCRIPT + ONE_CHANNEL, _TRAINING_PICTURES),
    presets=(
        Preset(
            "digits-mlp",
            f"{MENDED}&{_OTHER_HANDS}&model.layers=flatten,dense:256,relu,dense:10,softmax"
            "&training.learning_rate=0.02&training.momentum=0.9&training.batch_size=16"
            "&training.epochs=60&training.label_smoothing=0.1",
        ),
    ),
    first_preset="digits-mlp",
)
