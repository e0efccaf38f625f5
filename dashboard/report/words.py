"""What is said in the same way in a report and on the page that checks it."""

from datetime import datetime, tzinfo

from core.language import say
from dashboard.report import texts


def duration(seconds: float) -> str:
    """How long something took."""
    if seconds < 60:
        return say(texts.SECONDS, seconds=seconds)
    return say(texts.MINUTES, minutes=seconds / 60)


def moment(time: float, where: tzinfo) -> str:
    """A time in seconds since 1970, with its zone."""
    return f"{datetime.fromtimestamp(time, where):%Y-%m-%d %H:%M %Z}"


def plain(text: str) -> str:
    """A name as it was typed, on one line, without what no text can hold."""
    storable = text.encode("utf-8", "ignore").decode()
    return " ".join("".join(sign if sign.isprintable() else " " for sign in storable).split())
