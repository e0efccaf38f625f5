"""The way to the chapter that starts a run which a question lacks."""

import streamlit as st

from core.language import say
from core.path.blocks import QuestionBlock
from core.plain_text import isolated
from dashboard.path import texts
from dashboard.path.opened import OpenedChapter, open_chapter


def show_way_to_run(opened: OpenedChapter, block: QuestionBlock, run: str) -> None:
    """A button that opens the chapter of a run block, if that is another one."""
    for chapter in opened.path.chapters:
        if run in chapter.runs and chapter != opened.chapter:
            st.button(
                say(texts.TO_ITS_CHAPTER, title=isolated(chapter.title)),
                icon=":material/arrow_back:",
                on_click=open_chapter,
                args=(opened.path, chapter),
                key=f"{run} of {opened.key(block)}",
            )
