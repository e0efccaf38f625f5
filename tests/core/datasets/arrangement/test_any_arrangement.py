"""Whatever way somebody arranges folders, tables and names, it is read rightly or refused."""

import unicodedata
from pathlib import Path

import pytest

from core.datasets import DatasetError, Library
from core.datasets.arrangement import Undecided
from core.datasets.inspection import Inspection
from tests.made.arrangements import Made, arrangement, colours

CASES = 300
REFUSED_AT_MOST = 0.2


def read_or_refused(made: Made, folder: Path, packed: bool) -> str:
    """ "read" or the sentence of the refusal. AssertionError if anything was read wrongly."""
    library = Library(folder / "home")
    place = folder / "given"
    place.mkdir(parents=True)
    given = made.write(place, packed)
    try:
        check(library.inspect([given]), made)
    except Undecided as undecided:
        right = [reads(library, given, reading.key, made) for reading in undecided.readings]
        assert any(right), f"{made.kind}: the truth is not among the readings: {undecided}"
        return str(undecided)
    except DatasetError as refusal:
        assert str(refusal)
        return str(refusal)
    return "read"


def reads(library: Library, given: Path, reading: str, made: Made) -> bool:
    try:
        check(library.inspect([given], reading=reading), made)
    except AssertionError:
        return False
    return True


def check(inspection: Inspection, made: Made) -> None:
    """Every picture with a class is there once, with its class and in its split; no other is."""
    data = inspection.dataset
    truth = made.labelled()
    found = {}
    for split, images, labels in (
        ("train", data.x_train, data.y_train),
        ("test", data.x_test, data.y_test),
    ):
        for (_, green, blue), label in zip(colours(images), labels.tolist(), strict=True):
            assert (green, blue) not in found, f"{made.kind}: a picture counts twice"
            found[green, blue] = (split, data.card.classes[label])
    assert found.keys() == truth.keys(), f"{made.kind}: other pictures than those with a class"
    for key, item in truth.items():
        split, label = found[key]
        assert item.split in ("", split), f"{made.kind}: {item} is in {split}"
        assert item.label is not None
        assert plain(label) == plain(item.label), f"{made.kind}: {item} is {label}"
    left_out = len(made.items) - len(truth)
    notes = " ".join(inspection.notes)
    assert not left_out or f"{left_out} picture" in notes, f"{made.kind}: left out without a word"


def plain(name: str) -> str:
    """The same for all ways to write a class in `tests.made.arrangements`."""
    written = unicodedata.normalize("NFC", name).casefold().strip("\u200e")
    return written.replace("_", " ").replace("ي", "ی")


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory) -> list[str]:
    folder = tmp_path_factory.mktemp("arrangements")
    return [
        read_or_refused(arrangement(seed), folder / str(seed), packed=seed % 3 == 0)
        for seed in range(CASES)
    ]


def test_nothing_is_read_wrongly_and_little_is_refused(outcomes):
    refused = [outcome for outcome in outcomes if outcome != "read"]
    assert len(outcomes) == CASES
    assert len(refused) <= REFUSED_AT_MOST * CASES, refused
