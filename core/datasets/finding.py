"""Which dataset the files hold: a published one, held against its card, or the visitor's own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from core.datasets import content
from core.datasets.card import Dataset, DatasetCard
from core.datasets.errors import DatasetError
from core.datasets.joining import Labelled, Splits, join
from core.datasets.parts import Part

MAX_CLASSES = 1000
SEED = 0
LUMA = (0.299, 0.587, 0.114)
"""Shares of red, green and blue in grey, ITU-R BT.601, the ones Pillow uses."""


@dataclass(frozen=True)
class Finding:
    """What lies in the files a visitor gave, for them to look at before it is accepted.

    `dataset` is complete and in memory. `layout` says how the files are made, `files` which were
    used, `notes` what was changed or is missing. `verified` is True where the pictures and labels
    are the published ones, value by value.
    """

    dataset: Dataset
    layout: str
    files: tuple[str, ...]
    verified: bool
    notes: tuple[str, ...]


def find(
    parts: list[Part],
    cards: Mapping[str, DatasetCard],
    title: str,
    own: bool,
    test_fraction: float,
) -> Finding:
    """The dataset that `parts` hold.

    It is a published one if its content is, wherever it came from. Anything else becomes a dataset
    called `title`, of which `test_fraction` is set aside for the test unless the files say which
    pictures are for that. Unless `own` says that this is meant, files that pass themselves off as
    a published dataset and are not are refused with a DatasetError.
    """
    for group in _candidates(parts):
        splits = join(group)
        if finding := _as_published(splits, cards, group, own):
            return finding
    if not own:
        _refuse_false_names(parts, splits, cards)
    return _as_own(splits, cards, parts, title, test_fraction)


def _candidates(parts: list[Part]) -> list[list[Part]]:
    """Each complete file alone, then all together: Kaggle's archive of FER-2013 holds it thrice."""
    files = [list(group) for _, group in groupby(parts, key=lambda part: part.where)]
    complete = [
        group
        for group in files
        if all(part.images is not None and part.labels is not None for part in group)
    ]
    return [*complete, parts] if len(files) > 1 else [parts]


def _as_published(
    splits: Splits, cards: Mapping[str, DatasetCard], parts: list[Part], own: bool
) -> Finding | None:
    """A finding if this is a dataset of `cards`, None if it is evidently none of them."""
    alike = [(card, *sets) for card in cards.values() if (sets := _in_order_of(card, splits))]
    for card, train, test in alike:
        if content.is_published(card, train, test):
            return _published_finding(card, train, test, splits, parts, verified=True)
    for card, train, test in alike:
        if splits.from_files:
            return _published_finding(card, train, test, splits, parts, verified=False)
        if not own:
            raise DatasetError(
                f"{_names(parts)}: as many pictures of every class as {card.title} has, but not "
                "the published ones: their checksum differs. The copy is damaged or was changed; "
                "fetch it again. If it is a dataset of your own, give it a name of its own."
            )
    return None


def _published_finding(
    card: DatasetCard,
    train: Labelled,
    test: Labelled,
    splits: Splits,
    parts: list[Part],
    verified: bool,
) -> Finding:
    notes = splits.notes
    if not verified:
        notes = (
            *notes,
            f"The counts of every class are those of {card.title}, but the pixels are not: "
            "these are copies that were compressed (JPEG) or scaled.",
        )
    if splits.from_files:
        train, test = _shuffled(train), _shuffled(test)
    dataset = Dataset(*train, *test, replace(card, note=" ".join(notes)))
    return Finding(dataset, _layout(parts), _files(parts), verified, notes)


def _in_order_of(card: DatasetCard, splits: Splits) -> tuple[Labelled, Labelled] | None:
    """Training and test set with labels in the order of `card`, or None where shape, classes or
    counts differ.
    """
    images, labels = splits.train
    if images.shape[1:3] != card.shape[:2] or images.shape[3] < card.shape[2]:
        return None
    if images.shape[3] != card.shape[2] and not splits.from_files:
        return None
    test = splits.test
    if test is None:
        if len(labels) != card.train_count + card.test_count:
            return None
        test = images[card.train_count :], labels[card.train_count :]
        images, labels = images[: card.train_count], labels[: card.train_count]
    order = _label_order(card, splits)
    if order is None:
        return None
    sets = []
    for pictures, numbers in ((images, labels), test):
        if len(numbers) and numbers.max() >= len(order):
            return None
        if pictures.shape[3] != card.shape[2]:
            pictures = np.rint(pictures @ np.array(LUMA)).astype(np.uint8)[..., np.newaxis]
        sets.append((pictures, order[numbers]))
    train, test = sets
    if (
        content.counts(train[1], card.num_classes) != card.train_counts
        or content.counts(test[1], card.num_classes) != card.test_counts
    ):
        return None
    return train, test


def _label_order(card: DatasetCard, splits: Splits) -> np.ndarray | None:
    """For each label of `splits`, that of the same class in `card`: by name, never by place."""
    if splits.dataset and splits.dataset != card.name:
        return None
    if not splits.classes:
        return np.arange(card.num_classes)
    if splits.classes == tuple(str(label) for label in range(card.num_classes)):
        return np.arange(card.num_classes)
    synonyms = {_plain(other): _plain(name) for other, name in card.class_synonyms}
    index = {_plain(name): label for label, name in enumerate(card.classes)}
    names = [synonyms.get(_plain(name), _plain(name)) for name in splits.classes]
    if not set(names) <= index.keys():
        return None
    return np.array([index[name] for name in names])


