"""The list of cases, with what the visitor has made of each."""

import streamlit as st

from core.bugs import CASES, Case
from core.bugs.cases import LEVELS
from core.bugs.progress import CaseStanding
from core.language import say
from core.plain_text import plain_sentence
from dashboard.bugs import actions, texts
from dashboard.bugs.own_puzzle import offer_own_puzzle
from dashboard.bugs.state import BugsState
from dashboard.lab.state import state_of

SOLVED, TRIED, NEW = (
    ":material/check_circle:",
    ":material/pending:",
    ":material/radio_button_unchecked:",
)


def show_list() -> None:
    """All cases in their order, each to be opened, and the fields for a puzzle of one's own."""
    st.title(say(texts.TITLE))
    if refused := state_of(BugsState).refused:
        st.warning(plain_sentence(refused), icon=":material/info:")
    st.markdown(say(texts.LEAD))
    puzzles = actions.puzzles()
    standings = {name: CaseStanding.of(puzzles.of(name)) for name in CASES}
    solved = sum(standing.is_solved for standing in standings.values())
    st.caption(say(texts.SOLVED_OF, solved=solved, count=len(CASES)))
    with st.container(key="bug_cases"):
        for column, level in zip(st.columns(len(LEVELS), gap="medium"), LEVELS, strict=True):
            with column:
                st.markdown(f"**{say(texts.LEVELS[level])}**")
                for number, (name, case) in enumerate(CASES.items(), start=1):
                    if case.level == level:
                        _show_case(number, case, standings[name])
    offer_own_puzzle()


def _show_case(number: int, case: Case, standing: CaseStanding) -> None:
    tried = standing.tries or standing.hints
    title = say(texts.NUMBERED, number=number, title=say(case.title))
    told = " · ".join(standing_words(standing))
    st.button(
        say(texts.ROW, title=title, told=told) if told else title,
        type="tertiary",
        icon=SOLVED if standing.is_solved else TRIED if tried else NEW,
        on_click=actions.open_case,
        args=(case.name,),
        key=f"bug_open_{case.name}",
        width="stretch",
    )


def standing_words(standing: CaseStanding) -> list[str]:
    """Whether it is solved, and the tries and hints that were taken."""
    words = [say(texts.SOLVED)] if standing.is_solved else []
    words += [say(texts.TRIES, count=standing.tries)] if standing.tries else []
    return words + ([say(texts.HINTS, count=standing.hints)] if standing.hints else [])
