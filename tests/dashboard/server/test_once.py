"""What a process has once, whatever Streamlit forgets."""

import importlib
import sys
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
import streamlit as st

from dashboard.server import once as module
from dashboard.server.once import once


def test_it_is_made_once_however_many_ask_at_the_same_time():
    made = []

    @once
    def slow() -> object:
        sleep(0.05)
        made.append(object())
        return made[-1]

    with ThreadPoolExecutor(8) as threads:
        found = {id(one) for one in threads.map(lambda _: slow(), range(8))}
    assert (len(found), len(made)) == (1, 1)


def test_it_outlives_the_caches_and_the_modules_that_streamlit_forgets(monkeypatch):
    def thing() -> object:
        return object()

    before = once(thing)()
    st.cache_resource.clear()
    st.cache_data.clear()
    # As for Streamlit's watcher, when a file of the lab was edited.
    monkeypatch.delitem(sys.modules, module.__name__)
    again = importlib.import_module(module.__name__)
    assert again is not module
    assert again.once(thing)() is before


def test_what_could_not_be_made_is_tried_again():
    answers = iter([OSError("full"), "made"])

    @once
    def failing() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(OSError, match="full"):
        failing()
    assert [failing(), failing()] == ["made", "made"]
