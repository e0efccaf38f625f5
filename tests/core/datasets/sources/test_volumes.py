"""Archives that were cut into several files."""

import gzip
from pathlib import Path

import pytest

from tests.core.datasets.sources.test_archives import FILES, contents, refusal, tar, zipped


def cut(content: bytes, folder: Path, names: list[str]) -> list[Path]:
    length = len(content) // len(names) + 1
    for place, name in enumerate(names):
        (folder / name).write_bytes(content[place * length : (place + 1) * length])
    return [folder / name for name in names]


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (zipped(FILES), ["a.zip.001", "a.zip.002", "a.zip.003"]),
        (gzip.compress(tar(FILES)), ["a.tar.gz.00", "a.tar.gz.01"]),
        (gzip.compress(tar(FILES)), ["a.tar.gz.partaa", "a.tar.gz.partab", "a.tar.gz.partac"]),
    ],
)
def test_volumes_are_joined(content, names, tmp_path):
    found = contents(*cut(content, tmp_path, names)[::-1])
    assert {path[path.index("pets") :]: content for path, content in found.items()} == FILES


@pytest.mark.parametrize("left", [[0], [1, 2], [0, 2]])
def test_volumes_that_are_missing(left, tmp_path):
    paths = cut(zipped(FILES), tmp_path, ["a.zip.001", "a.zip.002", "a.zip.003"])
    assert "a.zip was cut into several files" in refusal(*(paths[place] for place in left))


def test_volumes_of_zip(tmp_path):
    paths = cut(b"PK\x07\x08" + zipped(FILES), tmp_path, ["a.z01", "a.z02", "a.zip"])
    assert "Unpack it on your computer" in refusal(*paths)


def test_other_files_that_are_called_alike(tmp_path):
    names = {"a.tar.gz": gzip.compress(tar(FILES)), "b.zip.txt": b"1", "c.tar.xy": b"2"}
    for name, content in names.items():
        (tmp_path / name).write_bytes(content)
    found = contents(*(tmp_path / name for name in names))
    assert found["b.zip.txt"] == b"1" and found["c.tar.xy"] == b"2" and "a/pets/cat/1.txt" in found
