"""The figures of an evaluation, against numbers worked by hand and published definitions."""

import math
import warnings

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics as sk

from core.numerics.metrics import evaluate, most_confident_mistakes, reliability, wilson


def outputs_of(predicted, confidence, num_classes: int) -> np.ndarray:
    """Rows of probabilities with the largest at `predicted`."""
    confidence = np.broadcast_to(confidence, len(predicted))
    outputs = np.repeat((1 - confidence)[:, np.newaxis] / (num_classes - 1), num_classes, axis=1)
    outputs[np.arange(len(predicted)), predicted] = confidence
    return outputs.astype(np.float32)


@pytest.fixture
def answers() -> tuple[np.ndarray, np.ndarray]:
    """500 pictures of 5 classes, the last one rare, and a network that is often right."""
    rng = np.random.default_rng(0)
    labels = rng.choice(5, 500, p=[0.3, 0.25, 0.25, 0.18, 0.02])
    logits = rng.normal(size=(500, 5)) + 2 * np.eye(5)[labels]
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    return labels, shares.astype(np.float32)


# Eight pictures of three classes: two of the first and one of the last are read wrong.
LABELS = np.array([0, 0, 0, 0, 1, 1, 2, 2])
PREDICTED = np.array([0, 0, 1, 2, 1, 1, 2, 0])


def test_eight_pictures_worked_by_hand():
    found = evaluate(LABELS, outputs_of(PREDICTED, 0.7, 3))
    assert found.confusion.tolist() == [[2, 1, 1], [0, 2, 0], [1, 0, 1]]
    assert found.accuracy == 5 / 8
    assert found.balanced_accuracy == pytest.approx((1 / 2 + 1 + 1 / 2) / 3)
    assert [row.support for row in found.classes] == [4, 2, 2]
    assert [row.recall for row in found.classes] == [1 / 2, 1, 1 / 2]
    assert [row.precision for row in found.classes] == pytest.approx([2 / 3, 2 / 3, 1 / 2])
    assert [row.f1 for row in found.classes] == pytest.approx([4 / 7, 4 / 5, 1 / 2])
    # −ln 0.7 where it is right, −ln 0.15 where it is wrong
    assert found.loss == pytest.approx(-(5 * math.log(0.7) + 3 * math.log(0.15)) / 8)


@pytest.mark.parametrize("successes, count", [(5, 8), (0, 10), (10, 10), (9780, 10_000)])
def test_wilsons_interval_is_scipys(successes, count):
    expected = stats.binomtest(successes, count).proportion_ci(0.95, method="wilson")
    assert wilson(successes, count) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_the_known_interval_of_81_of_263():
    # Newcombe, Statistics in Medicine 1998, table I, method 3: 0.2553 to 0.3662
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)


def test_the_definitions_of_the_figures(answers):
    labels, outputs = answers
    found, predicted = evaluate(labels, outputs), outputs.argmax(axis=1)
    right = predicted == labels
    assert found.accuracy == right.mean()
    for true, row in enumerate(found.classes):
        hits, is_it, read_so = (right & (labels == true)).sum(), labels == true, predicted == true
        assert row.support == is_it.sum()
        assert row.recall == pytest.approx(hits / is_it.sum())
        assert row.precision == pytest.approx(hits / read_so.sum())
        assert row.f1 == pytest.approx(2 / (1 / row.precision + 1 / row.recall))
        assert row.recall_interval == wilson(hits, row.support)
        for said in range(5):
            assert found.confusion[true, said] == (is_it & (predicted == said)).sum()
    # Of all classes alike, however rare: K. Brodersen et al., ICPR 2010.
    recalls = [(predicted[labels == true] == true).mean() for true in range(5)]
    assert found.balanced_accuracy == pytest.approx(np.mean(recalls))


def test_the_loss_is_scikit_learns_where_no_probability_is_clipped(answers):
    labels, outputs = answers
    exact = outputs / outputs.sum(axis=1, keepdims=True, dtype=np.float64)
    assert evaluate(labels, outputs).loss == pytest.approx(sk.log_loss(labels, exact), abs=1e-6)


