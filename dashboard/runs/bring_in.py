"""Bringing in runs that were taken away from a lab."""

from collections.abc import Iterator, Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.engine import EngineError
from core.exchange.bringing_in import home_in, unpack_apart
from core.language import lines, say
from core.ownership import NotTheOwner
from core.plain_text import plain_error
from core.runs.brought import Brought, BroughtRun
from core.runs.run import RunError
from dashboard.lab import notices, services, visitor
from dashboard.lab.state import state_of
from dashboard.lab.uploads import say_refusals
from dashboard.runs import texts
from dashboard.runs.state import RunsState
from dashboard.server.uploaded_files import copy_into, working_folder


def offer_bring_in() -> None:
    """A popover that takes a zip with runs."""
    state = state_of(RunsState)
    with st.popover(
        say(texts.BRING_IN),
        icon=":material/upload:",
        help=say(texts.BRING_IN_HELP),
        key=f"bring_in_{state.brought}",  # closed once runs were brought in
    ):
        st.markdown(say(texts.BRING_IN_LEAD))
        box = f"bundle-{state.brought}"
        upload = st.file_uploader(say(texts.BUNDLE), type=["zip"], key=box)
        say_refusals(box)
        if upload is None:
            return
        if st.button(say(texts.BRING_IN), type="primary", key="bring_in_now"):
            _take(upload)


def _take(upload: UploadedFile) -> None:
    try:
        with st.spinner(say(texts.BRINGING_IN)):
            runs = _brought(upload).runs
    except (EngineError, NotTheOwner, RunError) as error:
        st.error(plain_error(error), icon=":material/error:")
        return
    except OSError as error:
        st.error(say(texts.NOT_COPIED, error=error.strerror), icon=":material/error:")
        return
    state = state_of(RunsState)
    state.brought += 1
    state.chosen = [run.id for run in runs]
    said = [say(texts.BROUGHT_IN, count=len(runs)), *_missing(runs)]
    notices.notice(lines(said), good=True)
    st.rerun()


def _missing(runs: Sequence[BroughtRun]) -> Iterator[str]:
    """What is said of runs whose pictures are not here: those that can be added, and the others."""
    known = services.library().names()
    without = [run for run in runs if run.recipe.data.dataset not in known]
    told = [bool(run.origin.dataset and run.origin.dataset.get("content")) for run in without]
    if count := told.count(True):
        yield say(texts.NO_PICTURES, count=count)
    if count := told.count(False):
        yield say(texts.NO_DATASET, count=count)


def _brought(upload: UploadedFile) -> Brought:
    """What is in a file, which is the visitor's now: all of it, or an exception."""
    with working_folder() as folder:
        file = copy_into(folder / "upload", upload)
        brought = unpack_apart(file, folder, services.library())
        services.engine().bring_in(brought, home_in(folder), visitor.token())
        return brought
