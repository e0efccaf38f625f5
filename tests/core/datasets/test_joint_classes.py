"""Classes that are several others in one."""

import pytest

from core.datasets.joint_classes import doubts


@pytest.mark.parametrize("joint", ["cat|dog", "Cat, dog", "dog & cat", "cat dog", "dog+cat"])
def test_several_classes_in_one_are_told(joint):
    (note,) = doubts(["cat", "dog", joint])
    assert joint in note and "1 class" in note


@pytest.mark.parametrize("name", ["great dane", "T-shirt/top", "Smith, John", "3.5", "a|b"])
def test_names_with_signs_in_them_are_not(name):
    assert doubts(["cat", "dog", "dane", "top", "5", name]) == []
