"""Draw: what does the network take your digit for, or your picture?"""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import ink
from core.datasets import DatasetCard, DatasetError
from core.runs import Run
from dashboard import challenge_view, session
from dashboard.draw_pad import draw_pad, drawn
from dashboard.own_drawings import lay_out, show_own
from dashboard.photo_view import show_photo
from dashboard.picture_choice import choose_shown
from dashboard.readings import TEXT as READINGS
from dashboard.readings import ask, ink_readings, show_readings
from dashboard.show_code import show_code
from dashboard.trained_run import say_untrained, trained_run

TEXT = {
    "title": "Draw",
    "leads": {"pad": "Draw one digit, large.", "photo": "Photograph one digit on paper."},
    "lead_photo": "Show it a picture. It learned {title}.",
    "hand": "With",
    "hands": {"pad": "Drawing pad", "photo": "Photo of paper"},
    "why": "Why does it say that?",
    "why_help": "Follow this picture through the network, on the Explain page.",
    "few_writers": "Misread? These small digits come from 43 writers only. "
    "A network trained on MNIST reads more hands.",
    "notice": "**What to notice.** The same drawing, prepared in three ways, gets three answers. "
    "A network reads well only what is prepared as its training pictures were. And the "
    "probabilities add up to 1: scribble, and it must still name a class.",
    "notice_photo": "**What to notice.** The network sees the small picture only, and nothing like "
    "your picture may have been among those it learned from. The probabilities add up to 1: it "
    "must name one of its classes, whatever it is shown.",
}


@st.fragment
def _pad(run: Run, card: DatasetCard, answer: DeltaGenerator) -> None:
    """The pad, and the answer to what is drawn on it in `answer`.

    While a drawing is read nothing else is shown anew, and the answer is sent before the pad: each
    part of the page that comes earlier costs the pen time.
    """
    refusal, drawing = "", None
    try:
        drawing = drawn("pad")
    except ValueError as error:
        refusal = str(error)
    readings = ink_readings(card, drawing)
    outputs = None if drawing is None else ask(run, readings)
    lay_out(card, None if drawing is None else readings[-1].picture)
    with answer:
        # The 8×8 digits' own preparation evens the stroke.
        measured = drawing is not None and card.name == "mnist"
        show_readings(
            card,
            readings,
            outputs,
            READINGS["nothing"],
            challenge_view.progress(card, True, None if outputs is None else outputs[-1]),
            ink.pen_finding(drawing) if measured else None,
        )
    draw_pad("pad")
    if refusal:
        st.warning(refusal)


def _pad_and_answer(run: Run, card: DatasetCard) -> None:
    left, right = st.columns([1, 2], gap="large")
    with left:
        _pad(run, card, right.container(key="verdict"))
    challenge_view.choose(card, drawn=True)


def _show(run: Run, card: DatasetCard) -> None:
    digits = card.name in ink.DRAWN
    hand = "photo"
    with st.container(horizontal=True, vertical_alignment="center", key="draw_head"):
        st.title(TEXT["title"], width="content")
        lead = st.empty()
        if digits:
            hand = st.segmented_control(
                TEXT["hand"],
                list(TEXT["hands"]),
                format_func=TEXT["hands"].get,
                default="pad",
                required=True,
                key="drawing_hand",
                label_visibility="collapsed",
                width="content",
            )
    words = TEXT["leads"][hand] if digits else TEXT["lead_photo"].format(title=card.title)
    lead.markdown(words, width="content")
    if hand == "pad":
        _pad_and_answer(run, card)
    else:
        show_photo(run, card, writing=digits)
    if st.button(TEXT["why"], icon=":material/troubleshoot:", help=TEXT["why_help"], key="why"):
        choose_shown()
        st.switch_page("app_pages/explain.py")
    st.markdown(TEXT["notice" if digits else "notice_photo"])
    if card.name == "digits":
        st.caption(TEXT["few_writers"])
    show_own(run, card)


run = trained_run()
if run is None:
    st.title(TEXT["title"])
    say_untrained()
else:
    try:
        card = session.library().card(run.recipe.data.dataset)
    except DatasetError as error:
        st.title(TEXT["title"])
        st.warning(str(error), icon=":material/info:")
    else:
        _show(run, card)
        show_code("draw")
