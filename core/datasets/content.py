"""Which published dataset some pictures are: by their content, never by their container."""

import hashlib

import numpy as np

from core.datasets.card import DatasetCard, Digests


def is_published(
    card: DatasetCard,
    train: tuple[np.ndarray, np.ndarray],
    test: tuple[np.ndarray, np.ndarray],
) -> bool:
    """Whether the (images, labels) of both splits are the published ones, in any order."""
    digests = card.digests
    return (is_published_train(digests, train) or _same_set(digests.train_set, train)) and (
        _is_published_test(digests, test) or _same_set(digests.test_set, test)
    )


def is_published_train(digests: Digests, train: tuple[np.ndarray, np.ndarray]) -> bool:
    """Whether these are the published training pictures and labels in the published order."""
    images, labels = train
    return _matches(digests.train_labels, labels) and _matches(digests.train_images, images)


def _is_published_test(digests: Digests, test: tuple[np.ndarray, np.ndarray]) -> bool:
    images, labels = test
    if digests.test_rows_md5:
        planes = images.transpose(0, 3, 1, 2).reshape(len(images), -1)
        rows = np.column_stack([labels.astype(np.uint8), planes])
        return hashlib.md5(rows.data).hexdigest() == digests.test_rows_md5
    return _matches(digests.test_labels, labels) and _matches(digests.test_images, images)


def counts(labels: np.ndarray, num_classes: int) -> tuple[int, ...]:
    """How many pictures each class has, in label order."""
    return tuple(np.bincount(labels, minlength=num_classes).tolist())


def set_digest(images: np.ndarray, labels: np.ndarray) -> str:
    """The checksum of pictures and labels that does not depend on their order; see `Digests`."""
    single = sorted(
        hashlib.sha256(bytes([label]) + image.tobytes()).digest()
        for image, label in zip(images, labels.tolist(), strict=True)
    )
    return hashlib.sha256(b"".join(single)).hexdigest()


def array_digest(array: np.ndarray) -> str:
    """SHA-256 of the array's values as uint8, in C order."""
    return hashlib.sha256(np.ascontiguousarray(array, np.uint8).data).hexdigest()


def _matches(published: str | None, array: np.ndarray) -> bool:
    return published is not None and array_digest(array) == published


def _same_set(published: str | None, split: tuple[np.ndarray, np.ndarray]) -> bool:
    return published is not None and set_digest(*split) == published
