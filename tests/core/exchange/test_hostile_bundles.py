"""What is not as it must be in a bundle is said in a sentence, and nothing of it is stored."""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from core.datasets import Library
from core.exchange import archive
from core.exchange.bundle import BundleError, DatasetFacts
from core.exchange.checked_arrays import Arrays
from core.exchange.checked_events import BOUNDS, LOSSES
from core.exchange.checked_film import checked_film
from core.exchange.packing import pack
from core.exchange.unpacking import unpack
from core.runs.events import Event
from core.runs.store import RunStore
from tests.made.whole_runs import whole_run

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> bytes:
    """The bundle of one run, whose id is replaced by RUN."""
    home = tmp_path_factory.mktemp("home")
    store = RunStore(home)
    run_id = whole_run(store)
    file = io.BytesIO()
    pack(file, store, Library(home), [run_id])
    store.close()
    return zipped({
        name.replace(run_id, "RUN"): content.replace(run_id.encode(), b"RUN")
        for name, content in files_of(file.getvalue()).items()
    })  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory) -> Library:
    return Library(tmp_path_factory.mktemp("library"))


@pytest.fixture
def refusal(packed, library, tmp_path) -> Callable[[Callable[[Files], object]], str]:
    """`refusal(spoil)` → what is said of the bundle after `spoil` had its files in hand."""

    def of(spoil: Callable[[Files], object]) -> str:
        files = files_of(packed)
        spoil(files)
        return said_of(zipped(files), library, tmp_path)

    return of


