"""What a dataset of one's own may be called: anything but what a published one is called."""

import unicodedata
from collections.abc import Iterable

from core.datasets.card import DatasetCard
from core.datasets.errors import DatasetError
from core.language import message, say
from core.plain_text import INVISIBLE_SPACE, JOINER, plain_name

LONGEST = 120
_INVISIBLE = "\u200c\u200d" + JOINER + INVISIBLE_SPACE
"""Invisible signs that Persian and emoji are written with, and plain names."""

OURS = message(
    "“{title}” is the name of a published dataset that the lab knows. Give yours another one, so "
    "that nobody takes it for that."
)
OWN = message("{title} (own)")


def own_title(title: str, published: Iterable[DatasetCard]) -> str:
    """A title without signs that cannot be seen; DatasetError if it is that of a published one."""
    cleaned = _cleaned(title)
    if is_published(cleaned, published):
        raise DatasetError(say(OURS, title=cleaned))
    return cleaned


def usual_title(title: str, published: Iterable[DatasetCard]) -> str:
    """The same for a title that nobody has chosen, as the name of a file: made different."""
    cleaned = _cleaned(title)
    return say(OWN, title=cleaned) if is_published(cleaned, published) else cleaned


def is_published(title: str, published: Iterable[DatasetCard]) -> bool:
    """Whether a reader takes a title for that of a published dataset: case and signs aside."""
    letters = _letters(title)
    return any(letters in (_letters(card.title), _letters(card.name)) for card in published)


def _cleaned(title: str) -> str:
    seen = "".join(
        sign if sign in _INVISIBLE or unicodedata.category(sign)[0] != "C" else " "
        for sign in unicodedata.normalize("NFC", title)
    )
    return plain_name(" ".join(seen.split())[:LONGEST].strip()) or say("My pictures")


def _letters(title: str) -> str:
    apart = unicodedata.normalize("NFKD", title).casefold()
    return "".join(sign for sign in apart if sign.isalnum())
