"""Files of several kinds in one folder: strangers, the same data twice, leaks."""

import gzip
import io
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.datasets import CARDS, DatasetError, Library
from core.datasets.arrangement import Undecided
from tests.made import layouts
from tests.made.layouts import stand_in

FASHION = stand_in("fashion-mnist")


def _zip_of(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


ZIP_OF_A_PICTURE = _zip_of(
    {
        "[Content_Types].xml": b"<?xml version='1.0'?><Types/>",
        "word/media/image1.png": layouts.encoded(FASHION.x_train[0]),
    }
)
"""As documents are: zips, perhaps with pictures in them."""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    cards = {"digits": CARDS["digits"], "fashion-mnist": FASHION.card}
    return Library(tmp_path / "home", cards=cards)


@pytest.fixture
def pets(tmp_path: Path) -> Path:
    return make_pets(tmp_path / "pets")


def make_pets(folder: Path, splits: tuple[str, ...] = ("",), blue: int = 0) -> Path:
    """Five cats, reddish, and five dogs, greenish; no two pictures are equal."""
    for place, split in enumerate(splits):
        for label, name in enumerate(("cat", "dog")):
            (folder / split / name).mkdir(parents=True)
            for number in range(5):
                colour = [40 * place + number, 7, blue]
                colour[label] += 150
                path = folder / split / name / f"{number}.png"
                Image.new("RGB", (8, 8), tuple(colour)).save(path)
    return folder


def counts(inspection) -> tuple[int, ...]:
    card = inspection.dataset.card
    return tuple(np.add(card.train_counts, card.test_counts).tolist())


# --- strangers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cat_to_name.json", b'{"1": "pink, primrose", "2": "canterbury bells, and so on"}'),
        ("README.md", b"# Pets, pictures, and, more, commas\n"),
        ("notes.csv", b""),
        ("metadata.csv", b"a,b,c\n1,2\n"),
        ("wide.csv", (",".join(f"c{n}" for n in range(40)) + "\n" + ",".join("x" * 40)).encode()),
        ("model.pkl", b"\x80\x04cos\nsystem\n."),
        ("all.rar", b"Rar!\x1a\x07\x01\x00"),
        ("train.parquet", b"PAR1" + bytes(40)),
        ("history.csv", b"epoch,accuracy\n0,0.5\n1,0.75\n2,0.8\n"),
        ("page.xml", b"<?xml version='1.0'?><html></html>"),
        ("data.bin", bytes(100)),
        ("report.docx", ZIP_OF_A_PICTURE),
        ("grades.xlsx", b"PK\x03\x04" + bytes(40)),
        ("network.keras", ZIP_OF_A_PICTURE),
    ],
)
def test_a_stranger_beside_good_pictures_is_passed_over(name, content, library, pets):
    (pets / name).write_bytes(content)
    inspection = library.inspect([pets])
    assert counts(inspection) == (5, 5)


def test_strangers_are_named(library, pets):
    (pets / "model.pkl").write_bytes(b"\x80\x04cos\nsystem\n.")
    (pets / "notes.csv").write_bytes(b"")
    (note,) = [note for note in library.inspect([pets]).notes if "model.pkl" in note]
    assert "notes.csv" in note and "2 other files" in note


def test_features_beside_the_pictures_they_were_made_from(library, pets):
    np.save(pets / "features.npy", np.zeros((10, 64), np.float32))
    inspection = library.inspect([pets])
    assert counts(inspection) == (5, 5)
    assert any("features.npy" in note for note in inspection.notes)


def test_arrays_of_another_size_beside_folders(library, pets):
    np.savez(pets / "features.npz", x=np.zeros((10, 7, 7), np.uint8), y=np.arange(10) % 2)
    inspection = library.inspect([pets])
    assert counts(inspection) == (5, 5)
    assert any("features.npz" in note and "not used" in note for note in inspection.notes)


def test_a_table_of_numbers_beside_named_folders(library, pets):
    """HAM10000: the pictures in folders, and small copies of them in a table with numbers."""
    columns = ",".join(f"pixel{n:04}" for n in range(192))
    rows = "\n".join(",".join(map(str, range(n, n + 192))) + f",{n % 2}" for n in range(10))
    (pets / "hmnist_8_8_RGB.csv").write_text(f"{columns},label\n{rows}\n")
    inspection = library.inspect([pets])
    assert counts(inspection) == (5, 5)
    assert any("hmnist_8_8_RGB.csv was not used" in note for note in inspection.notes)


