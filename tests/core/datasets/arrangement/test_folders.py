"""Folders as systems, sites and people make them: what each kind of name says of the class."""

import pytest

from core.datasets import DatasetError
from core.datasets.arrangement import Undecided
from tests.core.datasets.arrangement.given import folders, of, read

CAT_AND_DOG = ("cat", "dog")


def asked(names: list[str]) -> dict[tuple[str, ...], str]:
    """The classes that the lab offers for these paths, with the key of each reading."""
    with pytest.raises(Undecided) as undecided:
        read(names)
    return {reading.classes: reading.key for reading in reversed(undecided.value.readings)}


# --- splits in other words -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("huấn luyện", "kiểm tra"), ("huan_luyen", "kiem_tra"), ("pelatihan", "pengujian"),
        ("التدريب", "الاختبار"), ("प्रशिक्षण", "परीक्षण"), ("প্রশিক্ষণ", "পরীক্ষা"), ("ฝึก", "ทดสอบ"),
        ("אימון", "בדיקה"), ("εκπαίδευση", "δοκιμή"), ("trénovací", "testovací"),
        ("treningowy", "testowy"), ("uczący", "testowy"), ("träning", "test"),
        ("trainen", "testen"),
        ("koulutus", "testaus"), ("tanító", "teszt"), ("навчання", "тест"),
        ("тренировочный набор", "тестовый набор"), ("antrenare", "testare"),
        ("egitim_verisi", "test"),
        ("مجموعه آموزش", "مجموعه تست"), ("داده_آموزشی", "داده_آزمون"), ("یادگیری", "ارزیابی"),
        ("训练数据集", "测试数据集"), ("訓練資料", "測試資料"), ("学習データ", "テストデータ"),
        ("学習用", "評価用"), ("훈련데이터", "테스트데이터"), ("학습셋", "테스트셋"),
        ("Lerndaten", "Prüfdaten"), ("Lernen", "Testen"), ("entreno", "prueba"),
        ("treinar", "testar"),
        ("trainning", "testting"), ("trian", "tset"),
        ("Train Images 134x32x32", "Test Images 33x32x32"),
    ],
)  # fmt: skip
def test_splits_in_many_languages(train, test):
    names = folders(f"{train}/cat", f"{train}/dog", f"{test}/cat", f"{test}/dog")
    found = of(read(names), names)
    assert found[f"{train}/cat/0.png"] == ("cat", "train")
    assert found[f"{test}/dog/2.png"] == ("dog", "test")


def test_splits_in_words_that_the_lab_does_not_know():
    names = folders(*(f"{one}/{other}" for one in ("seen", "unseen") for other in CAT_AND_DOG))
    with pytest.raises(Undecided) as undecided:
        read(names)
    (key,) = (reading.key for reading in undecided.value.readings if "“unseen”" in reading.source)
    found = of(read(names, wanted=key), names)
    assert found["seen/cat/0.png"] == ("cat", "train")
    assert found["unseen/dog/0.png"] == ("dog", "test")


def test_a_class_of_two_words_in_folders_in_folders():
    names = folders(*(f"{of}/{how}" for of in ("apple", "pear") for how in ("fresh", "rotten")))
    assert ("apple fresh", "apple rotten", "pear fresh", "pear rotten") in asked(names)


def test_a_split_at_the_end_of_the_name_before_a_word_that_adds_nothing():
    names = folders(*(f"{label} {split} Images" for label in "AB" for split in ("Train", "Test")))
    assert of(read(names), names)["B Test Images/0.png"] == ("B", "test")


def test_what_lies_beside_training_and_test_is_left_out():
    names = folders(*(f"data/{split}/{c}" for split in ("train", "test") for c in CAT_AND_DOG))
    beside = folders("original/cat", "original/dog")
    arrangement = read(names + beside)
    assert arrangement.labels[-6:] == (None,) * 6
    assert any("6 pictures" in note and "original" in note for note in arrangement.notes)


@pytest.mark.parametrize("fold", ["fold{}", "Fold_{}", "fold-{}"])
def test_folds_of_a_cross_validation(fold):
    assert read(folders(*(f"{fold.format(n)}/{c}" for n in (1, 2) for c in CAT_AND_DOG))).classes
    splits = ("train", "test")
    names = [f"{fold.format(n)}/{s}/{c}" for n in (1, 2) for s in splits for c in CAT_AND_DOG]
    with pytest.raises(DatasetError, match="cross-validation"):
        read(folders(*names))


# --- folders that may be a class or not ----------------------------------------------------------


@pytest.mark.parametrize(
    "folder",
    ["figures", "reports", "photos", "raw", "files", "screenshots", "mask", "test", "Training"],
)
def test_a_folder_that_holds_as_many_pictures_as_a_class_may_be_one(folder):
    names = folders("memo", "letter", folder, count=6)
    ways = asked(names)
    assert ("letter", "memo") in ways
    (key,) = (key for classes, key in ways.items() if folder in classes)
    assert of(read(names, wanted=key), names)[f"{folder}/0.png"] == (folder, "")


