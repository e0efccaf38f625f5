"""Keeps a reader's place in the chapter beside a page, for the eye and for the keyboard."""

from dashboard.components.component import unseen

_PLACE = unseen(__file__, "reading_place")


def keep_reading_place(opened: int, key: str) -> None:
    """Stand last in the container `st-key-chapter`; nothing of it is seen.

    Each time that a chapter is opened, `opened` is one more: it is begun at its heading. Where a
    button with the focus goes away, as with each answer, the focus goes to what came of it.
    """
    _PLACE(key=key, data={"opened": opened})
