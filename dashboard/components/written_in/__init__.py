"""Tells browsers and screen readers in which language the texts of a container are written."""

from pathlib import Path

import streamlit as st

from core.language import direction

_SCRIPT = Path(__file__).with_name("written_in.js").read_text(encoding="utf-8")
_MARK = st.components.v2.component("first_epoch_written_in", js=_SCRIPT)


def written_in(language: str, key: str) -> None:
    """Mark the keyed container in which this stands; nothing of it is seen.

    `key` begins with `written_in_`.
    """
    _MARK(key=key, data={"lang": language, "dir": direction(language)})
