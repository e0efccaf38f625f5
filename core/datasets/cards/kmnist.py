"""KMNIST: characters from Japanese books, 28×28 pixels.

File sizes and SHA-256 are those of tensorflow/datasets (url_checksums/kmnist.txt), MD5 those of
pytorch/vision (torchvision/datasets/mnist.py). Nobody publishes checksums of the pixels.
"""

from core.datasets.card import Baseline, Cache, DatasetCard, Pen, Preset, PublishedFile
from core.datasets.reading_code import idx_files
from core.datasets.recipe_links import ADAM, MENDED, mlp
from core.language import message

CARD = DatasetCard(
    name="kmnist",
    title="KMNIST",
    classes=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
    shape=(28, 28, 1),
    train_counts=(6000,) * 10,
    test_counts=(1000,) * 10,
    task=message(
        "Which Hiragana is this? Characters as they were written by brush in old Japanese books, "
        "white on black, 28×28 pixels."
    ),
    source="T. Clanuwat, M. Bober-Irizar, A. Kitamoto, A. Lamb, K. Yamamoto and D. Ha, "
    "Deep Learning for Classical Japanese Literature (2018), arXiv:1812.01718; "
    "“KMNIST Dataset” (created by CODH), adapted from “Kuzushiji Dataset” (created by NIJL and "
    "others), doi:10.20676/00000341",
    source_url="https://github.com/rois-codh/kmnist",
    licence=message("CC BY-SA 4.0 with attribution"),
    files=(
        PublishedFile(
            "train-images-idx3-ubyte.gz",
            18_165_135,
            "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
            "bdb82020997e1d708af4cf47b453dcf7",
        ),
        PublishedFile(
            "train-labels-idx1-ubyte.gz",
            29_497,
            "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
            "e144d726b3acfaa3e44228e80efcd344",
        ),
        PublishedFile(
            "t10k-images-idx3-ubyte.gz",
            3_041_136,
            "edd7a857845ad6bb1d0ba43fe7e794d164fe2dce499a1694695a792adfac43c5",
            "5c965bf0a639b31b8f53240b1b52f4d7",
        ),
        PublishedFile(
            "t10k-labels-idx1-ubyte.gz",
            5_120,
            "20bb9a0ef54c7db3efc55a92eef5582c109615df22683c380526788f98e42a1c",
            "7320c461ea6c1c855c0b718fb2a4b134",
        ),
    ),
    mirrors=(
        "https://codh.rois.ac.jp/kmnist/dataset/kmnist",
        "http://codh.rois.ac.jp/kmnist/dataset/kmnist",
    ),
    baselines=(
        Baseline(message("always the same class"), 0.1, message("counts of the test set")),
        Baseline(message("4 nearest neighbours"), 0.921, message("the publisher's README")),
        Baseline(message("small CNN in Keras"), 0.9463, message("the publisher's README")),
    ),
    remarks=(
        message("One character stands for each of the ten rows of Hiragana."),
        message("Each was written in several forms, of which most are no longer in use."),
    ),
    caches=(Cache("torchvision", ("KMNIST/raw/*-ubyte.gz",)),),
    domain="letter",
    example="ki",
    taken_for=("ha", "ma"),
    torn_between=("su", "ma"),
    # The publisher says that the pictures have MNIST's form, not how the characters were fitted
    # into it: a drawing is prepared as for MNIST.
    pen=Pen(way="mass", apart=True),
    reading=idx_files(
        ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"),
        "github.com/rois-codh/kmnist",
    ),
    presets=(Preset("kmnist-mlp", f"{MENDED}&{ADAM}&{mlp(10)}"),),
    first_preset="kmnist-mlp",
)
