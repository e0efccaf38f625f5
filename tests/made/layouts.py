"""Small stand-ins for the published datasets, and files that hold them in every usual layout.

Each maker writes a layout exactly as its publisher does (header bytes, member names, column order,
line ends) and returns the path to add.
"""

import csv
import gzip
import hashlib
import io
import json
import pickle
import struct
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from core.datasets import CARDS, Dataset, DatasetCard
from core.datasets.card import Digests

IDX_NAMES = {
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}


@dataclass(frozen=True)
class Published:
    """A stand-in: four arrays, and the card that a library needs to recognise them."""

    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    card: DatasetCard

    @property
    def arrays(self) -> dict[str, np.ndarray]:
        return {name: getattr(self, name) for name in IDX_NAMES}

    def equals(self, dataset: Dataset) -> bool:
        return all(
            np.array_equal(array, getattr(dataset, name)) for name, array in self.arrays.items()
        )

    def same_pictures(self, dataset: Dataset) -> bool:
        """Whether each split has the same labelled pictures, in whatever order."""
        return all(
            _bag(self.arrays[f"x_{split}"], self.arrays[f"y_{split}"])
            == _bag(getattr(dataset, f"x_{split}"), getattr(dataset, f"y_{split}"))
            for split in ("train", "test")
        )


def _bag(images: np.ndarray, labels: np.ndarray) -> list[tuple[int, bytes]]:
    return sorted(
        (int(label), image.tobytes()) for image, label in zip(images, labels, strict=True)
    )


def stand_in(name: str, seed: int = 0) -> Published:
    """Random pictures with the shape and classes of the dataset `name`, a few of each class.

    No two classes have the same number of pictures, so that a mix-up of labels cannot hide.
    """
    real = CARDS[name]
    generator = np.random.default_rng([seed, len(name)])
    train_counts = tuple(len(name) + label for label in range(real.num_classes))
    test_counts = tuple(2 + label for label in range(real.num_classes))
    splits = []
    for counts in (train_counts, test_counts):
        labels = generator.permutation(np.repeat(np.arange(real.num_classes), counts))
        images = generator.integers(0, 256, (len(labels), *real.shape), dtype=np.uint8)
        splits += [images, labels.astype(np.int64)]
    return published_as(name, *splits)


def published_as(
    name: str, x_train: np.ndarray, y_train: np.ndarray, x_test: np.ndarray, y_test: np.ndarray
) -> Published:
    """These arrays as what the publisher of the dataset `name` gave out."""
    real = CARDS[name]
    card = replace(
        real,
        train_counts=tuple(np.bincount(y_train, minlength=real.num_classes).tolist()),
        test_counts=tuple(np.bincount(y_test, minlength=real.num_classes).tolist()),
        files=tuple(replace(file, size=None, sha256=None, md5=None) for file in real.files),
        digests=Digests(
            train_images=hashlib.sha256(x_train.tobytes()).hexdigest(),
            train_labels=hashlib.sha256(bytes(y_train.tolist())).hexdigest(),
            test_images=hashlib.sha256(x_test.tobytes()).hexdigest(),
            test_labels=hashlib.sha256(bytes(y_test.tolist())).hexdigest(),
            train_set=_set_digest(x_train, y_train),
            test_set=_set_digest(x_test, y_test),
        ),
    )
    return Published(x_train, y_train, x_test, y_test, card)


def _set_digest(images: np.ndarray, labels: np.ndarray) -> str:
    rows = [bytes([label]) + image.tobytes() for label, image in zip(labels, images, strict=True)]
    return hashlib.sha256(
        b"".join(sorted(hashlib.sha256(row).digest() for row in rows))
    ).hexdigest()


# --- MNIST and Fashion-MNIST ---------------------------------------------------------------------


def idx_bytes(array: np.ndarray) -> bytes:
    """Yann LeCun's format: two zeros, 8 for unsigned bytes, dimensions, sizes big-endian, data."""
    sizes = array.shape[:3] if array.ndim == 4 else array.shape
    header = struct.pack(f">BBBB{len(sizes)}I", 0, 0, 8, len(sizes), *sizes)
    return header + array.astype(np.uint8).tobytes()


def idx_gz(data: Published, folder: Path) -> Path:
    for name, array in data.arrays.items():
        (folder / f"{IDX_NAMES[name]}.gz").write_bytes(gzip.compress(idx_bytes(array)))
    return folder


