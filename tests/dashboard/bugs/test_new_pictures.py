"""Which outputs of a network are seen side by side on the page Find the bug."""

import numpy as np

from dashboard.bugs.new_pictures import MOST_OUTPUTS, PICTURES, columns_of


def test_each_picture_has_the_columns_of_its_class_and_of_its_answer_however_many_there_are():
    labels = np.array([3, 25, 3, 7, 20, 11])
    answers = np.array([3, 24, 4, 0, 21, 10])
    columns = columns_of(np.eye(26, dtype=np.float32)[answers], labels)
    assert columns == [0, 3, 4, 7, 10, 11, 20, 21, 24, 25]
    few = np.zeros((PICTURES, MOST_OUTPUTS), np.float32)
    assert columns_of(few, np.zeros(PICTURES, int)) == list(range(MOST_OUTPUTS))
