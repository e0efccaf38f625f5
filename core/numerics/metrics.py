"""How well a network does: from labels and outputs to the figures of an evaluation.

Labels are int64 `(n,)`, outputs float32 `(n, classes)` as the last layer gives them. A network
predicts the class of its largest output.

scikit-learn and `scipy.stats` take seconds to import, so they are imported where they are used:
the workers have them, and the app lets a worker evaluate (`core.engine.Engine.evaluate`).
"""

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from core.language import say
from core.numerics.cross_entropy import are_probabilities, log_probabilities
from core.numerics.encoding import from_one_hot

CONFIDENCE_LEVEL = 0.95
BINS = 10
_NORMAL = NormalDist()


class Interval(NamedTuple):
    """Where a share lies with a confidence of 95 %, both from 0 to 1."""

    low: float
    high: float


class ClassFigures(NamedTuple):
    """One class: shares from 0 to 1, NaN where they are 0 / 0, and the count of its pictures.

    `precision`: of the pictures predicted to be of this class, the share that are. `recall`: of
    the pictures of this class, the share predicted to be. `f1` is their harmonic mean.
    """

    precision: float
    recall: float
    recall_interval: Interval
    f1: float
    support: int


class ReliabilityBin(NamedTuple):
    """The pictures whose largest probability lies in a range, and how many are read right."""

    size: int
    """The count of these pictures."""
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
    bins: list[ReliabilityBin] | None
    """The reliability of the probabilities, least confident first; None as `loss`."""

    @property
    def calibration_error(self) -> float | None:
        """How far confidence and accuracy lie apart, a mean over all pictures (0 to 1).

        The expected calibration error of Naeini et al., AAAI 2015.
        """
        if self.bins is None:
            return None
        gaps = sum(bin_.size * abs(bin_.confidence - bin_.accuracy) for bin_ in self.bins)
        return gaps / len(self.predicted)


def evaluate(labels: np.ndarray, outputs: np.ndarray) -> Evaluation:
    """All figures of an evaluation.

    ValueError, with a sentence, if there is no picture or an output is no number.
    """
    if not len(labels):
        raise ValueError(say("There is no picture to measure the network on."))
    if not np.isfinite(outputs).all():
        raise ValueError(
            say(
                "This network gives outputs that are no numbers (NaN): its training has diverged. "
                "Train it again with a smaller learning rate."
            )
        )
    from sklearn.metrics import accuracy_score, confusion_matrix

    predicted, confidence = from_one_hot(outputs), outputs.max(axis=1)
    confusion = confusion_matrix(labels, predicted, labels=range(outputs.shape[1]))
    classes = class_figures(labels, predicted, confusion)
    probable = are_probabilities(outputs)
    return Evaluation(
        predicted=predicted,
        confidence=confidence,
        accuracy=float(accuracy_score(labels, predicted)),
        interval=wilson(int(np.trace(confusion)), len(labels)),
        balanced_accuracy=float(np.mean([row.recall for row in classes if row.support])),
        loss=mean_loss(labels, outputs) if probable else None,
        classes=classes,
        confusion=confusion,
        bins=reliability(confidence, predicted == labels) if probable else None,
    )


def class_figures(
    labels: np.ndarray, predicted: np.ndarray, confusion: np.ndarray
) -> list[ClassFigures]:
    """The figures of each class, in label order; labels and predictions are int64 `(n,)`."""
    from sklearn.metrics import precision_recall_fscore_support

    precisions, recalls, f1s, _ = precision_recall_fscore_support(
        labels, predicted, labels=range(len(confusion)), zero_division=np.nan
    )
    columns = (np.diag(confusion), confusion.sum(axis=1), precisions, recalls, f1s)
    return [
        ClassFigures(
            precision=precision,
            recall=recall,
            recall_interval=wilson(hits, support) if support else Interval(np.nan, np.nan),
            f1=f1,
            support=support,
        )
        for hits, support, precision, recall, f1 in zip(
            *(column.tolist() for column in columns), strict=True
        )
    ]


def wilson(successes: int, count: int) -> Interval:
    """The 95 % interval for a share that was seen as `successes` of `count`, 1 or more.

    By its formula, not by SciPy, as a page needs it at once.
    E. B. Wilson, Journal of the American Statistical Association 22, 1927.
    """
    share, z = successes / count, _NORMAL.inv_cdf((1 + CONFIDENCE_LEVEL) / 2)
    middle = share + z**2 / (2 * count)
    half = z * math.sqrt(share * (1 - share) / count + z**2 / (4 * count**2))
    low, high = ((middle + end) / (1 + z**2 / count) for end in (-half, half))
    return Interval(max(low, 0.0), min(high, 1.0))


def mean_loss(labels: np.ndarray, probabilities: np.ndarray) -> float:
    """The mean cross-entropy in nats, clipped as in training, by `core.numerics.cross_entropy`.

    scikit-learn's `log_loss` clips elsewhere, and would give another loss than the run's.
    """
    logs = np.take_along_axis(log_probabilities(probabilities), labels[:, np.newaxis], axis=1)
    return float(-logs.mean())


def reliability(confidence: np.ndarray, right: np.ndarray) -> list[ReliabilityBin]:
    """Ten ranges of equal width of the confidence `(n,)`; those without a picture are left out."""
    from sklearn.calibration import calibration_curve

    confidence = np.minimum(confidence, 1)  # softmax in float32 may round up to more than 1
    accuracies, confidences = calibration_curve(right, confidence, n_bins=BINS)
    # scikit-learn does not say how many pictures are in each range.
    places = np.searchsorted(np.linspace(0, 1, BINS + 1)[1:-1], confidence)
    _, counts = np.unique(places, return_counts=True)
    columns = (counts.tolist(), confidences.tolist(), accuracies.tolist())
    return [ReliabilityBin(*row) for row in zip(*columns, strict=True)]


def most_confident_mistakes(labels: np.ndarray, evaluation: Evaluation) -> np.ndarray:
    """The pictures that are read wrong, int64 `(mistakes,)`, the most confident first."""
    wrong = np.flatnonzero(evaluation.predicted != labels)
    return wrong[np.argsort(-evaluation.confidence[wrong], kind="stable")]
