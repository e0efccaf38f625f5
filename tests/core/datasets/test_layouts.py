"""Every layout in which students have the published datasets becomes that dataset."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.datasets import CARDS, Library
from tests.made import layouts
from tests.made.layouts import Published, stand_in

DATA = {name: stand_in(name) for name in ("mnist", "fashion-mnist", "cifar10", "fer2013")}
STAND_INS = {"digits": CARDS["digits"], **{name: data.card for name, data in DATA.items()}}

IN_ORDER = [
    ("mnist", layouts.idx_gz),
    ("mnist", layouts.idx_plain),
    ("mnist", layouts.idx_gzipped_without_suffix),
    ("mnist", layouts.idx_kaggle),
    ("mnist", layouts.keras_npz),
    ("mnist", layouts.deeplearning_net_pickle),
    ("mnist", layouts.kaggle_csv_pair),
    ("mnist", layouts.headerless_csv_pair),
    ("mnist", layouts.openml_csv),
    ("mnist", layouts.openml_arff),
    ("mnist", layouts.parquet),
    ("fashion-mnist", layouts.idx_gz),
    ("fashion-mnist", layouts.zalando_csv_pair),
    ("fashion-mnist", layouts.parquet),
    ("cifar10", layouts.cifar_python_tar),
    ("cifar10", layouts.cifar_python_folder),
    ("cifar10", layouts.cifar_binary_tar),
    ("cifar10", layouts.cifar_mat_folder),
    ("cifar10", layouts.parquet),
    ("fer2013", layouts.fer_csv),
    ("fer2013", layouts.fer_without_suffix),
    ("fer2013", layouts.icml_csv),
    ("fer2013", layouts.fer_excel_csv),
    ("fer2013", layouts.fer_labelled_pair),
    ("fer2013", layouts.fer_tar),
    ("fer2013", layouts.fer_contest_zip),
    ("fer2013", layouts.parquet),
]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "home", cards=STAND_INS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "given"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("name", "make"), IN_ORDER, ids=lambda value: getattr(value, "__name__", value)
)
def test_layouts_that_keep_the_published_order(name, make, library, folder):
    finding = library.inspect([make(DATA[name], folder)])
    assert finding.verified
    assert library.accept(finding) == name
    loaded = library.load(name)
    assert DATA[name].equals(loaded)
    assert loaded.x_train.dtype == np.uint8 and loaded.y_train.dtype == np.int64
    assert loaded.card.note == ""


@pytest.mark.parametrize(
    ("name", "make"), IN_ORDER, ids=lambda value: getattr(value, "__name__", value)
)
def test_zips_of_those_layouts(name, make, library, folder):
    make(DATA[name], folder)
    assert library.add([layouts.zipped(folder, folder.with_suffix(".zip"))]) == name
    assert DATA[name].equals(library.load(name))


def test_files_one_by_one_in_any_order(library, folder):
    layouts.idx_gz(DATA["mnist"], folder)
    assert library.add(sorted(folder.iterdir(), reverse=True)) == "mnist"


FER_FOLDERS = ("angry", "disgusted", "fearful", "happy", "sad", "surprised", "neutral")


def cifar_png_folders(data: Published, folder: Path) -> Path:
    return layouts.picture_folders(data, folder, "cifar10", file_name="{number}_{name}.{suffix}")


def mnist_png_folders(data: Published, folder: Path) -> Path:
    return layouts.picture_folders(data, folder, "mnist_png", splits=("training", "testing"))


def ananthu_fer_folders(data: Published, folder: Path) -> Path:
    return layouts.picture_folders(
        data, folder, "emotion", names=FER_FOLDERS.__getitem__, file_name="im{number}.{suffix}"
    )


FROM_FILES = [
    ("mnist", mnist_png_folders),
    ("cifar10", cifar_png_folders),
    ("cifar10", layouts.cifar_suffix_folders),
    ("fer2013", ananthu_fer_folders),
]


@pytest.mark.parametrize(
    ("name", "make"), FROM_FILES, ids=lambda value: getattr(value, "__name__", value)
)
@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_lossless_picture_folders_are_the_published_pictures(name, make, packed, library, folder):
    place = make(DATA[name], folder)
    finding = library.inspect(
        [layouts.zipped(place, folder.with_suffix(".zip")) if packed else place]
    )
    assert finding.verified
    library.accept(finding)
    assert DATA[name].same_pictures(library.load(name))


def test_picture_folders_are_stored_in_mixed_order(library, folder):
    library.add([mnist_png_folders(DATA["mnist"], folder)])
    labels = library.load("mnist").y_train
    assert (np.diff(labels) < 0).any()
    assert len(set(labels[-len(labels) // 5 :].tolist())) > 5


@pytest.mark.parametrize(
    ("name", "top", "file_name"),
    [
        ("cifar10", "CIFAR-10-images", "{number:04d}.{suffix}"),
        ("fer2013", "archive", "Training_{number}.{suffix}"),
    ],
)
def test_jpeg_folders_are_accepted_by_their_counts_and_say_so(
    name, top, file_name, library, folder
):
    place = layouts.picture_folders(DATA[name], folder, top, kind="JPEG", file_name=file_name)
    finding = library.inspect([layouts.zipped(place, folder.with_suffix(".zip"))])
    assert not finding.verified
    assert library.accept(finding) == name
    card = library.card(name)
    assert "JPEG" in card.note
    assert card.classes == CARDS[name].classes
    counts = np.bincount(library.load(name).y_train)
    assert tuple(counts) == DATA[name].card.train_counts


def test_a_visitor_makes_no_dataset_for_all_of_pictures_that_nobody_can_verify(library, folder):
    place = layouts.picture_folders(DATA["cifar10"], folder, "CIFAR-10-images", kind="JPEG")
    name = library.on_behalf_of("ada").add([place])
    card = library.card(name)
    assert name not in CARDS and card.own and card.owner == "ada"
    assert card.title == "CIFAR-10 (own)"
    assert not library.ready("cifar10")


def test_grey_pictures_that_were_saved_in_colour(library, folder):
    """Red counts for 29.9 % of the grey and blue for 11.4 %, by ITU-R BT.601."""
    data = DATA["fer2013"]
    red, blue = data.x_train // 2, data.x_train // 4
    tinted = {"x_train": np.concatenate([red, red * 0, blue], axis=-1)}
    tinted["x_test"] = data.x_test.repeat(3, axis=-1)
    place = layouts.picture_folders(replace(data, **tinted), folder, "archive")
    library.add([place])
    expected = np.rint(0.299 * red[..., 0] + 0.114 * blue[..., 0]).astype(np.uint8)
    loaded = library.load("fer2013")
    assert sorted(image.tobytes() for image in loaded.x_train) == sorted(
        image.tobytes() for image in expected
    )


def test_emotions_are_matched_by_name_not_by_the_order_of_the_folders(library, folder):
    """Alphabetically, neutral is the fifth folder; in FER-2013 it is the seventh class."""
    data = DATA["fer2013"]
    library.add([layouts.picture_folders(data, folder, "archive")])
    loaded = library.load("fer2013")
    neutral = {image.tobytes() for image in data.x_train[data.y_train == 6]}
    assert {image.tobytes() for image in loaded.x_train[loaded.y_train == 6]} == neutral


def test_the_published_pixels_replace_a_jpeg_copy_and_not_the_other_way_round(library, folder):
    data = DATA["cifar10"]
    jpeg = layouts.picture_folders(data, folder, "jpeg", kind="JPEG")
    exact = layouts.cifar_python_tar(data, folder)
    library.add([jpeg])
    library.add([exact])
    library.add([jpeg])
    assert data.equals(library.load("cifar10"))
    assert library.card("cifar10").note == ""
    assert len(list((library.folder / "cifar10").glob("*.npy"))) == 4


# --- parts of a dataset become datasets of their own ---------------------------------------------


def test_a_single_cifar_batch(library, folder):
    images = np.random.default_rng(3).integers(0, 256, (50, 32, 32, 3), dtype=np.uint8)
    batch = layouts.cifar_pickle(images, np.arange(50) % 10, "training batch 1 of 5")
    (folder / "data_batch_1").write_bytes(batch)
    loaded = library.load(library.add([folder / "data_batch_1"]))
    assert loaded.card.own and loaded.card.classes == CARDS["cifar10"].classes
    assert loaded.card.train_counts == (4,) * 10 and loaded.card.test_counts == (1,) * 10
    stored = {image.tobytes() for image in np.concatenate([loaded.x_train, loaded.x_test])}
    assert stored == {image.tobytes() for image in images}


def test_kaggles_cifar_contest_has_the_training_set_only(library, folder):
    card = library.card(library.add([layouts.cifar_kaggle(DATA["cifar10"], folder)]))
    assert card.own
    assert card.train_count + card.test_count == len(DATA["cifar10"].y_train)
    assert card.classes == CARDS["cifar10"].classes


def test_kaggles_fer_pair_has_no_labels_for_its_test_set(library, folder):
    name = library.add([layouts.fer_kaggle_pair(DATA["fer2013"], folder)])
    card = library.card(name)
    assert card.own and card.title == "FER-2013 training set"
    assert card.classes == CARDS["fer2013"].classes
    assert "without labels were left out" in card.note
    assert card.train_count + card.test_count == len(DATA["fer2013"].y_train)


def test_a_hundred_digits_without_a_header_lose_no_row(library, folder):
    rows = [[number % 10, *[number] * 784] for number in range(100)]
    path = folder / "mnist_train_100.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in rows))
    loaded = library.load(library.add([path]))
    assert loaded.card.train_count + loaded.card.test_count == 100
    values = np.concatenate([loaded.x_train, loaded.x_test])[:, 0, 0, 0]
    assert sorted(values.tolist()) == list(range(100))


def test_classmates_arrays(library, folder):
    """Labels in a column, pixels as fractions, channels first."""
    generator = np.random.default_rng(1)
    images = generator.integers(0, 256, (40, 3, 20, 20), dtype=np.uint8)
    labels = np.arange(40)[:, np.newaxis] % 4
    np.savez(folder / "ours.npz", images=images / 255, labels=labels)
    loaded = library.load(library.add([folder / "ours.npz"]))
    assert loaded.card.shape == (20, 20, 3) and loaded.card.num_classes == 4
    stored = {image.tobytes() for image in np.concatenate([loaded.x_train, loaded.x_test])}
    assert stored == {image.transpose(1, 2, 0).tobytes() for image in images}


def test_one_hot_labels_and_arrays_in_files_of_their_own(library, folder):
    images = np.random.default_rng(2).integers(0, 256, (30, 48, 48, 1), dtype=np.uint8)
    np.save(folder / "fdataX.npy", images)
    np.save(folder / "flabels.npy", np.eye(7)[np.arange(30) % 7])
    card = library.card(library.add([folder / "fdataX.npy", folder / "flabels.npy"]))
    assert card.num_classes == 7 and card.train_count + card.test_count == 30
