"""Which class and which split each picture has, from the names of files and folders and tables."""

import pytest

from core.datasets import DatasetError
from core.datasets.arrangement import Undecided
from tests.core.datasets.arrangement.given import folders, of, read, table

CAT_AND_DOG = [f"{label}/{n}.png" for label in ("cat", "dog") for n in range(3)]

# --- which folders are splits --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("train", "test"),
        ("trainset", "testset"),
        ("traindata", "testdata"),
        ("TrainingData", "TestData"),
        ("training_set", "test_set"),
        ("Trainingsdaten", "Testdaten"),
        ("entraînement", "test"),
        ("Entrenamiento", "Prueba"),
        ("eğitim", "test"),
        ("обучение", "тест"),
        ("آموزش", "آزمون"),
        ("داده‌های آموزشی", "داده‌های آزمایشی"),
        ("训练集", "测试集"),
        ("学習", "テスト"),
        ("train2017", "test2017"),
        ("seg_train", "seg_test"),
        ("mnist-train", "mnist-test"),
        ("train", "holdout"),
        ("train", "hold-out"),
        ("train_images", "eval_images"),
        ("train-a", "test-b"),
    ],
)
def test_names_of_splits(train, test):
    names = folders(f"{train}/cat", f"{train}/dog", f"{test}/cat", f"{test}/dog")
    found = of(read(names), names)
    assert found[f"{train}/cat/0.png"] == ("cat", "train")
    assert found[f"{test}/dog/2.png"] == ("dog", "test")


def test_splits_inside_of_the_classes():
    names = folders("cat/train", "cat/test", "dog/train", "dog/test")
    found = of(read(names), names)
    assert found["cat/test/1.png"] == ("cat", "test")
    assert found["dog/train/1.png"] == ("dog", "train")


@pytest.mark.parametrize("digit", ["", "great_"])
def test_split_and_class_in_one_name(digit):
    names = folders(*(f"{s}_{digit}{c}" for s in ("train", "test") for c in ("cat", "dog")))
    assert of(read(names), names)[f"test_{digit}dog/0.png"] == (f"{digit}dog", "test")


@pytest.mark.parametrize(
    "classes",
    [
        ("bus", "car", "train"),
        ("beaker", "test tube"),
        ("steam train", "test tube", "flask"),
        ("valid", "invalid"),
        ("train", "plane"),
        ("test pattern", "news"),
    ],
)
def test_classes_whose_names_are_like_those_of_splits(classes):
    arrangement = read(folders(*classes))
    assert set(arrangement.classes) == set(classes)
    assert set(arrangement.splits) == {""}


def test_a_class_called_train_inside_of_splits():
    names = folders(*(f"{split}/{c}" for split in ("train", "test") for c in ("bus", "train")))
    found = of(read(names), names)
    assert found["train/train/0.png"] == ("train", "train")
    assert found["test/train/0.png"] == ("train", "test")


def test_a_folder_beside_train_that_may_be_its_test_or_a_class():
    """Vehicles by owner, or a training set and another one: nobody can tell."""
    names = folders("train/ali", "train/sara", "bus/ali", "bus/sara")
    with pytest.raises(Undecided) as undecided:
        read(names)
    assert [reading.classes for reading in undecided.value.readings] == [
        ("ali", "sara"),
        ("bus", "train"),
    ]
    key = undecided.value.readings[1].key
    assert of(read(names, wanted=key), names)["train/ali/0.png"] == ("train", "")


def test_the_split_in_the_names_of_the_files():
    names = [
        f"{c}/{split}_{n}.png"
        for c in ("cat", "dog")
        for split in ("train", "test")
        for n in (1, 2)
    ]
    assert of(read(names), names)["dog/test_2.png"] == ("dog", "test")


# --- at which depth the classes stand ------------------------------------------------------------


@pytest.mark.parametrize("outer", [("cat", "dog"), ("setA", "setB"), ("2019", "2020")])
def test_the_same_names_inside_of_every_folder_are_asked_about(outer):
    """Cats and dogs by place, or by year: either may be the class."""
    names = folders(*(f"{one}/{other}" for one in outer for other in ("left", "right")))
    with pytest.raises(Undecided, match="several ways") as undecided:
        read(names)
    by_outer, by_inner, *_ = undecided.value.readings
    assert by_outer.classes == outer and by_inner.classes == ("left", "right")
    assert read(names, wanted=by_outer.key).classes == outer
    assert read(names, wanted=by_inner.key).classes == ("left", "right")


