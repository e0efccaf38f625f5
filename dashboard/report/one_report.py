"""One report of those that were read: what was answered, what is equal, and its runs."""

from collections.abc import Sequence
from datetime import datetime

import streamlit as st
from markupsafe import Markup

from core.engine import EngineError
from core.language import number, say, say_again
from core.ownership import NotTheOwner
from core.plain_text import plain_name, plain_sentence
from core.report.again import Checked
from core.report.bringing import as_brought, have_same_events, recipe_here
from core.report.comparing import Equal
from core.report.reading import ReadReport, ReadRun
from core.runs.history import RunHistory
from core.runs.listing import ListedRun
from core.runs.run import RunError
from dashboard.lab import notices, services, visitor
from dashboard.lab.address import link_to_run
from dashboard.lab.run_player import show_run
from dashboard.lab.state import set_widget_value, state_of
from dashboard.render.run_row import RunRow, run_row
from dashboard.report import texts
from dashboard.report.document import cases_html, chapter_html, facts
from dashboard.report.findings import found_again, objections_to_cases, sentences_of
from dashboard.report.report_charts import no_chart, prediction_image
from dashboard.report.state import OPENED, CheckState
from dashboard.report.training_again import by_recipe, show_claim
from dashboard.report.words import duration, moment
from dashboard.server.uploaded_files import working_folder

MOST_EQUAL_SHOWN = 24
_REPORT = Markup('<div class="fe-report">{}</div>')


def show_report(own: Sequence[ListedRun]) -> None:
    """A choice of one report; the one that is chosen, beside the `own` runs of whoever checks."""
    state = state_of(CheckState)
    assert state.collected is not None
    reports = state.collected.reports
    opened = st.selectbox(
        say(texts.OPEN_REPORT),
        range(len(reports)),
        index=None,
        format_func=lambda place: _name(place, reports[place]),
        key=OPENED,
    )
    if opened is not None:
        _show(reports[opened], opened, own)


def _name(place: int, read: ReadReport) -> str:
    """What a report is called; no two alike, for by its name Streamlit knows which was chosen."""
    return say(
        texts.OPEN_NAME,
        number=place + 1,
        name=read.report.student.name,
        title=read.report.title,
    )


def _show(read: ReadReport, place: int, own: Sequence[ListedRun]) -> None:
    state = state_of(CheckState)
    report = state.counted[place]
    st.subheader(plain_name(report.student.name), anchor=False)
    st.caption(
        say(texts.MADE, when=moment(report.made, visitor.zone()), lab=plain_name(report.lab))
    )
    _say_what_it_is_worth(state, place)
    st.caption(
        " · ".join(
            say(texts.FACT, name=name, value=value) for name, value in facts(state.standings[place])
        )
    )
    _show_equal(state.equals[place], state.collected.reports if state.collected else [])
    _show_work(read.checked, is_signed=state.are_signed[place])
    _show_runs(read, own)


def _say_what_it_is_worth(state: CheckState, place: int) -> None:
    """Whether the file was changed, and what came of computing it again."""
    file, checked, found = state.states[place], state.checked(place), found_again(state, place)
    is_fine = file in ("signed", "whole")
    if not is_fine:
        st.warning(say(texts.STATES_LONG[file]), icon=":material/edit_note:")
    if found == "otherwise":
        sentence = say(texts.COMPUTED_LONG[found], count=checked.otherwise)
        st.warning(sentence, icon=":material/rule:")
    for note in checked.notes:
        st.info(plain_sentence(say_again(note)), icon=":material/info:")
    sentences = [say(texts.STATES_LONG[file])] if is_fine else []
    if found in ("same", "unproven", "vouched"):
        sentences.append(say(texts.COMPUTED_LONG[found], count=checked.unproven))
    if checked.report.cases:
        sentences.append(say(texts.FOUND_CASES))
    st.caption(" ".join(sentences))


def _show_work(checked: Checked, *, is_signed: bool) -> None:
    """The answers and cases, with what the file says otherwise.

    Curves are drawn where this lab has computed or signed them: a file may have thousands.
    """
    report = checked.as_shown(is_signed=is_signed)
    chapters = (
        chapter_html(
            one,
            findings=sentences_of(checked, one, is_signed=is_signed),
            chart=prediction_image if is_signed or one.name not in checked.other else no_chart,
        )
        for one in report.chapters
    )
    cases = cases_html(report.cases, findings=objections_to_cases(checked))
    st.html(_REPORT.format(Markup().join([*chapters, cases])))


