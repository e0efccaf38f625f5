"""Hand in: what a visitor did, as one file and as a notebook."""

import re
from datetime import tzinfo
from functools import partial

import streamlit as st

from core.datasets import DatasetCard, DatasetError, Library
from core.exchange.checked_events import events_from
from core.language import say
from core.report.form import MOST_NAME, MOST_NUMBER, Report, ReportedRun, Student
from core.report.notebook import NotedRun, Presentation, notebook
from core.report.sealing import sealed
from core.runs.history import History
from dashboard.lab import services, visitor
from dashboard.lab.address import own_address
from dashboard.lab.recipe_words import in_words
from dashboard.lab.state import state_of
from dashboard.report import texts
from dashboard.report.document import ShownRun, document, verdict_in_words
from dashboard.report.report_charts import prediction_picture, run_picture
from dashboard.report.state import HandInState
from dashboard.report.words import moment, plain
from dashboard.report.works import Work, works
from dashboard.server.files import offer_file
from dashboard.server.signatures import lab_mark, signed

PURPOSE = "report"
"""For what the lab signs a report."""


def show_hand_in() -> None:
    """What can be handed in, the fields for a name, and the two files."""
    st.markdown(say(texts.LEAD))
    found = {work.name: work for work in works()}
    if not found:
        st.info(say(texts.NOTHING_YET), icon=":material/info:")
        st.page_link("path/page.py", label=say(texts.TO_PATHS), icon=":material/route:")
        st.page_link("bugs/page.py", label=say(texts.TO_BUGS), icon=":material/bug_report:")
        return
    with st.container(key="hand_in", width=560):
        chosen = st.selectbox(
            say(texts.WORK),
            list(found),
            format_func=lambda name: found[name].title,
            help=say(texts.WORK_HELP),
            key="report_work",
        )
        student = _ask_student()
        st.caption(" ".join(found[chosen].sentences))
        if student is None:
            st.info(say(texts.NEEDS_NAME), icon=":material/edit:")
        else:
            _offer(found[chosen], student)


def _ask_student() -> Student | None:
    """Who hands in; None without a name."""
    state = state_of(HandInState)
    state.name = st.text_input(
        say(texts.NAME),
        state.name,
        max_chars=MOST_NAME,
        help=say(texts.NAME_HELP),
        key="report_name",
    )
    state.number = st.text_input(
        say(texts.NUMBER),
        state.number,
        max_chars=MOST_NUMBER,
        help=say(texts.NUMBER_HELP),
        key="report_number",
    )
    name, number = plain(state.name), plain(state.number)
    return Student(name=name, number=number) if name else None


def _offer(work: Work, student: Student) -> None:
    name = re.sub(r"\W+", "-", f"{work.name} {student.name}".lower()).strip("-")
    make = partial(work.report, student)
    library, address, where = services.library(), own_address(), visitor.zone()
    with st.container(horizontal=True, key="report_files"):
        offer_file(
            say(texts.REPORT),
            lambda: report_page(make(), address, where),
            f"{name}.html",
            help=say(texts.REPORT_HELP),
        )
        offer_file(
            say(texts.NOTEBOOK),
            lambda: report_notebook(make(), library, address),
            f"{name}.ipynb",
            help=say(texts.NOTEBOOK_HELP),
        )


def report_page(report: Report, address: str, where: tzinfo) -> str:
    """The report as a page, signed by this lab, which is reached at `address`."""
    runs = [
        ShownRun(
            id=run.id,
            name=run.name,
            words=" · ".join(in_words(run.recipe)),
            history=_history(run),
            link=address + run.recipe.to_link(),
            is_brought=run.is_brought,
        )
        for run in report.runs
    ]
    page = document(report, runs, lambda time: moment(time, where))
    told = report.model_dump(mode="json")
    return sealed(page, told, lab_mark(), lambda words: signed(words, PURPOSE))


def report_notebook(report: Report, library: Library, address: str) -> str:
    """The report as a notebook."""
    runs = [
        NotedRun(
            name=run.name,
            link=address + run.recipe.to_link(),
            is_brought=run.is_brought,
            checksum=run.checksum,
            history=_history(run),
            card=_card(library, run),
        )
        for run in report.runs
    ]
    shown = Presentation(run_picture, prediction_picture, verdict_in_words)
    return notebook(report, runs, shown)


def _history(run: ReportedRun) -> History:
    history = History(run.recipe)
    history.add(events_from(run.events, run.id))
    return history


def _card(library: Library, run: ReportedRun) -> DatasetCard | None:
    try:
        return library.card(run.recipe.data.dataset)
    except DatasetError:
        return None
