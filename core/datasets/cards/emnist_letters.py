"""EMNIST letters: handwritten letters, capitals and small ones together, 28×28 pixels.

The archive's size and SHA-256 are those of tensorflow/datasets (url_checksums/emnist.txt), its MD5
that of pytorch/vision (torchvision/datasets/mnist.py); the MD5 of the four files in it are those of
pczarnik/mnists and of Deeplearning4j (EmnistFetcher). Nobody publishes checksums of the pixels.
"""

from string import ascii_uppercase

from core.datasets.card import Baseline, Cache, DatasetCard, Pen, Preset, PublishedFile
from core.datasets.reading_code import ReadingCode, idx_files
from core.datasets.recipe_links import ADAM, MENDED, mlp
from core.language import message

_FILES = (
    PublishedFile(
        "emnist-letters-train-images-idx3-ubyte.gz", md5="8795078f199c478165fe18db82625747"
    ),
    PublishedFile(
        "emnist-letters-train-labels-idx1-ubyte.gz", md5="c16de4f1848ddcdddd39ab65d2a7be52"
    ),
    PublishedFile(
        "emnist-letters-test-images-idx3-ubyte.gz", md5="382093a19703f68edac6d01b8dfdfcad"
    ),
    PublishedFile(
        "emnist-letters-test-labels-idx1-ubyte.gz", md5="d4108920cd86601ec7689a97f2de7f59"
    ),
)
_AS_PUBLISHED = idx_files(
    (
        "emnist-letters-train-images-idx3",
        "emnist-letters-train-labels-idx1",
        "emnist-letters-test-images-idx3",
        "emnist-letters-test-labels-idx1",
    ),
    "the published gzip.zip",
)
_MENDED = """\
# In these files rows and columns are exchanged, and labels begin at 1.
x_train, x_test = x_train.transpose(0, 2, 1, 3), x_test.transpose(0, 2, 1, 3)
y_train, y_test = y_train - 1, y_test - 1
"""

CARD = DatasetCard(
    name="emnist-letters",
    title="EMNIST letters",
    classes=tuple(ascii_uppercase),
    shape=(28, 28, 1),
    train_counts=(4800,) * 26,
    test_counts=(800,) * 26,
    task=message(
        "Which letter is this? Handwritten letters, capitals and small ones in one class, "
        "white on black, 28×28 pixels."
    ),
    source="G. Cohen, S. Afshar, J. Tapson and A. van Schaik, EMNIST: an extension of MNIST to "
    "handwritten letters (2017), arXiv:1702.05373; from NIST Special Database 19",
    source_url="https://www.nist.gov/itl/products-and-services/emnist-dataset",
    licence=message("none stated; published by NIST, an agency of the United States"),
    files=_FILES,
    alternatives=(
        PublishedFile(
            "gzip.zip",
            561_753_746,
            "fb9bb67e33772a9cc0b895e4ecf36d2cf35be8b709693c3564cea2a019fcda8e",
            "58c8d27c78d21e728a6bc7b3cc06412e",
            "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip",
            members=tuple(file.name for file in _FILES),
        ),
    ),
    first_label=1,
    transposed="emnist",  # of all of its sets, and not of this one alone
    baselines=(
        Baseline(message("always the same class"), 1 / 26, message("counts of the test set")),
    ),
    remarks=(
        message("As published, labels begin at 1 and each picture lies on its side."),
        message("I and L look alike: without its word nobody can tell a small l from an I."),
    ),
    caches=(Cache("torchvision", ("EMNIST/raw/gzip.zip",)),),
    domain="letter",
    example="M",
    taken_for=("I", "L"),
    torn_between=("G", "Q"),
    upside_down=("M", "W"),
    mirrored=("J", "L"),
    # Figure 1 of the source: cut out, set in the middle of a square with a border of 2 pixels, its
    # shape kept, and scaled to 28×28. The filter before it, with σ = 1 in 128×128 pixels, softens
    # by less than scaling down does.
    pen=Pen(way="box", box=24 / 28),
    reading=ReadingCode(
        script=_AS_PUBLISHED.script + _MENDED,
        pictures=_AS_PUBLISHED.pictures + ".transpose(0, 2, 1)",
        labels=_AS_PUBLISHED.labels + " - 1",
    ),
    presets=(Preset("emnist-letters-mlp", f"{MENDED}&{ADAM}&{mlp(26)}"),),
    first_preset="emnist-letters-mlp",
)
