"""The seal of a report: checksums, and what they show.

A checksum shows that a file was changed by accident, or by somebody who did not mend the checksum.
It does not show who made it: anybody can compute one. The signature of a lab shows that this very
report was handed out by it; what was brought into the lab as a file before, it cannot vouch for.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import Any

from core.exchange.plain_json import canonical
from core.language import message, say
from core.report.form import FORMAT, Seal

DATA = re.compile(
    rf'<script\b[^>]*\bid="{FORMAT}"[^>]*>(?P<data>.*?)</script>\s*', re.DOTALL | re.IGNORECASE
)
"""The element of a page that holds the report."""
_ELEMENT = '<script type="application/json" id="{id}">{data}</script>\n'
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


def run_checksum(recipe: Mapping[str, Any], events: object, weights: str | None) -> str:
    """The checksum over the recipe, the events with their times, and the digest of the weights.

    Two runs have the same one if they are the same run: the times of another differ.
    """
    return checksum([recipe, events, weights])


def page_checksum(page: str) -> str:
    """The checksum of a page without its data; how its lines end does not count."""
    bare = DATA.sub("", page).replace("\r\n", "\n")
    return hashlib.sha256(bare.encode("utf-8", "replace")).hexdigest()


def signed_words(seal: Seal) -> str:
    """What a lab signs."""
    return f"{seal.checksum}.{seal.page}"


def sealed(page: str, report: Mapping[str, Any], lab: str, sign: Callable[[str], str]) -> str:
    """The page with the report in it, and its seal.

    `lab` names the key by which `sign` signs. The data come last in the page.
    """
    seal = Seal(checksum=checksum(report), page=page_checksum(page), lab=lab)
    seal = seal.model_copy(update={"signature": sign(signed_words(seal))})
    data = canonical({"report": report, "seal": seal.model_dump()}).decode()
    # JSON that ends neither its element nor begins another, whatever words are in it.
    element = _ELEMENT.format(id=FORMAT, data=data.replace("<", "\\u003c"))
    before, end, after = page.rpartition(_END)
    return "".join((before, element, end, after))


def data_in(page: str, file: str) -> str:
    """The JSON in a page. ReportError if there is none, or more than one."""
    found = DATA.findall(page)
    if not found:
        raise ReportError(say(NOT_ONE, file=file))
    if len(found) > 1:
        raise ReportError(say(SEVERAL, file=file))
    return found[0]
