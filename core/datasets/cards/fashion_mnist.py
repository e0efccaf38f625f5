"""Fashion-MNIST: shop photographs of clothes, 28×28 pixels in grey."""

from core.datasets.card import Baseline, Cache, DatasetCard, Digests, Preset, PublishedFile
from core.datasets.reading_code import keras_datasets
from core.datasets.recipe_links import MENDED, WELL_TRAINED, normalised_cnn
from core.language import message

CARD = DatasetCard(
    name="fashion-mnist",
    title="Fashion-MNIST",
    classes=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    shape=(28, 28, 1),
    train_counts=(6000,) * 10,
    test_counts=(1000,) * 10,
    task=message("Which piece of clothing is this? Shop photographs as 28×28 pixels in grey."),
    source="H. Xiao, K. Rasul and R. Vollgraf (Zalando Research), "
    "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms (2017)",
    source_url="https://github.com/zalandoresearch/fashion-mnist",
    licence="MIT",
    files=(
        PublishedFile(
            "train-images-idx3-ubyte.gz", 26_421_880, md5="8d4fb7e6c68d591d4c3dfef9ec88bf0d"
        ),
        PublishedFile("train-labels-idx1-ubyte.gz", 29_515, md5="25c81989df183df01b3e8a0aad5dffbe"),
        PublishedFile(
            "t10k-images-idx3-ubyte.gz", 4_422_102, md5="bef4ecab320f06d8554ea6380940ec79"
        ),
        PublishedFile("t10k-labels-idx1-ubyte.gz", 5_148, md5="bb300cfdad3c16e7a12a480ee83cd310"),
    ),
    mirrors=(
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets",
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
    ),
    digests=Digests(
        train_images="2e487a6c89124f78f2d7521542223cafe96f7123c3ca13d447772ac6ecbb3012",
        train_labels="657fbd221bfc9f4198cc14b5619cc33ec57c58dd0e47af4d99d6650759e869a7",
        test_images="c867c93ff95360594e8ec3287995350b824dd110b11595c0e13d5423f621867a",
        test_labels="3d0e6c6ea990b53b6f8f500a41cac93881d981b315f84578b7d915342ade01e9",
        train_set="0c69d5cdeb902b69084012f812f066de080317bb3c64f43ca87f910d8ec86906",
        test_set="90c92c0507755a7d443edde8297ce4d0f131e42884e2e87e7fc9b81ffe215258",
    ),
    baselines=(
        Baseline(message("always the same class"), 0.1, message("counts of the test set")),
        Baseline(
            message("people without fashion expertise"), 0.835, message("the publisher's README")
        ),
    ),
    caches=(
        Cache("keras", ("fashion-mnist/*-ubyte*",)),
        Cache("torchvision", ("FashionMNIST/raw/*-ubyte*",)),
        Cache("debian", ("fashion-mnist/*-ubyte*",)),
        Cache("kagglehub", ("zalando-research/fashionmnist/versions/*",)),
        Cache(
            "huggingface",
            ("datasets--zalando-datasets--fashion_mnist/snapshots/*/fashion_mnist/*.parquet",),
        ),
    ),
    domain="clothing",
    on_black=True,
    example="Ankle boot",
    taken_for=("Shirt", "T-shirt/top"),
    torn_between=("Pullover", "Coat"),
    reading=keras_datasets("fashion_mnist"),
    presets=(
        Preset("fashion-mnist-mlp", f"{MENDED}&training.learning_rate=0.1"),
        Preset(
            "fashion-mnist-best",
            f"{WELL_TRAINED}&{normalised_cnn(10, (32,), (64, 64), (128,))}&training.epochs=9"
            "&augmentation.horizontal_flip=true"
            "&augmentation.width_shift_range=0.05&augmentation.height_shift_range=0.05",
        ),
    ),
    first_preset="fashion-mnist-mlp",
)
