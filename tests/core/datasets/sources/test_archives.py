"""Archives of every usual kind are read in place; what they may unpack to is bounded."""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import py7zr
import pytest

from core.datasets import DatasetError
from core.datasets.sources import members
from core.datasets.sources.name_encodings import encoding_of

FILES = {"pets/cat/1.txt": b"one", "pets/dog/2.txt": b"two" * 1000, "pets/readme": b""}


def contents(*paths: Path) -> dict[str, bytes]:
    """The files in archives or folders, by their paths within what was given."""
    with ExitStack() as stack:
        return {str(member.path): member.read() for member in members(paths, stack)}


def refusal(*paths: Path) -> str:
    with pytest.raises(DatasetError) as refused:
        contents(*paths)
    return str(refused.value)


def tar(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return stream.getvalue()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def seven_zip(path: Path, files: dict[str, bytes], **options) -> Path:
    with py7zr.SevenZipFile(path, "w", **options) as archive:
        for name, content in files.items():
            archive.writestr(content, name)
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.tar.gz", gzip.compress(tar(FILES))),
        ("a.tgz", gzip.compress(tar(FILES))),
        ("a.tar.bz2", bz2.compress(tar(FILES))),
        ("a.tar.xz", lzma.compress(tar(FILES))),
        ("a.txz", lzma.compress(tar(FILES)) + lzma.compress(bytes(1024))),
        ("a.zip", zipped(FILES)),
        ("a.zip", zipped(FILES, zipfile.ZIP_LZMA)),
        ("a.zip", zipped({"a.tar.xz": lzma.compress(tar(FILES))})),
    ],
)
def test_archives(name, content, tmp_path):
    (tmp_path / name).write_bytes(content)
    found = contents(tmp_path / name)
    assert {path[path.index("pets") :]: content for path, content in found.items()} == FILES


def test_7z(tmp_path):
    path = seven_zip(tmp_path / "a.7z", FILES)
    assert contents(path) == {f"a/{name}": content for name, content in FILES.items()}
    (tmp_path / "b.zip").write_bytes(zipped({"a.7z": path.read_bytes()}))
    assert contents(tmp_path / "b.zip") == {f"b/a/{name}": value for name, value in FILES.items()}


def test_7z_that_is_locked_or_damaged(tmp_path):
    locked = seven_zip(tmp_path / "locked.7z", FILES, password="secret")
    assert "password" in refusal(locked)
    path = seven_zip(tmp_path / "a.7z", FILES)
    content = bytearray(path.read_bytes())
    content[40] ^= 0xFF
    path.write_bytes(content)
    assert "a.7z is damaged" in refusal(path)


def test_7z_that_points_outside(tmp_path):
    path = tmp_path / "a.7z"
    with py7zr.SevenZipFile(path, "w") as archive:
        archive.set_encoded_header_mode(False)
        archive.writestr(b"1", "AAAevil.txt")
    content = path.read_bytes().replace("AAA".encode("utf-16-le"), "../".encode("utf-16-le"))
    offset, size = struct.unpack("<2Q", content[12:28])
    header = content[32 + offset : 32 + offset + size]
    start = content[12:28] + struct.pack("<I", zlib.crc32(header))
    path.write_bytes(content[:8] + struct.pack("<I", zlib.crc32(start)) + start + content[32:])
    assert "outside" in refusal(path)