def test_kinds_inside_of_kinds():
    """The outer folders are taken, and the inner ones are offered."""
    arrangement = read(folders("cat/persian", "cat/siamese", "dog/beagle", "dog/boxer"))
    assert arrangement.classes == ("cat", "dog")
    assert arrangement.readings[1].classes == ("beagle", "boxer", "persian", "siamese")
    assert any("inner folders" in note for note in arrangement.notes)


def test_class_folders_with_a_folder_for_each_person():
    names = folders(*(f"{c}/person_{person}" for c in ("cat", "dog") for person in "ab"))
    assert read(names).classes == ("cat", "dog")


@pytest.mark.parametrize("pair", [("images", "masks"), ("plots", "results")])
def test_folders_that_are_no_classes_by_their_names(pair):
    with pytest.raises(DatasetError, match="no class"):
        read(folders(*pair))


def test_folders_of_people_are_no_classes():
    names = folders(*(f"person_{n}/{label}" for n in (1, 2) for label in ("cat", "dog")))
    assert read(names).classes == ("cat", "dog")


def test_unlabelled_pictures_beside_the_splits_are_no_class():
    """Intel's scenes: seg_pred holds 7,301 pictures without folders inside."""
    names = folders(*(f"seg_{s}/seg_{s}/{c}" for s in ("train", "test") for c in ("sea", "street")))
    unlabelled = folders("seg_pred/seg_pred", count=9)
    arrangement = read(names + unlabelled)
    assert arrangement.classes == ("sea", "street")
    assert arrangement.labels[-9:] == (None,) * 9
    assert any("9 pictures" in note and "seg_pred" in note for note in arrangement.notes)


@pytest.mark.parametrize("folder", ["test", "testing", "unlabelled", "validation"])
def test_unlabelled_pictures_beside_class_folders(folder):
    arrangement = read(CAT_AND_DOG + folders(folder, count=9))
    assert arrangement.classes == ("cat", "dog")
    assert any("9 pictures" in note and folder in note for note in arrangement.notes)


def test_strays_are_named():
    arrangement = read([*CAT_AND_DOG, "loss.png", "accuracy.png"])
    assert arrangement.classes == ("cat", "dog")
    assert any("given/loss.png" in note and "2 pictures" in note for note in arrangement.notes)


@pytest.mark.parametrize("folder", ["plots", "Screenshots", "images", "unlabeled"])
def test_folders_beside_the_classes_that_are_none_by_their_names(folder):
    arrangement = read(CAT_AND_DOG + folders(folder, count=1))
    assert arrangement.classes == ("cat", "dog")
    assert any("1 picture " in note and folder in note for note in arrangement.notes)


def test_a_folder_of_plots_beside_the_data():
    names = folders("data/cat", "data/dog", count=10) + folders("plots", count=2)
    assert read(names).classes == ("cat", "dog")


def test_animals_and_ships_may_be_cats_dogs_and_others():
    names = folders("animals/cat", "animals/dog", "ship", count=5)
    with pytest.raises(Undecided) as undecided:
        read(names)
    ways = {reading.classes for reading in undecided.value.readings}
    assert ways == {("animals", "ship"), ("cat", "dog")}
    assert "animals, ship" in str(undecided.value) and "cat, dog" in str(undecided.value)


PARTS = [("part_1", "part_2"), ("images", "images2"), ("HAM_images_part_1", "HAM_images_part_2")]


@pytest.mark.parametrize("parts", PARTS)
def test_numbered_parts_are_no_classes(parts):
    names = folders(*(f"{part}/{label}" for part in parts for label in ("cat", "dog")))
    assert read(names).classes == ("cat", "dog")
    with pytest.raises(DatasetError, match="no class"):
        read(folders(*parts))


def test_a_class_that_is_missing_in_the_test_set():
    names = folders("train/cat", "train/dog", "test/cat")
    assert of(read(names), names)["test/cat/0.png"] == ("cat", "test")


