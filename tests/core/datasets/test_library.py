"""The catalogue and the library: published facts, what is on disk, and who may write at once."""

import errno
import hashlib
import json
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from core.datasets import CARDS, DatasetError, Library
from tests.made import layouts
from tests.made.layouts import stand_in
from tests.paths import ROOT

MNIST = stand_in("mnist")
STAND_INS = {"digits": CARDS["digits"], "mnist": MNIST.card}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "home", cards=STAND_INS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    return folder


# --- the facts -----------------------------------------------------------------------------------


def test_the_five_datasets_in_the_order_of_the_course():
    assert list(CARDS)[:5] == ["digits", "mnist", "fashion-mnist", "cifar10", "fer2013"]
    assert all(name == card.name for name, card in CARDS.items())


@pytest.mark.parametrize(
    ("name", "train", "test", "shape", "num_classes"),
    [
        ("digits", 1437, 360, (8, 8, 1), 10),
        ("mnist", 60_000, 10_000, (28, 28, 1), 10),
        ("fashion-mnist", 60_000, 10_000, (28, 28, 1), 10),
        ("cifar10", 50_000, 10_000, (32, 32, 3), 10),
        ("fer2013", 28_709, 3_589 + 3_589, (48, 48, 1), 7),
        ("kmnist", 60_000, 10_000, (28, 28, 1), 10),
        ("emnist-letters", 124_800, 20_800, (28, 28, 1), 26),
    ],
)
def test_published_sizes(name, train, test, shape, num_classes):
    card = CARDS[name]
    assert (card.train_count, card.test_count) == (train, test)
    assert card.shape == shape and card.num_classes == num_classes
    assert len(card.train_counts) == len(card.test_counts) == num_classes


def test_fer2013_counts_add_up_to_the_report_of_the_contest():
    """Goodfellow et al. 2013: 4953 angry, 547 disgust, 5121 fear, 8989 happy, 6077 sad, 4002
    surprise, 6198 neutral; label numbers as in fer2013.csv.
    """
    card = CARDS["fer2013"]
    both = [a + b for a, b in zip(card.train_counts, card.test_counts, strict=True)]
    report = {"angry": 4953, "disgust": 547, "fear": 5121, "happy": 8989, "sad": 6077,
              "surprise": 4002, "neutral": 6198}  # fmt: skip
    assert dict(zip(card.classes, both, strict=True)) == report
    assert card.classes.index("neutral") == 6


def test_cards_are_complete():
    for card in CARDS.values():
        assert card.task and card.source and card.licence and card.source_url.startswith("http")
        assert card.baselines and all(0 < b.accuracy < 1 and b.source for b in card.baselines)
        assert card.max_value == (16 if card.name == "digits" else 255)
        assert card.name == "digits" or card.files
        for file in (*card.files, *card.alternatives):
            assert file.md5 is None or len(file.md5) == 32
            assert file.sha256 is None or len(file.sha256) == 64


def test_mnist_files_are_those_of_tensorflow_datasets():
    """Sizes as listed in tensorflow/datasets, url_checksums/mnist.txt."""
    sizes = {file.name: file.size for file in CARDS["mnist"].files}
    assert sizes == {
        "train-images-idx3-ubyte.gz": 9_912_422,
        "train-labels-idx1-ubyte.gz": 28_881,
        "t10k-images-idx3-ubyte.gz": 1_648_877,
        "t10k-labels-idx1-ubyte.gz": 4_542,
    }
    assert CARDS["mnist"].download_size == 11_594_722


def test_what_is_downloaded_of_kmnist_and_emnist_is_what_tensorflow_datasets_lists():
    """Sizes as listed in tensorflow/datasets, url_checksums/kmnist.txt and emnist.txt."""
    assert [file.size for file in CARDS["kmnist"].files] == [18_165_135, 29_497, 3_041_136, 5_120]
    assert CARDS["kmnist"].download_size == 21_240_888
    assert CARDS["emnist-letters"].download_size == 561_753_746


# --- the bundled digits --------------------------------------------------------------------------


def test_digits_need_no_file_and_are_stored_for_next_time(tmp_path):
    library = Library(tmp_path / "home")
    assert library.ready("digits")
    data = library.load("digits")
    assert data.x_train.shape == (1437, 8, 8, 1) and data.x_test.shape == (360, 8, 8, 1)
    assert data.x_train.dtype == np.uint8 and data.y_train.dtype == np.int64
    assert data.x_train.max() == 16
    again = Library(tmp_path / "home").load("digits")
    assert isinstance(again.x_train, np.memmap)
    assert np.array_equal(again.x_train, data.x_train)
    assert np.array_equal(again.y_test, data.y_test)


