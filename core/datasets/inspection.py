"""Recognises which dataset the files hold: a published one, by its card, or the visitor's own."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from core.datasets import content
from core.datasets.arrangement import Reading
from core.datasets.card import Dataset, DatasetCard, Digests
from core.datasets.choices import ColourOrder
from core.datasets.errors import DatasetError
from core.datasets.grounds import Grounds
from core.datasets.joining import ImagesAndLabels, Splits, join, shuffled
from core.datasets.own import own_dataset
from core.datasets.parts import Contents, FilePart
from core.language import message, say

CHANGED = message(
    "{files}: as many pictures of every class as {title} has, but not the published ones: their "
    "checksum differs. The copy is damaged or was changed; fetch it again. If it is a dataset of "
    "your own, give it a name of its own."
)
UNKNOWN = message(
    "{files}: as many pictures of every class as {title} has, but nobody can tell whether they are "
    "the published ones: only the files {published} have published checksums. Add these, packed "
    "as they are published. If it is a dataset of your own, give it a name of its own."
)
UNNAMED = message(
    "{files}: as many pictures of every class as {title} has, but other datasets have as many. "
    "Name the folders after its classes, or give the dataset a name of its own."
)
LUMA = (0.299, 0.587, 0.114)
"""Shares of red, green and blue in grey, ITU-R BT.601, the ones Pillow uses."""


@dataclass(frozen=True)
class Inspection:
    """What lies in the files a visitor gave, for them to look at before it is accepted.

    `dataset` is complete and in memory. `layout` says how the files are made, `files` which were
    used, `notes` what was changed or is missing. `verified` is True where the pictures and labels
    are the published ones, value by value, or came in the published files, byte by byte.
    `colour_order` is the order in which colours were read, where the files leave it open and the
    visitor may choose the other. `grounds` counts drawings on light and on dark ground, which the
    visitor may have made alike; None for other pictures. `readings` are the ways to read where the
    classes stand, `reading` is the key of the one taken.
    """

    dataset: Dataset
    layout: str
    files: tuple[str, ...]
    verified: bool
    notes: tuple[str, ...]
    colour_order: ColourOrder | None = None
    readings: tuple[Reading, ...] = ()
    reading: str = ""
    grounds: Grounds | None = None


def identify(
    contents: Contents,
    cards: Mapping[str, DatasetCard],
    title: str,
    own: bool,
    test_fraction: float,
    known: Collection[str] = (),
) -> Inspection:
    """The dataset that `contents` hold.

    It is a published one if its content is, wherever it came from. Anything else becomes a dataset
    called `title`, of which `test_fraction` is set aside for the test unless the files say which
    pictures are for that. `known` are names of datasets whose published files, unchanged, these
    are. Unless `own` says that this is meant, files that pass themselves off as a published dataset
    and are not are refused with a DatasetError.
    """
    parts = contents.parts
    for group in _candidates(parts, cards):
        splits = join(group)
        if inspection := _as_published(splits, cards, group, own, known):
            return inspection
    if not own:
        _refuse_false_names(parts, splits, cards)
        title = _title_of_a_half(splits, cards) or title
    dataset, notes = own_dataset(splits, cards, title, test_fraction)
    colour_order = next((part.colour_order for part in parts if part.colour_order), None)
    holders: list[Contents | FilePart] = [contents, *parts]
    choice = next((holder for holder in holders if holder.readings), contents)
    return Inspection(
        dataset,
        _layout(parts),
        _files(parts),
        False,
        notes,
        colour_order,
        choice.readings,
        choice.reading,
    )


def _title_of_a_half(splits: Splits, cards: Mapping[str, DatasetCard]) -> str | None:
    """The title of a published training set that lacks its test set, as Kaggle offers FER-2013."""
    for card in cards.values():
        if content.is_published_train(card.digests, splits.train):
            return say("{title} training set", title=card.title)
    return None


def _candidates(parts: list[FilePart], cards: Mapping[str, DatasetCard]) -> list[list[FilePart]]:
    """Sets of files that may be a published dataset: single files of its size, then all together.

    Kaggle's archive of FER-2013 holds the dataset three times, so one file can be enough.
    """
    sizes = {card.train_count + card.test_count for card in cards.values()}
    files = [list(group) for _, group in groupby(parts, key=lambda part: part.where)]
    whole = [
        group
        for group in files
        if all(part.images is not None and part.labels is not None for part in group)
        and sum(part.count for part in group) in sizes
    ]
    return [*whole, parts] if len(files) > 1 else [parts]


def _as_published(
    splits: Splits,
    cards: Mapping[str, DatasetCard],
    parts: list[FilePart],
    own: bool,
    known: Collection[str],
) -> Inspection | None:
    """The inspection if this may be a dataset of `cards`, None if it is clearly none of them."""
    alike = [(card, *sets) for card in cards.values() if (sets := _in_order_of(card, splits))]
    for card, train, test in alike:
        if card.name in known or content.is_published(card, train, test):
            return _published(card, train, test, splits, parts, verified=True)
    if splits.from_files and len(alike) == 1:
        return _published(*alike[0], splits, parts, verified=False)
    if alike and not own:
        raise DatasetError("\n".join(_doubt(card, splits, parts) for card, _, _ in alike))
    return None


def _doubt(card: DatasetCard, splits: Splits, parts: list[FilePart]) -> str:
    """Why pictures that have the counts of a published dataset are still not that dataset."""
    as_arrays = UNKNOWN if card.digests == Digests() else CHANGED
    sentence = UNNAMED if splits.from_files else as_arrays
    return say(sentence, files=_names(parts), title=card.title, published=_listed(card))


def _published(
    card: DatasetCard,
    train: ImagesAndLabels,
    test: ImagesAndLabels,
    splits: Splits,
    parts: list[FilePart],
    verified: bool,
) -> Inspection:
    notes = splits.notes
    if not verified:
        notes = (
            *notes,
            say(
                "The counts of every class are those of {title}, but the pixels are not: these are "
                "copies that were compressed (JPEG) or scaled.",
                title=card.title,
            ),
        )
    if splits.from_files:
        train, test = shuffled(train), shuffled(test)
    dataset = Dataset(*train, *test, replace(card, note=" ".join(notes)))
    return Inspection(dataset, _layout(parts), _files(parts), verified, notes)


def _in_order_of(
    card: DatasetCard, splits: Splits
) -> tuple[ImagesAndLabels, ImagesAndLabels] | None:
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
    for pictures, numbers, counts in (
        (images, labels, card.train_counts),
        (*test, card.test_counts),
    ):
        if not len(numbers) or numbers.max() >= len(order):
            return None
        in_order = order[numbers]
        if in_order.min() < 0 or content.counts(in_order, card.num_classes) != counts:
            return None
        sets.append((_grey(pictures) if card.shape[2] == 1 else pictures, in_order))
    train, test = sets
    return train, test


def _grey(pictures: np.ndarray) -> np.ndarray:
    """The luminance of coloured pictures, as pictures with one channel; grey ones as they are."""
    if pictures.shape[3] == 1:
        return pictures
    return np.rint(pictures @ np.array(LUMA, np.float32)).astype(np.uint8)[..., np.newaxis]


def _label_order(card: DatasetCard, splits: Splits) -> np.ndarray | None:
    """For each label of `splits`, the label of the class with the same name in `card`."""
    if splits.format and splits.format not in card.formats:
        return None
    if not splits.classes:
        return np.arange(-card.first_label, card.num_classes)
    if splits.classes == tuple(str(label) for label in range(card.num_classes)):
        return np.arange(card.num_classes)
    synonyms = {_plain(other): _plain(name) for other, name in card.class_synonyms}
    index = {_plain(name): label for label, name in enumerate(card.classes)}
    names = [synonyms.get(_plain(name), _plain(name)) for name in splits.classes]
    if not set(names) <= index.keys():
        return None
    return np.array([index[name] for name in names])


def _plain(name: str) -> str:
    """A class name without case and punctuation: `T-shirt/top` cannot be the name of a folder."""
    return re.sub(r"[\W_]", "", name.casefold())


def _refuse_false_names(
    parts: list[FilePart], splits: Splits, cards: Mapping[str, DatasetCard]
) -> None:
    for card in cards.values():
        published = {file.name.removesuffix(".gz") for file in (*card.files, *card.alternatives)}
        for part in parts:
            name = next((name for name in _path_names(part.where) if name in published), None)
            if name and splits.train[0].shape[1:] == card.shape:
                found = len(splits.train[0]) + (len(splits.test[0]) if splits.test else 0)
                total = card.train_count + card.test_count
                raise DatasetError(
                    say(
                        "{where} has the name of a file of {title}, but there are {found:,} "
                        "pictures with labels where {title} has {total:,}, or other classes. Add "
                        "all files of {title} ({files}), undamaged; or give the dataset a name of "
                        "its own if it is one of yours.",
                        where=part.where,
                        title=card.title,
                        found=found,
                        total=total,
                        files=_listed(card),
                    )
                )


def _path_names(where: str) -> list[str]:
    return [name.removesuffix(".gz") for name in re.split(r" → |/|, ", where)]


def _listed(card: DatasetCard) -> str:
    return ", ".join(file.name for file in card.files)


def _layout(parts: list[FilePart]) -> str:
    first, *others = dict.fromkeys(say(part.layout) for part in parts)
    for other in others:
        first = say("{one} and {other}", one=first, other=other)
    return first


def _files(parts: list[FilePart]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.where for part in parts))


def _names(parts: list[FilePart]) -> str:
    files = _files(parts)
    shown = ", ".join(files[:2])
    if len(files) <= 2:
        return shown
    return say("{files} and {count} more", files=shown, count=len(files) - 2)
