"""Damaged, hostile and unsuitable files are refused with a sentence; the library is not changed."""

import gzip
import os
import pickle
import stat
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.datasets import CARDS, DatasetError, Library
from tests.made import layouts
from tests.made.layouts import stand_in

MNIST, FER, CIFAR = stand_in("mnist"), stand_in("fer2013"), stand_in("cifar10")
STAND_INS = {"digits": CARDS["digits"]} | {
    data.card.name: data.card for data in (MNIST, CIFAR, FER)
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    return folder


@pytest.fixture
def refused(tmp_path: Path):
    """Adds paths to a library that already holds something; gives the sentence of the refusal."""
    library = Library(tmp_path / "home", cards=STAND_INS)
    before = tmp_path / "before.npz"
    np.savez(before, images=np.zeros((4, 9, 9), np.uint8), labels=[0, 0, 1, 1])
    library.add([before])

    def snapshot() -> dict[str, bytes]:
        files = sorted(path for path in library.folder.rglob("*"))
        return {str(path): path.read_bytes() if path.is_file() else b"" for path in files}

    def add(*paths: Path, **options) -> str:
        kept = snapshot()
        with pytest.raises(DatasetError) as refusal:
            library.add(paths, **options)
        assert snapshot() == kept
        message = str(refusal.value)
        assert "Traceback" not in message and message[-1] in ".)"
        return message

    return add


# --- damaged files -------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.05, 0.5, 0.99])
def test_truncated_gzip(share, refused, folder):
    layouts.idx_gz(MNIST, folder)
    path = folder / "train-images-idx3-ubyte.gz"
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    message = refused(folder)
    assert "train-images-idx3-ubyte.gz" in message and "too early" in message


def test_gzip_with_flipped_bits(refused, folder):
    layouts.idx_gz(MNIST, folder)
    path = folder / "train-images-idx3-ubyte.gz"
    content = bytearray(path.read_bytes())
    content[-6] ^= 0xFF  # in the CRC at the end
    path.write_bytes(content)
    assert "damaged" in refused(folder)


def test_web_page_instead_of_the_file(refused, folder):
    (folder / "train-images-idx3-ubyte.gz").write_text("<!DOCTYPE html><title>Sign in</title>")
    message = refused(folder / "train-images-idx3-ubyte.gz")
    assert "web page" in message


@pytest.mark.parametrize(
    ("name", "content", "cause"),
    [
        ("mnist.npz", b"", "empty"),
        ("fer2013.csv", b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a", "Git LFS"),
        ("train.7z", b"7z\xbc\xaf\x27\x1c\x00\x04", "damaged"),
        ("fer2013.rar", b"Rar!\x1a\x07\x01\x00", "RAR"),
        ("mnist.npz", b"PK\x03\x04" + b"\x00" * 60, "damaged"),
        ("data.npy", b"\x93NUMPY\x01\x00v\x00{'descr': '|u1'", "damaged"),
        ("model.h5", b"\x89HDF\r\n\x1a\n" + b"\x00" * 40, "damaged"),
        ("train.parquet", b"PAR1" + b"\x00" * 40, "damaged"),
        ("data_batch_1", b"\x80\x02}q\x01(U\x04data", "damaged"),
        ("batch.mat", b"MATLAB 5.0 MAT-file" + b" " * 109, "no arrays"),
    ],
)
def test_files_that_are_no_data(name, content, cause, refused, folder):
    (folder / name).write_bytes(content)
    message = refused(folder / name)
    assert name in message and cause in message


def test_a_path_that_does_not_exist(refused, folder):
    assert "nowhere" in refused(folder / "nowhere")


def test_an_empty_folder_and_nothing_at_all(refused, folder):
    assert "no files" in refused(folder)
    (folder / "archive.zip").write_bytes(b"PK\x05\x06" + b"\x00" * 18)
    assert "no files" in refused(folder / "archive.zip")
    assert "Nothing was added" in refused()


# --- right name, wrong content -------------------------------------------------------------------


def test_right_names_wrong_content(refused, folder):
    other = stand_in("fashion-mnist", seed=5)
    message = refused(layouts.idx_gz(other, folder))
    assert "MNIST" in message and "name" in message


def test_a_checksum_that_differs(refused, folder):
    """One pixel of one picture."""
    images = MNIST.x_train.copy()
    images[3, 7, 7] ^= 1
    content = {**MNIST.arrays, "x_train": images}
    np.savez(folder / "mnist.npz", **content)
    assert "checksum differs" in refused(folder / "mnist.npz")


def test_the_same_files_are_accepted_as_a_dataset_of_ones_own(tmp_path, folder):
    library = Library(tmp_path / "home", cards=STAND_INS)
    other = stand_in("mnist", seed=6)
    name = library.add([layouts.idx_gz(other, folder)], title="My digits")
    assert name == "my-digits"
    assert other.equals(library.load("my-digits"))


def test_labels_file_under_the_name_of_the_pictures(refused, folder):
    layouts.idx_gz(MNIST, folder)
    labels = (folder / "train-labels-idx1-ubyte.gz").read_bytes()
    (folder / "train-images-idx3-ubyte.gz").write_bytes(labels)
    assert "MNIST" in refused(folder)


def test_pictures_and_labels_of_different_numbers(refused, folder):
    layouts.idx_gz(MNIST, folder)
    short = layouts.idx_bytes(MNIST.y_train[:-1])
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(short))
    message = refused(folder)
    assert f"{len(MNIST.x_train)} pictures" in message and "no labels that fit" in message


def test_half_of_a_dataset(refused, folder):
    layouts.idx_gz(MNIST, folder)
    paths = [folder / "train-images-idx3-ubyte.gz", folder / "train-labels-idx1-ubyte.gz"]
    assert "t10k-images-idx3-ubyte.gz" in refused(*paths)


def test_a_cut_off_table_is_not_taken_for_a_small_one(refused, folder):
    text = layouts.fer_csv_text(FER)
    (folder / "fer2013.csv").write_text("\n".join(text.splitlines()[:40]) + "\n")
    message = refused(folder / "fer2013.csv")
    assert "39 pictures" in message


def test_kaggles_test_set_alone(refused, folder):
    header = ",".join(f"pixel{number}" for number in range(784))
    (folder / "test.csv").write_text(f"{header}\n" + ",".join(["0"] * 784) + "\n")
    message = refused(folder / "test.csv")
    assert "no labels" in message


# --- IDX -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [len(MNIST.x_train) + 1, len(MNIST.x_train) - 1, 0xFFFFFFFF])
def test_idx_count_that_its_length_denies(count, refused, folder):
    layouts.idx_plain(MNIST, folder)
    path = folder / "train-images-idx3-ubyte"
    content = path.read_bytes()
    path.write_bytes(content[:4] + struct.pack(">I", count) + content[8:])
    message = refused(folder)
    assert f"{count:,}" in message and "train-images-idx3-ubyte" in message


def test_idx_header_cut_short(refused, folder):
    (folder / "train-images-idx3-ubyte").write_bytes(b"\x00\x00\x08\x03\x00\x00")
    assert "too early" in refused(folder)


# --- pickles and object arrays: nothing of them may run ------------------------------------------


class Harmful:
    """A pickle that creates a file when it is loaded."""

    def __init__(self, proof: Path):
        self.proof = proof

    def __reduce__(self):
        return os.mkdir, (str(self.proof),)


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_pickle_that_is_not_plain_arrays(protocol, refused, folder, tmp_path):
    files = layouts.cifar_python_files(CIFAR)
    proof = tmp_path / "it ran"
    batch = {b"data": Harmful(proof), b"labels": [0]}
    files["cifar-10-batches-py/data_batch_3"] = pickle.dumps(batch, protocol=protocol)
    message = refused(layouts.tar_gz(files, folder / "cifar-10-python.tar.gz"))
    assert "data_batch_3" in message and "mkdir" in message
    assert not proof.exists()


def test_pickle_of_a_harmless_looking_function(refused, folder):
    (folder / "data_batch_1").write_bytes(b"\x80\x02cnumpy\nload\n(U\x01xtR.")
    assert "numpy.load" in refused(folder / "data_batch_1")


def test_pickle_that_asks_for_a_huge_array(refused, folder):
    program = (
        b"\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n"
        b"(J\xff\xff\xff\x7fJ\xff\xff\xff\x7ftU\x01b\x87R."
    )
    (folder / "data_batch_1").write_bytes(program)
    assert "data_batch_1" in refused(folder / "data_batch_1")


def test_cifar_batch_of_the_wrong_width(refused, folder):
    batch = pickle.dumps({b"data": np.zeros((2, 3071), np.uint8), b"labels": [0, 1]}, protocol=2)
    (folder / "data_batch_1").write_bytes(batch)
    assert "3,072" in refused(folder / "data_batch_1")


def test_npz_with_object_arrays(refused, folder, tmp_path):
    proof = tmp_path / "it ran"
    objects = np.array([Harmful(proof), None], dtype=object)
    np.savez(folder / "ours.npz", x_train=objects, y_train=np.array([0, 1]))
    message = refused(folder / "ours.npz")
    assert "x_train" in message and "Python objects" in message
    assert not proof.exists()


@pytest.mark.parametrize(
    ("arrays", "cause"),
    [
        ({"x": np.full((4, 9, 9), -1.0), "y": np.zeros(4)}, "-1"),
        ({"x": np.full((4, 9, 9), 300), "y": np.zeros(4)}, "300"),
        ({"x": np.full((4, 9, 9), np.nan), "y": np.zeros(4)}, "nan"),
        ({"x": np.zeros((4, 9, 9)), "y": np.array([0, 1, -1, 0])}, "-1"),
        ({"x": np.zeros((4, 9, 9)), "y": np.array([0, 1, 0.5, 0])}, "fractions"),
        ({"x": np.zeros((4, 9, 9)), "y": np.array([0, 1, 0])}, "no labels that fit"),
        ({"x": np.zeros((4, 50)), "y": np.zeros(4)}, "50 pixels"),
        ({"x": np.zeros((4, 2, 9, 9, 3)), "y": np.zeros(4)}, "shape"),
        ({"x": np.zeros((4, 9, 9)), "y": np.zeros(4)}, "1 different values"),
        ({"x": np.zeros((4, 9, 9))}, "no labels"),
        ({"y": np.zeros(4)}, "no pictures"),
    ],
)
def test_arrays_that_are_no_dataset(arrays, cause, refused, folder):
    np.savez(folder / "ours.npz", **arrays)
    assert cause in refused(folder / "ours.npz")


# --- archives ------------------------------------------------------------------------------------


def test_zip_bomb(refused, folder):
    """42 kB that say they are 3 GB, and would be."""
    path = folder / "archive.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.csv", b"0" * 1000)
    content = bytearray(path.read_bytes())
    place = content.rfind(b"PK\x01\x02")
    content[place + 24 : place + 28] = struct.pack("<I", 3 * 1024**3)
    path.write_bytes(content)
    assert "more than 2 GB" in refused(path)


