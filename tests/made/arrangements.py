"""Arrangements of folders, tables and names, made from a known truth.

Each picture carries its truth in its colour: red is the class, green and blue its own number. So
whatever the lab makes of the files can be held against what they were made from.
"""

import csv
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

SIDE = 3

CLASS_NAMES = (
    ("cat", "dog"),
    ("cat", "dog", "ship", "frog"),
    ("Cat", "dog", "Great Dane"),
    ("bus", "car", "train"),
    ("beaker", "test tube", "flask"),
    ("steam train", "test tube"),
    ("great_pyrenees", "great_dane", "beagle"),
    ("گربه", "سگ", "کشتی"),
    ("café", "thé", "eau"),
    ("猫", "犬"),
    ("class 1", "class 2", "class 10"),
    ("0", "1", "2", "3"),
    ("3", "7", "11"),
    ("valid", "invalid"),
    ("A", "B", "C"),
    ("with_mask", "without_mask"),
    ("memo", "letter", "figures"),
    ("left", "right", "test"),
    ("hot_dog", "ice_cream", "tea"),
    ("ماهی", "کتاب"),
    ("😀", "👩‍🚀", "😢"),
    ("apple 6", "apple red", "pear"),
)
SPLIT_NAMES = (
    ("train", "test"),
    ("Train", "Test"),
    ("training", "testing"),
    ("trainset", "testset"),
    ("traindata", "testdata"),
    ("training_set", "test_set"),
    ("Training Set", "Test Set"),
    ("train_images", "test_images"),
    ("seg_train", "seg_test"),
    ("train", "val"),
    ("train", "validation"),
    ("train", "holdout"),
    ("Trainingsdaten", "Testdaten"),
    ("entrainement", "test"),
    ("entrenamiento", "prueba"),
    ("آموزش", "آزمون"),
    ("训练集", "测试集"),
    ("train1", "test1"),
    ("mnist_train", "mnist_test"),
    ("01_train", "02_test"),
    ("treningowy", "testowy"),
    ("訓練資料", "測試資料"),
    ("学習データ", "テストデータ"),
    ("مجموعه آموزش", "مجموعه تست"),
    ("huấn luyện", "kiểm tra"),
    ("Train Images 13x3x3", "Test Images 3x3x3"),
)
SPELLINGS: tuple[Callable[[str], str], ...] = (
    str.swapcase,
    lambda name: name.replace("_", " "),
    lambda name: name.replace("ی", "ي"),
    lambda name: f"\u200e{name}",
)
"""How the same class may be written in the test set."""
LABEL_COLUMNS = (
    "label",
    "class",
    "category",
    "breed",
    "dx",
    "has_cactus",
    "species",
    "kind",
    "Label",
)
FILE_COLUMNS = ("id", "filename", "image", "image_id", "path", "file_name", "which")


