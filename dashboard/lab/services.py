"""What the whole app holds once: the engine, the datasets on this machine, their downloads.

Pages and routes get engine and datasets on behalf of the visitor for whom they work: so what
another owns cannot be changed, wherever it is asked for.
"""

from __future__ import annotations

import gc
import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import streamlit as st

from core.datasets import Library
from core.datasets.jobs import Downloads
from core.plain_text import plain_error
from dashboard.lab import visitor
from dashboard.server.once import once
from dashboard.server.signatures import signs_since

# The engine and its database take half a second to import: the first page does not wait for them.
if TYPE_CHECKING:
    from core.engine import Engine


def engine() -> Engine:
    """The engine of this app, on behalf of the visitor."""
    return shared_engine().on_behalf_of(visitor.token())


def library() -> Library:
    """The datasets on this machine, on behalf of the visitor."""
    return shared_library().on_behalf_of(visitor.token())


def was_here_unsigned(name: str) -> bool:
    """Whether a name that is not signed is that of a visitor from before the lab signed names.

    They were random and are known to their browsers alone; they count if they own a run of then.
    """
    return any(run.created < signs_since() for run in shared_engine().store.runs(name))


def shared_engine() -> Engine:
    """The one engine of this app: on a cluster of its own, or on `FIRST_EPOCH_SCHEDULER`.

    It does what it is asked, whoever asks. If its runs were stored by a later version of the lab,
    the page says so, and nothing else.
    """
    from core.runs.schema import StoreError

    try:
        return _engine()
    except StoreError as error:
        st.error(plain_error(error), icon=":material/error:")
        st.stop()


@once
def _engine() -> Engine:
    from core.engine import Engine

    address = os.environ.get("FIRST_EPOCH_SCHEDULER")
    running = Engine.connect(address) if address else Engine.local()
    _at_end().callback(running.close)
    # What is loaded by now stays for good, so the garbage collector need not look through it again:
    # it takes a fifth of a second for that, and looks the more seldom the more there is.
    gc.collect()
    gc.freeze()
    return running


@once
def _at_end() -> ExitStack:
    """What is to be ended with the server."""
    return ExitStack()


def end() -> None:
    """End what runs for all visits: the engine, if any of them has started it."""
    _at_end().close()


@once
def shared_library() -> Library:
    """The datasets on this machine, whoever brought them."""
    return Library()


@once
def downloads() -> Downloads:
    """The downloads of this app; visitors who ask for the same dataset share one."""
    return Downloads(shared_library())
