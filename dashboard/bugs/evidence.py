"""What can be seen of a puzzle: its run, a batch, the shapes, and the answers for new pictures."""

import streamlit as st

from core.bugs.progress import PuzzleProgress
from core.language import say
from dashboard.bugs import actions, texts
from dashboard.bugs.batch import show_batch
from dashboard.bugs.new_pictures import show_new_pictures
from dashboard.bugs.opened import OpenedPuzzle
from dashboard.bugs.puzzle_runs import faulty_run, tried_run
from dashboard.bugs.shapes import show_shapes
from dashboard.lab import run_player


def show_evidence(shown: OpenedPuzzle, progress: PuzzleProgress) -> None:
    """All views of the puzzle, the same for each fault: which one tells is to be found out."""
    refused = shown.puzzle.error is not None
    names = texts.VIEWS_OF_REFUSED if refused else texts.VIEWS
    views = st.tabs([say(name) for name in names])
    with views[0]:
        if refused:
            _show_error(shown, progress)
        else:
            _show_run(shown, progress)
    with views[1]:
        show_batch(shown.puzzle.faulty, trains=not refused)
    with views[2]:
        show_shapes(shown.puzzle.faulty)
    if not refused:
        with views[3]:
            show_new_pictures(faulty_run(progress))


def _show_error(shown: OpenedPuzzle, progress: PuzzleProgress) -> None:
    """What Keras says instead of training; below it the run of a change that lets it train."""
    st.markdown(say(texts.ENDS_WITH_ERROR))
    with st.container(key="bug_error"):
        st.code(shown.puzzle.error, language=None, wrap_lines=True)
    if tried := tried_run(progress):
        run_player.show_run("bug_player", tried.recipe, tried)


def _show_run(shown: OpenedPuzzle, progress: PuzzleProgress) -> None:
    """The faulty run, or that of the last attempt with the faulty one dashed beside it."""
    faulty = faulty_run(progress)
    if faulty is None:
        st.button(
            say(texts.RUN_IT),
            type="primary",
            icon=":material/play_arrow:",
            on_click=actions.run_faulty,
            args=(shown,),
            key="run_faulty",
        )
        run_player.show_run("bug_player", shown.puzzle.faulty, None)
        return
    tried = tried_run(progress)
    if tried is None:
        run_player.show_run("bug_player", faulty.recipe, faulty)
        return
    st.caption(say(texts.BOTH_RUNS))
    run_player.show_run("bug_player", tried.recipe, tried, before=faulty)
