"""Widgets of an AppTest, found by name."""

from collections.abc import Iterable
from typing import TypeVar

W = TypeVar("W")


def named(widgets: Iterable[W], name: str) -> W:
    """The one widget of this name; the rest of its key tells apart what it shows."""
    (widget,) = [one for one in widgets if (one.key or "").startswith(f"{name}=")]
    return widget