# --- names ---------------------------------------------------------------------------------------


def test_spellings_of_one_class():
    arrangement = read(folders("train/cat", "train/Dog", count=4) + folders("test/Cat", "test/dog"))
    assert arrangement.classes == ("cat", "Dog")
    assert any("“Cat”, “cat”" in note for note in arrangement.notes)


def test_spellings_that_look_alike():
    names = folders("train/caf\u00e9", "train/tea", "test/cafe\u0301", "test/tea ")
    arrangement = read(names)
    assert arrangement.classes == ("caf\u00e9", "tea")
    assert sum("look alike" in note for note in arrangement.notes) == 2


def test_natural_order():
    names = [f"class {number}" for number in range(1, 13)]
    assert read(folders(*names)).classes == tuple(names)


# --- the class in the file's name ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "classes"),
    [
        ("{label}.{number}.jpg", ("cat", "dog")),
        ("{label}_{number:03d}.jpg", ("cat", "dog")),
        ("{label} ({number}).jpg", ("cat", "dog")),
        ("{label}{number}.jpg", ("cat", "dog")),
        ("{number}_{label}.png", ("frog", "ship")),
        ("{label}_{number}.jpg", ("great_pyrenees", "beagle")),
        ("IMG_{label}_{number}.jpg", ("cat", "dog")),
        ("{label}-!-{number}.jpg", ("Class 1", "Class 2")),
        ("{label} ({number}).jpg", ("class 1", "class 2")),
        ("{label}_{number}.png", ("3", "7")),
        ("{label}_{number}.png", ("گربه", "سگ")),
    ],
)
def test_classes_in_file_names(form, classes):
    names = [
        form.format(label=c, number=n) for place, c in enumerate(classes) for n in range(4 + place)
    ]
    found = of(read(names), names)
    assert found == {
        form.format(label=c, number=n): (c, "")
        for place, c in enumerate(classes)
        for n in range(4 + place)
    }


def test_dogs_vs_cats():
    train = [f"train/{label}.{n}.jpg" for label in ("cat", "dog") for n in range(10)]
    arrangement = read(train + [f"test1/{n}.jpg" for n in range(1, 6)])
    assert arrangement.classes == ("cat", "dog")
    assert arrangement.labels[-5:] == (None,) * 5
    assert any("5 pictures" in note and "test1" in note for note in arrangement.notes)


@pytest.mark.parametrize(
    "names",
    [
        [f"IMG_{n:04d}.jpg" for n in range(5)] + [f"DSC_{n:04d}.jpg" for n in range(5)],
        [f"IMG_2024010{day}_12{n}.jpg" for day in (1, 2) for n in range(5)],
        [f"WhatsApp Image 2024-01-0{day} at 12.{n}.jpeg" for day in (1, 2) for n in range(5)],
        [f"photos/{n}.jpg" for n in range(9)],
    ],
)
def test_names_that_cameras_give_are_no_classes(names):
    with pytest.raises(DatasetError):
        read(names)


def test_colours_and_animals_in_the_names():
    names = [
        f"{animal}_{colour}_{n}.png"
        for animal in ("cat", "dog")
        for colour in ("red", "blue")
        for n in range(3)
    ]
    with pytest.raises(Undecided) as undecided:
        read(names)
    assert ("cat", "dog") in {reading.classes for reading in undecided.value.readings}


# --- tables --------------------------------------------------------------------------------------

EQUAL_NAMES = [f"{split}/{n}.png" for split in ("train", "test") for n in range(1, 7)]
TRAIN_LABELS = {str(n): ("cat", "dog")[n % 2] for n in range(1, 7)}
TEST_LABELS = {str(n): ("dog", "cat")[n % 2] for n in range(1, 7)}


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("train.csv", "test.csv"),
        ("trainLabels.csv", "testLabels.csv"),
        ("labels_train.csv", "labels_test.csv"),
        ("train/labels.csv", "test/labels.csv"),
        ("labels/train.csv", "labels/test.csv"),
    ],
)
def test_each_table_belongs_to_its_split(train, test):
    arrangement = read(EQUAL_NAMES, {test: table(TEST_LABELS), train: table(TRAIN_LABELS)})
    found = of(arrangement, EQUAL_NAMES)
    for number in TRAIN_LABELS:
        assert found[f"train/{number}.png"] == (TRAIN_LABELS[number], "train")
        assert found[f"test/{number}.png"] == (TEST_LABELS[number], "test")


