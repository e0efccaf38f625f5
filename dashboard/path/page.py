"""Path: the lessons of the lab, and how far the visitor is in each."""

import streamlit as st

from core.language import say
from dashboard.path import texts
from dashboard.path.path_list import show_paths

st.title(say(texts.TITLE))
st.markdown(say(texts.LEAD))
show_paths()
st.caption(say(texts.OWN_HELP))
