"""MNIST: handwritten digits of 28×28 pixels."""

from core.datasets.card import Baseline, Cache, DatasetCard, Digests, Pen, Preset, PublishedFile
from core.datasets.reading_code import keras_datasets
from core.datasets.recipe_links import ADAM, MENDED, WELL_TRAINED, normalised_cnn, small_cnn
from core.language import message

CARD = DatasetCard(
    name="mnist",
    title="MNIST",
    classes=("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
    shape=(28, 28, 1),
    train_counts=(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949),
    test_counts=(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009),
    task=message("Which digit is this? Handwritten digits, white on black, 28×28 pixels."),
    source="Y. LeCun, C. Cortes and C. J. C. Burges, The MNIST database of handwritten digits",
    source_url="http://yann.lecun.com/exdb/mnist/",
    licence=message(
        "CC BY-SA 3.0 with attribution, say Keras and Kaggle; none on the original page"
    ),
    files=(
        PublishedFile(
            "train-images-idx3-ubyte.gz",
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        ),
        PublishedFile(
            "train-labels-idx1-ubyte.gz",
            28_881,
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "d53e105ee54ea40749a09fcbcd1e9432",
        ),
        PublishedFile(
            "t10k-images-idx3-ubyte.gz",
            1_648_877,
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "9fb629c4189551a2d022fa330f9573f3",
        ),
        PublishedFile(
            "t10k-labels-idx1-ubyte.gz",
            4_542,
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            "ec29112dd5afa0611ce80d1b7f02629c",
        ),
    ),
    mirrors=(
        "https://storage.googleapis.com/cvdf-datasets/mnist",
        "https://ossci-datasets.s3.amazonaws.com/mnist",
    ),
    alternatives=(
        PublishedFile(
            "mnist.npz",
            sha256="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
            url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
        ),
    ),
    digests=Digests(
        train_images="741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
        train_labels="1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
        test_images="6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
        test_labels="ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
        train_set="3655811c0e1223700a4714a92a51f55bd215ed7dc1fa2baa4326a2b58042d82d",
        test_set="634538fb34c5277fce98470b8b285d1e8419eb87f328da42ef1faf690d2c3911",
    ),
    baselines=(
        Baseline(
            message("always the most frequent class"), 0.1135, message("counts of the test set")
        ),
        Baseline(
            message("MLP 256-128, 8 epochs"),
            0.976,
            message("measured with Keras 3, Adam 0.001, batch 128"),
        ),
        Baseline(
            message("MLP 512-512 with dropout, 20 epochs"),
            0.984,
            message("Keras example mnist_mlp"),
        ),
        Baseline(
            message("CNN 32-64-64, 3 epochs"),
            0.991,
            message("measured with Keras 3, Adam 0.001, batch 128"),
        ),
    ),
    caches=(
        Cache("keras", ("mnist.npz",)),
        Cache("torchvision", ("MNIST/raw/*-ubyte*",)),
        Cache("debian", ("mnist/*-ubyte*",)),
        Cache(
            "kagglehub",
            ("hojjatk/mnist-dataset/versions/*", "oddrationale/mnist-in-csv/versions/*"),
        ),
        Cache("sklearn", ("openml/openml.org/data/v1/download/52667*",)),
        Cache("huggingface", ("datasets--ylecun--mnist/snapshots/*/mnist/*.parquet",)),
    ),
    domain="digit",
    example="6",
    taken_for=("7", "1"),
    torn_between=("4", "9"),
    pen=Pen(way="mass", usual_stroke=(1.6, 3.9)),
    reading=keras_datasets("mnist"),
    presets=(
        Preset("homework-mnist", ""),
        Preset("homework-mnist-mended", MENDED),
        Preset("mnist-cnn", f"{MENDED}&{ADAM}&{small_cnn(10)}"),
        Preset(
            "mnist-best",
            f"{WELL_TRAINED}&{normalised_cnn(10, (32,), (64,), (128,))}&training.epochs=10"
            "&augmentation.rotation_range=10&augmentation.zoom_range=0.1"
            "&augmentation.width_shift_range=0.1&augmentation.height_shift_range=0.1",
        ),
    ),
    first_preset="homework-mnist-mended",
)