@pytest.mark.parametrize(
    "form", ["sampleSubmission.csv", "sample_submission.csv", "submission.csv"]
)
@pytest.mark.parametrize("labels", ["trainLabels.csv", "labels.csv", "train.csv"])
def test_kaggle_with_equal_names_and_a_submission(form, labels):
    dummies = table(dict.fromkeys(TRAIN_LABELS, "cat"))
    arrangement = read(EQUAL_NAMES, {form: dummies, labels: table(TRAIN_LABELS)})
    found = of(arrangement, EQUAL_NAMES)
    assert all(found[f"train/{n}.png"][0] == label for n, label in TRAIN_LABELS.items())
    assert all(found[f"test/{n}.png"][0] is None for n in TRAIN_LABELS)
    notes = " ".join(arrangement.notes)
    assert f"{labels} labels 6 of 12 pictures" in notes and form in notes and "6 pictures" in notes


def test_a_submission_alone_is_named_in_the_refusal():
    with pytest.raises(DatasetError, match="form for answers"):
        read(folders("test"), {"sample_submission.csv": "id,label 0,cat 1,dog 2,cat"})


def test_one_label_for_all_test_pictures_is_made_up():
    names = [f"train/a{n}.png" for n in range(1, 7)] + [f"test/b{n}.png" for n in range(1, 7)]
    tables = {
        "train.csv": table({f"a{n}": label for n, label in TRAIN_LABELS.items()}),
        "answers.csv": table({f"b{n}": "0" for n in TRAIN_LABELS}),
    }
    arrangement = read(names, tables)
    assert arrangement.classes == ("cat", "dog")
    assert any("answers.csv" in note for note in arrangement.notes)


def test_a_class_index_labels_no_pictures():
    """Its numbers are names of pictures by chance."""
    names = [
        f"{label}/{n}.png"
        for p, label in enumerate(("cat", "dog"))
        for n in range(9 * p, 9 * p + 9)
    ]
    arrangement = read(names, {"classes.csv": "id,label 0,cat 1,dog"})
    assert of(arrangement, names)["cat/1.png"] == ("cat", "")
    assert any("classes.csv numbers the classes" in note for note in arrangement.notes)


def test_two_tables_that_contradict_each_other_are_named():
    tables = {"a.csv": table(TRAIN_LABELS), "b.csv": table(TEST_LABELS)}
    with pytest.raises(DatasetError) as refusal:
        read([f"images/{n}.png" for n in TRAIN_LABELS], tables)
    assert "a.csv" in str(refusal.value) and "b.csv" in str(refusal.value)


def test_two_tables_that_number_the_classes_differently():
    """TrashNet: one table counts from 1, the other from 0."""
    from_one = table({name: str(1 + (name[:3] == "dog")) for name in CAT_AND_DOG})
    from_zero = table({name: str(int(name[:3] == "dog")) for name in CAT_AND_DOG})
    arrangement = read(CAT_AND_DOG, {"one.csv": from_one, "zero.csv": from_zero})
    assert arrangement.labels == ("cat",) * 3 + ("dog",) * 3


def test_a_table_that_contradicts_the_folders_is_named():
    rows = {name: ("dog" if name == "cat/0.png" else name[:3]) for name in CAT_AND_DOG}
    with pytest.raises(DatasetError) as refusal:
        read(CAT_AND_DOG, {"labels.csv": table(rows)})
    assert "labels.csv" in str(refusal.value) and "“cat”" in str(refusal.value)


def test_a_table_that_gives_one_picture_two_labels():
    rows = "\n".join([table(TRAIN_LABELS), "1,cat"])
    with pytest.raises(DatasetError, match="two classes"):
        read([f"images/{n}.png" for n in TRAIN_LABELS], {"labels.csv": rows})


