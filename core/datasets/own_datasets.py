"""The datasets that visitors brought: whose they are, who may see and change them."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain, count
from pathlib import Path

from core.datasets import quota, store
from core.datasets.card import Dataset, DatasetCard
from core.datasets.errors import DatasetError
from core.language import message, say
from core.ownership import is_owner, require_owner

NOT_SHARED = message(
    "The dataset “{name}” is somebody else's, who has not shared it. They can do so on their page "
    "Data."
)
NOT_YOURS = message("Only who has brought this dataset can change or delete it.")


class OwnDatasets:
    """Those in `folder` that `visitor` may see: theirs and what others share.

    A `visitor` of None, as a script is, sees and may change all.
    """

    def __init__(self, folder: Path, cards: Mapping[str, DatasetCard], visitor: str | None = None):
        self.visitor = visitor
        self._folder = folder
        self._cards = cards

    def names(self) -> list[str]:
        return sorted(place.name for place in self._places() if self._sees(place))

    def place(self, name: str) -> Path | None:
        """Where a dataset lies; None if there is none. DatasetError if it is not shared."""
        place = self._folder / name
        if place.parent != self._folder or not store.is_stored(place):
            return None
        if not self._sees(place):
            raise DatasetError(say(NOT_SHARED, name=name))
        return place

    def with_content(self, content: str) -> str | None:
        """The name of a dataset with a content of this checksum; None if there is none."""
        return next((name for name in self.names() if self._content_of(name) == content), None)

    def owns(self, card: DatasetCard) -> bool:
        """Whether the visitor brought the dataset of this card."""
        return card.own and is_owner(self.visitor, card.owner)

    def require_owner(self, card: DatasetCard) -> None:
        """NotTheOwner if the dataset of this card is another's, or a published one."""
        require_owner(self.visitor if card.own else "", card.owner, NOT_YOURS)

    def refuse_too_many(self, dataset: Dataset) -> None:
        """DatasetError if its owner, or all visitors together, would have too many datasets."""
        if self.visitor is None:
            return
        owner, kept = dataset.card.owner, [*self._places()]
        theirs = (store.size_of(place) for place in kept if self._owner_of(place) == owner)
        quota.OF_ONE.refuse_beyond(theirs, dataset.nbytes)
        quota.OF_ALL.refuse_beyond(map(store.size_of, kept), dataset.nbytes)

    def name_for(self, title: str, fingerprint: str) -> str:
        """A folder name made of `title` that is free, or under which it is the owner's already."""
        stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "pictures"
        free_names = chain([stem], (f"{stem}-{number}" for number in count(2)))
        while True:
            name = next(free_names)
            place = self._folder / name
            if name in self._cards:
                continue
            if store.is_stored(place) and store.content_of(place) == fingerprint:
                if self._owner_of(place) == (self.visitor or ""):
                    return name
                continue
            with suppress(FileExistsError):
                place.mkdir(parents=True)  # reserves the name, for all processes
                return name

    def _content_of(self, name: str) -> str | None:
        try:
            return store.content_of(self._folder / name)
        except DatasetError:
            return None  # damaged

    def _places(self) -> Iterator[Path]:
        for place in self._folder.glob("*/"):
            if place.name not in self._cards and store.is_stored(place):
                yield place

    def _sees(self, place: Path) -> bool:
        if self.visitor is None:
            return True
        try:
            card = store.read_card(place, self._cards)
        except DatasetError:
            return False  # damaged
        return card.shared or not card.owner or is_owner(self.visitor, card.owner)

    def _owner_of(self, place: Path) -> str | None:
        try:
            return store.read_card(place, self._cards).owner
        except DatasetError:
            return None  # damaged
