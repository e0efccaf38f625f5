"""Every mistake, really made: Keras says what is written down, or keeps silent where it is said."""

import keras
import numpy as np
import pytest

from core.numerics.label_mistakes import label_mistakes

CLASSES, BATCH = 10, 32  # 32 is the batch size of `fit` if none is said
MISTAKES = {mistake.name: mistake for mistake in label_mistakes(CLASSES, BATCH)}
OF_ANY_SIZE = label_mistakes(CLASSES, None)


def make(mistake, count: int = 2 * BATCH) -> dict:
    """Type the mistake's code on `count` labels of all classes → the names that there are then."""
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(CLASSES), keras.layers.Activation("softmax")]
    )
    model.compile("sgd", loss="categorical_crossentropy")
    names = {
        "keras": keras,
        "model": model,
        "x_train": np.zeros((count, 4), np.float32),
        "y_train": np.arange(count) % CLASSES,
    }
    exec(mistake.code, names)
    return names


@pytest.mark.parametrize("name", [name for name in MISTAKES if MISTAKES[name].keras_error])
def test_keras_stops_with_these_words(name):
    with pytest.raises((ValueError, IndexError)) as caught:
        make(MISTAKES[name])
    said = f"{type(caught.value).__name__}: {caught.value}"
    assert MISTAKES[name].keras_error in said


@pytest.mark.parametrize(
    "mistake", [one for one in OF_ANY_SIZE if one.target_shape], ids=lambda one: one.name
)
def test_keras_writes_none_where_the_last_batch_is_smaller(mistake):
    with pytest.raises(ValueError) as caught:
        make(mistake, count=BATCH + CLASSES)
    assert f"ValueError: {caught.value}" == mistake.keras_error
    assert mistake.target_shape[0] is None


@pytest.mark.parametrize("name", ["negative", "scaled"])
def test_keras_says_nothing_and_mangles(name):
    mistake = MISTAKES[name]
    assert mistake.keras_error is None
    made = make(mistake)["y_train"]
    assert np.array_equal(made[:CLASSES], mistake.keras_rows)
    assert not np.array_equal(made[:CLASSES], np.eye(CLASSES))


@pytest.mark.parametrize(
    "name", [name for name in MISTAKES if MISTAKES[name].keras_rows is not None]
)
def test_the_rows_are_those_of_to_categorical(name):
    mistake = MISTAKES[name]
    rows = keras.utils.to_categorical(mistake.labels, mistake.columns)
    assert np.array_equal(rows, mistake.keras_rows)


def test_each_mistake_is_the_one_that_its_name_says():
    right = np.arange(CLASSES)
    labels = {name: mistake.labels for name, mistake in MISTAKES.items()}
    np.testing.assert_array_equal(labels["from_one"], right + 1)
    np.testing.assert_array_equal(labels["one_class_more"], right + 1)
    np.testing.assert_array_equal(labels["negative"], right - 1)
    np.testing.assert_array_equal(labels["scaled"], right / 255)  # as one scales pixels
    assert MISTAKES["one_class_more"].columns == CLASSES + 1
    assert MISTAKES["one_class_less"].columns == CLASSES - 1


def test_what_the_silence_teaches():
    assert MISTAKES["negative"].keras_rows[0].argmax() == CLASSES - 1  # class 0 is taught as 9
    assert MISTAKES["scaled"].keras_rows.argmax(axis=1).tolist() == [0] * CLASSES


def test_the_lab_refuses_with_a_sentence_what_no_label_can_be():
    sentences = {name: mistake.refusal for name, mistake in MISTAKES.items() if mistake.refusal}
    assert sentences.keys() == {"from_one", "one_class_less", "negative", "scaled"}
    assert "A label is 10, but 10 classes are counted 0 … 9" in sentences["from_one"]
    assert "A label is -1" in sentences["negative"]
    assert "labels are whole numbers" in sentences["scaled"]


@pytest.mark.parametrize("classes", [2, 1000])
def test_few_and_many_classes(classes):
    for mistake in label_mistakes(classes, 1):
        assert len(mistake.labels) == classes
