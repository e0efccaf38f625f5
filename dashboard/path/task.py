"""A task: whether a run of the visitor's has reached it since the chapter was opened."""

import streamlit as st

from core.language import say
from core.path.answers import RunAnswer
from core.path.blocks import Task
from dashboard.lab import visitor
from dashboard.path import texts
from dashboard.path.answered import show_judgement
from dashboard.path.opened import OpenedChapter
from dashboard.path.started import offer_to_see


def show_task(opened: OpenedChapter, block: Task) -> None:
    """Whether it is reached; by which run is stored when that is first seen."""
    answer = opened.answer(block)
    run_id = opened.gathering.run_that_meets(opened.chapter, block, visitor.token())
    if run_id is not None and answer != RunAnswer(run=run_id):
        answer = RunAnswer(run=run_id)
        opened.save(block, answer)
    if not isinstance(answer, RunAnswer):
        st.caption(say(texts.NOT_MET))
        return
    if judgement := opened.gathering.judge(opened.chapter, block.name, answer):
        show_judgement(judgement, block, opened.chapter.language)
    if opened.gathering.evidence_of_run(answer.run) is None:
        return
    offer_to_see(answer.run, opened.key(block))
