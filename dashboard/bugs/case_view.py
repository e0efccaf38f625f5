"""One puzzle: its code to mark a line in, what is answered, and beside it all that can be seen."""

import streamlit as st

from core.bugs.excerpt import excerpt
from core.bugs.progress import CaseStanding, PuzzleProgress
from core.language import say
from dashboard.bugs import actions, texts
from dashboard.bugs.answer_form import show_answer_form
from dashboard.bugs.case_list import standing_words
from dashboard.bugs.evidence import show_evidence
from dashboard.bugs.opened import OpenedPuzzle
from dashboard.bugs.puzzle_runs import faulty_run
from dashboard.bugs.state import BugsState
from dashboard.bugs.verdict_box import show_verdict
from dashboard.components.code_lines import code_lines
from dashboard.lab.state import state_of


def show_case(shown: OpenedPuzzle) -> None:
    """The puzzle that is open."""
    progress = actions.progress_of(shown)
    st.button(
        say(texts.ALL_CASES),
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=actions.show_all,
        key="all_bugs",
    )
    st.title(say(shown.title))
    st.markdown(say(shown.story))
    done = standing_words(CaseStanding.of([progress]))
    st.caption(" · ".join(done) if done else say(texts.HOW))
    code, seen = st.columns(2, gap="medium")
    with code, st.container(key="bug_program"):
        _show_code(shown, progress)
        _show_answer(shown, progress)
    with seen, st.container(key="bug_evidence"):
        show_evidence(shown, progress)


def _show_code(shown: OpenedPuzzle, progress: PuzzleProgress) -> None:
    puzzle = shown.puzzle
    lines, choices = puzzle.code.splitlines(), puzzle.suspicious_lines
    st.markdown(f"**{say(texts.MARK)}**")
    st.caption(say(texts.ONE_OF_THEM))
    code_lines(
        f"bug_code_{shown.key}",
        say(texts.MARK),
        {place: lines[place] for place in excerpt(puzzle.code, puzzle.card, choices)},
        choices,
        state_of(BugsState).marked,
        actions.mark,
        solution=puzzle.guilty_lines if progress.is_solved else (),
        solution_words=say(texts.GUILTY),
    )
    # A comment may say what the line below it does wrong.
    if progress.is_solved:
        with st.expander(say(texts.WHOLE_PROGRAM), icon=":material/code:"):
            st.code(puzzle.code, line_numbers=True)


def _show_answer(shown: OpenedPuzzle, progress: PuzzleProgress) -> None:
    """The verdict on the last attempt, or the form for another one."""
    attempts = progress.attempts
    again = state_of(BugsState).tries_again
    if attempts and again < len(attempts):
        show_verdict(shown, progress)
        return
    faulty = faulty_run(progress)
    is_seen = shown.puzzle.error is not None or (faulty is not None and faulty.end is not None)
    show_answer_form(shown, progress, is_seen)
