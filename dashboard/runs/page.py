"""Runs: every network that was trained, found again and compared."""

import streamlit as st

from core.language import say
from dashboard.lab import address
from dashboard.lab.state import state_of
from dashboard.runs import texts
from dashboard.runs.comparison import show_comparison
from dashboard.runs.run_list import show_list
from dashboard.runs.state import RunsState

state = state_of(RunsState)
if state.go_to_train:
    state.go_to_train = False
    address.write_address()
    st.switch_page("train/page.py", query_params=st.query_params)
if state.compared is None:
    asked = address.asked("compare") or ""
    state.compared = tuple(dict.fromkeys(filter(None, asked.split(","))))
if state.compared:
    address.say_in_address("compare", ",".join(state.compared))
    show_comparison(state.compared)
else:
    st.title(say(texts.TITLE))
    st.markdown(say(texts.LEAD))
    show_list()
