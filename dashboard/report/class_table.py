"""The table of a class: a report a row."""

from collections.abc import Callable, Sequence

import streamlit as st
from markupsafe import Markup

from core.language import number, say
from core.report.form import Report
from dashboard.lab.state import state_of
from dashboard.report import texts
from dashboard.report.findings import found_again, found_in_words
from dashboard.report.state import CheckState
from dashboard.report.words import duration

OF_PATH = ("chapters", "tasks", "predictions", "near")
"""The columns that tell of a path."""

_TABLE = Markup(
    '<div class="fe-scroll"><table class="fe-compare fe-class"><thead><tr>{head}</tr></thead>'
    "<tbody>{body}</tbody></table></div>"
)
_HEAD = Markup('<th scope="col">{}</th>')
_ROW = Markup(
    '<tr class="{look}"><th scope="row"><bdi>{name}</bdi> <span><bdi>{number}</bdi></span></th>'
    "{cells}</tr>"
)
_CELL = Markup("<td>{}</td>")
_NAME = Markup("<bdi>{}</bdi>")


def show_table() -> None:
    """The reports, in the order that the teacher has chosen."""
    state = state_of(CheckState)
    reports = state.counted
    order = st.selectbox(
        say(texts.ORDER),
        list(texts.ORDERS),
        format_func=lambda name: say(texts.ORDERS[name]),
        key="report_order",
        width=240,
    )
    places = sorted(range(len(reports)), key=_keys(state, order))
    st.caption(say(texts.FOUND, count=len(reports)))
    st.html(class_table(state, places))
    st.caption(say(texts.TABLE_NOTE))


def class_table(state: CheckState, places: Sequence[int]) -> Markup:
    """The reports at these places, in this order."""
    has_cases = any(standing.cases for standing in state.standings)
    has_path = any(standing.chapters for standing in state.standings)
    shown = [
        name
        for name in texts.COLUMNS
        if (has_cases or name not in ("cases", "hints")) and (has_path or name not in OF_PATH)
    ]
    head = [texts.STUDENT, texts.WORK_COLUMN, *(texts.COLUMNS[name] for name in shown)]
    rows = (
        _row(
            state.counted[place],
            _cells(state, place),
            shown,
            look=f"{state.states[place]} {found_again(state, place)}",
        )
        for place in places
    )
    return _TABLE.format(
        head=Markup().join(_HEAD.format(say(name)) for name in head), body=Markup().join(rows)
    )


def _row(report: Report, cells: dict[str, str], shown: Sequence[str], look: str) -> Markup:
    words = [_NAME.format(report.title), *(cells[name] for name in shown)]
    student = report.student
    return _ROW.format(
        look=look,
        name=student.name,
        number=student.number,
        cells=Markup().join(map(_CELL.format, words)),
    )


def _cells(state: CheckState, place: int) -> dict[str, str]:
    stands, equals = state.standings[place], state.equals[place]
    return {
        "chapters": _of(stands.chapters_done, stands.chapters),
        "tasks": _of(stands.tasks_met, stands.tasks),
        "predictions": _of(stands.predicted, stands.predictions),
        "near": _of(stands.near, stands.predicted),
        "cases": _of(stands.cases_solved, stands.cases),
        "hints": number(stands.hints, "d") if stands.cases else say(texts.NOTHING),
        "time": duration(stands.seconds),
        "equal": number(len(equals.others), "d") if equals.others else say(texts.NOTHING),
        "computed": found_in_words(state, place),
        "state": say(texts.STATES[state.states[place]]),
    }


def _of(done: int, of: int) -> str:
    return say(texts.OF, done=done, of=of) if of else say(texts.NOTHING)


def _keys(state: CheckState, order: str) -> Callable[[int], tuple]:
    """By what the places are sorted; equal ones by name."""
    reports = state.counted

    def name(place: int) -> str:
        return reports[place].student.name.casefold()

    if order == "made":
        return lambda place: (-reports[place].made, name(place))
    if order == "done":
        return lambda place: (
            -state.standings[place].tasks_met - state.standings[place].cases_solved,
            name(place),
        )
    if order == "equal":
        return lambda place: (-len(state.equals[place].others), name(place))
    return lambda place: (name(place),)
