"""Tables of grades, for Moodle and for nbgrader."""

from functools import partial

import streamlit as st

from core.language import say
from core.report.grades import COUNTS, Graded, hand_ins, moodle, nbgrader
from dashboard.lab.state import state_of
from dashboard.report import texts
from dashboard.report.state import CheckState
from dashboard.server.files import offer_file

_FORMS = {"moodle": moodle, "nbgrader": nbgrader}


def offer_grades() -> None:
    """A popover: what counts, and a link for each form."""
    with st.popover(
        say(texts.GRADES), icon=":material/table:", help=say(texts.GRADES_HELP), key="grades"
    ):
        counted = st.radio(
            say(texts.COUNTS),
            list(COUNTS),
            format_func=lambda name: say(texts.COUNT_NAMES[name]),
            help=say(texts.COUNTS_HELP),
            key="what_counts",
        )
        graded = _graded(state_of(CheckState), counted)
        for form, write in _FORMS.items():
            offer_file(
                say(texts.FORMS[form]),
                partial(write, graded),
                f"first-epoch-{form}.csv",
                help=say(texts.FORM_HELP[form]),
                width="stretch",
            )


def _graded(state: CheckState, counted: str) -> list[Graded]:
    """The newest report of each student of each work, with its points."""
    assert state.collected is not None
    reports = [read.report for read in state.collected.reports]
    graded = []
    for newest, *_ in hand_ins(reports):
        done, of = COUNTS[counted](state.standings[newest])
        comment = say(texts.COMMENT, name=say(texts.COUNT_NAMES[counted]), done=done, of=of)
        if state.states[newest] in ("changed", "unsigned"):
            comment = say(texts.CHANGED_COMMENT, comment=comment)
        graded.append(Graded(reports[newest], done, of, comment))
    return graded