@dataclass(frozen=True)
class Item:
    """A picture: its number, its class, None if nothing tells it, and its split, "" for none."""

    number: int
    label: str | None
    split: str

    def png(self, classes: tuple[str, ...]) -> bytes:
        shade = 250 if self.label is None else 10 * classes.index(self.label)
        stream = io.BytesIO()
        colour = (shade, self.number % 250, self.number // 250)
        Image.new("RGB", (SIDE, SIDE), colour).save(stream, "PNG")
        return stream.getvalue()


@dataclass
class Made:
    """Files by their path, and the truth that they were made from."""

    classes: tuple[str, ...]
    items: list[Item]
    files: dict[str, bytes] = field(default_factory=dict)
    kind: str = ""

    def put(self, path: str, item: Item) -> None:
        self.files[path] = item.png(self.classes)

    def write(self, folder: Path, packed: bool) -> Path:
        """The files in a folder, or in a zip."""
        if packed:
            path = folder / "data.zip"
            with zipfile.ZipFile(path, "w") as archive:
                for name, content in self.files.items():
                    archive.writestr(name, content)
            return path
        for name, content in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder

    def labelled(self) -> dict[tuple[int, int], Item]:
        """The items with a class by the green and blue of their pictures."""
        return {
            (item.number % 250, item.number // 250): item
            for item in self.items
            if item.label is not None
        }


def arrangement(seed: int) -> Made:
    """Some arrangement; the same seed gives the same one."""
    draw = random.Random(seed)
    classes = draw.choice(CLASS_NAMES)
    has_splits = draw.random() < 0.6
    items: list[Item] = []
    for split in ("train", "test") if has_splits else ("",):
        for label in classes:
            for _ in range(draw.randint(3, 6) if split != "test" else draw.randint(2, 4)):
                items.append(Item(len(items), label, split))
    if draw.random() < 0.3:
        for _ in range(draw.randint(2, 5)):
            items.append(Item(len(items), None, "test" if has_splits else ""))
    made = Made(classes, items)
    maker = draw.choice(MAKERS)
    made.kind = maker.__name__
    maker(made, draw)
    _copy(made, draw)
    _wrap(made, draw)
    _add_strangers(made, draw)
    return made


def _names_of_splits(draw: random.Random) -> dict[str, str]:
    train, test = draw.choice(SPLIT_NAMES)
    return {"train": train, "test": test, "": ""}


def folders(made: Made, draw: random.Random) -> None:
    """split/class, or class/split, or the two in one name; unlabelled ones beside the classes."""
    names = _names_of_splits(draw)
    order = draw.choice(("split/class", "split/class", "class/split", "split_class"))
    inner = draw.choice(("", "", "images"))
    parts = draw.random() < 0.1 and order == "split/class"
    case = draw.random() < 0.2 and order == "split/class"
    other_spelling = draw.choice(SPELLINGS)
    beside = draw.choice(("", "", "original")) if order == "split/class" and names["train"] else ""
    numbers = _numbers(made, draw)
    for item in made.items:
        file = f"{numbers[item.number]}.png"
        split = names[item.split]
        if item.label is None:
            place = [split if order == "split/class" else "unlabelled"]
            if beside and item.split:
                place = [beside, made.classes[item.number % len(made.classes)]]
            if order == "split/class" and not split:
                place = []
        else:
            label = other_spelling(item.label) if case and item.split == "test" else item.label
            place = {
                "split/class": [split, label],
                "class/split": [label, split],
                "split_class": [f"{split}_{label}" if split else label],
            }[order] + [inner]
        if parts:
            place.insert(0, f"images_part_{draw.randint(1, 2)}")
        made.put("/".join([part for part in place if part] + [file]), item)


def around(made: Made, draw: random.Random) -> None:
    """Class folders in folders, or around folders, that phones, sites and experiments make."""
    one, other, inside = draw.choice(
        (
            ("100APPLE", "101APPLE", True),
            ("DCIM/100CANON", "DCIM/101CANON", True),
            ("2024-01-05", "2024-01-06", True),
            ("fold1", "fold2", False),
            ("Data-20240101T120000Z-001/Data", "Data-20240101T120000Z-002/Data", False),
            ("archive", "archive (1)", False),
            ("raw", "processed", False),
            ("seen", "unseen", False),
        )
    )
    made.items = [Item(item.number, item.label, "") for item in made.items]
    for item in made.items:
        where = draw.choice((one, other))
        place = [item.label, where] if inside else [where, item.label]
        path = "/".join([part for part in place if part] if item.label else ["unlabelled"])
        made.put(f"{path}/{item.number}.png", item)


def flat_test(made: Made, draw: random.Random) -> None:
    """Class folders for training; the names of the test pictures tell their classes."""
    numeric = all(name.isdecimal() for name in made.classes)
    form = draw.choice(("{label}_{number}", "{label}_test_{number}", "{label} ({number})"))
    items = []
    for item in made.items:
        if item.split != "test":
            folder = f"train/{item.label}" if item.label else "unlabelled"
            made.put(f"{folder}/{item.number}.png", item)
            items.append(Item(item.number, item.label, "" if numeric else item.split))
            continue
        label = None if numeric else item.label  # a number may be a counter
        name = form.format(label=item.label or "unknown", number=item.number)
        items.append(Item(item.number, label, item.split))
        made.put(f"test/{name}.png", items[-1])
    made.items = items


def groups(made: Made, draw: random.Random) -> None:
    """Class folders with a folder for each person inside."""
    names = _names_of_splits(draw)
    people = draw.choice((("ali", "sara"), ("indoor", "outdoor"), ("person_a", "person_b")))
    for item in made.items:
        split = names[item.split]
        place = [split, item.label, draw.choice(people)] if item.label else [split or "unlabelled"]
        made.put("/".join([part for part in place if part] + [f"{item.number}.png"]), item)


def file_names(made: Made, draw: random.Random) -> None:
    """The class in the file's name, and the split in its folder."""
    names = _names_of_splits(draw)
    numeric = all(name.isdecimal() for name in made.classes)
    forms = ["{label}_{number}"] if numeric else [
        "{label}_{number}", "{label}.{number}", "{label} ({number})", "{label}-{number:04d}",
        "{number}_{label}", "IMG_{label}_{number}",
    ]  # fmt: skip
    form = draw.choice(forms)
    numbers = _numbers(made, draw)
    for item in made.items:
        number = numbers[item.number] + (100 if numeric else 0)
        stem = form.format(label=item.label, number=number) if item.label else str(number)
        split = names[item.split]
        if item.label is None and not split:
            split = "unlabelled"
        made.put("/".join(part for part in (split, f"{stem}.png") if part), item)


def kaggle(made: Made, draw: random.Random) -> None:
    """A table for the training set alone; a test set without labels has the same names."""
    made.items = [
        Item(item.number, item.label if item.split != "test" else None, item.split or "train")
        for item in made.items
        if item.label is not None or item.split == "test"
    ]
    counts = {"train": 0, "test": 0}
    stems = {}
    for item in made.items:
        counts[item.split] += 1
        stems[item.number] = str(counts[item.split])
    folder = {"train": "train", "test": draw.choice(("test", "test1", "test_images"))}
    for item in made.items:
        made.put(f"{folder[item.split]}/{stems[item.number]}.png", item)
    style = _TableStyle(made.classes, draw)
    rows = [item for item in made.items if item.label is not None]
    name = draw.choice(("trainLabels.csv", "train.csv", "labels.csv", "train_labels.csv"))
    made.files[name] = style.table(rows, stems, folder)
    if counts["test"] and draw.random() < 0.7:
        form = draw.choice(("sampleSubmission.csv", "sample_submission.csv", "submission.csv"))
        lines = ["id,label", *(f"{n + 1},{made.classes[0]}" for n in range(counts["test"]))]
        made.files[form] = _lines(lines)
    made.items = [Item(item.number, item.label, "") for item in made.items]  # no test with labels


def tables(made: Made, draw: random.Random) -> None:
    """The class in a table: one for all, or one for each split, where names may be the same."""
    names = _names_of_splits(draw)
    splits = sorted({item.split for item in made.items})
    numbers = _numbers(made, draw)
    flat = draw.random() < 0.3 and len({numbers[i.number] for i in made.items}) == len(made.items)
    folder = {split: "images" if flat else names[split] or "images" for split in splits}
    prefix = draw.choice(("", "img_", "a"))
    stems = {item.number: f"{prefix}{numbers[item.number]}" for item in made.items}
    for item in made.items:
        made.put(f"{folder[item.split]}/{stems[item.number]}.png", item)
    if len(splits) == 1:
        whole, per_split = True, False
    else:
        per_split = draw.random() < 0.6
        whole = not per_split
    style = _TableStyle(made.classes, draw)
    if whole:
        style.with_split = len(splits) > 1 and (flat or draw.random() < 0.5)
        style.with_folder |= len(splits) > 1 and not style.with_split
        rows = [item for item in made.items if item.label is not None]
        made.files["labels.csv"] = style.table(rows, stems, folder)
    if per_split:
        inside = not flat and draw.random() < 0.3
        for split in splits:
            rows = [item for item in made.items if item.split == split and item.label is not None]
            name = draw.choice(("{}.csv", "{}_labels.csv", "{}Labels.csv", "labels_{}.csv"))
            path = f"{folder[split]}/labels.csv" if inside else name.format(split)
            made.files[path] = style.table(rows, stems, folder)


class _TableStyle:
    """How somebody writes tables."""

    def __init__(self, classes: tuple[str, ...], draw: random.Random):
        self.classes = classes
        self.file_column = draw.choice(FILE_COLUMNS)
        self.label_column = draw.choice(LABEL_COLUMNS)
        self.separator = draw.choice((",", ",", ";", "\t"))
        self.encoding = draw.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16"))
        self.end = draw.choice(("\n", "\r\n"))
        self.file = draw.choice(("name", "stem", "name"))
        self.with_folder = draw.random() < 0.3
        self.backslashes = draw.random() < 0.3
        self.with_index = draw.random() < 0.2
        self.with_note = draw.random() < 0.3
        self.with_size = draw.random() < 0.2
        self.one_hot = draw.random() < 0.15
        self.with_header = self.one_hot or draw.random() < 0.9
        self.with_place = draw.random() < 0.2
        self.with_split = False
        self.draw = draw

    def table(self, items: list[Item], stems: dict[int, str], folder: dict[str, str]) -> bytes:
        rows = []
        for place, item in enumerate(items):
            name = stems[item.number] + (".png" if self.file == "name" else "")
            if self.with_folder:
                name = f"{folder[item.split]}/{name}"
                name = "C:\\Users\\me\\" + name.replace("/", "\\") if self.backslashes else name
            row: dict[str, object] = {"": place} if self.with_index and self.with_header else {}
            row[self.file_column] = name
            if self.with_note:
                row["description"] = f"a small, nice picture; number {item.number}"
            if self.one_hot:
                row |= {label: int(label == item.label) for label in self.classes}
            else:
                row[self.label_column] = item.label
            if self.with_place:
                row["place"] = self.draw.choice(("indoor", "outdoor"))
            if self.with_split:
                row["split"] = item.split
            if self.with_size and self.with_header:
                row |= {"width": SIDE, "height": SIDE}
            rows.append(row)
        self.draw.shuffle(rows)
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self.separator, lineterminator=self.end)
        if self.with_header:
            writer.writerow(rows[0])
        writer.writerows(row.values() for row in rows)
        return text.getvalue().encode(self.encoding)


def _numbers(made: Made, draw: random.Random) -> dict[int, int]:
    """A number for the name of each picture: its own, or counted anew in each split."""
    if draw.random() < 0.5:
        return {item.number: item.number for item in made.items}
    count = {"train": 0, "test": 0, "": 0}
    numbers = {}
    for item in made.items:
        count[item.split] += 1
        numbers[item.number] = count[item.split]
    return numbers


def _copy(made: Made, draw: random.Random) -> None:
    """Pictures a second time, as systems name copies, and what systems hide."""
    kind = draw.choice(("none", "none", "none", "none", "file", "folder", "hidden"))
    for path, content in list(made.files.items()):
        folder, _, name = path.rpartition("/")
        if not name.endswith(".png") or not folder:
            continue
        stem = name.removesuffix(".png")
        if kind == "file" and draw.random() < 0.2:
            made.files[f"{folder}/{stem} - Copy.png"] = content
        elif kind == "folder":
            made.files[f"{folder} (1)/{name}"] = content
        elif kind == "hidden" and draw.random() < 0.2:
            made.files[f".thumbnails/{name}"] = content


def _wrap(made: Made, draw: random.Random) -> None:
    """Folders around everything, as archives have them."""
    around = draw.choice(("", "", "dataset/", "my data/archive/", "pets/pets/"))
    made.files = {around + path: content for path, content in made.files.items()}
    made.kind += f" in {around}"


def _add_strangers(made: Made, draw: random.Random) -> None:
    """Files that are no part of the dataset, somewhere on top."""
    top = next(iter(made.files)).split("/")[0] + "/" if draw.random() < 0.5 else ""
    if "/" not in next(iter(made.files)):
        top = ""
    unlabelled = [item for item in made.items if item.label is None]
    strangers: dict[str, bytes] = {
        "README.md": b"# Pictures, labels, and more, for everyone\n",
        "notes.csv": b"",
        "model.pkl": b"\x80\x04cos\nsystem\n.",
        "classes.csv": _lines(["id,label", *(f"{n},{c}" for n, c in enumerate(made.classes))]),
        "names.json": b'{"0": "a, b", "1": "c, d"}',
        "history.csv": _lines(["epoch,loss", "0,0.5", "1,0.25", "2,0.125"]),
        "report.docx": b"PK\x05\x06" + bytes(18),
        "sample_submission.csv": _lines(
            ["id,label", *(f"{item.number},{made.classes[0]}" for item in unlabelled)]
        ),
    }
    for name in draw.sample(sorted(strangers), draw.choice((0, 0, 1, 2, 3))):
        made.files[top + name] = strangers[name]


def _lines(lines: list[str]) -> bytes:
    return "\n".join([*lines, ""]).encode()


MAKERS: tuple[Callable[[Made, random.Random], None], ...] = (
    folders, folders, tables, tables, kaggle, file_names, groups, around, flat_test,
)  # fmt: skip


def colours(images: np.ndarray) -> list[tuple[int, int, int]]:
    """The colour of each picture `(n, height, width, 3)`."""
    return [tuple(map(int, image[0, 0])) for image in images]
