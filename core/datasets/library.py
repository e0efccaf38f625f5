"""The datasets stored on this machine: list and load them, download or add more."""

import hashlib
import json
import tempfile
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from core.datasets import download, places, store, titles
from core.datasets.belonging import belonging_to
from core.datasets.card import Dataset, DatasetCard
from core.datasets.cards import CARDS
from core.datasets.checksums import known_by_files
from core.datasets.choices import Choices, ColourOrder, Ground
from core.datasets.download import OnProgress
from core.datasets.errors import DatasetError
from core.datasets.own_datasets import OwnDatasets
from core.datasets.storing import storing
from core.home import home_folder
from core.language import lines, say
from core.plain_text import plain_name

if TYPE_CHECKING:
    from core.datasets.inspection import Inspection

_one_at_a_time = threading.Lock()
"""Guards what is stored: names are chosen and places filled by one thread of this process."""


class Library:
    """The datasets under `home/datasets`: the published ones, and those a visitor brought.

    Any number of libraries, in any number of processes, may share one home. Whoever has the
    library itself, as a script has, may do all with it; visitors go through `on_behalf_of`.
    """

    def __init__(self, home: Path | None = None, cards: Mapping[str, DatasetCard] = CARDS):
        self.folder = Path(home or home_folder()) / "datasets"
        self.cards = cards
        self._own = OwnDatasets(self.folder, cards)

    def on_behalf_of(self, visitor: str) -> "Library":
        """The same library for a visitor: what others brought it shows only if it is shared.

        What is added belongs to the visitor; what is another's it does not change.
        """
        theirs = copy(self)
        theirs._own = OwnDatasets(self.folder, self.cards, visitor)
        return theirs

    def names(self) -> list[str]:
        """Names of all datasets: the published ones first, then the visitors' own."""
        return [*self.cards, *self._own.names()]

    def owns(self, name: str) -> bool:
        """Whether whoever asks brought a dataset, and may change it. DatasetError if unknown."""
        return self._own.owns(self.card(name))

    def card(self, name: str) -> DatasetCard:
        """The facts about a dataset. Raises DatasetError for an unknown name."""
        place = self._place(name)
        return store.read_card(place, self.cards) if store.is_stored(place) else self.cards[name]

    def content(self, name: str) -> str:
        """The checksum of a stored dataset's content. DatasetError if it is not here."""
        return store.content_of(self._place(name))

    def own_with(self, content: str) -> str | None:
        """The name of a visitor's dataset with a content of this checksum; None if none is here."""
        return self._own.with_content(content)

    def ready(self, name: str) -> bool:
        """Whether `load` can give the dataset without a download."""
        place = self._place(name)
        return (
            store.is_stored(place)
            or self.cards[name].bundled
            or bool(places.placed_by_hand(self.cards[name], self.folder))
        )

    def load(self, name: str) -> Dataset:
        """The dataset, its arrays memory-mapped from the library's own files.

        Published files that somebody put into the library's folder by hand are read, checked and
        stored first. Raises DatasetError if the dataset is not on this machine, or is damaged.
        """
        place = self._place(name)
        if store.is_stored(place):
            return store.read(place, self.cards)
        card = self.cards[name]
        if card.bundled:
            return self._bundled_digits(place)
        by_hand = places.placed_by_hand(card, self.folder)
        if not by_hand:
            raise DatasetError(
                say(
                    "{title} is not on this machine yet. Download it on the Data page, or add "
                    "files you have there.",
                    title=card.title,
                )
            )
        self._take(name, by_hand)
        return store.read(place, self.cards)

    def download(self, name: str, on_progress: OnProgress | None = None) -> None:
        """Make a published dataset ready: from files already on this machine, else by download.

        `on_progress(done, total)` is called with bytes, `total` None where the host does not say;
        it cancels by raising an exception, which this method raises in turn. What is fetched is
        checked against the card's digests before it counts. Raises DatasetError with the way to do
        it by hand when no address gives the dataset; nothing is left behind then.
        """
        if store.is_stored(self._place(name)) or self.cards[name].bundled:
            return
        card = self.cards[name]
        by_hand = places.placed_by_hand(card, self.folder)
        for paths in ([by_hand] if by_hand else []) + list(places.kept_elsewhere(card)):
            try:
                self._take(name, paths)
            except DatasetError:
                continue  # another file, or half a download; try the next place
            return
        self._fetch(card, on_progress or (lambda done, total: None))

    def inspect(
        self,
        paths: Iterable[Path | str],
        title: str | None = None,
        picture_size: int | None = None,
        test_fraction: float = 0.2,
        colour_order: ColourOrder | None = None,
        reading: str | None = None,
        ground: Ground | None = None,
    ) -> "Inspection":
        """What the files, folders and archives in `paths` hold, without keeping any of it.

        `title` says that this is a dataset of the visitor's own, and what to call it. Pictures in
        a file each are brought to `picture_size` pixels square (default: the size they have if it
        is one and small, else 64), and `test_fraction` of every class is set aside for the test if
        the files do not say. `colour_order` is how rows of numbers hold coloured pictures (default:
        as the pictures themselves suggest). `reading` is the key of one of the ways to read where
        the classes stand (default: the likeliest, if that is safe). Drawings of the visitor's own
        are brought on one `ground` (default: as they are). Raises DatasetError for what is damaged,
        hostile or no dataset, and Undecided, with the ways, where one has to be chosen.
        """
        # These bring Pillow and all that reads files, which pages that only load do not need.
        from core.datasets import readers
        from core.datasets.drawings import on_ground
        from core.datasets.inspection import identify

        files = [Path(path).expanduser() for path in paths]
        if not files:
            raise DatasetError(say("Nothing was added. Choose at least one file or folder."))
        usual = files[0].name.split(".")[0] if files[0].is_file() else files[0].resolve().name
        among_others = [
            file.members
            for card in self.cards.values()
            for file in card.alternatives
            if file.members
        ]
        choices = Choices(picture_size, colour_order, reading)
        contents = readers.read(files, choices, among_others)
        known = known_by_files(files, self.cards)
        called = title or titles.usual_title(usual, self.cards.values())
        found = identify(contents, self.cards, called, bool(title), test_fraction, known)
        return on_ground(found, ground)

    def accept(self, inspection: "Inspection") -> str:
        """Store what `inspect` found; returns the name of the dataset that is now ready.

        What a visitor brought becomes a published dataset only if it is verified, since all share
        that; else it is the visitor's own. The same content is stored once, however often its owner
        adds it. Raises DatasetError if the disk is full, the folder cannot be written, or the title
        is that of a published dataset; the library is then as it was.
        """
        if self._own.visitor is not None and not inspection.verified:
            inspection = replace(inspection, dataset=_as_own(inspection.dataset))
        return self._keep(inspection)

    def _keep(self, inspection: "Inspection") -> str:
        dataset = inspection.dataset
        if not dataset.card.name:
            dataset = belonging_to(self._own.visitor or "", dataset, self.cards.values())
            self._own.refuse_too_many(dataset)
        fingerprint = _fingerprint(dataset)
        with _one_at_a_time, storing(dataset.card.title, self.folder, dataset.nbytes):
            name = dataset.card.name or self._own.name_for(dataset.card.title, fingerprint)
            place = self.folder / name
            if not store.is_stored(place) or (
                inspection.verified and store.content_of(place) != fingerprint
            ):
                card = replace(dataset.card, name=name)
                store.write(place, replace(dataset, card=card), fingerprint)
        return name

    def describe(self, name: str, title: str, licence: str, shared: bool) -> None:
        """Say anew what a dataset is called, under which licence it is, and who may see it.

        NotTheOwner if it is another's, DatasetError for an unknown name or a published title.
        """
        self._own.require_owner(self.card(name))
        title = titles.own_title(title, self.cards.values())
        licence = plain_name(" ".join(licence.split())[: titles.LONGEST])
        with _one_at_a_time, storing(title, self.folder):
            store.describe(self.folder / name, title=title, licence=licence, shared=shared)

    def delete(self, name: str) -> None:
        """Delete a dataset; NotTheOwner if it is another's, DatasetError for an unknown name."""
        self._own.require_owner(self.card(name))
        with _one_at_a_time:
            store.delete(self.folder / name)

    def add(self, paths: Iterable[Path | str], **options) -> str:
        """`inspect` and `accept` in one; takes the options of `inspect`."""
        return self.accept(self.inspect(paths, **options))

    def _place(self, name: str) -> Path:
        place = self.folder / name if name in self.cards else self._own.place(name)
        if place is None:
            raise DatasetError(
                say(
                    "There is no dataset called “{name}”. There are: {names}.",
                    name=name,
                    names=", ".join(self.names()),
                )
            )
        return place

    def _bundled_digits(self, place: Path) -> Dataset:
        """The digits of scikit-learn, then stored here: importing scikit-learn takes a second."""
        from core.datasets.bundled import digits

        dataset = digits()
        # If the disk is full or may not be written, the digits are used from memory.
        with suppress(OSError), _one_at_a_time:
            store.write(place, dataset, _fingerprint(dataset))
        return dataset

    def _take(self, name: str, paths: list[Path]) -> None:
        """Read `paths` and store them, if they are the dataset called `name`."""
        inspection = self.inspect(paths)
        if inspection.dataset.card.name != name:
            raise DatasetError(
                say(
                    "{files}: this is not {title} but {found}.",
                    files=", ".join(str(path) for path in paths),
                    title=self.cards[name].title,
                    found=inspection.dataset.card.title,
                )
            )
        self._keep(inspection)

    def _fetch(self, card: DatasetCard, on_progress: OnProgress) -> None:
        failures: list[str] = []
        silent: set[str] = set()
        for offer in download.offers(card):
            if download.host_of(offer.urls[0]) in silent:
                continue
            with (
                storing(card.title, self.folder, 2 * (card.download_size or 0)),
                tempfile.TemporaryDirectory(dir=self.folder, prefix=".download-") as folder,
            ):
                try:
                    self._take(card.name, download.fetch(offer, Path(folder), on_progress))
                except download.Unreachable as problem:
                    silent.add(problem.host)
                    failures.append(str(problem))
                except DatasetError as problem:
                    failures.append(str(problem))
                else:
                    return
        raise DatasetError(
            lines(
                [
                    say("{title} could not be downloaded.", title=card.title),
                    *(say("- {line}", line=failure) for failure in dict.fromkeys(failures)),
                    download.by_hand(card, self.folder),
                ]
            )
        )


def _as_own(dataset: Dataset) -> Dataset:
    """What passes for a published dataset as a dataset of one's own; others as they are."""
    if not dataset.card.name:
        return dataset
    title = say(titles.OWN, title=dataset.card.title)
    return replace(dataset, card=replace(dataset.card, name="", title=title, own=True))


def _fingerprint(dataset: Dataset) -> str:
    content = hashlib.sha256(json.dumps(dataset.card.classes).encode())
    for array in (dataset.x_train, dataset.y_train, dataset.x_test, dataset.y_test):
        content.update(f"{array.shape}".encode())
        content.update(np.ascontiguousarray(array).data)
    return content.hexdigest()
