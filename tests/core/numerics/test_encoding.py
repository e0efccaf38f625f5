"""One-hot: the same as Keras where Keras is right, a sentence where it mangles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from keras.utils import to_categorical

from core.numerics.encoding import from_one_hot, one_hot


def test_worked_by_hand():
    assert one_hot([2, 0], 3).tolist() == [[0, 0, 1], [1, 0, 0]]


@given(
    arrays.arrays(
        st.sampled_from([np.uint8, np.int32, np.int64, np.float32]),
        arrays.array_shapes(max_dims=3, max_side=5),
        elements=st.integers(0, 9),
    ),
    st.sampled_from([None, 10, 12]),
)
def test_equals_keras(labels, num_classes):
    ours, keras_own = one_hot(labels, num_classes), to_categorical(labels, num_classes)
    assert (ours.shape, ours.dtype) == (keras_own.shape, keras_own.dtype)
    assert np.array_equal(ours, keras_own)


@given(st.lists(st.integers(0, 9), min_size=1))
def test_there_and_back(labels):
    assert from_one_hot(one_hot(labels, 10)).tolist() == labels


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        ([0, -1], "A label is -1, but classes are counted from 0"),
        ([0.5], "A label is 0.5, but labels are whole numbers"),
        ([float("nan")], "labels are whole numbers"),
        ([1, 3], "A label is 3, but 3 classes are counted 0 … 2. If the labels start at 1"),
        (["cat"], "Labels must be whole numbers"),
    ],
)
def test_what_would_be_mangled_is_refused(labels, sentence):
    with pytest.raises(ValueError, match=sentence):
        one_hot(labels, 3)


def test_no_labels():
    assert one_hot([], 3).shape == (0, 3)
    with pytest.raises(ValueError, match="num_classes must say"):
        one_hot([])