def files_of(bundle: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(bundle)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zipped(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return out.getvalue()


def said_of(content: bytes, library: Library, folder: Path) -> str:
    file = folder / "runs.zip"
    file.write_bytes(content)
    with pytest.raises(BundleError) as refused:
        unpack(file, folder / "stage", library)
    return str(refused.value)


def changed(name: str, /, **values: object) -> Callable[[Files], None]:
    """Change entries of a JSON file; None takes one away."""

    def change(files: Files) -> None:
        told = json.loads(files[name]) | values
        files[name] = json.dumps({key: of for key, of in told.items() if of != "—"}).encode()

    return change


def event(place: int, /, **values: object) -> Callable[[Files], None]:
    """Change an event, as Python's own JSON writes it: it knows NaN."""

    def change(files: Files) -> None:
        lines = files["runs/RUN/events.jsonl"].splitlines()
        lines[place] = json.dumps(json.loads(lines[place]) | values).encode()
        files["runs/RUN/events.jsonl"] = b"\n".join(lines)

    return change


def without_event(number: int) -> Callable[[Files], None]:
    """Leave an event out, and number those after it anew."""

    def change(files: Files) -> None:
        events = [json.loads(line) for line in files["runs/RUN/events.jsonl"].splitlines()]
        del events[number]
        lines = [json.dumps(told | {"number": place}) for place, told in enumerate(events)]
        files["runs/RUN/events.jsonl"] = "\n".join(lines).encode()

    return change


def moment(place: int, /, **values: object) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        lines = files["runs/RUN/film.jsonl"].splitlines()
        lines[place] = json.dumps(json.loads(lines[place]) | values).encode()
        files["runs/RUN/film.jsonl"] = b"\n".join(lines)

    return change


def arrays(name: str, /, **values: object) -> Callable[[Files], None]:
    """Change arrays of a file; "—" takes one away."""

    def change(files: Files) -> None:
        with np.load(io.BytesIO(files[f"runs/RUN/{name}"])) as stored:
            told = {**stored} | values
        out = io.BytesIO()
        np.savez(out, **{key: of for key, of in told.items() if not isinstance(of, str)})
        files[f"runs/RUN/{name}"] = out.getvalue()

    return change


def added(name: str, content: bytes = b"") -> Callable[[Files], None]:
    return lambda files: files.update({name: content})


def removed(name: str) -> Callable[[Files], None]:
    return lambda files: files.pop(name)


def recipe(**sections: dict[str, object]) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        told = json.loads(files["runs/RUN/recipe.json"])
        for section, values in sections.items():
            told[section] = told.get(section, {}) | values
        files["runs/RUN/recipe.json"] = json.dumps(told).encode()

    return change


def renamed_root(files: Files) -> None:
    for name in [*files]:
        files[f"my runs/{name}"] = files.pop(name)
    files["__MACOSX/my runs/._bundle.json"] = b"junk"
    files["my runs/.DS_Store"] = b"junk"


RUN = "runs/RUN"
NPY = b"\x93NUMPY\x01\x00\x11\x00"
"""How an array of NumPy begins whose header has 17 characters."""
SPOILT = {
    "another zip": (removed("bundle.json"), "no “bundle.json” in it"),
    "another program's": (added("bundle.json", b"{}"), "something else than runs"),
    "not JSON": (added("bundle.json", b"{"), "“bundle.json” cannot be read as JSON"),
    "too deep": (added("bundle.json", b"[" * 100_000), "cannot be read as JSON"),
    "a later form": (changed("bundle.json", version=2), "by a later version of the lab (form 2"),
    "a form of no number": (changed("bundle.json", version="x"), "“version” is refused"),
    "an unknown entry": (changed("bundle.json", colour=1), "“colour” is refused"),
    "one id twice": (changed("bundle.json", runs=["RUN", "RUN"]), "two runs that are called RUN"),
    "no runs": (changed("bundle.json", runs=[]), "“runs” is refused"),
    "an id that is a path": (changed("bundle.json", runs=["../a"]), "“runs.0” is refused"),
    "a run that is missing": (changed("bundle.json", runs=["RUN", "x"]), "x/run.json” is missing"),
    "a way out": (added("../../evil.txt"), "points outside the archive"),
    "an absolute name": (added("/etc/passwd"), "points outside the archive"),
    "a name of Windows": (added("C:\\evil.txt"), "points outside the archive"),
    "another run's facts": (changed(f"{RUN}/run.json", id="other"), "is of another run, other"),
    "a run in flight": (changed(f"{RUN}/run.json", status="running"), "“status” is refused"),
    "a time that is none": (changed(f"{RUN}/run.json", created=1e99), "“created” is refused"),
    "a novel for a name": (changed(f"{RUN}/run.json", name="a" * 9_999), "“name” is refused"),
    "no recipe": (removed(f"{RUN}/recipe.json"), "“runs/RUN/recipe.json” is missing"),
    "a later recipe": (
        recipe(training={"warm_up": 3}),
        "Run RUN: “training.warm_up” is no setting of a recipe",
    ),
    "a later section": (recipe(hardware={"gpu": 1}), "“hardware” is no setting of a recipe"),
    "a setting out of bounds": (recipe(training={"epochs": 10**9}), "training.epochs = 1000000000"),
    "half a character": (changed(f"{RUN}/run.json", name="\ud800"), "cannot be read as JSON ("),
    "half a character in a recipe": (
        recipe(training={"\ud800": 1}),
        "“runs/RUN/recipe.json” cannot be read as JSON (",
    ),
    "no events": (added(f"{RUN}/events.jsonl", b""), "do not tell how it ended"),
    "NaN in an accuracy": (event(2, val_accuracy=float("nan")), "cannot be read as JSON (NaN)"),
    "NaN as JSON": (event(2, val_accuracy="NaN"), "Line 3 of the events of run RUN is refused"),
    "NaN in a time": (event(2, time="NaN"), "“time” is not what it can be"),
    "infinite seconds": (event(2, seconds=float("inf")), "cannot be read as JSON (Infinity)"),
    "more than all right": (event(2, val_accuracy=1.5), "“val_accuracy” is not what it can be"),
    "a huge number": (event(2, step=10**400), "“step” is not what it can be"),
    "a huge loss": (event(2, val_loss=10**400), "“epoch.val_loss” is not what it can be"),
    "no steps": (event(1, steps_per_epoch=0), "“steps_per_epoch” is not what it can be"),
    "an unknown event": (event(2, kind="dreamt"), "Line 3 of the events of run RUN is refused"),
    "an unknown figure": (event(2, colour=1), "“epoch.colour” is not what it can be"),
    "a wrong number": (event(2, number=7), "Line 3 of the events of run RUN cannot follow"),
    "a reason of format signs": (
        event(-1, kind="failed", reason={"template": "{a:>99999999999}", "values": {"a": 1}}),
        "“reason” is not what it can be",
    ),
    "no beginning": (without_event(0), "Line 1 of the events of run RUN cannot follow"),
    "a network that nobody built": (without_event(1), "Line 2 of the events of run RUN cannot"),
    "no end": (without_event(-1), "do not tell how it ended"),
    "a moment of no event": (moment(0, event=99), "Line 1 of the film of run RUN is refused"),
    "a class that is none": (moment(1, predicted=[1, 2, 10]), "Line 2 of the film of run RUN"),
    "too few shares": (moment(1, shares=[0.5]), "Line 2 of the film of run RUN is refused"),
    "a moment twice": (moment(1, moment=0), "Line 2 of the film of run RUN is refused"),
    "a moment that no database counts": (
        moment(1, moment=2**31 - 1, units=None),
        "Line 2 of the film of run RUN is refused",
    ),
    "a time of 400 digits": (moment(1, time=10**400), "Line 2 of the film of run RUN is refused"),
    "a time before all": (moment(1, time=-1), "Line 2 of the film of run RUN is refused"),
    "an unknown entry of a moment": (moment(0, colour=1), "line 1” is not as this version"),
    "units of another shape": (
        arrays("units.npz", **{"1": np.zeros((4, 8, 8, 3), np.int8)}),
        "Line 2 of the film of run RUN is refused",
    ),
    "units that are missing": (arrays("units.npz", **{"1": "—"}), "not hold the array “1”"),
    "no network": (removed(f"{RUN}/weights.npz"), "its network is missing in the file"),
    "weights of another shape": (
        arrays("weights.npz", weight_0=np.zeros((64, 17), np.float32)),
        "“runs/RUN/weights.npz” does not fit its recipe: “weight_0” has the shape (64, 17), and "
        "must have (64, 16)",
    ),
    "another network's recipe": (
        recipe(model={"layers": "flatten,dense:32,batchnormalization,relu,dense:10,softmax"}),
        "“weight_0” has the shape (64, 16), and must have (64, 32)",
    ),
    "a network that does not fit the pictures": (
        recipe(model={"layers": "conv2d:4:9,flatten,dense:10,softmax"}),
        "Run RUN: ",
    ),
    "weights of another type": (
        arrays("weights.npz", weight_0=np.zeros((64, 16))),
        "the numbers of “weight_0” are float64, and must be float32",
    ),
    "one weight too few": (arrays("weights.npz", weight_7="—"), "not hold the array “weight_7”"),
    "one weight too many": (
        arrays("weights.npz", weight_8=np.zeros(3, np.float32)),
        "an array “weight_8”, which does not belong there",
    ),
    "a scaling that is none": (
        arrays("weights.npz", factor=np.full(1, np.nan, np.float32)),
        "a number in “factor” is none",
    ),
    "objects for weights": (
        arrays("weights.npz", weight_0=np.array([{}], object)),
        "holds no plain arrays of NumPy",
    ),
    "a header that ends in the middle": (
        lambda files: files.update(
            {f"{RUN}/weights.npz": zipped({"weight_0.npy": NPY + b"{'descr': '<f4', (,"})}
        ),
        "no plain arrays of NumPy",
    ),
    "no arrays": (added(f"{RUN}/weights.npz", b"PK\x03\x04rubbish"), "no plain arrays of NumPy"),
    "a snapshot of no epoch": (added(f"{RUN}/snapshots/held.npz"), "is no snapshot of a run"),
    "too many snapshots": (
        lambda files: files.update(
            {f"{RUN}/snapshots/{n}.npz": files[f"{RUN}/snapshots/2.npz"] for n in (3, 4)}
        ),
        "or one too many",
    ),
    "an optimizer of another network": (
        arrays("snapshots/2.npz", optimizer_2=np.zeros((3, 3), np.float32)),
        "“optimizer_2” has the shape (3, 3)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "sentence"), SPOILT.values(), ids=SPOILT)
def test_what_is_wrong_is_said(refusal, spoil, sentence):
    said = refusal(spoil)
    assert sentence in said
    assert said.encode()  # pages can show it
    assert said[-1] in ".)"


def test_a_bundle_that_was_unpacked_and_packed_anew_is_still_one(packed, library, tmp_path):
    files = files_of(packed)
    renamed_root(files)
    (tmp_path / "runs.zip").write_bytes(zipped(files))
    [run] = unpack(tmp_path / "runs.zip", tmp_path / "stage", library).runs
    assert (run.name, run.origin.run) == ("My best", "RUN")


def test_files_that_are_no_zip_or_a_damaged_one(packed, library, tmp_path):
    for content in (b"", b"\x89PNG\r\n", b"first-epoch-runs"):
        assert "is no zip" in said_of(content, library, tmp_path)
    for end in (10, len(packed) // 2, len(packed) - 30):
        assert "is damaged" in said_of(packed[:end], library, tmp_path)
    middle = bytearray(packed)
    middle[len(packed) // 2] ^= 255
    assert "is damaged" in said_of(bytes(middle), library, tmp_path)


def test_two_files_of_one_name_are_no_choice(packed, library, tmp_path):
    out = io.BytesIO(packed)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as file:
        file.writestr("runs/RUN/recipe.json", b"{}")
    assert "two files called “runs/RUN/recipe.json”" in said_of(out.getvalue(), library, tmp_path)


def test_a_million_members_are_refused_before_they_are_listed(library, tmp_path, monkeypatch):
    """What the end of the archive says of them is enough; here they are a hole in the file."""
    count, size = 1_000_000, 50_000_000
    zip64 = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, 4)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, 4 + size, 1)
    end = struct.pack(
        "<4sHHHHIIH", b"PK\x05\x06", 0, 0, 2**16 - 1, 2**16 - 1, 2**32 - 1, 2**32 - 1, 0
    )
    with (tmp_path / "runs.zip").open("wb") as file:
        file.write(b"PK\x03\x04")
        file.seek(size, io.SEEK_CUR)
        file.write(zip64 + locator + end)
    monkeypatch.setattr(archive.zipfile, "ZipFile", None)  # would list them
    with pytest.raises(BundleError, match="holds more than 10,000 files"):
        unpack(tmp_path / "runs.zip", tmp_path / "stage", library)


def test_bombs_are_not_unpacked(packed, library, tmp_path):
    """A member that would be 3 GB, and arrays in an archive in the archive that would be."""
    files = files_of(packed)
    bomb = bytearray(zipped({"bundle.json": files["bundle.json"], "README.txt": b"x"}))
    place = bomb.rindex(b"PK\x01\x02")
    bomb[place + 24 : place + 28] = struct.pack("<I", 3 * 2**30)
    assert "more than 2 GB when it is unpacked" in said_of(bytes(bomb), library, tmp_path)

    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f4", "fortran_order": False, "shape": (2**15, 2**15)}
    )
    files["runs/RUN/weights.npz"] = zipped({"weight_0.npy": header.getvalue()})
    assert "more than 2 GB when it is unpacked" in said_of(zipped(files), library, tmp_path)


def stored_array(array: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def test_an_array_is_the_one_whose_form_was_looked_at():
    """`weight_0` beside `weight_0.npy` is none, nor is the same name twice."""
    small, large = stored_array(np.zeros(2, np.float32)), stored_array(np.zeros((9, 9)))
    with pytest.raises(BundleError, match=r"no plain arrays of NumPy \(weight_0\)"):
        Arrays(zipped({"weight_0.npy": large, "weight_0": small}), "weights.npz")
    twice = io.BytesIO(zipped({"weight_0.npy": large}))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(twice, "a") as file:
        file.writestr("weight_0.npy", small)
    with pytest.raises(BundleError, match=r"no plain arrays of NumPy \(weight_0\.npy\)"):
        Arrays(twice.getvalue(), "weights.npz")


@pytest.mark.parametrize(
    ("moments", "shape"),
    [(3, (16, 1_024, 1_024, 1)), (257, (16, 64, 64, 3))],
    ids=["large ones", "many"],
)
def test_of_more_pictures_than_a_film_keeps_none_is_unpacked(packed, moments, shape, monkeypatch):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "|i1", "fortran_order": False, "shape": shape}
    )
    content = zipped({f"{number}.npy": header.getvalue() for number in range(moments)})
    units = Arrays(content, "units.npz")
    digits = DatasetFacts(**json.loads(files_of(packed)["datasets/digits.json"]))
    monkeypatch.setattr(units, "take", None)
    with pytest.raises(BundleError, match="more pictures of units than a film keeps"):
        checked_film(b"", units, digits, 9, "RUN")


def test_every_figure_of_an_event_has_bounds():
    """But losses, which may be no number."""
    kinds = get_args(get_args(Event)[0])
    fields = [field for kind in kinds for field in kind.model_fields.items()]
    figures = {
        name
        for name, field in fields
        if {int, float} & {field.annotation, *get_args(field.annotation)}
    }
    assert figures - {*LOSSES} == {*BOUNDS} - {"number", "time"}