def _plain(name: str) -> str:
    """`T-shirt/top` and `t_shirt_top` as the same word: folders cannot have every letter."""
    return re.sub(r"[\W_]", "", name.casefold())


def _refuse_false_names(
    parts: list[Part], splits: Splits, cards: Mapping[str, DatasetCard]
) -> None:
    for card in cards.values():
        published = {file.name.removesuffix(".gz") for file in (*card.files, *card.alternatives)}
        for part in parts:
            name = next((name for name in _path_names(part.where) if name in published), None)
            if name and splits.train[0].shape[1:] == card.shape:
                found = len(splits.train[0]) + (len(splits.test[0]) if splits.test else 0)
                total = card.train_count + card.test_count
                raise DatasetError(
                    f"{part.where} has the name of a file of {card.title}, but there are {found:,} "
                    f"pictures with labels where {card.title} has {total:,}, or other classes. "
                    f"Add all files of {card.title} ({_listed(card)}), undamaged; or give the "
                    "dataset a name of its own if it is one of yours."
                )


def _path_names(where: str) -> list[str]:
    return [name.removesuffix(".gz") for name in re.split(r" → |/|, ", where)]


def _listed(card: DatasetCard) -> str:
    return ", ".join(file.name for file in card.files)


def _as_own(
    splits: Splits,
    cards: Mapping[str, DatasetCard],
    parts: list[Part],
    title: str,
    test_fraction: float,
) -> Finding:
    splits, classes = _with_classes(splits, cards)
    notes = list(splits.notes)
    train, test = splits.train, splits.test
    if test is None:
        train, test = _split(train, classes, test_fraction)
        notes.append(
            f"The files do not say which pictures are for the test, so {len(test[1]):,} of "
            f"{len(test[1]) + len(train[1]):,} were set aside, the same share of every class."
        )
    elif splits.from_files:
        train, test = _shuffled(train), _shuffled(test)
    for card in cards.values():
        if train[0].shape[1:] == card.shape and content.is_published_train(
            card.digests, splits.train
        ):
            title = f"{card.title} training set"
            notes.append(f"These are the published training pictures of {card.title}.")
    height, width, channels = train[0].shape[1:]
    brightest = max(int(train[0].max()), int(test[0].max()))
    card = DatasetCard(
        name="",
        title=title,
        classes=classes,
        shape=(height, width, channels),
        train_counts=content.counts(train[1], len(classes)),
        test_counts=content.counts(test[1], len(classes)),
        task=f"Which of {len(classes)} classes does this picture show?",
        max_value=16 if brightest <= 16 else 255,  # 16 is scikit-learn's digits, saved by somebody
        source="files added on this machine",
        own=True,
        note=" ".join(notes),
    )
    return Finding(Dataset(*train, *test, card), _layout(parts), _files(parts), False, tuple(notes))


def _with_classes(
    splits: Splits, cards: Mapping[str, DatasetCard]
) -> tuple[Splits, tuple[str, ...]]:
    """Names for the labels: from the files, from the dataset they are part of, else numbers."""
    everything = np.concatenate([splits.train[1], splits.test[1] if splits.test else []])
    values = np.unique(everything.astype(np.int64))
    classes = splits.classes
    if not classes and splits.dataset in cards:
        classes = cards[splits.dataset].classes
    if classes and values[-1] < len(classes):
        return splits, classes
    if not 2 <= len(values) <= MAX_CLASSES:
        raise DatasetError(
            f"The labels have {len(values):,} different values. "
            f"A network can learn to tell 2 to {MAX_CLASSES:,} classes apart."
        )
    images, labels = splits.train
    test = splits.test and (splits.test[0], np.searchsorted(values, splits.test[1]))
    train = images, np.searchsorted(values, labels)
    return replace(splits, train=train, test=test), tuple(str(value) for value in values.tolist())


def _split(
    pool: Labelled, classes: tuple[str, ...], test_fraction: float
) -> tuple[Labelled, Labelled]:
    """Training and test set, shuffled, each with every class; the same again for the same files."""
    images, labels = pool
    generator = np.random.default_rng(SEED)
    is_test = np.zeros(len(labels), bool)
    for label, name in enumerate(classes):
        members = np.flatnonzero(labels == label)
        if len(members) == 1:
            raise DatasetError(
                f"The class “{name}” has 1 picture. It needs at least 2: one to learn from and one "
                "to test with."
            )
        count = min(max(1, round(test_fraction * len(members))), len(members) - 1)
        is_test[generator.permutation(members)[: max(count, 0)]] = True
    train, test = (images[~is_test], labels[~is_test]), (images[is_test], labels[is_test])
    return _shuffled(train), _shuffled(test)


def _shuffled(split: Labelled) -> Labelled:
    """In random but fixed order: files come sorted by class, and a validation split of the last
    pictures would then have one class only.
    """
    images, labels = split
    order = np.random.default_rng(SEED).permutation(len(labels))
    return images[order], labels[order]


def _layout(parts: list[Part]) -> str:
    return " and ".join(dict.fromkeys(part.layout for part in parts))


def _files(parts: list[Part]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.where for part in parts))


def _names(parts: list[Part]) -> str:
    files = _files(parts)
    return ", ".join(files[:2]) + (f" and {len(files) - 2} more" if len(files) > 2 else "")
