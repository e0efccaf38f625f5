"""CIFAR-10: photographs of animals and vehicles, 32×32 pixels in colour."""

from core.datasets.card import Baseline, Cache, DatasetCard, Digests, Preset, PublishedFile
from core.datasets.reading_code import ReadingCode, keras_call
from core.datasets.recipe_links import (
    ADAM,
    MENDED,
    WELL_TRAINED,
    deeper_mlp,
    normalised_cnn,
    small_cnn,
)
from core.language import message

_LABELS = """\
# Labels come in a column here.
y_train, y_test = y_train[:, 0], y_test[:, 0]
"""

CARD = DatasetCard(
    name="cifar10",
    title="CIFAR-10",
    classes=(
        "airplane",
        "automobile",
        "bird",
        "cat",
        "deer",
        "dog",
        "frog",
        "horse",
        "ship",
        "truck",
    ),
    shape=(32, 32, 3),
    train_counts=(5000,) * 10,
    test_counts=(1000,) * 10,
    task=message(
        "What is in this photograph? Ten kinds of animals and vehicles, 32×32 pixels in colour."
    ),
    source="A. Krizhevsky, Learning multiple layers of features from tiny images (2009)",
    source_url="https://www.cs.toronto.edu/~kriz/cifar.html",
    licence=message("none stated; for study and research, not to be redistributed"),
    files=(
        PublishedFile(
            "cifar-10-python.tar.gz",
            170_498_071,
            "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
            "c58f30108f718f92721af3b95e74349a",
        ),
    ),
    mirrors=(
        "https://azuremlexamples.blob.core.windows.net/datasets",
        "https://www.cs.toronto.edu/~kriz",
    ),
    alternatives=(
        PublishedFile(
            "cifar-10-binary.tar.gz",
            170_052_171,
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            "c32a1d4ab5d03f1284b67883e8d87530",
            "https://mindspore-website.obs.cn-north-4.myhuaweicloud.com/notebook/datasets/"
            "cifar-10-binary.tar.gz",
        ),
    ),
    digests=Digests(
        train_images="47af8b02cfcfb6cdf3dbbd1969ad7f1b70f4413f6f80f437b020ee4e5bc8304a",
        train_labels="2b7cd2f24487317614016b72ffd53071c3062f592f0eb300c18a770d41ae1253",
        test_rows_md5="803d5f7f4d78ea53de84dbe85f74fb6d",
    ),
    baselines=(
        Baseline(message("always the same class"), 0.1, message("counts of the test set")),
        Baseline(
            message("MLP 256-128, 10 epochs"),
            0.478,
            message("measured with Keras 3, Adam 0.001, batch 128"),
        ),
        Baseline(
            message("CNN 32-64-64, 8 epochs"),
            0.676,
            message("measured with Keras 3, Adam 0.001, batch 128"),
        ),
        Baseline(message("CNN, 50 epochs"), 0.79, message("Keras example cifar10_cnn")),
        Baseline(message("one person on 400 pictures"), 0.94, "A. Karpathy (2011)"),
    ),
    remarks=(
        message(
            "A network of dense layers alone stays near 50 %. "
            "If yours reaches 97 %, test pictures have leaked into training."
        ),
    ),
    formats=("CIFAR-10 batches",),
    caches=(
        Cache("keras", ("cifar-10-batches-py*",)),
        Cache("torchvision", ("cifar-10-batches-py", "cifar-10-python.tar.gz")),
        Cache("huggingface", ("datasets--uoft-cs--cifar10/snapshots/*/plain_text/*.parquet",)),
    ),
    domain="object",
    example="automobile",
    taken_for=("cat", "dog"),
    torn_between=("automobile", "truck"),
    reading=ReadingCode(
        script=keras_call("cifar10") + _LABELS,
        pictures="(x_train, y_train), _ = cifar10.load_data()",
        labels='y_train = y_train[:, 0].astype("int64")',
    ),
    presets=(
        Preset("cifar10-mlp", f"{MENDED}&{ADAM}&{deeper_mlp(10)}"),
        Preset("cifar10-cnn", f"{MENDED}&{ADAM}&{small_cnn(10)}"),
        Preset(
            "cifar10-best",
            f"{WELL_TRAINED}&{normalised_cnn(10, (32,), (64, 64), (128, 128))}&training.epochs=10"
            "&augmentation.horizontal_flip=true&augmentation.fill_mode=reflect"
            "&augmentation.width_shift_range=0.1&augmentation.height_shift_range=0.1",
        ),
    ),
    first_preset="cifar10-cnn",
)