def test_gzip_bomb(refused, folder, monkeypatch):
    monkeypatch.setattr("core.datasets.sources.budget.MAX_BYTES", 1_000_000)
    row = b"0," * 64 + b"0\n"
    (folder / "data.csv.gz").write_bytes(gzip.compress(row * 10_000))
    assert "more than 2 GB" in refused(folder / "data.csv.gz")


def test_bomb_of_nested_archives(refused, folder):
    content = gzip.compress(b"0")
    for _ in range(10):
        content = gzip.compress(content)
    (folder / "data.csv.gz").write_bytes(content)
    assert "nested" in refused(folder / "data.csv.gz")


@pytest.mark.parametrize(
    "name", ["../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "C:\\evil.csv", "..\\evil.csv"]
)
@pytest.mark.parametrize("kind", ["zip", "tar.gz"])
def test_members_that_point_outside(name, kind, refused, folder):
    path = folder / f"archive.{kind}"
    if kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, "x")
    else:
        layouts.tar_gz({name: b"x"}, path)
    message = refused(path)
    assert "outside" in message and "evil.csv" in message
    assert not list(folder.parent.rglob("evil.csv"))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_tar_with_links_and_devices(kind, refused, folder):
    path = folder / "archive.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        info = tarfile.TarInfo("cats/1.png")
        info.type, info.linkname = kind, "/etc/passwd"
        archive.addfile(info)
    assert "link" in refused(path)


