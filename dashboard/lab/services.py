"""What the whole app holds once: the engine, the datasets on this machine, their downloads."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import streamlit as st

from core.datasets import Library
from core.datasets.jobs import Downloads

# The engine and its database take half a second to import: the first page does not wait for them.
if TYPE_CHECKING:
    from core.engine import Engine

_AT_END = ExitStack()


@st.cache_resource(show_spinner=False)
def engine() -> Engine:
    """The one engine of this app: on a cluster of its own, or on `FIRST_EPOCH_SCHEDULER`.

    If its runs were stored by a later version of the lab, the page says so, and nothing else.
    """
    from core.engine import Engine
    from core.runs.schema import StoreError

    address = os.environ.get("FIRST_EPOCH_SCHEDULER")
    try:
        running = Engine.connect(address) if address else Engine.local()
    except StoreError as error:
        st.error(str(error), icon=":material/error:")
        st.stop()
    _AT_END.callback(running.close)
    return running


def end() -> None:
    """End what runs for all visits: the engine, if any of them has started it."""
    _AT_END.close()


@st.cache_resource(show_spinner=False)
def library() -> Library:
    """The datasets on this machine."""
    return Library()


@st.cache_resource(show_spinner=False)
def downloads() -> Downloads:
    """The downloads of this app; visitors who ask for the same dataset share one."""
    return Downloads(library())
