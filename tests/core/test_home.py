"""The folder in which the lab keeps its files: its owner's alone, and said if it cannot be used."""

import os
import stat

import pytest

from core import home
from core.home import is_gone, make_home, why_unusable
from core.runs.store import RunStore


def rights(path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_it_is_closed_to_other_accounts_also_if_it_was_open(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir(mode=0o755)
    (folder / "runs.db").touch(mode=0o644)
    RunStore(folder)
    assert rights(folder) == 0o700
    assert rights(folder / "runs.db") == 0o600
    RunStore(tmp_path / "new")
    assert rights(tmp_path / "new") == 0o700
    assert {rights(file) for file in (tmp_path / "new").glob("runs.db*")} == {0o600}


def test_one_that_can_be_used_is_made(tmp_path):
    assert why_unusable(tmp_path / "a" / "b") is None
    assert [*(tmp_path / "a" / "b").iterdir()] == []


def test_one_that_cannot_be_used_is_said(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    sentence = why_unusable(tmp_path / "file" / "home")
    assert f"cannot keep its files in {tmp_path / 'file' / 'home'} (Not a directory)" in sentence

    def read_only(**_options):
        raise OSError(30, os.strerror(30))

    monkeypatch.setattr(home, "TemporaryFile", read_only)
    assert "(Read-only file system)" in why_unusable(tmp_path)


def test_a_full_disk_is_no_reason(tmp_path, monkeypatch):
    def full(**_options):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(home, "TemporaryFile", full)
    assert why_unusable(tmp_path) is None


def test_one_that_was_taken_away_or_replaced_is_gone(tmp_path):
    folder = tmp_path / "home"
    assert not is_gone(folder), "it is not there yet"
    make_home(folder)
    assert not is_gone(folder)
    folder.rename(tmp_path / "elsewhere")
    assert is_gone(folder)
    with pytest.raises(FileNotFoundError):
        make_home(folder)
    folder.mkdir()
    assert is_gone(folder)
    folder.rmdir()
    (tmp_path / "elsewhere").rename(folder)
    assert not is_gone(folder)
