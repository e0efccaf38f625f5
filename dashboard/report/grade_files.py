"""Tables of grades, for Moodle and for nbgrader."""

import re
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
        all_graded = graded(state_of(CheckState), counted)
        titles: dict[str, str] = {}
        for one in all_graded:
            titles.setdefault(one.report.work, one.report.title)
        work = next(iter(titles))
        if len(titles) > 1:
            work = st.selectbox(
                say(texts.GRADED_WORK),
                list(titles),
                format_func=lambda name: say(texts.GRADED_NAME, title=titles[name], work=name),
                key="graded_work",
            )
        of_work = [one for one in all_graded if one.report.work == work]
        name = re.sub(r"\W+", "-", work)
        for form, write in _FORMS.items():
            offer_file(
                say(texts.FORMS[form]),
                partial(write, of_work),
                f"first-epoch-{name}-{form}.csv",
                help=say(texts.FORM_HELP[form]),
                width="stretch",
            )


def graded(state: CheckState, counted: str) -> list[Graded]:
    """The report that counts of each student of each work, with its points."""
    assert state.collected is not None
    reports = [read.report for read in state.collected.reports]
    found = []
    for counts, *_ in hand_ins(reports, state.are_signed):
        done, of = COUNTS[counted](state.standings[counts])
        comment = say(texts.COMMENT, name=say(texts.COUNT_NAMES[counted]), done=done, of=of)
        if noted := texts.STATE_COMMENTS.get(state.states[counts]):
            comment = say(noted, comment=comment)
        found.append(Graded(reports[counts], done, of, comment))
    return found
