"""A visitor's own labelled pictures are kept, whole and apart from everybody else's."""

import csv
import io
import os
import threading
import zipfile

import numpy as np
import pytest
from PIL import Image

from core.datasets import CARDS, Library
from core.drawing import own_test_set
from core.drawing.own_test_set import OwnTestSet, OwnTestSetError

DIGITS, FASHION, CIFAR = CARDS["digits"], CARDS["fashion-mnist"], CARDS["cifar10"]
OWNER = "0123456789abcdef0123456789abcdef"


def picture(value, card=DIGITS):
    return np.full(card.shape, value, np.uint8)


@pytest.fixture
def own(tmp_path):
    return OwnTestSet(tmp_path, OWNER, DIGITS)


def test_an_empty_one_has_the_shapes_of_the_dataset(own):
    kept = own.load()
    assert kept.images.shape == (0, 8, 8, 1)
    assert (kept.images.dtype, kept.labels.dtype) == (np.uint8, np.int64)
    assert not own.file.exists()


def test_what_is_added_is_there_for_the_next_visit(own, tmp_path):
    for value, label in ((3, 7), (16, 0), (0, 9)):
        own.add(picture(value), label)
    kept = OwnTestSet(tmp_path, OWNER, DIGITS).load()
    assert kept.labels.tolist() == [7, 0, 9]
    assert kept.images[:, 0, 0, 0].tolist() == [3, 16, 0]
    assert kept.labels.dtype == np.int64
    assert own.file == tmp_path / "own" / OWNER / "digits.npz"


def test_others_and_other_datasets_do_not_see_it(own, tmp_path):
    own.add(picture(1), 1)
    assert not len(OwnTestSet(tmp_path, "somebody", DIGITS).load().labels)
    assert not len(OwnTestSet(tmp_path, OWNER, FASHION).load().labels)


def test_all_own_test_sets_together_have_so_much_room(own, tmp_path, monkeypatch):
    own.add(picture(1), 1)
    taken = own.file.stat().st_size
    mine = OwnTestSet(tmp_path, OWNER, FASHION)
    monkeypatch.setattr(own_test_set, "MOST_BYTES_OF_ONE", taken + picture(0, FASHION).nbytes - 1)
    with pytest.raises(OwnTestSetError, match="take all the 0 MB that you have for them"):
        mine.add(picture(0, FASHION), 0)
    theirs = OwnTestSet(tmp_path, "somebody", FASHION)
    theirs.add(picture(0, FASHION), 0)
    monkeypatch.setattr(own_test_set, "MOST_BYTES_OF_ALL", taken)
    with pytest.raises(OwnTestSetError, match=r"of all visitors take all the \S+ GB"):
        own.add(picture(2), 2)
    own.remove([0], own.version())  # makes room, so it is always possible
    assert (len(own.load().labels), len(theirs.load().labels)) == (0, 1)


def test_the_test_sets_of_a_dataset_end_with_it(own, tmp_path):
    other = OwnTestSet(tmp_path, OWNER, FASHION)
    own.add(picture(1), 1)
    other.add(picture(1, FASHION), 1)
    own_test_set.delete_test_sets(tmp_path, "digits")
    assert not own.file.exists()
    assert len(other.load().labels) == 1


def test_removed_pictures_are_gone_and_the_others_stay(own):
    for label in range(5):
        own.add(picture(label), label)
    own.remove([1, 3], own.version())
    assert own.load().labels.tolist() == [0, 2, 4]
    os.utime(own.file, ns=(1, 1))
    seen = own.version()
    own.add(picture(7), 7)  # in another tab
    with pytest.raises(OwnTestSetError, match="Nothing was removed: the set has changed"):
        own.remove([2], seen)
    assert own.load().labels.tolist() == [0, 2, 4, 7]


def test_it_holds_so_many_and_no_more(own, monkeypatch):
    monkeypatch.setattr(own_test_set, "MOST", 2)
    own.add(picture(1), 1)
    own.add(picture(2), 2)
    with pytest.raises(OwnTestSetError, match=r"is full: it holds 2 pictures\. Remove some first"):
        own.add(picture(3), 3)
    assert own.load().labels.tolist() == [1, 2]


