"""The names of the files tell the class of pictures that have no folder for it."""

import pytest

from tests.core.datasets.arrangement.given import folders, of, read


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("A_test.jpg", "A"), ("great_dane_7.jpg", "great dane"), ("cat.12.jpg", "cat"),
        ("cat12.jpg", "cat"),
        ("7_cat.png", "cat"), ("test_cat.png", "cat"), ("class 1 (3).png", "class 1"),
    ],
)  # fmt: skip
def test_the_name_of_a_test_picture_is_that_of_a_class(name, label):
    names = [*folders("train/A", "train/cat", "train/great dane", "train/class 1"), f"test/{name}"]
    arrangement = read(names)
    assert of(arrangement, names)[f"test/{name}"] == (label, "test")
    assert any("1 picture in given/test was read from its name" in n for n in arrangement.notes)


@pytest.mark.parametrize(
    "name", ["12.jpg", "image_3.jpg", "bird_1.jpg", "cat_dog.jpg", "catalog1.jpg"]
)
def test_other_names_are_none(name):
    names = [*folders("train/3", "train/cat", "train/dog"), f"test/{name}"]
    assert of(read(names), names)[f"test/{name}"][0] is None


def test_training_pictures_by_name_and_test_pictures_by_folder():
    train = [f"train/{label}_{n}.png" for label in ("cat", "dog") for n in range(4)]
    names = train + folders("test/cat", "test/dog")
    assert of(read(names), names)["train/dog_3.png"] == ("dog", "train")


def test_a_test_set_beside_the_folder_of_classes():
    """Kaggle's Simpsons: the test set lies flat and is called alike."""
    names = folders("simpsons_dataset/bart", "simpsons_dataset/homer", count=5)
    names += [
        f"kaggle_simpson_testset/{name}_{n}.jpg" for name in ("bart", "homer") for n in (0, 1)
    ]
    assert of(read(names), names)["kaggle_simpson_testset/homer_1.jpg"] == ("homer", "test")


@pytest.mark.parametrize(
    "form", ["{split}_{label}_{n}.png", "{label}_{split}_{n}.png", "{label}_{split}.png"]
)
def test_class_and_split_in_the_names_of_the_files(form):
    truth = {
        form.format(split=split, label=label, n=n): (label, split)
        for label in ("A", "great dane")
        for split in ("train", "test")
        for n in range(3)
    }
    assert of(read(list(truth)), list(truth)) == truth


def test_a_word_before_the_class():
    """Kaggle's Arabic characters: the picture's number comes first."""
    names = [f"{split}/id_{n}_label_{n % 3}.png" for split in ("train", "test") for n in range(9)]
    assert of(read(names), names)["test/id_7_label_1.png"] == ("1", "test")


@pytest.mark.parametrize(
    "form",
    [
        "{label}-{n}_jpg.rf.{n:032x}.jpg",
        "{hash:08x}-{label}_{n}.jpg",
        "{hash:08x}_{label}.png",
        "{hash:08x}-11b2-4c6b-9ff0-e7a8e53e4465_{label}.png",
    ],
)
def test_what_programs_add_to_the_names(form):
    """Roboflow at the end, Label Studio and others at the beginning."""
    truth = {
        form.format(label=label, n=n, hash=0xA1B2C3D4 + 977 * n): label
        for n, label in enumerate(["cat", "dog"] * 5)
    }
    names = list(truth)
    assert read(names).labels == tuple(truth.values())


def test_a_number_that_belongs_to_some_classes():
    names = [f"{label}_{n}.png" for label in ("apple 6", "apple red", "pear") for n in range(3)]
    assert read(names).classes == ("apple 6", "apple red", "pear")
    copied = [*(f"{label}.{n}.png" for label in ("cat", "dog") for n in range(3)), "cat.1 (1).png"]
    assert read(copied).classes == ("cat", "dog")
