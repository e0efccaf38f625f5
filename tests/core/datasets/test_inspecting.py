"""Strangers' files are looked into by another process, whose end is a sentence."""

import io
import zipfile
from functools import partial

import numpy as np
import pytest
from PIL import Image

from core.datasets import DatasetError, Library, inspecting
from core.datasets.arrangement import Undecided
from core.datasets.inspecting import inspect_apart
from core.language import PSEUDO, spoken
from core.limited_process import Limits


@pytest.fixture
def library(tmp_path) -> Library:
    return Library(tmp_path / "home").on_behalf_of("a" * 40)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "folder").mkdir()
    return tmp_path / "folder"


def test_it_finds_what_inspect_finds_and_that_can_be_accepted(library, folder, tmp_path):
    file = tmp_path / "mine.npz"
    pictures = np.random.default_rng(0).integers(0, 256, (60, 8, 8), np.uint8)
    np.savez(file, x=pictures, y=np.arange(60) % 3)
    here = library.inspect([file], title="Mine")
    apart = inspect_apart(library, [file], folder, title="Mine")
    assert apart.dataset.card == here.dataset.card
    assert (apart.layout, apart.notes, apart.files) == (here.layout, here.notes, here.files)
    assert np.array_equal(apart.dataset.x_train, here.dataset.x_train)
    stored = library.load(library.accept(apart))
    assert np.array_equal(stored.x_test, here.dataset.x_test)


def test_a_file_that_is_refused_says_why_in_the_visitors_language(library, folder, tmp_path):
    file = tmp_path / "digits.png"
    file.write_bytes(b"no picture")
    with spoken(PSEUDO), pytest.raises(DatasetError, match=r"⟦.*digits\.png"):
        inspect_apart(library, [file], folder)


def test_what_has_to_be_chosen_is_asked(library, folder, tmp_path):
    file = tmp_path / "squares.zip"
    picture = io.BytesIO()
    Image.new("L", (8, 8)).save(picture, "PNG")
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(16):
            day, kind = ("monday", "tuesday")[number % 2], ("bright", "dark")[number // 8]
            archive.writestr(f"squares/{day}/{kind}/{number}.png", picture.getvalue())
    with pytest.raises(Undecided) as asked:
        inspect_apart(library, [file], folder)
    assert [reading.classes for reading in asked.value.readings] == [
        ("monday", "tuesday"), ("bright", "dark"), *[r.classes for r in asked.value.readings[2:]],
    ]  # fmt: skip
    assert asked.value.readings[0].labels[0] == "monday"


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(2 * 2**20, 60), "took more than 0.00195312 GB of memory"),
        (Limits(2**30, 0.01), "took more than 0.000166667 minutes"),
    ],
)
def test_limits_are_sentences(library, folder, tmp_path, monkeypatch, limits, sentence):
    monkeypatch.setattr(inspecting, "LIMITS", limits)
    with pytest.raises(DatasetError, match=sentence):
        inspect_apart(library, [tmp_path], folder)


def test_a_small_file_that_unpacks_to_more_than_there_is_memory_for(
    library, folder, tmp_path, monkeypatch
):
    monkeypatch.setattr(inspecting, "LIMITS", Limits(200 * 2**20, 60))
    file = tmp_path / "zeros.npz"
    np.savez_compressed(file, x=np.zeros((300, 1000, 1000), np.uint8), y=np.arange(300) % 3)
    assert file.stat().st_size < 2**20
    with pytest.raises(DatasetError, match="memory"):
        inspect_apart(library, [file], folder)


def test_a_reader_that_crashes_is_a_sentence(library, folder, monkeypatch):
    import os

    monkeypatch.setattr(inspecting, "partial", lambda *_args, **_options: partial(os._exit, 9))
    with pytest.raises(DatasetError, match=r"has ended \(9\)"):
        inspect_apart(library, [folder], folder)