def test_files_packed_alone(tmp_path):
    rows = b"1,2,3\n" * 10_000
    for suffix, pack in (("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)):
        (tmp_path / f"data.csv.{suffix}").write_bytes(pack(rows))
        assert contents(tmp_path / f"data.csv.{suffix}") == {"data.csv": rows}
        (tmp_path / f"data.csv.{suffix}").write_bytes(pack(rows)[:-20])
        assert "too early" in refusal(tmp_path / f"data.csv.{suffix}")


# --- names ---------------------------------------------------------------------------------------

NAMES = {
    "cp866": ["животные/собака/0.png", "животные/кошка/1.png", "цифры/ноль", "Новая папка/пёс (2)"],
    "gb18030": ["动物/猫/1.png", "动物/狗/2.png", "苹果", "训练集/汽车/1.png", "飞机", "张三"],
    "cp932": ["いぬ/1.png", "ねこ/2.png", "動物/犬/1.png", "りんご", "バナナ", "画像/猫1.png"],
    "cp949": ["동물/고양이/1.png", "동물/강아지/2.png", "사과", "새 폴더/꽃"],
    "big5": ["動物/貓/1.png", "飛機", "汽車"],
    "cp850": ["Käse/1.png", "Brötchen/2.png", "Äpfel", "éléphant", "niño"],
    "cp1252": ["Käse/1.png", "Brötchen/2.png", "éléphant"],
    "cp1251": ["животные/собака/0.png", "кошка"],
    "cp1256": ["قطة/1.png", "كلب/2.png"],
    "utf-8": ["животные/собака/0.png", "猫", "سگ"],
}


@pytest.mark.parametrize("encoding", NAMES)
def test_the_encoding_of_names_is_found(encoding):
    names = [name.encode(encoding) for name in NAMES[encoding]]
    assert encoding_of(names) == encoding


def test_zip_of_an_old_program(tmp_path):
    """Names in the encoding of Windows in Russia, without the mark for UTF-8."""
    plain = zipped({"AAAAAA/1.txt": b"1", "BBBBB/2.txt": b"2"})
    for name, place in (("собака", b"AAAAAA"), ("кошка", b"BBBBB")):
        plain = plain.replace(place, name.encode("cp866"))
    (tmp_path / "a.zip").write_bytes(plain)
    assert contents(tmp_path / "a.zip") == {"a/собака/1.txt": b"1", "a/кошка/2.txt": b"2"}


def test_tar_of_an_old_system(tmp_path):
    name = "собака/кошка.txt".encode("cp866")
    (tmp_path / "a.tar").write_bytes(tar({name.decode("utf-8", "surrogateescape"): b"1"}))
    assert contents(tmp_path / "a.tar") == {"a/собака/кошка.txt": b"1"}


def test_a_document_is_one_file(tmp_path):
    """The pictures in a report are not a class of the dataset beside it."""
    report = zipped({"[Content_Types].xml": b"", "word/media/image1.png": b"1"})
    (tmp_path / "report.docx").write_bytes(report)
    assert contents(tmp_path / "report.docx") == {"report.docx": report}


def test_samples_of_teachable_machine(tmp_path):
    (tmp_path / "pets.tm").write_bytes(zipped({"manifest.json": b"{}", "Cat-!-0.jpg": b"1"}))
    assert contents(tmp_path / "pets.tm") == {"pets/manifest.json": b"{}", "pets/Cat/0.jpg": b"1"}


# --- what cannot be unpacked ---------------------------------------------------------------------


@pytest.mark.parametrize(("method", "name"), [(9, "Deflate64"), (98, "PPMd"), (77, "77")])
def test_methods_of_packing_that_are_not_known(method, name, tmp_path):
    content = bytearray(zipped({"a.csv": b"1"}))
    content[8:10] = struct.pack("<H", method)
    place = content.find(b"PK\x01\x02")
    content[place + 10 : place + 12] = struct.pack("<H", method)
    (tmp_path / "a.zip").write_bytes(content)
    assert f"a.zip is packed with {name}" in refusal(tmp_path / "a.zip")


@pytest.mark.parametrize("place", [0, 2, 26])
def test_a_member_whose_header_is_damaged(place, tmp_path):
    """Signature, version and the length of its name, in the member itself."""
    content = bytearray(zipped(FILES))
    start = content.rfind(b"PK\x03\x04")
    content[start + place] ^= 0x3F
    (tmp_path / "a.zip").write_bytes(content)
    assert "a.zip → pets/readme" in refusal(tmp_path / "a.zip")


# --- small archives that would be large ----------------------------------------------------------


@pytest.fixture
def small_budget(monkeypatch):
    monkeypatch.setattr("core.datasets.sources.budget.MAX_BYTES", 1_000_000)


ZEROS = bytes(900_000)


def test_one_budget_for_all_levels(small_budget, tmp_path):
    """Each inner archive is within the bounds of one; together they are not."""
    inner = zipped({"zeros.csv": ZEROS})
    (tmp_path / "a.zip").write_bytes(zipped({f"{number}.zip": inner for number in range(10)}))
    assert "more than 2 GB" in refusal(tmp_path / "a.zip")
    (tmp_path / "b.zip").write_bytes(zipped({"0.zip": inner}))
    assert contents(tmp_path / "b.zip") == {"b/0/zeros.csv": ZEROS}


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_packed_files_take_from_the_budget_as_they_are_read(pack, small_budget, tmp_path):
    (tmp_path / "a.csv.packed").write_bytes(pack(bytes(1_100_000)))
    assert "more than 2 GB" in refusal(tmp_path / "a.csv.packed")
    place = tmp_path / "many"
    place.mkdir()
    for number in range(4):
        (place / f"{number}.csv.packed").write_bytes(pack(ZEROS))
    assert "more than 2 GB" in refusal(place)


def test_7z_declares_its_size(small_budget, tmp_path):
    path = seven_zip(tmp_path / "a.7z", {"0.csv": ZEROS, "1.csv": ZEROS})
    assert "more than 2 GB" in refusal(path)


def test_a_directory_of_millions_of_members(tmp_path):
    """A megabyte packed; as objects of Python the names would take gigabytes."""
    entry = zipped({"a": b""})
    entry = entry[entry.find(b"PK\x01\x02") : entry.rfind(b"PK\x05\x06")]
    directory = entry * 2_130_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1, 1, len(directory), 0, 0)
    (tmp_path / "a.zip.gz").write_bytes(gzip.compress(b"PK\x03\x04" + directory + end, 1))
    assert "more than 2 GB" in refusal(tmp_path / "a.zip.gz")


def test_an_array_that_declares_gigabytes(tmp_path):
    """The header of an .npy is checked before there is room made for it."""
    from core.datasets import Library

    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        stream, {"descr": "<f8", "fortran_order": False, "shape": (60_000, 224, 224, 3)}
    )
    (tmp_path / "ours.npz").write_bytes(zipped({"x.npy": stream.getvalue() + bytes(800)}))
    with pytest.raises(DatasetError, match="more than 2 GB"):
        Library(tmp_path / "home").inspect([tmp_path / "ours.npz"])
