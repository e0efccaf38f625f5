"""A file is written whole or not at all."""

import pytest

from core.atomic_write import atomic_write


def test_the_new_content_appears_at_the_end_and_the_old_is_read_until_then(tmp_path):
    path = tmp_path / "folder" / "card.json"
    with atomic_write(path) as file:
        file.write(b"old")
        file.flush()
        assert not path.exists()
    with atomic_write(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_an_error_leaves_what_was_there_and_nothing_else(tmp_path):
    path = tmp_path / "card.json"
    path.write_bytes(b"old")
    with pytest.raises(RuntimeError), atomic_write(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_two_writers_of_one_file_do_not_mix(tmp_path):
    path = tmp_path / "card.json"
    with atomic_write(path) as one, atomic_write(path) as other:
        one.write(b"1" * 100_000)
        other.write(b"2" * 100_000)
    assert path.read_bytes() == b"1" * 100_000
