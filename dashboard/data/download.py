"""The download of a published dataset that is not on this machine."""

import streamlit as st

from core.datasets import DatasetCard
from core.datasets.jobs import DownloadState
from core.language import say, say_again
from dashboard.data import texts
from dashboard.lab import notices, services
from dashboard.lab.fragment import fragment

TICK_SECONDS = 0.5
MEGABYTE = 1e6


def offer_download(card: DatasetCard) -> None:
    """The way to a published dataset that is not on this machine."""
    st.info(say(texts.NOT_HERE, title=card.title), icon=":material/cloud_download:")
    state = services.downloads().state(card.name)
    running = state is not None and state.status == "running"
    fragment(run_every=TICK_SECONDS if running else None)(_download)(card)


def _download(card: DatasetCard) -> None:
    state = services.downloads().state(card.name)
    if state is not None and state.status == "running":
        _show_progress(state)
        st.button(
            say(texts.CANCEL),
            icon=":material/close:",
            key="cancel_download",
            on_click=services.downloads().cancel,
            args=(card.name,),
        )
        return
    if state is not None and state.status == "done" and services.library().ready(card.name):
        notices.notice(say(texts.DOWNLOADED, title=card.title), good=True)
        st.rerun()
    if state is not None and state.status == "failed":
        st.error(say_again(state.error), icon=":material/error:")
    if state is not None and state.status == "cancelled":
        st.caption(say(texts.CANCELLED))
    failed = state is not None and state.status == "failed"
    label = say(texts.AGAIN) if failed else say(texts.DOWNLOAD, title=card.title)
    if st.button(label, type="primary", icon=":material/download:", key="download"):
        services.downloads().start(card.name)
        st.rerun()


def _show_progress(state: DownloadState) -> None:
    if not state.done:
        st.progress(0.0, text=say(texts.STARTING))
        return
    done, rate = state.done / MEGABYTE, state.rate / MEGABYTE
    if not state.total:
        st.progress(0.0, text=say(texts.PROGRESS_UNKNOWN, done=done, rate=rate))
        return
    total, seconds = state.total / MEGABYTE, state.seconds_left
    words = texts.PROGRESS_SOON if seconds is None else texts.PROGRESS
    text = say(words, done=done, total=total, rate=rate, seconds=seconds)
    st.progress(min(state.done / state.total, 1.0), text=text)
