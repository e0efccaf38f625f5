"""A dataset of the visitor's own: names for its classes, and a test set if it brought none."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from core.datasets import content, joint_classes
from core.datasets.arrangement.readings import listed
from core.datasets.card import Dataset, DatasetCard
from core.datasets.copies import digests
from core.datasets.errors import DatasetError
from core.datasets.joining import SEED, ImagesAndLabels, Splits, shuffled
from core.datasets.oddities import find_oddities
from core.language import plural, say
from core.plain_text import plain_name

MAX_CLASSES = 1000

LEAKED = plural(
    "{count:,} of {total:,} test pictures is also a training picture, so the test says too little.",
    "{count:,} of {total:,} test pictures are also training pictures, so the test says too little.",
)
UNTESTED = plural(
    "{count:,} class has no test picture, so nothing tests it: {names}.",
    "{count:,} classes have no test picture, so nothing tests them: {names}.",
)
UNTRAINED = plural(
    "{count:,} class has no training picture, so nothing can learn it: {names}.",
    "{count:,} classes have no training picture, so nothing can learn them: {names}.",
)
ALONE = plural(
    "{count:,} class has a single picture: {names}. Remove it if it is none of the classes.",
    "{count:,} classes have a single picture each: {names}. Remove those that are no classes.",
)
CONTRADICTIONS = plural(
    "{count:,} group of identical training pictures bears different labels.",
    "{count:,} groups of identical training pictures bear different labels.",
)


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
        train, test = _split(train, test_fraction)
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
    if not len(test[1]):
        raise DatasetError(say("Every class has 1 picture only, so none is left to test with."))
    notes.extend(joint_classes.doubts(classes))
    notes.extend(_doubts(train, test))
    notes.extend(_classes_with_few_pictures(train[1], test[1], classes))
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
    if classes and values[0] == 1 and values[-1] == len(classes):  # as MATLAB counts
        return _relabelled(splits, np.arange(1, len(classes) + 1)), classes
    if not 2 <= len(values) <= MAX_CLASSES:
        raise DatasetError(
            say(
                "The labels have {count:,} different values. A network can learn to tell 2 "
                "to {most:,} classes apart.",
                count=len(values),
                most=MAX_CLASSES,
            )
        )
    return _relabelled(splits, values), tuple(str(value) for value in values.tolist())


def _relabelled(splits: Splits, values: np.ndarray) -> Splits:
    """With the place in `values` for each label."""
    images, labels = splits.train
    test = splits.test and (splits.test[0], np.searchsorted(values, splits.test[1]))
    return replace(splits, train=(images, np.searchsorted(values, labels)), test=test)


def _classes_with_few_pictures(
    train: np.ndarray, test: np.ndarray, classes: tuple[str, ...]
) -> list[str]:
    """Notes that name the classes that cannot be learned, or not be tested."""
    counts = [np.bincount(labels, minlength=len(classes)) for labels in (train, test)]
    single = sum(counts) == 1
    doubtful = {
        ALONE: single,
        UNTESTED: (counts[1] == 0) & ~single,
        UNTRAINED: (counts[0] == 0) & ~single,
    }
    notes = []
    for sentence, are in doubtful.items():
        names = [classes[label] for label in np.flatnonzero(are)]
        if names:
            notes.append(say(sentence, count=len(names), names=listed(names)))
    return notes


def _doubts(train: ImagesAndLabels, test: ImagesAndLabels) -> list[str]:
    """What is wrong with equal pictures, if any are in both sets or have two labels."""
    odd = find_oddities(*train, test[0])
    doubts = []
    if odd.leaked:
        doubts.append(say(LEAKED, count=len(odd.leaked), total=len(test[1])))
    if odd.contradictions:
        doubts.append(say(CONTRADICTIONS, count=len(odd.contradictions)))
    return doubts


def _split(pool: ImagesAndLabels, test_fraction: float) -> tuple[ImagesAndLabels, ImagesAndLabels]:
    """Training and test set, shuffled; the same again for the same files. Each has every class,
    except that a class with a single picture is in the training set alone.

    Equal pictures of a class stay together, or the test would ask what was practised.
    """
    images, labels = pool
    generator = np.random.default_rng(SEED)
    same = np.unique(digests(images), return_inverse=True)[1]
    is_test = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        _, first = np.unique(same[members], return_index=True)
        different = members[np.sort(first)] if len(first) > 1 else members
        count = min(max(1, round(test_fraction * len(members))), len(different) - 1)
        is_test[generator.permutation(different)[:count]] = True
        if len(first) > 1:
            is_test[members] = np.isin(same[members], same[members[is_test[members]]])
    train, test = (images[~is_test], labels[~is_test]), (images[is_test], labels[is_test])
    return shuffled(train), shuffled(test)
