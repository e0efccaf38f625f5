"""A question of a chapter that is still to be answered, or is answered again."""

import streamlit as st

from core.language import say
from core.path.answers import (
    LARGEST,
    LONGEST_WORDS,
    Answer,
    ChoiceAnswer,
    CurveAnswer,
    NumberAnswer,
    ToldAnswer,
    WordsAnswer,
)
from core.path.blocks import Predict, QuestionBlock
from core.path.formulas import Formula
from dashboard.components.curve_pad import drawn_curve
from dashboard.lab import screen
from dashboard.lab.bounded import answer_field
from dashboard.lab.state import state_of, widget_value
from dashboard.path import texts
from dashboard.path.answered import show_answer
from dashboard.path.authored import authored
from dashboard.path.curve import CurveChart, ask_curve, chart_of
from dashboard.path.opened import OpenedChapter
from dashboard.path.state import PathState
from dashboard.path.way_to_run import show_way_to_run


def show_question(opened: OpenedChapter, block: QuestionBlock) -> None:
    """The question of a block, the answer to it, or why it cannot be asked."""
    if block.of and opened.has_no_run(block):
        st.caption(say(texts.HAS_NO_RUN))
        show_way_to_run(opened, block, block.of)
    elif opened.answer(block) is None or _is_changing(opened, block):
        _ask(opened, block)
    else:
        show_answer(opened, block)


def _is_changing(opened: OpenedChapter, block: QuestionBlock) -> bool:
    return opened.may_change(block) and opened.key(block) in state_of(PathState).changing


def _ask(opened: OpenedChapter, block: QuestionBlock) -> None:
    key = opened.key(block)
    chart = None
    if block.number is not None:
        _ask_number(block, block.number, key)
    elif block.choices is not None:
        texts_of_choices = [choice.text for choice in block.choices]
        with authored(f"choices_{block.name}", opened.chapter.language):
            st.radio(
                block.ask,
                range(len(texts_of_choices)),
                index=None,
                format_func=texts_of_choices.__getitem__,
                label_visibility="collapsed",
                key=key,
            )
    elif isinstance(block, Predict) and block.curve is not None:
        chart = chart_of(opened, block, block.curve)
        ask_curve(block, chart, key)
    else:
        st.text_area(block.ask, max_chars=LONGEST_WORDS, label_visibility="collapsed", key=key)
    if refusal := state_of(PathState).refused.get(key):
        st.caption(f":red[{refusal}]")
    _show_buttons(opened, block, chart)


def _ask_number(block: QuestionBlock, formula: Formula, key: str) -> None:
    step = 1 if formula.is_whole else 1.0 if formula.unit == "share" else 0.1
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        answer_field(block.ask, LARGEST, step, label_visibility="collapsed", width=160, key=key)
        if formula.unit in texts.UNITS:
            st.markdown(say(texts.UNITS[formula.unit]), width="content")


def _show_buttons(opened: OpenedChapter, block: QuestionBlock, chart: CurveChart | None) -> None:
    key = opened.key(block)
    is_words = block.number is None and block.choices is None and chart is None
    with st.container(horizontal=True, gap="small"):
        st.button(
            say(texts.COMPARE if is_words else texts.COMMIT[block.kind]),
            type="primary",
            on_click=_commit,
            args=(opened, block, chart),
            key=f"commit {key}",
        )
        st.button(
            say(texts.TELL_ME),
            type="tertiary",
            help=say(texts.TELL_ME_HELP),
            on_click=_tell,
            args=(opened, block),
            key=f"tell {key}",
        )


def _commit(opened: OpenedChapter, block: QuestionBlock, chart: CurveChart | None) -> None:
    """Take what was entered as the answer, or say what is missing."""
    answer = _entered(opened, block, chart)
    if isinstance(answer, str):
        state_of(PathState).refused[opened.key(block)] = answer
    else:
        opened.save(block, answer)


def _tell(opened: OpenedChapter, block: QuestionBlock) -> None:
    """Take it that the visitor wants to go on without an answer of their own."""
    opened.save(block, ToldAnswer(recipe=_recipe_asked_about(block)))


def _entered(opened: OpenedChapter, block: QuestionBlock, chart: CurveChart | None) -> Answer | str:
    """What was entered as an answer; a sentence if something is missing."""
    value, recipe = widget_value(opened.key(block)), _recipe_asked_about(block)
    if chart is not None:
        return _drawn(opened.key(block), chart)
    if block.number is not None:
        if not isinstance(value, int | float):
            return say(texts.NUMBER_FIRST)
        number = value / 100 if block.number.unit == "share" else value
        return NumberAnswer(number=number, recipe=recipe)
    if block.choices is not None:
        if not isinstance(value, int):
            return say(texts.CHOICE_FIRST)
        digest = opened.chapter.choices(block.name)[value]
        return ChoiceAnswer(choice=value, digest=digest, recipe=recipe)
    words = (value or "").strip()
    return WordsAnswer(words=words) if words else say(texts.WORDS_FIRST)


def _recipe_asked_about(block: QuestionBlock) -> str | None:
    """The link of the recipe on the screen, if that decides; None where a run does."""
    return None if block.of else screen.recipe().to_link()


def _drawn(key: str, chart: CurveChart) -> Answer | str:
    values = drawn_curve(key, len(chart.epochs), chart.high)
    points = [
        (epoch, value)
        for epoch, value in zip(chart.epochs, values, strict=True)
        if value is not None
    ]
    if missing := len(values) - len(points):
        return say(texts.CURVE_FIRST, count=missing)
    return CurveAnswer(points=points)