def test_plots_beside_arrays(library, tmp_path):
    folder = tmp_path / "homework"
    folder.mkdir()
    images = np.random.default_rng(0).integers(0, 256, (20, 9, 9), dtype=np.uint8)
    np.savez(folder / "ours.npz", x=images, y=np.arange(20) % 2)
    Image.new("RGB", (64, 48)).save(folder / "loss.png")
    inspection = library.inspect([folder])
    assert counts(inspection) == (10, 10)
    assert any("loss.png" in note for note in inspection.notes)


def test_the_damaged_array_is_named_where_only_plots_are_left(library, tmp_path):
    folder = tmp_path / "homework"
    folder.mkdir()
    (folder / "ours.npy").write_bytes(b"\x93NUMPY\x01\x00v\x00{'descr': '|u1'")
    Image.new("RGB", (64, 48)).save(folder / "loss.png")
    with pytest.raises(DatasetError, match=r"ours\.npy is damaged"):
        library.inspect([folder])


BROKEN = {
    "more.zip": (ZIP_OF_A_PICTURE[:-30], "more.zip is damaged"),
    "more.tar.gz": (gzip.compress(bytes(range(256)) * 9)[:-9], "more.tar.gz ends too early"),
    "more.7z": (b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(40), "more.7z is damaged"),
    "more.zip.002": (b"1", "more.zip was cut into several files"),
    "evil.zip": (None, "points outside"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_archive_that_cannot_be_unpacked_is_named(name, library, pets, tmp_path):
    content, reason = BROKEN[name]
    (pets / name).write_bytes(content or _zip_of({"../a.png": b"1"}))
    inspection = library.inspect([pets])
    assert counts(inspection) == (5, 5)
    assert any("read without it" in note and reason in note for note in inspection.notes)
    images = np.random.default_rng(0).integers(0, 256, (20, 9, 9), dtype=np.uint8)
    np.savez(tmp_path / "ours.npz", x=images, y=np.arange(20) % 2)
    inspection = library.inspect([tmp_path / "ours.npz", pets / name])
    assert counts(inspection) == (10, 10)
    assert any(reason in note for note in inspection.notes)
    np.save(tmp_path / "images.npy", images)
    with pytest.raises(DatasetError, match=reason):
        library.inspect([tmp_path / "images.npy", pets / name])


# --- the same data twice -------------------------------------------------------------------------


def test_fashion_mnist_as_kaggle_has_it(library, tmp_path):
    """Tables and IDX files of the same pictures, in different orders."""
    folder = tmp_path / "given"
    folder.mkdir()
    layouts.zalando_csv_pair(FASHION, folder)
    layouts.idx_plain(FASHION, folder)
    for csv in folder.glob("*.csv"):
        header, *rows = csv.read_text().splitlines()
        csv.write_text("\n".join([header, *rows[::-1], ""]))
    inspection = library.inspect([folder])
    assert inspection.verified and inspection.dataset.card.name == "fashion-mnist"


def test_a_table_of_pixels_beside_folders_of_the_same_pictures(library, tmp_path):
    images = np.random.default_rng(4).integers(0, 256, (20, 8, 8, 1), dtype=np.uint8)
    labels = np.arange(20) % 2
    folder = tmp_path / "digits8"
    for label in (0, 1):
        (folder / str(label)).mkdir(parents=True)
    for number, (image, label) in enumerate(zip(images, labels, strict=True)):
        (folder / str(label) / f"{number}.png").write_bytes(layouts.encoded(image))
    rows = np.column_stack([labels, images.reshape(20, -1)])
    header = ",".join(["label", *(f"pixel{n}" for n in range(64))])
    np.savetxt(folder / "all.csv", rows, "%d", ",", header=header, comments="")
    inspection = library.inspect([folder], title="Both")
    assert counts(inspection) == (10, 10)
    assert any("20 pictures are also in" in note for note in inspection.notes)


@pytest.mark.parametrize("place", ["pets.zip", "backup/old.zip"])
def test_a_folder_and_a_zip_of_it(place, library, tmp_path):
    given = tmp_path / "given"
    pets = make_pets(given / "pets", ("train", "test"))
    (given / place).parent.mkdir(exist_ok=True)
    layouts.zipped(pets, given / place)
    inspection = library.inspect([given])
    assert counts(inspection) == (10, 10)
    assert any("20 pictures a second time" in note for note in inspection.notes)


@pytest.mark.parametrize("sample", ["trainingSample/trainingSample", "train sample", "sample"])
def test_a_sample_beside_the_training_set(sample, library, tmp_path):
    """Kaggle's MNIST as JPEG: the sample holds pictures of the training set under their names."""
    given = tmp_path / "given"
    make_pets(given / "trainingSet" / "trainingSet")
    for label in ("cat", "dog"):
        (given / sample / label).mkdir(parents=True)
        for name in ("1.png", "3.png"):
            picture = given / "trainingSet" / "trainingSet" / label / name
            shutil.copy(picture, given / sample / label / name)
    inspection = library.inspect([given])
    assert counts(inspection) == (5, 5)
    assert any("4 pictures a second time" in note for note in inspection.notes)


@pytest.mark.parametrize(
    "copy",
    [
        "{label}/{stem} (1).png",
        "{label}/{stem} - Copy.png",
        "{label} (1)/{stem}.png",
        "{label} - Kopie/{stem}.png",
    ],
)
def test_copies_that_a_system_makes_count_once(copy, library, pets):
    for picture in sorted(pets.glob("*/*.png")):
        again = pets / copy.format(label=picture.parent.name, stem=picture.stem)
        again.parent.mkdir(exist_ok=True)
        shutil.copy(picture, again)
    inspection = library.inspect([pets])
    assert inspection.dataset.card.classes == ("cat", "dog")
    assert counts(inspection) == (5, 5)
    assert any("a second time" in note for note in inspection.notes)


@pytest.mark.parametrize("junk", [".thumbnails/1.png", "$RECYCLE.BIN/x/1.png", "cat/.trash/1.png",
                                  "__MACOSX/pets/cat/._1.png", "#recycle/1.png"])  # fmt: skip
@pytest.mark.parametrize("packed", [False, True])
def test_what_systems_hide_is_no_data(junk, packed, library, pets, tmp_path):
    (pets / junk).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(pets / "cat" / "1.png", pets / junk)
    given = layouts.zipped(pets, tmp_path / "pets.zip") if packed else pets
    inspection = library.inspect([given])
    assert inspection.dataset.card.classes == ("cat", "dog")
    assert counts(inspection) == (5, 5)
    assert not any("left out" in note or "a second time" in note for note in inspection.notes)


@pytest.mark.parametrize("inside", ["pets", "copy of pets"])
def test_a_folder_that_lies_in_itself_once_more(inside, library, tmp_path):
    pets = make_pets(tmp_path / "pets", ("train", "test"))
    shutil.copytree(pets, tmp_path / "again")
    shutil.move(tmp_path / "again", pets / inside)
    inspection = library.inspect([pets])
    assert inspection.dataset.card.train_counts == (5, 5)
    assert inspection.dataset.card.test_counts == (5, 5)


# --- leaks and contradictions --------------------------------------------------------------------


def test_equal_pictures_in_training_and_test_are_told(library, tmp_path):
    pets = make_pets(tmp_path / "pets", ("train", "test"))
    for number in (1, 2, 3):
        shutil.copy(pets / "train" / "cat" / f"{number}.png", pets / "test" / "cat")
    inspection = library.inspect([pets])
    assert counts(inspection) == (10, 10)
    assert any("3 of 10 test pictures are also training" in note for note in inspection.notes)


def test_equal_pictures_with_two_labels_are_told(library, tmp_path):
    pets = make_pets(tmp_path / "pets", ("train", "test"))
    shutil.copy(pets / "train" / "cat" / "1.png", pets / "train" / "dog" / "9.png")
    notes = library.inspect([pets]).notes
    assert any("1 group of identical" in note and "different labels" in note for note in notes)


def test_equal_pictures_are_not_dealt_into_training_and_test(library, pets):
    for label in ("cat", "dog"):
        for number in range(5):
            shutil.copy(pets / label / f"{number}.png", pets / label / f"{number} copy.png")
    data = library.inspect([pets]).dataset
    train = {image.tobytes() for image in data.x_train}
    assert not any(image.tobytes() in train for image in data.x_test)


# --- readings ------------------------------------------------------------------------------------


def test_a_choice_is_offered_and_honoured(library, tmp_path):
    for blue, outer in enumerate(("cat", "dog")):
        place = make_pets(tmp_path / "animals" / outer, blue=blue)
        (place / "cat").rename(place / "in")
        (place / "dog").rename(place / "out")
        for kind in ("in", "out"):
            (place / kind).rename(place / f"{outer} {kind}")
    inspection = library.inspect([tmp_path / "animals"])
    assert inspection.dataset.card.classes == ("cat", "dog")
    outer_reading, inner = inspection.readings
    assert inspection.reading == outer_reading.key
    chosen = library.inspect([tmp_path / "animals"], reading=inner.key)
    assert chosen.dataset.card.classes == ("cat in", "cat out", "dog in", "dog out")


def test_what_cannot_be_decided_is_asked(library, tmp_path):
    make_pets(tmp_path / "x" / "train")
    make_pets(tmp_path / "x" / "bus", blue=9)
    with pytest.raises(Undecided, match="several ways"):
        library.add([tmp_path / "x"])
