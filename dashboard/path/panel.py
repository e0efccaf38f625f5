"""The chapter that stands beside the page: its texts and blocks, as far as they were answered."""

import streamlit as st

from core.datasets import DatasetError
from core.language import say
from core.path.blocks import Block, QuestionBlock, RunBlock, Task
from core.plain_text import isolated, plain_error, plain_sentence
from dashboard.components.reading_place import keep_reading_place
from dashboard.lab import address, screen
from dashboard.lab.fragment import fragment
from dashboard.lab.navigation import CHAPTER_ANCHOR, page_at
from dashboard.lab.state import state_of
from dashboard.path import texts
from dashboard.path.authored import authored
from dashboard.path.bar import show_bar
from dashboard.path.needs import show_needs
from dashboard.path.opened import (
    OpenedChapter,
    close,
    is_being_written,
    open_chapter,
    opened_chapter,
    page_of,
)
from dashboard.path.question import show_question
from dashboard.path.run_block import show_run_block
from dashboard.path.state import PathState
from dashboard.path.task import show_task

ICONS = {
    "predict": ":material/lightbulb:",
    "run": ":material/play_circle:",
    "observe": ":material/visibility:",
    "explain": ":material/psychology:",
    "task": ":material/flag:",
}
"""By the kind of a block."""


@fragment(key="chapter")
def show_panel() -> None:
    """Draw the chapter that is open. A click in it leaves the page beside it as it is."""
    _go_to_its_page()
    opened = opened_chapter()
    if opened is None:
        _show_unknown()
        return
    _show_head(opened)
    show_needs(opened)
    _show_parts(opened)
    _show_ways(opened)
    keep_reading_place(state_of(PathState).opened, key="reading_place")


def _go_to_its_page() -> None:
    state = state_of(PathState)
    if state.go_to is None:
        return
    path, state.go_to = state.go_to, None
    if path != address.page_path():
        address.write_address()
        st.switch_page(page_at(path).file, query_params=st.query_params)


def _show_unknown() -> None:
    chapter = screen.chapter() or ""
    if is_being_written(chapter):
        _show_close(say(texts.IS_WRITTEN))
    else:
        _show_close(plain_sentence(say(texts.UNKNOWN, chapter=chapter)))
    st.page_link("path/page.py", label=say(texts.TO_PATHS), icon=":material/route:")


def _show_close(beside: str) -> None:
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="center", gap="small", key="chapter_top"
    ):
        st.caption(beside, width="stretch")
        st.button(
            say(texts.CLOSE),
            icon=":material/close:",
            type="tertiary",
            on_click=close,
            key="close_chapter",
        )


def _show_head(opened: OpenedChapter) -> None:
    path, chapter = opened.path, opened.chapter
    count = len(path.chapters)
    _show_close(say(texts.PLACE, path=isolated(path.title), number=opened.number, count=count))
    with authored("title", chapter.language, gap="xxsmall"):
        st.header(chapter.title, anchor=CHAPTER_ANCHOR)
    if opened.is_outdated:
        st.caption(say(texts.IS_OUTDATED))
    if chapter.blocks:
        show_bar(opened.gathering.progress.answered(chapter), len(chapter.blocks))
    page = page_of(chapter)
    if page.path != address.page_path():
        with st.container(horizontal=True, vertical_alignment="center", key="chapter_elsewhere"):
            st.caption(say(texts.OTHER_PAGE), width="content")
            st.page_link(page.file, label=say(page.title), icon=page.icon, help=say(page.help))


def _show_parts(opened: OpenedChapter) -> None:
    """Texts and blocks up to the first that waits: what follows would tell too much."""
    for number, part in enumerate(opened.chapter.parts):
        if isinstance(part, str):
            with authored(str(number), opened.chapter.language):
                st.markdown(part)
        else:
            with st.container(border=True, gap="xsmall", key=f"block_{part.kind}_{part.name}"):
                try:
                    _show_block(opened, part)
                except DatasetError as error:  # the block is about one that is not shared
                    st.caption(plain_error(error))
            if opened.waits_for(part):
                has_begun = isinstance(part, RunBlock) and opened.answer(part) is not None
                st.caption(say(texts.GOES_ON_AFTER_RUN if has_begun else texts.GOES_ON))
                return


def _show_block(opened: OpenedChapter, block: Block) -> None:
    st.caption(f"{ICONS[block.kind]} {say(texts.KINDS[block.kind])}")
    if block.ask:
        with authored(f"ask_{block.name}", opened.chapter.language):
            st.markdown(block.ask)
    if isinstance(block, QuestionBlock):
        show_question(opened, block)
    elif isinstance(block, RunBlock):
        show_run_block(opened, block)
    elif isinstance(block, Task):
        show_task(opened, block)


def _show_ways(opened: OpenedChapter) -> None:
    """The chapters before and after this one, and what comes after the last."""
    before, after = opened.before, opened.after
    is_done = opened.gathering.progress.is_done(opened.chapter)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="chapter_ways"):
        if before:
            st.button(
                say(texts.EARLIER),
                icon=":material/arrow_back:",
                on_click=open_chapter,
                args=(opened.path, before),
                key="chapter_before",
            )
        if after:
            st.button(
                say(texts.FOLLOWING, title=isolated(after.title)),
                type="primary" if is_done else "secondary",
                icon=":material/arrow_forward:",
                icon_position="right",
                on_click=open_chapter,
                args=(opened.path, after),
                key="chapter_after",
            )
        else:
            st.page_link("path/page.py", label=say(texts.TO_PATHS), icon=":material/route:")
            hand_in = page_at("report")
            st.page_link(hand_in.file, label=say(hand_in.title), icon=hand_in.icon)