def test_a_name_that_means_several_pictures():
    names = folders("left", "right", count=6)
    rows = {f"{n}.png": ("cat", "dog")[n % 2] for n in range(6)}
    arrangement = read(names, {"labels.csv": table(rows)})
    assert arrangement.classes == ("left", "right")
    assert any("there are several" in note for note in arrangement.notes)


@pytest.mark.parametrize(
    "path",
    [
        "images/{n}.png", "{n}.png", "{n}", "images\\{n}.png", "C:\\Users\\me\\images\\{n}.png",
        "/data/mine/images/{n}.png", "./images/{n}.png", "IMAGES/{n}.PNG", "{n}.jpg",
    ],
)  # fmt: skip
def test_how_tables_write_paths(path):
    names = [f"images/a{n}.png" for n in TRAIN_LABELS]
    rows = {path.format(n=f"a{n}"): label for n, label in TRAIN_LABELS.items()}
    found = of(read(names, {"labels.csv": table(rows)}), names)
    assert all(found[f"images/a{n}.png"][0] == label for n, label in TRAIN_LABELS.items())


@pytest.mark.parametrize("form", ["{}", "{}.0"])
def test_zeros_before_a_number_that_a_spreadsheet_took_away(form):
    names = [f"{int(n):05d}.png" for n in TRAIN_LABELS]
    rows = {form.format(number): label for number, label in TRAIN_LABELS.items()}
    found = of(read(names, {"labels.csv": table(rows)}), names)
    assert found["00003.png"] == ("dog", "")


@pytest.mark.parametrize(
    "header",
    [
        "id,breed", "image,has_cactus", "image_id,dx", "file,species", "which,kind",
        "filename,Class", "path,برچسب",
    ],
)  # fmt: skip
def test_columns_that_hold_the_class(header):
    names = [f"images/a{n}.png" for n in TRAIN_LABELS]
    rows = table({f"a{n}": label for n, label in TRAIN_LABELS.items()}, header)
    assert read(names, {"data.csv": rows}).classes == ("cat", "dog")


def test_several_columns_that_may_be_the_class():
    names = [f"a{n}.png" for n in range(8)]
    rows = [f"a{n},{('cat', 'dog')[n % 2]},{('in', 'out')[n // 4]}" for n in range(8)]
    with pytest.raises(Undecided) as undecided:
        read(names, {"data.csv": "\n".join(["image,animal,place", *rows])})
    key = undecided.value.readings[0].key
    text = "\n".join(["image,animal,place", *rows])
    assert read(names, {"data.csv": text}, wanted=key).classes == ("cat", "dog")


def test_ham10000():
    """Two parts, and a column dx among others that could be a class too."""
    names = [f"HAM10000_images_part_{1 + n // 6}/ISIC_{n:07d}.jpg" for n in range(12)]
    rows = [
        f"HAM_{n},ISIC_{n:07d},{('nv', 'mel', 'bkl')[n % 3]},{('histo', 'follow_up')[n % 2]},back"
        for n in range(12)
    ]
    text = "\n".join(["lesion_id,image_id,dx,dx_type,localization", *rows])
    assert read(names, {"HAM10000_metadata.csv": text}).classes == ("bkl", "mel", "nv")


def test_one_column_for_each_class():
    names = [f"a{n}.png" for n in range(1, 5)]
    text = "image,cat,dog a1,1,0 a2,0.0,1.0 a3,1,0 a4,0,1"
    assert read(names, {"data.csv": text}).labels == ("cat", "dog", "cat", "dog")


def test_numbers_and_words_for_the_same_classes():
    names = [f"a{n}.png" for n in range(1, 5)]
    text = "image,label,label_name a1,0,cat a2,1,dog a3,0,cat a4,1,dog"
    assert read(names, {"data.csv": text}).classes == ("cat", "dog")


@pytest.mark.parametrize(
    ("column", "train"), [("split", "train"), ("set", "Training"), ("is_train", "1")]
)
def test_a_column_that_tells_the_split(column, train):
    names = [f"images/a{n}.png" for n in range(8)]
    rows = [f"a{n},{('cat', 'dog')[n % 2]},{train if n < 5 else '0' if train == '1' else 'test'}"
            for n in range(8)]  # fmt: skip
    found = read(names, {"labels.csv": "\n".join([f"id,label,{column}", *rows])})
    assert found.splits == ("train",) * 5 + ("test",) * 3


