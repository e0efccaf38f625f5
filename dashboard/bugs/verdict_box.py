"""What came of the last attempt: told by its run, and, whichever way it went, why."""

from collections.abc import Iterator
from difflib import unified_diff

import streamlit as st

from core.bugs import CASES, NAMES, RepairVerdict
from core.bugs.excerpt import is_decided
from core.bugs.listing import listing
from core.bugs.progress import Attempt, PuzzleProgress
from core.datasets import DatasetError
from core.engine import EngineError
from core.language import say
from core.lint.refusal import refusal
from core.plain_text import plain_error, plain_sentence
from core.recipe import Recipe
from core.runs.events import Failed, Interrupted, Stopped
from core.runs.history import RunHistory
from core.runs.run import RunError
from dashboard.bugs import actions, texts
from dashboard.bugs.answer_form import show_hints
from dashboard.bugs.opened import OpenedPuzzle
from dashboard.bugs.puzzle_runs import history_of, measured

RIGHT, WRONG = ":green[:material/check_circle:]", ":red[:material/cancel:]"


def show_verdict(shown: OpenedPuzzle, progress: PuzzleProgress) -> None:
    """What was changed, and what the run of the last attempt says to that."""
    attempt = progress.attempts[-1]
    mended = Recipe.from_link(attempt.link)
    _show_change(shown, mended)
    try:
        faulty, history = _run(progress.run), _run(attempt.run)
        if faulty is not None and not faulty.has_network:
            raise RunError(say(texts.NOT_TO_ITS_END))
        if history is not None and history.end is None:
            st.caption(say(texts.TRAINING))
            return
        verdict = _verdict(shown, mended, faulty, history)
    except (DatasetError, EngineError, RunError) as error:
        st.warning(plain_error(error), icon=":material/info:")
        _offer_again(progress)
        return
    is_new = len(progress.verdicts) < len(progress.attempts)
    if is_new and actions.note_verdict(shown, verdict.is_solved):
        st.rerun()
    with st.container(border=True, key="bug_verdict", gap="small"):
        st.markdown(f"**{RIGHT if verdict.is_solved else WRONG} {say(_title(verdict))}**")
        st.markdown(_what_came_of_it(shown, mended, faulty, history))
        # The first one says that a single thing was changed: here it always is.
        for finding in verdict.findings[1:]:
            st.markdown(f"{RIGHT if finding.is_met else WRONG} {plain_sentence(finding.sentence)}")
        for sentence in _why(shown, attempt, verdict):
            st.markdown(sentence)
    if verdict.is_solved:
        _offer_next(shown)
    else:
        _offer_again(progress)
        show_hints(shown, progress)


def _show_change(shown: OpenedPuzzle, mended: Recipe) -> None:
    """The lines of the code that are others now."""
    before, after = shown.puzzle.code, listing(mended, shown.puzzle.card)
    lines = unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    changed = [
        line for line in lines if not line.startswith(("---", "+++", "@@")) and is_decided(line[1:])
    ]
    st.markdown(f"**{say(texts.YOUR_CHANGE)}**")
    st.code("\n".join(changed), language="diff", wrap_lines=True)


def _run(run_id: str | None) -> RunHistory | None:
    """A run of the puzzle, if it was begun; RunError if it cannot be judged any more."""
    history = history_of(run_id) if run_id else None
    if run_id and history is None:
        raise RunError(say(texts.RUN_GONE))
    if history is not None and isinstance(history.end, Stopped | Interrupted):
        raise RunError(say(texts.NOT_TO_ITS_END))
    if history is not None and history.is_steered:
        raise RunError(say(texts.STEERED))
    return history


def _verdict(
    shown: OpenedPuzzle, mended: Recipe, faulty: RunHistory | None, history: RunHistory | None
) -> RepairVerdict:
    """The verdict on runs that are over; raises as `measured`."""
    return shown.puzzle.verdict(
        mended,
        measured(history) if history is not None and history.has_network else None,
        measured(faulty) if faulty is not None and faulty.has_network else None,
    )


def _what_came_of_it(
    shown: OpenedPuzzle, mended: Recipe, faulty: RunHistory | None, history: RunHistory | None
) -> str:
    """The result of both runs, or why there is none."""
    if history is None:
        reason = refusal(mended, shown.puzzle.card) or ""
        return say(texts.CANNOT_BE_TRAINED, reason=plain_sentence(reason))
    if isinstance(history.end, Failed):
        return say(texts.CANNOT_BE_TRAINED, reason=plain_sentence(history.end.reason))
    if faulty is None:
        return say(texts.RUNS_NOW, now=history.val_accuracy)
    return say(texts.BEFORE_AND_NOW, before=faulty.val_accuracy, now=history.val_accuracy)


def _title(verdict: RepairVerdict) -> str:
    if verdict.is_solved:
        return texts.SOLVED_IT
    return texts.GOES_AROUND if verdict.goes_around else texts.NOT_YET


def _why(shown: OpenedPuzzle, attempt: Attempt, verdict: RepairVerdict) -> Iterator[str]:
    """What the fault was, and whether its name was right.

    Before it is solved, only how the fault that was named would show.
    """
    named, fault = NAMES[attempt.named], shown.puzzle.fault
    if verdict.goes_around:
        yield say(texts.IN_ANOTHER_LINE)
    if not verdict.is_solved:
        yield say(texts.IF_IT_WERE, title=say(named.title), sign=say(named.sign))
        return
    yield say(texts.IT_WAS, title=say(fault.title), why=say(fault.why))
    if attempt.named != fault.name:
        yield say(texts.NOT_NAMED, title=say(named.title), sign=say(named.sign))


def _offer_again(progress: PuzzleProgress) -> None:
    st.button(
        say(texts.TRY_AGAIN),
        type="primary",
        icon=":material/undo:",
        on_click=actions.try_again,
        args=(len(progress.attempts),),
        key="try_again",
    )


def _offer_next(shown: OpenedPuzzle) -> None:
    """What to do once it is solved: the next case, or the same one with other values."""
    following = actions.next_case(shown.case)
    with st.container(horizontal=True, key="bug_next"):
        if following is not None:
            st.button(
                say(texts.NEXT_CASE, title=say(CASES[following].title)),
                type="primary",
                icon=":material/arrow_forward:",
                on_click=actions.open_case,
                args=(following,),
                key="next_case",
            )
        if shown.case is not None:
            st.button(
                say(texts.ANOTHER),
                icon=":material/casino:",
                help=say(texts.ANOTHER_HELP),
                on_click=actions.open_another,
                args=(shown.case,),
                key="another_like_it",
            )
