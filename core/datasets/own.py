"""A dataset of the visitor's own: names for its classes, and a test set if it brought none."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from core.datasets import content
from core.datasets.card import Dataset, DatasetCard
from core.datasets.errors import DatasetError
from core.datasets.joining import SEED, ImagesAndLabels, Splits, shuffled
from core.language import say
from core.plain_text import plain_name

MAX_CLASSES = 1000


def own_dataset(
    splits: Splits,
    cards: Mapping[str, DatasetCard],
    title: str,
    test_fraction: float,
) -> tuple[Dataset, tuple[str, ...]]:
    """The dataset called `title`, not yet named, and notes on how it came about.

    Raises DatasetError for a class with a single picture and for labels that are no classes.
    """
    splits, classes = _with_classes(splits, cards)
    notes = list(splits.notes)
    train, test = splits.train, splits.test
    if test is None:
        train, test = _split(train, classes, test_fraction)
        notes.append(
            say(
                "The files do not say which pictures are for the test, so {test:,} of "
                "{total:,} were set aside, the same share of every class.",
                test=len(test[1]),
                total=len(test[1]) + len(train[1]),
            )
        )
    elif splits.from_files:
        train, test = shuffled(train), shuffled(test)
    height, width, channels = train[0].shape[1:]
    brightest = max(int(train[0].max()), int(test[0].max()))
    card = DatasetCard(
        name="",
        title=plain_name(title),
        classes=tuple(map(plain_name, classes)),
        shape=(height, width, channels),
        train_counts=content.counts(train[1], len(classes)),
        test_counts=content.counts(test[1], len(classes)),
        task=say("Which of {count} classes does this picture show?", count=len(classes)),
        max_value=brightest
        if 0 < brightest <= 16
        else 255,  # as scikit-learn's digits, saved to a file
        source="files added on this machine",
        own=True,
        note=" ".join(notes),
    )
    return Dataset(*train, *test, card), tuple(notes)


def _with_classes(
    splits: Splits, cards: Mapping[str, DatasetCard]
) -> tuple[Splits, tuple[str, ...]]:
    """Names for the labels: from the files, from the dataset they are part of, else numbers."""
    everything = np.concatenate([splits.train[1], splits.test[1] if splits.test else []])
    values = np.unique(everything.astype(np.int64))
    classes = splits.classes
    if not classes and splits.format:
        named = (card.classes for card in cards.values() if splits.format in card.formats)
        classes = next(named, ())
    if classes and values[-1] < len(classes):
        return splits, classes
    if not 2 <= len(values) <= MAX_CLASSES:
        raise DatasetError(
            say(
                "The labels have {count:,} different values. A network can learn to tell 2 "
                "to {most:,} classes apart.",
                count=len(values),
                most=MAX_CLASSES,
            )
        )
    images, labels = splits.train
    test = splits.test and (splits.test[0], np.searchsorted(values, splits.test[1]))
    train = images, np.searchsorted(values, labels)
    return replace(splits, train=train, test=test), tuple(str(value) for value in values.tolist())


def _split(
    pool: ImagesAndLabels, classes: tuple[str, ...], test_fraction: float
) -> tuple[ImagesAndLabels, ImagesAndLabels]:
    """Training and test set, shuffled, each with every class; the same again for the same files."""
    images, labels = pool
    generator = np.random.default_rng(SEED)
    is_test = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        if len(members) == 1:
            raise DatasetError(
                say(
                    "The class “{name}” has 1 picture. It needs at least 2: one to learn from "
                    "and one to test with.",
                    name=classes[label],
                )
            )
        count = min(max(1, round(test_fraction * len(members))), len(members) - 1)
        is_test[generator.permutation(members)[:count]] = True
    train, test = (images[~is_test], labels[~is_test]), (images[is_test], labels[is_test])
    return shuffled(train), shuffled(test)
