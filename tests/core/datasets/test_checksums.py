"""Datasets of which only the files have published checksums: KMNIST and EMNIST letters."""

import gzip
import hashlib
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from core.datasets import CARDS, DatasetError, Library
from tests.made.layouts import emnist_archive, idx_gz, stand_in

FASHION = stand_in("fashion-mnist")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    return folder


@pytest.fixture
def emnist(tmp_path: Path, folder: Path) -> Library:
    """A library that knows a small EMNIST by the checksums of the files in `folder`."""
    card = emnist_archive(folder / "gzip.zip").card
    with zipfile.ZipFile(folder / "gzip.zip") as archive:
        files = tuple(
            replace(file, md5=hashlib.md5(archive.read(f"gzip/{file.name}")).hexdigest())
            for file in card.files
        )
    card = replace(card, files=files)
    return Library(tmp_path / "home", cards={"digits": CARDS["digits"], card.name: card})


@pytest.fixture
def kmnist(tmp_path: Path, folder: Path) -> Library:
    """A library that knows Fashion-MNIST, and a KMNIST with as many pictures of each class."""
    other = stand_in("fashion-mnist", seed=1)
    idx_gz(other, folder)
    files = tuple(
        replace(file, size=path.stat().st_size, sha256=_sha256(path))
        for file in CARDS["kmnist"].files
        for path in [folder / file.name]
    )
    card = replace(
        CARDS["kmnist"],
        train_counts=FASHION.card.train_counts,
        test_counts=FASHION.card.test_counts,
        files=files,
    )
    return Library(tmp_path / "home", cards={"fashion-mnist": FASHION.card, "kmnist": card})


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_letters_are_taken_out_of_the_archive(emnist, folder):
    found = emnist.inspect([folder / "gzip.zip"])
    assert found.verified and found.dataset.card.name == "emnist-letters"
    assert len(found.files) == 4 and all("emnist-letters" in file for file in found.files)


def test_the_four_files_alone_will_do(emnist, folder):
    with zipfile.ZipFile(folder / "gzip.zip") as archive:
        archive.extractall(folder)
    (folder / "gzip.zip").unlink()
    assert emnist.add([folder]) == "emnist-letters"


def test_a_changed_archive_is_not_taken_for_the_published_one(emnist, folder):
    with zipfile.ZipFile(folder / "gzip.zip", "a") as archive:
        archive.writestr("gzip/more.txt", "more")
    with pytest.raises(DatasetError, match="nobody can tell whether they are the published ones"):
        emnist.inspect([folder / "gzip.zip"])


def test_the_published_files_are_kmnist(kmnist, folder):
    assert kmnist.add([folder]) == "kmnist"


def test_one_changed_pixel_is_seen(kmnist, folder):
    file = folder / "train-images-idx3-ubyte.gz"
    pixels = bytearray(gzip.decompress(file.read_bytes()))
    pixels[-1] ^= 1
    file.write_bytes(gzip.compress(bytes(pixels)))
    with pytest.raises(DatasetError) as refused:
        kmnist.inspect([folder])
    assert "as Fashion-MNIST has, but not the published ones" in str(refused.value)
    assert "as KMNIST has, but nobody can tell" in str(refused.value)


def test_fashion_mnist_with_as_many_pictures_stays_what_it_is(kmnist, tmp_path):
    (tmp_path / "fashion").mkdir()
    assert kmnist.add([idx_gz(FASHION, tmp_path / "fashion")]) == "fashion-mnist"


def test_numbered_folders_could_be_either(kmnist, tmp_path):
    """Copies as JPEG can only be told by counts and by names, and these are the same here."""
    pictures = tmp_path / "pictures"
    for split, images, labels in (
        ("train", FASHION.x_train, FASHION.y_train),
        ("test", FASHION.x_test, FASHION.y_test),
    ):
        for number, (image, label) in enumerate(zip(images, labels, strict=True)):
            path = pictures / split / str(label) / f"{number}.jpg"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image[..., 0]).save(path)
    with pytest.raises(DatasetError, match="Name the folders after its classes"):
        kmnist.inspect([pictures])
    assert kmnist.inspect([pictures], title="Mine").dataset.card.classes == tuple("0123456789")


def test_labels_from_0_are_other_letters(emnist, tmp_path):
    emnist_archive(tmp_path / "other.zip", first_label=0)
    with pytest.raises(DatasetError, match="has the name of a file of EMNIST letters"):
        emnist.inspect([tmp_path / "other.zip"])