def test_digits_are_scikit_learns_and_split_as_the_card_says(tmp_path):
    from sklearn.datasets import load_digits

    data = Library(tmp_path).load("digits")
    bunch = load_digits()
    images = np.concatenate([data.x_train, data.x_test])[..., 0]
    labels = np.concatenate([data.y_train, data.y_test])
    ours = sorted(
        (int(label), image.tobytes()) for label, image in zip(labels, images, strict=True)
    )
    theirs = sorted(
        (int(label), image.astype(np.uint8).tobytes())
        for label, image in zip(bunch.target, bunch.images, strict=True)
    )
    assert ours == theirs
    assert tuple(np.bincount(data.y_train)) == CARDS["digits"].train_counts
    assert tuple(np.bincount(data.y_test)) == CARDS["digits"].test_counts
    content = hashlib.sha256(data.x_train.tobytes()).hexdigest()
    assert content == CARDS["digits"].digests.train_images


# --- names and readiness -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cifar100", "", "../home", "mnist/..", "/etc", "."])
@pytest.mark.parametrize("call", ["card", "ready", "load", "download"])
def test_unknown_names(call, name, library):
    with pytest.raises(DatasetError, match="no dataset called"):
        getattr(library, call)(name)


def test_what_is_not_here_says_what_to_do(library):
    assert not library.ready("mnist")
    with pytest.raises(DatasetError, match="Download it on the Data page"):
        library.load("mnist")


def test_importing_datasets_is_light():
    heavy = {"sklearn", "pooch", "requests", "pandas", "PIL", "pyarrow", "scipy", "tensorflow"}
    code = f"import sys, core.datasets; print(sorted({heavy!r} & set(sys.modules)))"
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert answer.stdout.strip() == "[]"


# --- the stored form -----------------------------------------------------------------------------


def test_stored_arrays_are_memory_mapped_and_read_only(library, folder):
    library.add([layouts.idx_gz(MNIST, folder)])
    data = library.load("mnist")
    for name in ("x_train", "y_train", "x_test", "y_test"):
        array = getattr(data, name)
        assert isinstance(array, np.memmap)
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0
    assert MNIST.equals(data)


def test_another_library_with_the_same_home_sees_it_at_once(library, folder, tmp_path):
    other = Library(tmp_path / "home", cards=STAND_INS)
    assert not other.ready("mnist")
    library.add([layouts.idx_gz(MNIST, folder)])
    assert other.ready("mnist") and MNIST.equals(other.load("mnist"))


@pytest.mark.parametrize("place", ["", "mnist"])
def test_published_files_put_into_the_library_by_hand(place, library, folder):
    """The four files, in datasets/ or in datasets/mnist/; they stay where they are."""
    target = library.folder / place
    target.mkdir(parents=True)
    layouts.idx_gz(MNIST, target)
    placed = sorted(target.glob("*.gz"))
    assert library.ready("mnist")
    assert MNIST.equals(library.load("mnist"))
    assert sorted(target.glob("*.gz")) == placed and len(placed) == 4
    assert (library.folder / "mnist" / "card.json").exists()


def test_wrong_files_put_there_by_hand_are_not_taken(library):
    target = library.folder / "mnist"
    target.mkdir(parents=True)
    layouts.idx_gz(stand_in("mnist", seed=9), target)
    with pytest.raises(DatasetError, match="checksum differs"):
        library.load("mnist")
    assert len(list(target.iterdir())) == 4


def test_a_damaged_store_says_what_to_do(library, folder):
    library.add([layouts.idx_gz(MNIST, folder)])
    for array in (library.folder / "mnist").glob("x_train*.npy"):
        array.write_bytes(array.read_bytes()[:100])
    with pytest.raises(DatasetError, match="Delete that folder"):
        library.load("mnist")
    (library.folder / "mnist" / "card.json").write_text("{")
    with pytest.raises(DatasetError, match="Delete that folder"):
        library.load("mnist")


def test_the_same_import_twice_is_one_dataset(library, folder):
    np.savez(folder / "ours.npz", x=np.zeros((8, 9, 9), np.uint8), y=np.arange(8) % 2)
    assert library.add([folder / "ours.npz"]) == library.add([folder / "ours.npz"]) == "ours"
    assert library.names() == ["digits", "mnist", "ours"]
    assert len(list((library.folder / "ours").iterdir())) == 5
    np.savez(folder / "ours.npz", x=np.ones((8, 9, 9), np.uint8), y=np.arange(8) % 2)
    assert library.add([folder / "ours.npz"]) == "ours-2"


