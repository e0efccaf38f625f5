"""Check reports: a teacher drops those of a class, and sees them in one table."""

from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.language import listed, say
from core.plain_text import plain_error, plain_name, plain_sentence
from core.report.again import Again
from core.report.comparing import equal
from core.report.grades import hand_ins, without_number
from core.report.reading import Collected, ReadReport, collect_apart
from core.report.sealing import ReportError, signed_words
from core.report.standing import standing
from dashboard.lab import services
from dashboard.lab.state import set_widget_value, state_of
from dashboard.lab.uploads import say_refusals
from dashboard.report import texts
from dashboard.report.class_table import show_table
from dashboard.report.grade_files import offer_grades
from dashboard.report.hand_in import PURPOSE
from dashboard.report.one_report import show_report
from dashboard.report.state import OPENED, CheckState
from dashboard.report.training_again import offer_training_of_all, own_runs, show_queue
from dashboard.server.known_address import offers_local_files
from dashboard.server.signatures import is_signed, lab_mark
from dashboard.server.uploaded_files import copy_into, working_folder

MOST_REFUSED_SHOWN = 50


def show_check() -> None:
    """The box for reports; then the table of a class, and the report that is opened."""
    st.markdown(say(texts.CHECK_LEAD))
    _take()
    state = state_of(CheckState)
    if state.collected is None:
        return
    _say_refused(state.collected)
    reports = state.collected.reports
    if not reports:
        st.info(say(texts.NONE_READ), icon=":material/info:")
        return
    _say_several(state)
    own = own_runs()
    show_table()
    with st.container(horizontal=True, vertical_alignment="center", key="report_bar"):
        offer_grades()
        offer_training_of_all(own)
    show_queue()
    show_report(own)


def _take() -> None:
    state = state_of(CheckState)
    box = f"reports-{state.reads}"
    uploads = st.file_uploader(
        say(texts.FILES),
        accept_multiple_files=True,
        help=say(texts.FILES_HELP),
        key=box,
    )
    say_refusals(box)
    folder = _folder_input(f"report_folder-{state.reads}")
    if st.button(
        say(texts.READ),
        type="primary",
        icon=":material/fact_check:",
        disabled=not (uploads or folder),
        key="read_reports",
    ):
        _read(uploads, folder)


def _folder_input(key: str) -> str:
    if not offers_local_files(st.context.headers):
        return ""
    return st.text_input(say(texts.FOLDER), help=say(texts.FOLDER_HELP), key=key).strip()


def _read(uploads: list[UploadedFile], path: str) -> None:
    try:
        with st.spinner(say(texts.READING)), working_folder() as folder:
            paths = [Path(path)] if path else []
            for number, upload in enumerate(uploads):  # two files may bear one name
                paths.append(copy_into(folder / str(number), upload))
            collected = collect_apart(paths, Again(services.library()), folder)
    except ReportError as error:
        st.error(plain_error(error), icon=":material/error:")
        return
    except OSError as error:
        st.error(say(texts.NOT_COPIED, error=error.strerror), icon=":material/error:")
        return
    state = state_of(CheckState)
    state.collected = collected
    state.states = [state_of_file(read) for read in collected.reports]
    state.counted = [
        read.checked.as_it_counts(is_signed=is_signed)
        for read, is_signed in zip(collected.reports, state.are_signed, strict=True)
    ]
    state.standings = [standing(report) for report in state.counted]
    state.equals = equal([read.report for read in collected.reports])
    state.shown_run = None
    state.reads += 1
    set_widget_value(OPENED, None)
    st.rerun()


def state_of_file(read: ReadReport) -> str:
    """Whether a report was changed, one of `texts.STATES`."""
    seal = read.seal
    if not read.is_whole:
        return "changed"
    if not read.page_is_whole:
        return "page"
    if seal.lab != lab_mark():
        return "whole"
    is_ours = is_signed(seal.signature, PURPOSE, None) == signed_words(seal)
    return "signed" if is_ours else "unsigned"


def _say_refused(collected: Collected) -> None:
    if not collected.refused:
        return
    with st.expander(
        say(texts.REFUSED, count=len(collected.refused)),
        icon=":material/warning:",
        expanded=len(collected.refused) <= 5,
        key="refused_reports",
    ):
        for refused in collected.refused[:MOST_REFUSED_SHOWN]:
            st.markdown(plain_sentence(refused.sentence))
        if len(collected.refused) > MOST_REFUSED_SHOWN:
            st.caption(say(texts.MORE_REFUSED, count=len(collected.refused) - MOST_REFUSED_SHOWN))


def _say_several(state: CheckState) -> None:
    """Say of whom there are several reports, and of whom that cannot be told."""
    for places in hand_ins(state.counted):
        if len(places) > 1:
            students = [state.counted[place].student for place in places]
            names = dict.fromkeys(plain_name(student.name) for student in students)
            st.caption(
                say(
                    texts.SEVERAL,
                    count=len(places),
                    number=plain_name(students[0].number),
                    names=listed([*names]),
                )
            )
    for places in without_number(state.counted):
        name = state.counted[places[0]].student.name
        st.caption(say(texts.SAME_NAME, name=plain_name(name), count=len(places)))