def test_zip_with_a_link(refused, folder):
    path = folder / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo("cats/1.png")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    assert "link" in refused(path)


def test_zip_with_a_password(refused, folder):
    path = folder / "archive.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.csv", "x")
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the flag in the member's own header
    content[content.rfind(b"PK\x01\x02") + 8] |= 1  # and in the directory
    path.write_bytes(content)
    assert "password" in refused(path)


def test_zip_with_a_damaged_member(folder, tmp_path):
    place = layouts.picture_folders(MNIST, folder, "mnist_png")
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(place.rglob("*.png")):
            archive.write(file, file.relative_to(folder).as_posix())
    content = bytearray(path.read_bytes())
    content[content.find(b"IDAT") + 10] ^= 0xFF
    path.write_bytes(content)
    finding = Library(tmp_path / "home").inspect([path])
    assert any("1 of" in note and ".png" in note for note in finding.notes)


def test_truncated_zip(refused, folder):
    path = layouts.zipped(layouts.idx_gz(MNIST, folder), folder.with_suffix(".zip"))
    path.write_bytes(path.read_bytes()[:-200])
    assert "damaged" in refused(path)


# --- tables --------------------------------------------------------------------------------------


def _fer(folder: Path, change) -> Path:
    lines = layouts.fer_csv_text(FER).splitlines()
    change(lines)
    path = folder / "faces.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_table_with_a_missing_column(refused, folder):
    path = folder / "faces.csv"
    path.write_text("emotion,Usage\n0,Training\n")
    message = refused(path)
    assert "pixels" in message and "“emotion”, “usage”" in message