# --- several at once -----------------------------------------------------------------------------


def test_two_imports_at_once(library, tmp_path):
    """Eight threads, four contents under one title: four datasets, each whole."""
    findings = []
    for value in range(4):
        path = tmp_path / str(value) / "ours.npz"
        path.parent.mkdir()
        x = np.full((20, 9, 9), 50 + value, np.uint8)
        np.savez(path, x_train=x, y_train=np.arange(20) % 2, x_test=x, y_test=np.arange(20) % 2)
        findings += [library.inspect([path])] * 2
    names = [""] * len(findings)
    gate = threading.Barrier(len(findings))

    def accept(number: int) -> None:
        gate.wait()
        names[number] = library.accept(findings[number])

    threads = [threading.Thread(target=accept, args=(number,)) for number in range(len(findings))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(names)) == ["ours", "ours-2", "ours-3", "ours-4"]
    for number, name in enumerate(names):
        assert (library.load(name).x_train == 50 + number // 2).all()


ADD = """
import sys
from pathlib import Path
from core.datasets import CARDS, Library
from tests.made.layouts import stand_in
cards = {"digits": CARDS["digits"], "mnist": stand_in("mnist").card}
print(Library(Path(sys.argv[1]), cards=cards).add([Path(sys.argv[2])]))
"""


def test_imports_by_several_processes(library, folder, tmp_path):
    layouts.idx_gz(MNIST, folder)
    command = [sys.executable, "-c", ADD, str(tmp_path / "home"), str(folder)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(3)
    ]
    assert [process.communicate(timeout=60)[0].strip() for process in running] == ["mnist"] * 3
    assert MNIST.equals(library.load("mnist"))


def test_a_reader_keeps_its_arrays_while_the_dataset_is_replaced(library, folder):
    jpeg = layouts.picture_folders(MNIST, folder, "jpeg", kind="JPEG")
    library.add([jpeg])
    earlier = library.load("mnist")
    before = np.array(earlier.x_train)
    library.add([layouts.keras_npz(MNIST, folder)])
    assert np.array_equal(earlier.x_train, before)
    assert MNIST.equals(library.load("mnist"))


# --- the disk ------------------------------------------------------------------------------------


def test_disk_full(library, folder, monkeypatch):
    layouts.idx_gz(MNIST, folder)
    finding = library.inspect([folder])
    save, saved = np.save, []

    def full_after_two(path, array, **options):
        if len(saved) == 2:
            Path(path).write_bytes(b"\x93NUMPY")  # what fitted
            raise OSError(errno.ENOSPC, "No space left on device")
        saved.append(path)
        save(path, array, **options)

    monkeypatch.setattr(np, "save", full_after_two)
    with pytest.raises(DatasetError, match="The disk is full"):
        library.accept(finding)
    assert not library.ready("mnist")
    assert list(library.folder.iterdir()) == []
    monkeypatch.undo()
    assert library.accept(finding) == "mnist"


def test_disk_full_leaves_the_earlier_copy(library, folder, monkeypatch):
    library.add([layouts.picture_folders(MNIST, folder, "jpeg", kind="JPEG")])
    before = {path: path.read_bytes() for path in (library.folder / "mnist").iterdir()}
    finding = library.inspect([layouts.keras_npz(MNIST, folder)])

    def full(path, array, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(DatasetError, match="The disk is full"):
        library.accept(finding)
    assert {path: path.read_bytes() for path in (library.folder / "mnist").iterdir()} == before


def test_a_home_that_cannot_be_written(tmp_path, folder):
    (tmp_path / "file").write_text("in the way")
    library = Library(tmp_path / "file", cards=STAND_INS)
    with pytest.raises(DatasetError, match="FIRST_EPOCH_HOME"):
        library.add([layouts.idx_gz(MNIST, folder)])


def test_the_home_named_by_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("FIRST_EPOCH_HOME", str(tmp_path / "elsewhere"))
    assert Library().folder == tmp_path / "elsewhere" / "datasets"


def test_a_card_on_disk_keeps_only_what_no_program_knows(library, folder):
    """Facts about a published dataset come from the catalogue, also for copies stored before."""
    library.add([layouts.idx_gz(MNIST, folder)])
    path = library.folder / "mnist" / "card.json"
    entry = json.loads(path.read_text(encoding="utf-8"))
    entry["classes"] = ["wrong"]
    path.write_text(json.dumps(entry), encoding="utf-8")
    assert library.card("mnist").classes == MNIST.card.classes
    assert library.load("mnist").card == MNIST.card