def emnist_files(data: Published, part: str, first_label: int) -> dict[str, bytes]:
    """The four packed files of a part of EMNIST, by name: rows and columns of each picture are
    exchanged, and labels begin at `first_label`.
    """
    files = {}
    for name, array in data.arrays.items():
        split, kind = name[2:], "images-idx3" if name[0] == "x" else "labels-idx1"
        published = array.transpose(0, 2, 1, 3) if name[0] == "x" else array + first_label
        packed = gzip.compress(idx_bytes(published))
        files[f"emnist-{part}-{split}-{kind}-ubyte.gz"] = packed
    return files


def emnist_archive(path: Path, first_label: int = 1) -> Published:
    """A small EMNIST as NIST publishes it: one zip with all its parts, the letters among them.

    Returned are the letters as they are to be read: upright, with labels from 0.
    """
    letters = stand_in("emnist-letters")
    parts = emnist_files(letters, "letters", first_label)
    parts |= emnist_files(stand_in("mnist"), "digits", 0)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("gzip/emnist-letters-mapping.txt", "1 65 97\n")
        for name, content in parts.items():
            archive.writestr(f"gzip/{name}", content)
    whole = replace(
        CARDS["emnist-letters"].alternatives[0],
        size=path.stat().st_size,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )
    return replace(letters, card=replace(letters.card, alternatives=(whole,), digests=Digests()))


def idx_plain(data: Published, folder: Path) -> Path:
    for name, array in data.arrays.items():
        (folder / IDX_NAMES[name]).write_bytes(idx_bytes(array))
    return folder


def idx_gzipped_without_suffix(data: Published, folder: Path) -> Path:
    """What some browsers leave: the suffix gone, the bytes still compressed."""
    for name, array in data.arrays.items():
        (folder / IDX_NAMES[name]).write_bytes(gzip.compress(idx_bytes(array)))
    return folder


def idx_kaggle(data: Published, folder: Path) -> Path:
    """Kaggle hojjatk/mnist-dataset: a dot in the name, and each file again in a folder so named."""
    path = folder / "archive.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in data.arrays.items():
            dashed = IDX_NAMES[name]
            archive.writestr(dashed.replace("-idx", ".idx"), idx_bytes(array))
            archive.writestr(f"{dashed}/{dashed}", idx_bytes(array))
    return path


def keras_npz(data: Published, folder: Path) -> Path:
    flat = {
        name: array[..., 0] if array.ndim == 4 else array for name, array in data.arrays.items()
    }
    np.savez(folder / "mnist.npz", **{k: v.astype(np.uint8) for k, v in flat.items()})
    return folder / "mnist.npz"


def deeplearning_net_pickle(data: Published, folder: Path) -> Path:
    """mnist.pkl.gz: training, validation and test pairs, float32 pixels divided by 256."""
    x = [
        array.reshape(len(array), -1).astype(np.float32) / 256
        for array in (data.x_train, data.x_test)
    ]
    cut = len(x[0]) * 5 // 6
    triple = (
        (x[0][:cut], data.y_train[:cut]),
        (x[0][cut:], data.y_train[cut:]),
        (x[1], data.y_test),
    )
    (folder / "mnist.pkl.gz").write_bytes(gzip.compress(pickle.dumps(triple, protocol=2)))
    return folder / "mnist.pkl.gz"


def _rows(images: np.ndarray, labels: np.ndarray) -> list[list[int]]:
    pixels = images.reshape(len(images), -1).tolist()
    return [[label, *row] for label, row in zip(labels.tolist(), pixels, strict=True)]


def _write_csv(path: Path, header: list[str] | None, rows: list, end: str = "\n") -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator=end)
        if header:
            writer.writerow(header)
        writer.writerows(rows)


def kaggle_csv_pair(data: Published, folder: Path) -> Path:
    """oddrationale/mnist-in-csv: label,1x1 … 28x28."""
    side = data.card.shape[0]
    header = [
        "label",
        *(f"{row}x{column}" for row in range(1, side + 1) for column in range(1, side + 1)),
    ]
    for split in ("train", "test"):
        rows = _rows(data.arrays[f"x_{split}"], data.arrays[f"y_{split}"])
        _write_csv(folder / f"mnist_{split}.csv", header, rows)
    return folder


def zalando_csv_pair(data: Published, folder: Path) -> Path:
    header = ["label", *(f"pixel{number}" for number in range(1, 785))]
    for split in ("train", "test"):
        rows = _rows(data.arrays[f"x_{split}"], data.arrays[f"y_{split}"])
        _write_csv(folder / f"fashion-mnist_{split}.csv", header, rows)
    return folder


