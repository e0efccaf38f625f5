"""Fetching a published dataset: which addresses, in which order, and what is said when all fail."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from core.datasets.card import DatasetCard, PublishedFile
from core.datasets.errors import DatasetError
from core.language import lines, message, say

MIRROR_VARIABLE = "FIRST_EPOCH_MIRROR"
TRIES = 3
PAUSE = 1.0
"""Seconds before a broken transfer is tried again."""
TIMEOUT = (10, 30)
"""Seconds to connect, and between two pieces of a file."""
PIECE = 1 << 16

UNTRUSTED = message(
    "{url} has a certificate that this computer does not trust; some schools read all traffic and "
    "need their own certificate installed (REQUESTS_CA_BUNDLE names its file)"
)
NO_PROXY = message(
    "{url} could not be reached through the proxy that HTTPS_PROXY or HTTP_PROXY names"
)
SILENT = message("{url} did not answer within {seconds} seconds")
OFFLINE = message("{url} could not be reached; is this computer online?")
NOT_FETCHED = message("{url} could not be fetched ({error})")

OnProgress = Callable[[int, int | None], object]
"""Called with bytes done and bytes in all (None: the host does not say); may raise to cancel."""


@dataclass(frozen=True)
class Offer:
    """Files that together hold a dataset, each with its complete address."""

    files: tuple[PublishedFile, ...]
    urls: tuple[str, ...]


def offers(card: DatasetCard) -> Iterator[Offer]:
    """All ways to fetch `card`, the school's mirrors first, then the publisher's, then others."""
    for base in os.environ.get(MIRROR_VARIABLE, "").replace(",", " ").split():
        for place in (f"{base.rstrip('/')}/{card.name}", base.rstrip("/")):
            for files in (card.files, *((file,) for file in card.alternatives)):
                yield Offer(files, tuple(f"{place}/{file.name}" for file in files))
    for mirror in card.mirrors:
        yield Offer(card.files, tuple(f"{mirror}/{file.name}" for file in card.files))
    for file in card.alternatives:
        if file.url:
            yield Offer((file,), (file.url,))


def fetch(offer: Offer, folder: Path, on_progress: OnProgress) -> list[Path]:
    """Download the files of `offer` into `folder`; returns where they are.

    A transfer that breaks is tried again, an answer that means "no" is not. Proxies are those of
    the usual environment variables. Raises DatasetError, or whatever `on_progress` raises.
    """
    progress = _Progress(offer, on_progress)
    return [
        _fetch_one(url, file.name, folder, progress)
        for file, url in zip(offer.files, offer.urls, strict=True)
    ]


class Unreachable(DatasetError):
    """Nobody answers at `host`; its other addresses need not be tried."""

    def __init__(self, message: str, host: str):
        super().__init__(message)
        self.host = host


class _Progress:
    """The progress bar that pooch asks for, counting over all files of an offer."""

    def __init__(self, offer: Offer, on_progress: OnProgress):
        known = [file.size for file in offer.files if file.size is not None]
        self._published = sum(known) if len(known) == len(offer.files) else None
        self._on_progress = on_progress
        self._before = 0
        self.start()

    def start(self) -> None:
        """A file begins, or begins again."""
        self.total: int | None = None  # pooch sets it when the host answers, to 0 for unknown
        self._now = 0
        self._complete = False

    def update(self, count: int) -> None:
        """pooch counts whole pieces, even a last one that is smaller, and at the end the file."""
        self._now = (count or self._now) if self._complete else self._now + count
        done = self._before + self._now
        total = self._published or (self._before + self.total if self.total else None)
        self._on_progress(min(done, total) if total else done, total)

    def reset(self) -> None:
        self._complete = True

    def close(self) -> None:
        self._before += self._now


def _fetch_one(url: str, name: str, folder: Path, progress: _Progress) -> Path:
    import pooch
    import requests

    pooch.get_logger().setLevel("WARNING")  # the page shows what happens
    downloader = pooch.HTTPDownloader(progressbar=progress, chunk_size=PIECE, timeout=TIMEOUT)
    for attempt in range(TRIES):
        if attempt:
            time.sleep(PAUSE)
        progress.start()
        try:
            # No checksum here: what counts is the content, which is held against the card later.
            return Path(pooch.retrieve(url, None, name, folder, downloader=downloader))
        except requests.HTTPError as error:
            response = error.response
            assert response is not None  # its status is the error
            answer = f"{response.status_code} {response.reason}".strip()
            raise DatasetError(say("{url} answered “{answer}”", url=url, answer=answer)) from error
        except requests.RequestException as error:
            if progress.total is not None:  # the host had answered
                reason = error
                continue
            raise Unreachable(
                say(_why(error), url=url, error=error, seconds=TIMEOUT[0]), host_of(url)
            ) from error
    raise DatasetError(
        say("{url} broke off in the middle, {tries} times", url=url, tries=TRIES)
    ) from reason


def host_of(url: str) -> str:
    return urlsplit(url).netloc


def _why(error: Exception) -> str:
    """A sentence on why nobody was reached."""
    import requests

    if isinstance(error, requests.exceptions.SSLError):
        return UNTRUSTED
    if isinstance(error, requests.exceptions.ProxyError):
        return NO_PROXY
    if isinstance(error, requests.Timeout):
        return SILENT
    if isinstance(error, requests.ConnectionError):
        return OFFLINE
    return NOT_FETCHED


def by_hand(card: DatasetCard, folder: Path) -> str:
    """How to get `card` without us: which files, from where, and where to put them."""
    if card.mirrors:
        wanted = [f"{card.mirrors[-1]}/{file.name}" for file in card.files]
    else:
        wanted = [
            say("{url}, saved as {name}", url=file.url, name=file.name)
            for file in card.alternatives
            if file.url
        ]
    return say(
        "By hand: download in a browser\n{files}\nPut this into the folder {folder} and choose "
        "{title} again. Files you already have, in any usual form, can be added on the Data page.",
        files=lines(say("- {line}", line=file) for file in wanted),
        folder=folder / card.name,
        title=card.title,
    )