def test_row_with_a_missing_column(refused, folder):
    def change(lines):
        lines[16] = lines[16].rsplit(",", 1)[0]

    message = refused(_fer(folder, change))
    assert "row 17" in message and "2 columns" in message


def test_row_of_2303_pixels(refused, folder):
    def change(lines):
        emotion, pixels, usage = lines[16].split(",")
        lines[16] = ",".join([emotion, pixels.rsplit(" ", 1)[0], usage])

    message = refused(_fer(folder, change))
    assert "row 17" in message and "2,303" in message and "2,304" in message


@pytest.mark.parametrize("value", ["300", "256", "1000", "-1", "0.5", "x", "1e2"])
def test_values_that_are_no_pixels(value, refused, folder):
    def change(lines):
        emotion, pixels, usage = lines[16].split(",")
        lines[16] = ",".join([emotion, value + pixels[pixels.index(" ") :], usage])

    message = refused(_fer(folder, change))
    assert "row 17" in message and value in message


@pytest.mark.parametrize(("column", "value"), [(0, "happy"), (0, "-1"), (0, ""), (2, "Validation")])
def test_labels_and_usages_that_do_not_exist(column, value, refused, folder):
    def change(lines):
        cells = lines[16].split(",")
        cells[column] = value
        lines[16] = ",".join(cells)

    message = refused(_fer(folder, change))
    assert "row 17" in message and value in message


@pytest.mark.parametrize("value", ["300", "-1", "x", ""])
def test_wide_table_with_a_wrong_value(value, refused, folder):
    rows = [[n % 2, *[n] * 64] for n in range(20)]
    lines = [",".join(map(str, row)) for row in rows]
    lines[6] = lines[6].replace(",6", f",{value}", 1)
    (folder / "small.csv").write_text("\n".join(lines))
    assert "row 7" in refused(folder / "small.csv")


def test_table_with_names_only(refused, folder):
    (folder / "faces.csv").write_text("emotion,pixels,Usage\n")
    assert "no rows" in refused(folder / "faces.csv")


def test_picture_names_without_the_pictures(refused, folder):
    (folder / "trainLabels.csv").write_text("id,label\n1,frog\n2,truck\n")
    assert "pictures themselves" in refused(folder / "trainLabels.csv")


def test_a_line_without_end(refused, folder):
    (folder / "faces.csv").write_bytes(b"emotion,pixels,Usage\n0," + b"1 " * 3_000_000)
    assert "row 2" in refused(folder / "faces.csv")


# --- pictures ------------------------------------------------------------------------------------


@pytest.fixture
def pets(folder: Path) -> Path:
    for label, name in enumerate(("cat", "dog")):
        (folder / "pets" / name).mkdir(parents=True)
        for number in range(3):
            grey = Image.new("RGB", (40, 40), (50 * label, 100, 20 * number))
            grey.save(folder / "pets" / name / f"{number}.jpg")
    return folder / "pets"


