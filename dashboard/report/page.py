"""Hand in: a report of what one did; and Check reports, for a teacher."""

import streamlit as st

from core.language import say
from dashboard.lab.view_choice import choose_view
from dashboard.report import texts
from dashboard.report.check import show_check
from dashboard.report.hand_in import show_hand_in
from dashboard.report.state import VIEW

st.title(say(texts.TITLE))
view = choose_view(
    say(texts.VIEW), texts.VIEWS, key=VIEW, label_visibility="collapsed", width="content"
)
if view == "check":
    show_check()
else:
    show_hand_in()