@pytest.mark.parametrize("form", ["meta/{}.txt", "{}list01.txt", "{}_list.txt"])
def test_lists_of_the_pictures_in_each_split(form):
    """Food-101: class folders, and train.txt and test.txt with paths without a suffix."""
    names = folders("images/cake", "images/soup", count=4)
    lists = {
        form.format("train"): "cake/0 cake/1 soup/0 soup/1",
        form.format("test"): "cake/2 cake/3 soup/2 soup/3",
    }
    found = of(read(names, lists), names)
    assert found["images/soup/1.png"] == ("soup", "train")
    assert found["images/soup/2.png"] == ("soup", "test")


def test_tiny_imagenet():
    """Classes in folders for training, in a table without column names for validation."""
    train = folders("train/n01/images", "train/n02/images")
    validation = [f"val/images/val_{n}.JPEG" for n in range(4)]
    test = [f"test/images/test_{n}.JPEG" for n in range(4)]
    tables = {
        "val/val_annotations.txt": "\n".join(
            f"val_{n}.JPEG,n0{1 + n % 2},0,{n},62,63" for n in range(4)
        ),
        "train/n01/n01_boxes.txt": "\n".join(f"{n}.png,{n // 2},5,62,63" for n in range(3)),
    }
    arrangement = read([*train, *validation, *test], tables)
    found = of(arrangement, [*train, *validation, *test])
    assert arrangement.classes == ("n01", "n02")
    assert found["train/n02/images/0.png"] == ("n02", "train")
    assert found["val/images/val_1.JPEG"] == ("n02", "validation")
    assert found["test/images/test_0.JPEG"][0] is None


def test_traffic_signs():
    """GTSRB from Kaggle: tables with paths, and the signs themselves as Meta/."""
    train = [f"Train/{c}/0000{c}_{n}.png" for c in range(3) for n in range(4)]
    test = [f"Test/0000{n}.png" for n in range(6)]
    meta = [f"Meta/{c}.png" for c in range(3)]
    header = "Width,Height,ClassId,Path"
    tables = {
        "Train.csv": "\n".join([header, *(f"29,30,{name.split('/')[1]},{name}" for name in train)]),
        "Test.csv": "\n".join([header, *(f"29,30,{n % 3},{name}" for n, name in enumerate(test))]),
        "Meta.csv": "\n".join(["Path,ClassId", *(f"{name},{c}" for c, name in enumerate(meta))]),
    }
    arrangement = read([*train, *test, *meta], tables)
    found = of(arrangement, [*train, *test, *meta])
    assert found["Train/2/00002_3.png"] == ("2", "train")
    assert found["Test/00004.png"] == ("1", "test")
    assert found["Meta/0.png"][0] is None


def test_words_for_folders_that_are_numbered():
    names = folders("n01", "n02")
    rows = {name: {"n01": "goldfish", "n02": "shark"}[name[:3]] for name in names}
    assert read(names, {"labels.csv": table(rows)}).classes == ("goldfish", "shark")


def test_numbers_for_folders_that_are_words():
    rows = {name: {"cat": "0", "dog": "1"}[name[:3]] for name in CAT_AND_DOG[1:]}
    arrangement = read(CAT_AND_DOG, {"labels.csv": table(rows)})
    assert arrangement.labels == ("cat",) * 3 + ("dog",) * 3


def test_a_table_about_something_else_beside_class_folders():
    rows = {name: ("ann", "bob")[n % 2] for n, name in enumerate(CAT_AND_DOG)}
    arrangement = read(CAT_AND_DOG, {"who.csv": table(rows, "file,photographer")})
    assert arrangement.classes == ("cat", "dog") and len(arrangement.readings) == 1
    assert any("Not used" in note and "who.csv" in note for note in arrangement.notes)


def test_a_table_about_something_else_beside_names_that_carry_the_class():
    names = [f"{label}.{n}.jpg" for label in ("cat", "dog") for n in range(4)]
    rows = {name: ("ann", "bob")[n % 2] for n, name in enumerate(names)}
    with pytest.raises(Undecided) as undecided:
        read(names, {"who.csv": table(rows, "file,photographer")})
    assert [r.classes for r in undecided.value.readings] == [("cat", "dog"), ("ann", "bob")]