def test_pictures_that_cannot_be_read_are_named_and_the_others_used(pets, tmp_path):
    whole = (pets / "dog" / "1.jpg").read_bytes()
    (pets / "dog" / "1.jpg").write_bytes(whole[:400])
    (pets / "cat" / "3.png").write_text("not a picture")
    (pets / "cat" / "giant.png").write_bytes(giant_png())
    finding = Library(tmp_path / "home").inspect([pets])
    card = finding.dataset.card
    assert card.train_count + card.test_count == 5
    (note,) = [note for note in finding.notes if "cannot be read" in note]
    assert note.startswith("3 of 8 pictures")
    assert all(name in note for name in ("dog/1.jpg", "cat/3.png", "cat/giant.png"))


def test_if_most_pictures_are_damaged_they_are_refused_with_the_reasons(refused, pets):
    for number in range(3):
        path = pets / "dog" / f"{number}.jpg"
        path.write_bytes(path.read_bytes()[:400])
    (pets / "cat" / "giant.png").write_bytes(giant_png())
    (pets / "cat" / "3.png").write_text("not a picture")
    message = refused(pets)
    assert "dog/1.jpg" in message and "damaged" in message
    assert "giant.png has more than 8192×8192" in message


@pytest.mark.parametrize("suffix", [".jpg", ".jxl", ".NEF"])
def test_a_class_without_a_readable_picture_is_not_lost_in_silence(suffix, refused, pets):
    for path in list((pets / "dog").iterdir()):
        path.write_text("not a picture")
        path.rename(path.with_suffix(suffix))
    assert "class “dog”" in refused(pets)


def giant_png() -> bytes:
    """20,000 × 20,000 pixels of one colour are 50 kB on disk and 400 MB in memory."""
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    data = zlib.compress(bytes(1 + 20_000 // 8) * 20_000)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def test_classes_with_one_picture_each(refused, pets):
    for label in ("cat", "dog"):
        for path in list((pets / label).iterdir())[1:]:
            path.unlink()
    assert "has 1 picture only" in refused(pets)


def test_one_class_only(refused, pets):
    assert "one class only" in refused(pets / "dog")


def test_pictures_without_folders(refused, folder):
    (folder / "picture.png").write_bytes(layouts.encoded(MNIST.x_train[0]))
    assert "no class" in refused(folder / "picture.png")


def test_more_pixels_than_memory(refused, pets, monkeypatch):
    monkeypatch.setattr("core.datasets.readers.pictures.MAX_BYTES", 10_000)
    assert "smaller size" in refused(pets)


def test_parquet_with_a_broken_picture(folder, tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as pq

    cells = [{"bytes": layouts.encoded(MNIST.x_train[0]), "path": None}] * 5
    cells.append({"bytes": b"\x89PNG", "path": None})
    pq.write_table(pa.table({"image": cells, "label": [0, 1] * 3}), folder / "train.parquet")
    finding = Library(tmp_path / "home").inspect([folder])
    assert any("1 of 6 pictures" in note and "row 5" in note for note in finding.notes)


def test_parquet_with_other_columns(refused, folder):
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"text": ["a"], "label": [0]}), folder / "train.parquet")
    assert "text, label" in refused(folder / "train.parquet")


def test_fuzzed_files_never_escape_as_other_errors(folder, tmp_path):
    """Whatever byte is wrong, the answer is a dataset or a DatasetError."""
    library = Library(tmp_path / "home", cards=STAND_INS)
    generator = np.random.default_rng(7)
    makers = (layouts.cifar_python_tar, layouts.keras_npz, layouts.icml_csv, layouts.fer_tar)
    for data, make in zip((CIFAR, MNIST, FER, FER), makers, strict=True):
        path = make(data, folder)
        content = path.read_bytes()
        for _ in range(12):
            broken = bytearray(content)
            for place in generator.integers(0, len(content), 3):
                broken[place] = generator.integers(0, 256)
            path.write_bytes(broken[: generator.integers(len(content) // 2, len(content) + 1)])
            try:
                library.inspect([path])
            except DatasetError as error:
                assert str(error)


def test_reading_never_changes_what_was_given(folder, tmp_path):
    path = layouts.fer_tar(FER, folder)
    before = path.read_bytes(), path.stat().st_mtime_ns
    Library(tmp_path / "home", cards=STAND_INS).add([path])
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert [file.name for file in folder.iterdir()] == ["fer2013.tar.gz"]