def headerless_csv_pair(data: Published, folder: Path) -> Path:
    """pjreddie's mnist_train.csv: no first line to name the columns."""
    for split in ("train", "test"):
        rows = _rows(data.arrays[f"x_{split}"], data.arrays[f"y_{split}"])
        _write_csv(folder / f"mnist_{split}.csv", None, rows)
    return folder


def openml_csv(data: Published, folder: Path) -> Path:
    """mnist_784: training and test pictures in one file, the label last and quoted."""
    rows = [*_rows(data.x_train, data.y_train), *_rows(data.x_test, data.y_test)]
    lines = [",".join(f"pixel{number}" for number in range(1, 785)) + ",class"]
    lines += [",".join(map(str, row[1:])) + f",'{row[0]}'" for row in rows]
    (folder / "mnist_784.csv").write_text("\n".join(lines) + "\n")
    return folder / "mnist_784.csv"


def openml_arff(data: Published, folder: Path) -> Path:
    rows = [*_rows(data.x_train, data.y_train), *_rows(data.x_test, data.y_test)]
    lines = ["% the MNIST database", "@RELATION mnist_784", ""]
    lines += [f"@ATTRIBUTE pixel{number} real" for number in range(1, 785)]
    lines += ["@ATTRIBUTE class {0,1,2,3,4,5,6,7,8,9}", "", "@DATA"]
    lines += [",".join(map(str, [*row[1:], row[0]])) for row in rows]
    (folder / "mnist_784.arff.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    return folder / "mnist_784.arff.gz"


# --- pictures in files ---------------------------------------------------------------------------


def encoded(image: np.ndarray, kind: str = "PNG", **options) -> bytes:
    stream = io.BytesIO()
    pixels = image[..., 0] if image.shape[-1] == 1 else image
    Image.fromarray(pixels).save(stream, kind, **options)
    return stream.getvalue()


def picture_folders(
    data: Published,
    folder: Path,
    top: str,
    splits: tuple[str, str] = ("train", "test"),
    names: Callable[[int], str] | None = None,
    kind: str = "PNG",
    file_name: str = "{number:04d}.{suffix}",
) -> Path:
    """`top/train/airplane/0000.png` and so on, one folder a class."""
    suffix = {"PNG": "png", "JPEG": "jpg"}[kind]
    for split, title in zip(("train", "test"), splits, strict=True):
        images, labels = data.arrays[f"x_{split}"], data.arrays[f"y_{split}"]
        for number, (image, label) in enumerate(zip(images, labels.tolist(), strict=True)):
            name = names(label) if names else data.card.classes[label]
            place = folder / top / title / name
            place.mkdir(parents=True, exist_ok=True)
            file = place / file_name.format(number=number, suffix=suffix, name=name)
            file.write_bytes(encoded(image, kind))
    return folder / top


def zipped(folder: Path, path: Path) -> Path:
    """The folder as macOS packs it, with its companions."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                name = file.relative_to(folder.parent).as_posix()
                archive.write(file, name)
                archive.writestr(f"__MACOSX/{Path(name).parent}/._{file.name}", b"\x00\x05\x16\x07")
        archive.writestr(f"{folder.name}/.DS_Store", b"\x00\x00\x00\x01Bud1")
        archive.writestr(f"{folder.name}/Thumbs.db", b"\xd0\xcf\x11\xe0")
    return path


# --- CIFAR-10 ------------------------------------------------------------------------------------


def _planes(images: np.ndarray) -> np.ndarray:
    """(n, 3072): all red, then all green, then all blue."""
    return images.transpose(0, 3, 1, 2).reshape(len(images), -1)


def _batches(data: Published) -> list[tuple[str, np.ndarray, np.ndarray]]:
    pieces = np.array_split(np.arange(len(data.y_train)), 5)
    train = [
        (f"data_batch_{number}", data.x_train[piece], data.y_train[piece])
        for number, piece in enumerate(pieces, 1)
    ]
    return [*train, ("test_batch", data.x_test, data.y_test)]


def cifar_pickle(images: np.ndarray, labels: np.ndarray, title: str) -> bytes:
    """A batch as Python 2 and its NumPy wrote it, operation by operation.

    Python 3 cannot write such a file: its strings are Python 2's byte strings.
    """
    planes = _planes(images)
    names = [b"%s_s_%06d.png" % (CARDS["cifar10"].classes[label].encode(), n)
             for n, label in enumerate(labels.tolist())]  # fmt: skip
    return b"".join(
        [
            b"\x80\x02}q\x01(",
            _short_string(b"batch_label") + _short_string(title.encode()),
            _short_string(b"labels") + b"](" + b"".join(b"K%c" % n for n in labels.tolist()) + b"e",
            _short_string(b"data"),
            b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85U\x01b\x87R",
            b"(K\x01" + struct.pack("<BIBI", ord("J"), len(planes), ord("J"), 3072) + b"\x86",
            b"cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R",
            b"(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89",
            b"T" + struct.pack("<I", planes.size) + planes.tobytes() + b"tb",
            _short_string(b"filenames") + b"](" + b"".join(map(_short_string, names)) + b"e",
            b"u.",
        ]
    )


def _short_string(text: bytes) -> bytes:
    return b"U%c%s" % (len(text), text)


def cifar_python_files(data: Published) -> dict[str, bytes]:
    """The members of cifar-10-python.tar.gz."""
    files = {name: cifar_pickle(images, labels, name) for name, images, labels in _batches(data)}
    meta = {
        b"label_names": [name.encode() for name in data.card.classes],
        b"num_cases_per_batch": 10000,
        b"num_vis": 3072,
    }
    files["batches.meta"] = pickle.dumps(meta, protocol=2)
    files["readme.html"] = b'<meta HTTP-EQUIV="REFRESH" content="0; url=index.html">\n'
    return {f"cifar-10-batches-py/{name}": content for name, content in files.items()}


def tar_gz(files: dict[str, bytes], path: Path) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def unpacked(files: dict[str, bytes], folder: Path) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder / next(iter(files)).split("/")[0]


def cifar_python_tar(data: Published, folder: Path) -> Path:
    return tar_gz(cifar_python_files(data), folder / "cifar-10-python.tar.gz")


def cifar_python_folder(data: Published, folder: Path) -> Path:
    return unpacked(cifar_python_files(data), folder)


def cifar_binary_files(data: Published) -> dict[str, bytes]:
    files = {
        f"cifar-10-batches-bin/{name}.bin": np.column_stack(
            [labels.astype(np.uint8), _planes(images)]
        ).tobytes()
        for name, images, labels in _batches(data)
    }
    names = "\n".join(data.card.classes) + "\n\n"
    files["cifar-10-batches-bin/batches.meta.txt"] = names.encode()
    files["cifar-10-batches-bin/readme.html"] = b"<html></html>"
    return files


def cifar_binary_tar(data: Published, folder: Path) -> Path:
    return tar_gz(cifar_binary_files(data), folder / "cifar-10-binary.tar.gz")


def cifar_mat_folder(data: Published, folder: Path) -> Path:
    from scipy.io import savemat

    place = folder / "cifar-10-batches-mat"
    place.mkdir()
    for name, images, labels in _batches(data):
        fields = {"data": _planes(images), "labels": labels.astype(np.uint8)[:, np.newaxis]}
        savemat(place / f"{name}.mat", {**fields, "batch_label": name})
    names = np.array([[name] for name in data.card.classes], dtype=object)
    savemat(place / "batches.meta.mat", {"label_names": names})
    return place


def cifar_kaggle(data: Published, folder: Path) -> Path:
    """Kaggle's contest: train/1.png … and trainLabels.csv; its test set has no labels."""
    place = folder / "cifar-10"
    (place / "train").mkdir(parents=True)
    rows = []
    for number, (image, label) in enumerate(zip(data.x_train, data.y_train, strict=True), 1):
        (place / "train" / f"{number}.png").write_bytes(encoded(image))
        rows.append([number, data.card.classes[label]])
    _write_csv(place / "trainLabels.csv", ["id", "label"], rows)
    return place


def cifar_suffix_folders(data: Published, folder: Path) -> Path:
    """pjreddie's cifar.tgz: the class in the file's name."""
    for split in ("train", "test"):
        place = folder / "cifar" / split
        place.mkdir(parents=True)
        for number, (image, label) in enumerate(
            zip(data.arrays[f"x_{split}"], data.arrays[f"y_{split}"], strict=True)
        ):
            (place / f"{number}_{data.card.classes[label]}.png").write_bytes(encoded(image))
    (folder / "cifar" / "labels.txt").write_text("\n".join(data.card.classes))
    return folder / "cifar"


# --- FER-2013 ------------------------------------------------------------------------------------


def fer_usages(data: Published) -> list[str]:
    """PublicTest for the first half of the test set, PrivateTest for the rest."""
    public = len(data.y_test) // 2
    private = len(data.y_test) - public
    return ["Training"] * len(data.y_train) + ["PublicTest"] * public + ["PrivateTest"] * private


def fer_records(data: Published) -> list[tuple[int, str, str]]:
    """(emotion, pixels, Usage) in the order of fer2013.csv."""
    images = np.concatenate([data.x_train, data.x_test])
    labels = np.concatenate([data.y_train, data.y_test])
    pixels = [" ".join(map(str, image.ravel().tolist())) for image in images]
    return list(zip(labels.tolist(), pixels, fer_usages(data), strict=True))


def fer_csv_text(data: Published) -> str:
    lines = [f"{emotion},{pixels},{usage}" for emotion, pixels, usage in fer_records(data)]
    return "\n".join(["emotion,pixels,Usage", *lines]) + "\n"


def fer_csv(data: Published, folder: Path) -> Path:
    (folder / "fer2013.csv").write_bytes(fer_csv_text(data).encode())
    return folder / "fer2013.csv"


def fer_without_suffix(data: Published, folder: Path) -> Path:
    (folder / "fer2013").write_bytes(fer_csv_text(data).encode())
    return folder / "fer2013"


def icml_csv(data: Published, folder: Path) -> Path:
    """icml_face_data.csv: other column order, and a space before each name."""
    lines = [f"{emotion},{usage},{pixels}" for emotion, pixels, usage in fer_records(data)]
    text = "\n".join(["emotion, Usage, pixels", *lines]) + "\n"
    (folder / "icml_face_data.csv").write_bytes(text.encode())
    return folder / "icml_face_data.csv"


def fer_excel_csv(data: Published, folder: Path) -> Path:
    """Saved again by a German Excel: BOM, semicolons, quotes, CRLF."""
    lines = [f'{emotion};"{pixels}";{usage}' for emotion, pixels, usage in fer_records(data)]
    text = "\ufeff" + "\r\n".join(["emotion;pixels;Usage", *lines]) + "\r\n"
    (folder / "fer2013.csv").write_bytes(text.encode())
    return folder / "fer2013.csv"


def fer_kaggle_pair(data: Published, folder: Path) -> Path:
    """The contest's train.csv with labels and test.csv with pixels only; CRLF and quotes."""
    records = fer_records(data)
    train = [f'{emotion},"{pixels}"' for emotion, pixels, usage in records if usage == "Training"]
    test = [f'"{pixels}"' for _, pixels, usage in records if usage != "Training"]
    (folder / "train.csv").write_bytes("\r\n".join(["emotion,pixels", *train, ""]).encode())
    (folder / "test.csv").write_bytes("\r\n".join(["pixels", *test, ""]).encode())
    return folder


def fer_labelled_pair(data: Published, folder: Path) -> Path:
    """train.csv and test.csv, both with labels, as re-uploads have them."""
    records = fer_records(data)
    for name, is_train in (("train.csv", True), ("test.csv", False)):
        lines = [f"{e},{p}" for e, p, usage in records if (usage == "Training") is is_train]
        (folder / name).write_text("\n".join(["emotion,pixels", *lines]) + "\n")
    return folder


def fer_tar(data: Published, folder: Path) -> Path:
    files = {
        "fer2013/fer2013.csv": fer_csv_text(data).encode(),
        "fer2013/README": b"The data consists of 48x48 pixel grayscale images of faces.\n",
        "fer2013/fer2013.bib": b"@inproceedings{icml, title={Challenges, in, Representation}}\n",
    }
    return tar_gz(files, folder / "fer2013.tar.gz")


def fer_contest_zip(data: Published, folder: Path) -> Path:
    """Everything of the contest in one zip: the same faces three times, and a form to hand in."""
    for make in (fer_tar, icml_csv, fer_kaggle_pair):
        make(data, folder)
    path = folder / "contest.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("fer2013.tar.gz", "icml_face_data.csv", "train.csv", "test.csv"):
            archive.write(folder / name, name)
        archive.writestr("example_submission.csv", "emotion\n0\n3\n")
    return path


# --- Hugging Face --------------------------------------------------------------------------------


def parquet(data: Published, folder: Path, class_names: bool = True) -> Path:
    """train-00000-of-00001.parquet: a struct of PNG bytes and path, a label, names in metadata."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for split in ("train", "test"):
        images, labels = data.arrays[f"x_{split}"], data.arrays[f"y_{split}"]
        cells = [{"bytes": encoded(image), "path": None} for image in images]
        table = pa.table({"image": cells, "label": pa.array(labels.tolist(), pa.int64())})
        if class_names:
            label = {"names": list(data.card.classes), "_type": "ClassLabel"}
            info = {"info": {"features": {"image": {"_type": "Image"}, "label": label}}}
            table = table.replace_schema_metadata({"huggingface": json.dumps(info)})
        pq.write_table(table, folder / f"{split}-00000-of-00001.parquet")
    return folder
