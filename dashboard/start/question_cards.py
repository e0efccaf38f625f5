"""Questions worth a run, as cards: a curve of such a run, and one click to train it."""

import streamlit as st

from core.language import say
from core.recipe import preset
from dashboard.lab import screen, steering
from dashboard.lab.state import state_of
from dashboard.render.sparkline import sparkline
from dashboard.start import texts
from dashboard.start.questions import QUESTIONS, Question, curves
from dashboard.start.state import StartState


def show_questions() -> None:
    """Twelve cards, each with its curve, and the first run's dashed behind it."""
    st.subheader(say(texts.QUESTIONS))
    st.caption(say(texts.QUESTIONS_NOTE))
    with st.container(key="questions"):
        for number, question in enumerate(QUESTIONS):
            with st.container(border=True, gap="xxsmall", key=f"question-{number}"):
                _card(number, question)


def _card(number: int, question: Question) -> None:
    recorded = curves()
    curve = recorded[question.recipe.to_link()]
    first = recorded[preset(screen.FIRST_RECIPE).to_link()]
    end = say(texts.CURVE_END, accuracy=curve[-1], first=first[-1], epochs=len(curve) - 1)
    st.html(sparkline(curve, first, end))
    st.button(
        say(question.text),
        type="tertiary",
        help=end,
        on_click=_train,
        args=(question,),
        key=f"ask-{number}",
    )


def _train(question: Question) -> None:
    screen.set_recipe(question.recipe)
    steering.start_run()
    state_of(StartState).go_to_train = True