def test_reliability_counts_every_picture_once_in_its_tenth(answers):
    labels, outputs = answers
    found = evaluate(labels, outputs)
    confidence, right = outputs.max(axis=1), outputs.argmax(axis=1) == labels
    # M. Naeini et al., AAAI 2015: ten bins of equal width.
    tenths = np.ceil(confidence * 10)
    assert [row.size for row in found.bins] == [(tenths == n).sum() for n in np.unique(tenths)]
    for row, tenth in zip(found.bins, np.unique(tenths), strict=True):
        assert row.accuracy == pytest.approx(right[tenths == tenth].mean())
        assert row.confidence == pytest.approx(confidence[tenths == tenth].mean())


def test_the_calibration_error_worked_by_hand():
    # Three pictures at 0.95, two of them right; one at 0.45, right.
    right = np.array([True, True, False, True])
    bins = reliability(np.array([0.95, 0.95, 0.95, 0.45]), right)
    assert [row.size for row in bins] == [1, 3]
    labels = np.array([0, 0, 1, 0])
    found = evaluate(labels, outputs_of([0, 0, 0, 0], np.array([0.95, 0.95, 0.95, 0.45]), 3))
    assert found.calibration_error == pytest.approx((3 * (0.95 - 2 / 3) + (1 - 0.45)) / 4)


def test_a_confidence_between_two_tenths_counts_in_the_lower_one():
    bins = reliability(np.array([0.45, 0.5, 0.55]), np.array([True, True, False]))
    assert bins == [(2, pytest.approx(0.475), 1.0), (1, pytest.approx(0.55), 0.0)]


def test_all_right_and_all_wrong():
    labels = np.array([0, 1, 2])
    right, wrong = (evaluate(labels, outputs_of(said, 1.0, 3)) for said in (labels, [1, 2, 0]))
    assert (right.accuracy, wrong.accuracy) == (1, 0)
    assert right.calibration_error == pytest.approx(0, abs=1e-6)
    assert wrong.calibration_error == pytest.approx(1)
    assert wrong.loss == pytest.approx(-math.log(1e-7))  # the largest that Keras gives
    # Softmax in float32 may be rounded to a little more than 1.
    assert reliability(np.float32([1.0000001]), np.array([True])) == [(1, 1.0, 1.0)]


def test_the_most_confident_mistake_comes_first():
    confidence = np.array([0.9, 0.8, 0.5, 0.99, 0.9, 0.9, 0.9, 0.6])
    found = evaluate(LABELS, outputs_of(PREDICTED, confidence, 3))
    assert most_confident_mistakes(LABELS, found).tolist() == [3, 7, 2]


def test_outputs_that_are_no_probabilities_have_no_loss_and_no_reliability():
    found = evaluate(LABELS, 12 * np.eye(3, dtype=np.float32)[PREDICTED])
    assert (found.loss, found.bins, found.calibration_error) == (None, None, None)
    assert found.accuracy == 5 / 8
    assert (found.confidence == 12).all()


def test_a_class_without_pictures_or_answers_has_no_figures_and_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = evaluate(np.array([0, 0]), outputs_of([0, 1], 0.9, 3))
    assert math.isnan(found.classes[1].recall)  # no picture of it
    assert found.classes[1].precision == 0
    assert math.isnan(found.classes[2].precision)  # nothing was read as it
    assert found.classes[2].support == 0
    assert found.balanced_accuracy == 0.5  # of the one class that has pictures


def test_a_diverged_network_is_said():
    with pytest.raises(ValueError, match="no numbers"):
        evaluate(LABELS, np.full((8, 3), np.nan, np.float32))


def test_no_picture_is_said():
    with pytest.raises(ValueError, match="no picture"):
        evaluate(LABELS[:0], np.empty((0, 3), np.float32))
