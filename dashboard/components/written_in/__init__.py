"""Tells browsers and screen readers in which language the texts of a container are written."""

from core.language import direction
from dashboard.components.component import unseen

_MARK = unseen(__file__, "written_in")


def written_in(language: str, key: str) -> None:
    """Mark the keyed container in which this stands; nothing of it is seen.

    `key` begins with `written_in_`.
    """
    _MARK(key=key, data={"lang": language, "dir": direction(language)})
