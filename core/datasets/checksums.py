"""Published datasets by the checksums of their files.

Most datasets are known by checksums of their pixels (module `content`), in whatever file they come.
Where only checksums of the published files are known, the files themselves are compared.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from core.datasets.card import DatasetCard, Digests, PublishedFile


def known_by_files(paths: Iterable[Path], cards: Mapping[str, DatasetCard]) -> set[str]:
    """Names of the datasets whose published files, unchanged, are among `paths` and in folders
    there; only of datasets whose pixels have no published checksums.
    """
    candidates = [card for card in cards.values() if card.digests == Digests()]
    files = [file for path in paths for file in _files(path)] if candidates else []
    return {card.name for card in candidates if _holds(card, files)}


def _files(path: Path) -> list[Path]:
    return [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]


def _holds(card: DatasetCard, files: list[Path]) -> bool:
    groups = (card.files, *((file,) for file in card.alternatives))
    return any(
        group and all(any(_is(path, published) for path in files) for published in group)
        for group in groups
    )


def _is(path: Path, published: PublishedFile) -> bool:
    algorithm = "sha256" if published.sha256 else "md5"
    checksum = published.sha256 or published.md5
    # A glance at size or name spares reading every file through.
    if published.size is None:
        may_be = path.name == published.name
    else:
        may_be = path.stat().st_size == published.size
    if not may_be or checksum is None:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, algorithm).hexdigest() == checksum