def test_labels_beside_folders_of_something_else():
    """The column called label counts, and the folders are offered."""
    names = folders("monday", "tuesday", count=4)
    rows = {name: ("cat", "dog")[n % 2] for n, name in enumerate(names)}
    arrangement = read(names, {"labels.csv": table(rows)})
    assert arrangement.classes == ("cat", "dog")
    assert arrangement.readings[1].classes == ("monday", "tuesday")


def test_pictures_that_no_table_lists_are_counted():
    names = [f"images/a{n}.png" for n in range(1, 10)]
    rows = table({f"a{n}": label for n, label in TRAIN_LABELS.items()})
    arrangement = read(names, {"labels.csv": rows + "\na99,cat"})
    notes = " ".join(arrangement.notes)
    assert arrangement.labels[6:] == (None,) * 3
    assert "labels 6 of 9 pictures" in notes and "3 pictures without a class" in notes
    assert "1 row names a picture that is not there" in notes


# --- pictures of another kind --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "others"),
    [
        ("{c}/images", "{c}/masks"),
        ("images/{c}", "masks/{c}"),
        ("train/images/{c}", "train/masks/{c}"),
        ("{c}", "{c}/thumbs"),
        ("images/{c}", "annotations/trimaps/{c}"),
    ],
)
def test_masks_and_thumbnails_are_no_pictures_of_the_class(place, others):
    pictures, masks = (
        folders(form.format(c="cat"), form.format(c="dog")) for form in (place, others)
    )
    found = of(read(pictures + masks), pictures + masks)
    assert {found[name][0] for name in pictures[:3]} == {"cat"}
    assert {found[name][0] for name in pictures[3:]} == {"dog"}
    assert {found[name][0] for name in masks} == {None}


@pytest.mark.parametrize("mask", ["_mask", "_mask_1", "_segmentation", "_gt"])
def test_a_mask_beside_its_picture_is_left_out(mask):
    pictures = [f"{label}/{label} ({n}).png" for label in ("benign", "normal") for n in range(3)]
    masks = [name.replace(".png", f"{mask}.png") for name in pictures]
    arrangement = read(pictures + masks)
    assert arrangement.labels[6:] == (None,) * 6
    assert set(arrangement.labels[:6]) == {"benign", "normal"}
    assert any("6 pictures without a class were left out" in note for note in arrangement.notes)


# --- what no part of it may decide alone ---------------------------------------------------------


def test_a_table_for_the_test_does_not_drop_the_training_set():
    names = folders("train/cat", "train/dog") + folders("test", count=4)
    labels = table({f"test/{n}.png": "xy"[n % 2] for n in range(4)}, "file,label")
    with pytest.raises(Undecided) as undecided:
        read(names, {"test.csv": labels})
    assert {len(reading.labels) for reading in undecided.value.readings} == {6, 4}


