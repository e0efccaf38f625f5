"""What a process has once, as long as it lives.

It cannot stand in Streamlit's caches: where they are emptied, as by the menu for developers, the
next page would start another cluster. Nor in a module of the lab: where Streamlit watches
files, it forgets all modules of the lab when one of them is edited.
"""

import sys
import threading
from collections.abc import Callable
from functools import wraps
from types import ModuleType
from typing import TypeVar

Made = TypeVar("Made")

# Streamlit forgets modules by their files, and this one has none.
_PROCESS = sys.modules.setdefault("first_epoch_process", ModuleType("first_epoch_process"))
_MADE: dict[str, object] = vars(_PROCESS).setdefault("made", {})
_LOCKS: dict[str, threading.Lock] = vars(_PROCESS).setdefault("locks", {})


def once(make: Callable[[], Made]) -> Callable[[], Made]:
    """Let a function without arguments make its value once in this process, whoever calls first.

    If it raises, nothing is made, and the next call tries again.
    """
    name = f"{make.__module__}.{make.__qualname__}"

    @wraps(make)
    def made() -> Made:
        with _LOCKS.setdefault(name, threading.Lock()):
            if name not in _MADE:
                _MADE[name] = make()
            return _MADE[name]  # type: ignore[return-value]

    return made
