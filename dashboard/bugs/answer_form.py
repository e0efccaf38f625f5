"""What a student answers: what the fault is called, and how the marked line is to be changed."""

from functools import partial

import streamlit as st

from core.bugs import NAMES
from core.bugs.progress import PuzzleProgress
from core.language import say, say_again
from dashboard.bugs import actions, texts
from dashboard.bugs.opened import OpenedPuzzle
from dashboard.bugs.state import BugsState, change_key, named_key
from dashboard.lab.state import state_of


def show_answer_form(shown: OpenedPuzzle, progress: PuzzleProgress, is_seen: bool) -> None:
    """The two choices, the button that tries the change, and the hints.

    `is_seen` says whether the faulty recipe has shown what comes of it: a change is tried after
    that.
    """
    puzzle = shown.puzzle
    line = state_of(BugsState).marked
    named = st.radio(
        say(texts.NAME_IT),
        puzzle.choices,
        format_func=lambda name: say(NAMES[name].title),
        index=None,
        key=named_key(shown),
        persist_state="session",
    )
    offered = puzzle.repairs_of(line) if line is not None else []
    chosen = None
    if line is None:
        st.caption(say(texts.MARK_FIRST))
    else:
        chosen = st.radio(
            say(texts.CHANGE_IT, line=line + 1),
            range(len(offered)),
            format_func=lambda place: say_again(offered[place].label),
            index=None,
            key=change_key(shown, line),
            persist_state="session",
        )
    repair = offered[chosen] if chosen is not None else None
    try_it = None
    if line is not None and named is not None and repair is not None and is_seen:
        try_it = partial(actions.try_change, shown, progress.attempts, line, named, repair)
    st.button(
        say(texts.TRY),
        type="primary",
        icon=":material/build:",
        disabled=try_it is None,
        help=None if try_it else say(texts.ANSWER_FIRST if is_seen else texts.RUN_FIRST),
        on_click=try_it,
        key="try_change",
    )
    show_hints(shown, progress)


def show_hints(shown: OpenedPuzzle, progress: PuzzleProgress) -> None:
    """The hints that were taken, and a button for the next one."""
    hints = shown.puzzle.fault.hints
    for number, hint in enumerate(hints[: progress.hints], start=1):
        st.markdown(say(texts.HINT, number=number, hint=say(hint)))
    left = len(hints) - progress.hints
    if left > 0:
        st.button(
            say(texts.TAKE_HINT, count=left),
            type="tertiary",
            icon=":material/lightbulb:",
            help=say(texts.TAKE_HINT_HELP),
            on_click=actions.take_hint,
            args=(shown, progress.hints),
            key="take_hint",
        )