def test_a_test_set_that_only_numbers_the_classes_is_refused():
    names = folders("train", "test", count=4)
    words = table({f"{n}.png": ("cat", "dog")[n % 2] for n in range(4)}, "file,label")
    numbers = table({f"{n}.png": str(n // 2) for n in range(4)}, "file,label")
    with pytest.raises(DatasetError, match=r"name their classes \(cat, dog\).*number them \(0, 1"):
        read(names, {"train.csv": words, "test.csv": numbers})


def test_columns_about_other_pictures_are_not_joined():
    names = folders("all", count=8)
    animals = table({f"{n}.png": ("cat", "dog")[n % 2] for n in range(4)}, "file,label")
    people = table({f"{n}.png": ("m", "f")[n % 2] for n in range(4, 8)}, "file,target")
    with pytest.raises(Undecided) as undecided:
        read(names, {"a.csv": animals, "b.csv": people})
    classes = {reading.classes for reading in undecided.value.readings}
    assert classes == {("cat", "dog"), ("f", "m")}


@pytest.mark.parametrize("marked", [("rps-test-set",), ("rps-test-set", "rps-validation")])
def test_the_folder_without_a_mark_is_the_training_set(marked):
    names = folders(*(f"{of}/{c}" for of in ("rps", *marked) for c in ("rock", "paper")))
    found = of(read(names), names)
    assert found["rps/rock/0.png"] == ("rock", "train")
    assert found["rps-test-set/paper/0.png"] == ("paper", "test")


def test_a_column_that_counts_the_rows_names_no_pictures():
    names = [f"{n}.png" for n in range(6)]
    rows = "\n".join(f"{n},{5 * n % 6},{('cat', 'dog')[n % 2]}" for n in range(6))
    found = of(read(names, {"a.csv": f"id,image_number,label\n{rows}"}), names)
    assert found["5.png"][0] == "dog"
    assert found["4.png"][0] == "cat"


def test_two_columns_that_name_pictures_equally_well_are_refused():
    rows = "\n".join(f"{5 * n % 6},{(n + 2) % 6},{('cat', 'dog')[n % 2]}" for n in range(6))
    with pytest.raises(DatasetError, match="two columns that may name the pictures"):
        read([f"{n}.png" for n in range(6)], {"a.csv": f"one,two,label\n{rows}"})


def test_the_numbers_of_a_partition():
    names = [f"x{n}.png" for n in range(6)]
    rows = "\n".join(f"x{n}.png,{('cat', 'dog')[n % 2]},{n // 2}" for n in range(6))
    found = read(names, {"a.csv": f"file,label,partition\n{rows}"})
    assert found.splits == ("train",) * 2 + ("validation",) * 2 + ("test",) * 2


def test_a_column_is_valid():
    names = [f"x{n}.png" for n in range(4)]
    rows = "\n".join(f"x{n}.png,{('cat', 'dog')[n % 2]},{n > 1}" for n in range(4))
    found = read(names, {"a.csv": f"file,label,is_valid\n{rows}"})
    assert found.splits == ("train",) * 2 + ("validation",) * 2


def test_columns_of_zeros_and_ones_beside_another_division_are_asked_about():
    rows = "\n".join(f"{n}.png,{n % 2},{1 - n % 2},{('nv', 'mel')[n // 4]}" for n in range(8))
    with pytest.raises(Undecided) as undecided:
        read(folders("all", count=8), {"a.csv": f"file,male,female,lesion\n{rows}"})
    assert ("mel", "nv") in {reading.classes for reading in undecided.value.readings}


def test_numbers_of_the_pictures_are_no_labels():
    paths = " ".join(f"{n},{name}" for n, name in enumerate(CAT_AND_DOG, 1))
    assert read(CAT_AND_DOG, {"images.txt": paths}).classes == ("cat", "dog")


def test_what_a_network_predicted_does_not_contradict_the_folders():
    predicted = table(
        {name: ("cat", "dog")[n % 2] for n, name in enumerate(CAT_AND_DOG)}, "file,guess"
    )
    found = read(CAT_AND_DOG, {"results.csv": predicted})
    assert found.labels == ("cat",) * 3 + ("dog",) * 3


def test_a_class_called_none():
    rows = table({f"{n}.png": ("rock", "none")[n % 2] for n in range(4)})
    assert read(folders("all", count=4), {"a.csv": rows}).classes == ("none", "rock")


def test_single_letters_in_two_cases_are_two_classes():
    rows = table({f"{n}.png": "Aa"[n % 2] for n in range(4)})
    assert set(read(folders("all", count=4), {"a.csv": rows}).classes) == {"A", "a"}


def test_a_folder_of_splits_among_classes_is_left_out_and_named():
    names = [*CAT_AND_DOG, *folders("detection/train", "detection/test")]
    arrangement = read(names)
    assert arrangement.classes == ("cat", "dog")
    assert any("6 pictures" in note and "detection" in note for note in arrangement.notes)


def test_a_class_called_mask_beside_its_contrary():
    names = folders("mask", "no_mask", "incorrect_mask")
    assert set(read(names).classes) == {"mask", "no_mask", "incorrect_mask"}


def test_a_date_in_the_name_is_no_part_of_the_class():
    names = [f"{('cat', 'dog')[n % 2]}_2023-05-1{n}_{n}.png" for n in range(6)]
    assert read(names).classes == ("cat", "dog")
