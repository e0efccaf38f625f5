"""An answer that was given: what it was, and once it is known, how it came out and why."""

import streamlit as st
from markupsafe import Markup

from core.language import say
from core.path.answers import ChoiceAnswer, CurveAnswer, NumberAnswer, ToldAnswer, WordsAnswer
from core.path.blocks import Block, Predict, QuestionBlock
from core.path.judging import Judgement
from dashboard.lab.state import state_of
from dashboard.path import texts
from dashboard.path.authored import authored
from dashboard.path.curve import chart_of, show_curve
from dashboard.path.opened import OpenedChapter
from dashboard.path.state import PathState
from dashboard.path.way_to_run import show_way_to_run

MARKS = {
    True: ":green[:material/check_circle:]",
    False: ":red[:material/cancel:]",
    None: ":material/info:",
}
"""By whether an answer was right; None where nothing is right or wrong."""
LOOKS = {True: "right", False: "wrong", None: "told"}
_WORDS = Markup('<p class="fe-own-words" dir="auto">{}</p>')


def show_answer(opened: OpenedChapter, block: QuestionBlock) -> None:
    """The answer to a block, and the judgement of it, or before its run a button to change it."""
    answer = opened.answer(block)
    judgement = opened.gathering.judged(opened.chapter, block.name)
    is_known = block.of is None or opened.is_over(block.of)
    if isinstance(block, Predict) and block.curve is not None:
        drawn = answer if isinstance(answer, CurveAnswer) else None
        show_curve(opened, block, drawn, chart_of(opened, block, block.curve))
    if isinstance(answer, WordsAnswer):
        st.html(_WORDS.format(answer.words))
    if judgement is None:
        return
    if not is_known:
        _show_committed(opened, block, judgement)
        return
    show_judgement(judgement, block, opened.chapter.language)
    if judgement.is_right is None and not judgement.real:
        _show_ways_on(opened, block)


def _show_ways_on(opened: OpenedChapter, block: QuestionBlock) -> None:
    """What can be done where it stays unknown what is right."""
    runs = dict.fromkeys(run for run, _ in block.names if run)
    given_up = [run for run in runs if opened.gathering.is_given_up(run)]
    for run in given_up:
        show_way_to_run(opened, block, run)
    if not given_up and opened.may_change(block):
        _offer_change(opened, block)


def show_judgement(judgement: Judgement, block: Block, language: str) -> None:
    """How an answer came out: a mark, the sentence with the numbers, and why, in its language."""
    look = LOOKS[judgement.is_right]
    with st.container(gap="xsmall", key=f"judged_{look}_{block.name}"):
        st.markdown(f"{MARKS[judgement.is_right]} {judgement.sentence}")
        if judgement.why:
            with authored(f"why_{block.name}", language):
                st.markdown(judgement.why)


def _show_committed(opened: OpenedChapter, block: QuestionBlock, judgement: Judgement) -> None:
    """A prediction whose run is not over."""
    answer = opened.answer(block)
    if isinstance(answer, NumberAnswer | ChoiceAnswer):
        st.markdown(say(texts.COMMITTED, answer=judgement.said))
    elif isinstance(answer, ToldAnswer):
        st.caption(say(texts.SKIPPED))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(say(texts.AFTER_RUN), width="stretch")
        if opened.may_change(block):
            _offer_change(opened, block)


def _offer_change(opened: OpenedChapter, block: QuestionBlock) -> None:
    st.button(
        say(texts.CHANGE),
        type="tertiary",
        icon=":material/edit:",
        on_click=state_of(PathState).changing.add,
        args=(opened.key(block),),
        key=f"change {opened.key(block)}",
    )