@pytest.mark.parametrize(
    "name", ["", "..", "../x", "a/b", "a\\b", "C:", "/etc", "a.b", "é", "A", "x" * 101, "-x"]
)
def test_a_name_never_becomes_another_path(tmp_path, name):
    with pytest.raises(ValueError, match="cannot name an own test set"):
        OwnTestSet(tmp_path, name, DIGITS)


@pytest.mark.parametrize(
    ("image", "label"),
    [
        (picture(1), 10),
        (picture(1), -1),
        (picture(17), 1),
        (picture(1).astype(np.float32), 1),
        (np.zeros((8, 8), np.uint8), 1),
        (picture(1, FASHION), 1),
    ],
    ids=["label 10", "label -1", "value 17", "floats", "no channel", "28×28"],
)
def test_what_is_no_picture_of_the_dataset_is_refused(own, image, label):
    with pytest.raises(ValueError, match="no picture of Digits 8×8"):
        own.add(image, label)
    assert not own.file.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"nonsense",
        b"",
        {"images": np.zeros((2, 8, 8, 1), np.uint8)},
        {"images": np.zeros((2, 8, 8, 1), np.uint8), "labels": np.zeros(3, np.int64)},
        {"images": np.zeros((1, 28, 28, 1), np.uint8), "labels": np.zeros(1, np.int64)},
        {"images": np.array([{}], object), "labels": np.zeros(1, np.int64)},
    ],
    ids=["bytes", "empty", "no labels", "other count", "other shape", "objects"],
)
def test_a_damaged_file_is_said_and_left_alone(own, content):
    own.file.parent.mkdir(parents=True)
    if isinstance(content, bytes):
        own.file.write_bytes(content)
    else:
        np.savez(own.file, **content)
    before = own.file.read_bytes()
    with pytest.raises(OwnTestSetError, match=r"cannot be read.*Move that file away"):
        own.load()
    with pytest.raises(OwnTestSetError, match="cannot be read"):
        own.add(picture(1), 1)
    assert own.file.read_bytes() == before


def test_a_write_that_fails_leaves_what_was_there(own, monkeypatch):
    own.add(picture(1), 1)

    def full_disk(*_arguments, **_arrays):
        raise OSError("No space left on device")

    monkeypatch.setattr(np, "savez_compressed", full_disk)
    with pytest.raises(OSError, match="No space"):
        own.add(picture(2), 2)
    assert own.load().labels.tolist() == [1]
    assert [path.name for path in own.file.parent.iterdir()] == ["digits.npz"]


def test_two_tabs_lose_nothing(own):
    def add():
        for _ in range(10):
            own.add(picture(1), 1)

    tabs = [threading.Thread(target=add) for _ in range(3)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(own.load().labels) == 30


def test_the_export_holds_every_picture_with_its_class(tmp_path):
    own = OwnTestSet(tmp_path, OWNER, FASHION)
    own.add(picture(200, FASHION), 0)
    own.add(picture(7, FASHION), 9)
    with zipfile.ZipFile(io.BytesIO(own.export())) as archive:
        rows = list(csv.reader(archive.read("labels.csv").decode().splitlines()))
        assert rows == [
            ["file", "label"],
            ["T-shirt-top/0001.png", "T-shirt/top"],
            ["Ankle boot/0002.png", "Ankle boot"],
        ]
        image = Image.open(io.BytesIO(archive.read("T-shirt-top/0001.png")))
        assert (image.size, image.mode, image.getpixel((3, 3))) == ((28, 28), "L", 200)


def test_sixteen_greys_are_exported_so_that_one_sees_them(own):
    own.add(picture(16), 1)
    with zipfile.ZipFile(io.BytesIO(own.export())) as archive:
        assert Image.open(io.BytesIO(archive.read("1/0001.png"))).getpixel((0, 0)) == 255


def test_the_export_can_be_added_to_the_lab_again(tmp_path):
    own = OwnTestSet(tmp_path, OWNER, CIFAR)
    for label in (2, 2, 5, 5):
        own.add(np.random.default_rng(label).integers(0, 256, CIFAR.shape, np.uint8), label)
    export = tmp_path / "drawn by us.zip"
    export.write_bytes(own.export())
    library = Library(tmp_path / "home")
    dataset = library.load(library.add([export]))
    assert dataset.card.classes == ("bird", "dog")
    assert dataset.card.shape == (32, 32, 3)
    assert dataset.card.train_count + dataset.card.test_count == 4
