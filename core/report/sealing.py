"""The seal of a report: checksums, and what they show.

A checksum shows that a file was changed by accident, or by somebody who did not mend the checksum.
It does not show who made it: anybody can compute one. The signature of a lab shows that this very
report was handed out by it; what was brought into the lab as a file before, it cannot vouch for.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from core.exchange.plain_json import canonical
from core.language import message, say
from core.report.form import FORMAT, Seal

_OPENING = f'<script type="application/json" id="{FORMAT}">'
_CLOSING = "</script>\n"
"""Around the data of a report in its page. Another element a browser might show."""
_END = "</body>"


class ReportError(ValueError):
    """A report that cannot be made or read; the message is a sentence."""


NOT_ONE = message(
    "{file} holds no report of a lab. Choose the HTML file that “Hand in” has given you."
)
SEVERAL = message("{file} holds more than one report, so it is not clear which one counts.")


def checksum(value: object) -> str:
    """The SHA-256 of a value of JSON's types, however it is written."""
    return hashlib.sha256(canonical(value)).hexdigest()


def run_checksum(recipe: Mapping[str, Any], events: bytes, weights: str | None) -> str:
    """The checksum over the recipe, the events with their times, and the digest of the weights.

    It is that of a list of the three; the events are `canonical` already. Two runs have the same
    one if they are the same run: the times of another differ.
    """
    parts = b",".join((canonical(recipe), events, canonical(weights)))
    return hashlib.sha256(b"[" + parts + b"]").hexdigest()


def signed_words(seal: Seal) -> str:
    """What a lab signs."""
    return f"{seal.checksum}.{seal.page}"


def sealed(page: str, report: Mapping[str, Any], lab: str, sign: Callable[[str], str]) -> str:
    """The page with the report in it, and its seal.

    `lab` names the key by which `sign` signs. The data come last in the page.
    """
    seal = Seal(checksum=checksum(report), page=_page_checksum(page), lab=lab)
    seal = seal.model_copy(update={"signature": sign(signed_words(seal))})
    data = canonical({"report": report, "seal": seal.model_dump()}).decode()
    # JSON that ends neither its element nor begins another, whatever words are in it.
    return _with_data(page, data.replace("<", "\\u003c"))


def data_in(page: str, file: str) -> str:
    """The JSON in a page, to the next tag. ReportError if there is none, or more than one."""
    _, opening, rest = page.partition(_OPENING)
    if not opening:
        raise ReportError(say(NOT_ONE, file=file))
    if _OPENING in rest:
        raise ReportError(say(SEVERAL, file=file))
    return rest.partition("<")[0]


def page_is_whole(page: str, seal: Seal, file: str) -> bool:
    """Whether a page is as it was sealed, with its data in their place.

    How its lines end does not count. ReportError as `data_in`.
    """
    page = page.replace("\r\n", "\n")
    data = data_in(page, file)
    bare = page.replace(f"{_OPENING}{data}{_CLOSING}", "")
    return _with_data(bare, data) == page and _page_checksum(bare) == seal.page


def _with_data(page: str, data: str) -> str:
    """The page with the data as the last thing in it."""
    before, end, after = page.rpartition(_END)
    return "".join((before, _OPENING, data, _CLOSING, end, after))


def _page_checksum(page: str) -> str:
    """The checksum of a page without its data."""
    return hashlib.sha256(page.encode("utf-8", "replace")).hexdigest()