def _show_equal(equals: Equal, reports: Sequence[ReadReport]) -> None:
    """What is equal to others, and a button to open each of them."""
    for kind, sentence in texts.EQUAL.items():
        others = getattr(equals, kind)
        if not others:
            continue
        st.markdown(say(sentence, count=len(others)))
        with st.container(horizontal=True, gap="xsmall", key=f"equal_{kind}"):
            for other in others[:MOST_EQUAL_SHOWN]:
                st.button(
                    plain_name(reports[other].report.student.name),
                    key=f"equal_{kind}_{other}",
                    on_click=set_widget_value,
                    args=(OPENED, other),
                )


def _show_runs(read: ReadReport, own: Sequence[ListedRun]) -> None:
    trained = by_recipe(own)
    if read.runs:
        st.subheader(say(texts.RUNS), anchor=False)
    for run in read.runs:
        with st.container(border=True, key=f"reported_{run.run.id}"):
            st.html(run_row(_row(run)))
            if run.run.is_brought:
                st.caption(say(texts.BROUGHT))
            show_claim(run, trained)
            _offer_player(read, run, own)
    if read.report.omitted:
        st.caption(say(texts.OMITTED, count=read.report.omitted))


def _row(read: ReadRun) -> RunRow:
    summary, run = read.summary, read.run
    told = [share for share in summary.curve if share is not None]
    result = say(texts.NOTHING)
    if summary.accuracy is not None:
        result = number(summary.accuracy, ".1%")
    return RunRow(
        name=run.name,
        changed=run.recipe.to_link(),
        badges=[],
        curve=summary.curve,
        before=(),
        alt=say(texts.CURVE, first=told[0], last=told[-1]) if told else say(texts.NO_EPOCH),
        result=result,
        interval="",
        delta="",
        better=False,
        took=duration(summary.seconds),
        when=f"{datetime.fromtimestamp(run.created, visitor.zone()):%Y-%m-%d %H:%M}",
    )


def _offer_player(read: ReadReport, run: ReadRun, own: Sequence[ListedRun]) -> None:
    """The run in the player, once it is among one's own runs; a button that brings it there."""
    here = next((one for one in own if _came_from(one, run)), None)
    if here is None:
        st.button(
            say(texts.OPEN_RUN),
            icon=":material/play_circle:",
            help=say(texts.OPEN_RUN_HELP),
            on_click=_bring,
            args=(read, run),
            key=f"open_{run.run.id}",
        )
        return
    state = state_of(CheckState)
    with st.expander(
        say(texts.OPEN_RUN),
        icon=":material/play_circle:",
        expanded=state.shown_run == run.run.id,
        on_change="rerun",
        key=f"played_{run.run.id}",
    ) as shown:
        if shown.open and here.recipe is not None:
            history = RunHistory(here.recipe, here.id)
            history.add(services.engine().store.events(here.id))
            show_run(f"player_{here.id}", here.recipe, history)
            st.link_button(say(texts.RUN_SHOWN), link_to_run("train", here.id))


def _came_from(one: ListedRun, run: ReadRun) -> bool:
    """Whether a run of one's own was brought in from this one.

    Two files may give different runs one id, so recipe and events are compared.
    """
    if one.origin is None or one.origin.run != run.run.id:
        return False
    if one.recipe != recipe_here(run.run, services.library()):
        return False
    return have_same_events(services.engine().store.events(one.id), run.events)


def _bring(read: ReadReport, run: ReadRun) -> None:
    """Bring a run in: it is the teacher's own then, and the report stays as it is."""
    name = say(texts.RUN_OF, student=read.report.student.name, run=run.run.name)
    brought = as_brought(run, read.report.lab, name, services.library())
    try:
        with working_folder() as folder:
            services.engine().bring_in(brought, folder, visitor.token())
    except (EngineError, NotTheOwner, RunError) as error:
        notices.notice(str(error))
        return
    state_of(CheckState).shown_run = run.run.id
