"""How well a network does: from labels and outputs to the figures of an evaluation.

Labels are int64 `(n,)`, outputs float32 `(n, classes)` as the last layer gives them. What a
network says is the class of its largest output.

The definitions are scikit-learn's, but not its code: a page that waits for them would wait longer
for the import.
"""

from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from core.cross_entropy import are_probabilities, log_probabilities
from core.encoding import from_one_hot

CONFIDENCE_LEVEL = 0.95
BINS = 10


class Interval(NamedTuple):
    """Where a share lies with a confidence of 95 %, both from 0 to 1."""

    low: float
    high: float


class ClassFigures(NamedTuple):
    """One class: shares from 0 to 1, NaN where they are 0 / 0, and the count of its pictures.

    `precision`: of the pictures read as this class, the share that is. `recall`: of the pictures
    of this class, the share read as it. `f1` is their harmonic mean.
    """

    precision: float
    recall: float
    recall_interval: Interval
    f1: float
    support: int


class Bin(NamedTuple):
    """The pictures whose largest probability lies in a range, and how it is kept."""

    count: int
    confidence: float
    """The mean of their largest probabilities."""
    accuracy: float


class Evaluation(NamedTuple):
    """What labels and outputs amount to."""

    predicted: np.ndarray
    """int64 `(n,)`."""
    confidence: np.ndarray
    """float32 `(n,)`: the largest output of each picture."""
    accuracy: float
    interval: Interval
    """Wilson's, around the accuracy."""
    balanced_accuracy: float
    """The mean recall of the classes that have pictures."""
    loss: float | None
    """The mean cross-entropy in nats; None if the outputs are no probabilities."""
    classes: list[ClassFigures]
    confusion: np.ndarray
    """int64 `(classes, classes)`, true classes as rows."""
    bins: list[Bin] | None
    """The reliability of the probabilities, least confident first; None as `loss`."""

    @property
    def calibration_error(self) -> float | None:
        """How far confidence and accuracy lie apart, a mean over all pictures (0 to 1).

        The expected calibration error of Naeini et al., AAAI 2015.
        """
        if self.bins is None:
            return None
        gaps = sum(bin_.count * abs(bin_.confidence - bin_.accuracy) for bin_ in self.bins)
        return gaps / len(self.predicted)


def evaluate(labels: np.ndarray, outputs: np.ndarray) -> Evaluation:
    """All figures of an evaluation.

    ValueError, with a sentence, if there is no picture or an output is no number.
    """
    if not len(labels):
        raise ValueError("There is no picture to measure the network on.")
    if not np.isfinite(outputs).all():
        raise ValueError(
            "This network gives outputs that are no numbers (NaN): its training has diverged. "
            "Train it again with a smaller learning rate."
        )
    predicted, confidence = from_one_hot(outputs), outputs.max(axis=1)
    confusion = confusion_matrix(labels, predicted, outputs.shape[1])
    hits, count = int(np.trace(confusion)), len(labels)
    classes = class_figures(confusion)
    probable = are_probabilities(outputs)
    return Evaluation(
        predicted=predicted,
        confidence=confidence,
        accuracy=hits / count,
        interval=wilson(hits, count),
        balanced_accuracy=float(np.mean([row.recall for row in classes if row.support])),
        loss=mean_loss(labels, outputs) if probable else None,
        classes=classes,
        confusion=confusion,
        bins=reliability(confidence, predicted == labels) if probable else None,
    )


def confusion_matrix(labels: np.ndarray, predicted: np.ndarray, num_classes: int) -> np.ndarray:
    """How many pictures of each class are read as each: int64 `(classes, classes)`, rows true."""
    pairs = np.bincount(labels * num_classes + predicted, minlength=num_classes**2)
    return pairs.reshape(num_classes, num_classes)


def class_figures(confusion: np.ndarray) -> list[ClassFigures]:
    """The figures of each class, in label order, of a matrix with true classes as rows."""
    hits, support, said = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    return [
        ClassFigures(
            precision=_share(hit, answers),
            recall=_share(hit, pictures),
            recall_interval=wilson(hit, pictures) if pictures else Interval(np.nan, np.nan),
            f1=_share(2 * hit, pictures + answers),
            support=pictures,
        )
        for hit, pictures, answers in zip(
            hits.tolist(), support.tolist(), said.tolist(), strict=True
        )
    ]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else np.nan


def wilson(successes: int, count: int) -> Interval:
    """The 95 % interval for a share that was seen as `successes` of `count`, 1 or more.

    Wilson, JASA 22, 1927.
    """
    z, share = NormalDist().inv_cdf((1 + CONFIDENCE_LEVEL) / 2), successes / count
    middle = (share + z**2 / (2 * count)) / (1 + z**2 / count)
    half = z * np.sqrt(share * (1 - share) / count + z**2 / (4 * count**2)) / (1 + z**2 / count)
    return Interval(max(float(middle - half), 0.0), min(float(middle + half), 1.0))


def mean_loss(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """The mean cross-entropy in nats, of probabilities clipped as `core.cross_entropy` does."""
    logs = np.take_along_axis(log_probabilities(probabilities), labels[:, np.newaxis], axis=1)
    return float(-logs.mean())


def reliability(confidence: np.ndarray, right: np.ndarray) -> list[Bin]:
    """Ten ranges of equal width of the confidence `(n,)`; those without a picture are left out."""
    places = np.searchsorted(np.linspace(0, 1, BINS + 1)[1:-1], confidence)
    counts = np.bincount(places, minlength=BINS)
    sure, correct = (np.bincount(places, values, BINS) for values in (confidence, right))
    return [
        Bin(int(counts[place]), float(sure[place] / counts[place]), correct[place] / counts[place])
        for place in np.flatnonzero(counts)
    ]


def most_confident_mistakes(labels: np.ndarray, evaluation: Evaluation) -> np.ndarray:
    """The pictures that are read wrong, int64 `(mistakes,)`, the most confident first."""
    wrong = np.flatnonzero(evaluation.predicted != labels)
    return wrong[np.argsort(-evaluation.confidence[wrong], kind="stable")]
