"""What was not taken of the files that a visitor gave."""

import streamlit as st

from core.language import say
from core.plain_text import plain_sentence
from dashboard.lab import texts
from dashboard.lab.state import widget_value
from dashboard.server.uploaded_files import refusals


def say_refusals(key: str) -> None:
    """Say below the box for uploads of this key why the lab has not taken what is missing."""
    names: dict[str, list[str]] = {}
    for refusal in refusals(widget_value(key)):
        names.setdefault(refusal.reason, []).append(refusal.name)
    for reason, files in names.items():
        sentence = say(texts.NOT_TAKEN, count=len(files), file=files[0], reason=reason)
        st.warning(plain_sentence(sentence), icon=":material/info:")
