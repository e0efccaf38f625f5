"""Tables of grades, for Moodle and for nbgrader."""

import re
from collections.abc import Sequence
from functools import partial

import streamlit as st

from core.language import listed, number, say
from core.report.grades import COUNTS, Graded, best_of, hand_ins, moodle, nbgrader
from dashboard.lab.state import state_of
from dashboard.report import texts
from dashboard.report.findings import found_again
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
    points, most = zip(*map(COUNTS[counted], state.standings), strict=True)
    found = []
    for places in hand_ins(state.counted):
        counts = best_of(places, state.are_signed, points)
        others = [points[place] for place in places if place != counts]
        comment = _comment(state, counts, counted, others)
        found.append(Graded(state.counted[counts], points[counts], most[counts], comment))
    return found


def _comment(state: CheckState, place: int, counted: str, others: Sequence[int]) -> str:
    """A sentence for the student: what counts, and what is to be known of the file."""
    assert state.collected is not None
    done, of = COUNTS[counted](state.standings[place])
    comment = say(texts.COMMENT, name=say(texts.COUNT_NAMES[counted]), done=done, of=of)
    if noted := texts.STATE_COMMENTS.get(state.states[place]):
        comment = say(noted, comment=comment)
    if noted := texts.COMPUTED_COMMENTS.get(found_again(state, place)):
        comment = say(noted, comment=comment)
    if others:
        told = listed([number(points, "d") for points in others])
        comment = say(texts.OTHERS_COMMENT, comment=comment, count=len(others), points=told)
    return comment
