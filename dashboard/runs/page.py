"""Runs: every network that was trained, found again, compared and raced."""

import streamlit as st

from core.language import say
from dashboard.lab import address
from dashboard.lab.state import state_of
from dashboard.lab.view_choice import choose_view
from dashboard.runs import texts
from dashboard.runs.comparison import show_comparison
from dashboard.runs.race_start import show_races
from dashboard.runs.race_view import show_race
from dashboard.runs.run_list import show_list
from dashboard.runs.state import VIEW, RunsState

state = state_of(RunsState)
if state.go_to_train:
    state.go_to_train = False
    address.write_address()
    st.switch_page("train/page.py", query_params=st.query_params)
# A link to one of these views wins over what was looked at before; a race has views of its own.
if address.asks("view") in texts.VIEWS:
    state.compared, state.race = (), None
if asked := address.take("compare"):
    state.compared, state.race = tuple(dict.fromkeys(filter(None, asked.split(",")))), None
if asked := address.take("race"):
    state.race = asked
if state.race:
    address.say_in_address("race", state.race)
    show_race(state.race)
elif state.compared:
    address.say_in_address("compare", ",".join(state.compared))
    show_comparison(state.compared)
else:
    st.title(say(texts.TITLE))
    view = choose_view(
        say(texts.VIEW), texts.VIEWS, key=VIEW, label_visibility="collapsed", width="content"
    )
    if view == "races":
        show_races()
    else:
        st.markdown(say(texts.LEAD))
        show_list()