@pytest.mark.parametrize(
    ("classes", "names"),
    [
        # as many as of other classes, though not in this folder
        (("left", "right", "test"), {"unseen/test": 5, "unseen/right": 2, "unseen/left": 1,
                                     "seen/right": 3, "seen/left": 2}),
        # alone in the other folder
        (("figures", "letter", "memo"), {"seen/memo": 4, "seen/letter": 4, "seen/figures": 4,
                                         "unseen/figures": 3}),
        # alone in one folder, and beside more of the others in the other
        (("left", "right", "test"), {"unseen/right": 5, "unseen/left": 3, "unseen/test": 1,
                                     "seen/test": 1}),
    ],
)  # fmt: skip
def test_such_a_folder_is_counted_wherever_it_lies(classes, names):
    pictures = [f"{name}/{number}.png" for name, count in names.items() for number in range(count)]
    key = asked(pictures)[classes]
    assert of(read(pictures, wanted=key), pictures)[pictures[0]][0] in classes


def test_both_splits_among_classes_may_be_classes():
    """Traffic signs, or states of a machine: left, right, train, test."""
    assert ("left", "right", "test", "train") in asked(folders("left", "right", "train", "test"))


@pytest.mark.parametrize("versions", [("raw", "processed"), ("32x32", "64x64")])
def test_versions_of_the_same_pictures(versions):
    """One of them alone is offered first: else one version trains, and the other tests."""
    names = folders(*(f"{version}/{c}" for version in versions for c in CAT_AND_DOG))
    with pytest.raises(Undecided) as undecided:
        read(names)
    readings = undecided.value.readings
    assert [len(reading.labels) for reading in readings] == [6, 6, 12]
    assert all(reading.classes == CAT_AND_DOG for reading in readings)


def test_writers_in_folders_around_the_classes():
    """NIST by author: the folders of each writer hold the same classes, two folders deeper."""
    names = [f"f{n}/c{n}/{label}" for n in range(3) for label in ("4a", "4b")]
    assert ("4a", "4b") in asked(folders(*names))


# --- folders that systems make -------------------------------------------------------------------


@pytest.mark.parametrize(
    "parts",
    [
        ("Data-20240101T120000Z-001", "Data-20240101T120000Z-002"),
        ("drive-download-20250203T101112Z-3-001", "drive-download-20250203T101112Z-3-002"),
        ("takeout-20240101T120000Z-001/Takeout/Pics", "takeout-20240101T120000Z-002/Takeout/Pics"),
        ("archive (1)", "archive (2)"),
        ("archive", "archive(1)"),
        ("DCIM/100APPLE", "DCIM/101APPLE"),
        ("2024-01-05", "2024-01-06"),
        ("202401__", "202402__"),
    ],
)  # fmt: skip
def test_folders_that_say_where_pictures_come_from(parts):
    one, other = parts
    assert read(folders(f"{one}/cat", f"{other}/dog")).classes == CAT_AND_DOG
    assert read(folders(*(f"{c}/{part}" for part in parts for c in CAT_AND_DOG))).classes


@pytest.mark.parametrize(
    "names",
    [
        ("DCIM/100APPLE", "DCIM/101APPLE"), ("DCIM/Camera", "DCIM/Screenshots"),
        ("2024-01-05", "2024-02-05"),
    ],
)  # fmt: skip
def test_a_phone_has_no_classes(names):
    pictures = [f"{name}/IMG_{number:04}.jpg" for name in names for number in range(4)]
    with pytest.raises(DatasetError, match="have no class"):
        read(pictures)


@pytest.mark.parametrize(
    "copy", ["cat - Copy", "cat (1)", "Copy of cat", "Kopie von cat", "cat copy 2"]
)
def test_the_copy_of_a_folder_is_no_class_of_its_own(copy):
    arrangement = read(folders("cat", "dog", copy))
    assert arrangement.classes == CAT_AND_DOG
    assert any(copy in note and "one class" in note for note in arrangement.notes)


def test_numbers_in_brackets_are_no_copies_without_an_original():
    assert read(folders("class (1)", "class (2)")).classes == ("class (1)", "class (2)")


# --- names in two spellings ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ماهی", "ماهي"), ("می‌رود", "میرود"), ("۱۲", "12"), ("cat", "\u200ecat"), ("A", "Ａ"),
        ("hot_dog", "hot dog"), ("t-shirt", "T shirt"), ("01", "1"),
    ],
)  # fmt: skip
def test_two_spellings_of_one_class(one, other):
    arrangement = read(folders(f"train/{one}", "train/x", f"test/{other}", "test/x"))
    assert len(arrangement.classes) == 2
    assert any("one class" in note for note in arrangement.notes)


def test_emoji_stay_apart():
    assert len(read(folders("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "👩‍🚀")).classes) == 3


@pytest.mark.parametrize(
    ("train", "test"), [(("cats", "dogs"), ("cat", "dog")), (("cat", "dog"), ("ship", "car"))]
)
def test_training_and_test_with_other_classes(train, test):
    names = [*(f"train/{name}" for name in train), *(f"test/{name}" for name in test)]
    with pytest.raises(DatasetError, match="the test pictures others"):
        read(folders(*names))


def test_the_only_folder_of_the_test_set_is_no_class():
    names = folders("train/cat", "train/dog", "test/unknown")
    assert of(read(names), names)["test/unknown/0.png"][0] is None
