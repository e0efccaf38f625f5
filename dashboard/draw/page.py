"""Draw: what does the network take your digit for, or your picture?"""

from functools import partial

import streamlit as st

from core.datasets import DatasetCard, DatasetError
from core.language import say
from core.runs.store import Run
from dashboard.components.draw_pad import draw_pad
from dashboard.draw import challenges
from dashboard.draw.own_test_set import show_own
from dashboard.draw.pen_answer import pen_picture, show_pen_answer
from dashboard.draw.photo import show_photo
from dashboard.lab import services, shown_picture
from dashboard.lab.show_code import show_code
from dashboard.lab.trained_run import say_untrained, trained_run

TEXT = {
    "title": "Draw",
    "leads": {"pad": "Draw one digit, large.", "photo": "Photograph one digit on paper."},
    "lead_photo": "Show it a picture. It learned {title}.",
    "hand": "With",
    "hands": {"pad": "Drawing pad", "photo": "Photo of paper"},
    "why": "Why does it say that?",
    "why_help": "Follow this picture through the network, on the Explain page.",
    "notice": "**What to notice.** The same drawing, prepared in three ways, gets three answers. "
    "A network reads well only what is prepared as its training pictures were. And the "
    "probabilities add up to 1: scribble, and it must still name a class.",
    "notice_photo": "**What to notice.** The network sees the small picture only, and nothing like "
    "your picture may have been among those it learned from. The probabilities add up to 1: it "
    "must name one of its classes, whatever it is shown.",
}


def _pad_and_answer(run: Run, card: DatasetCard) -> None:
    left, right = st.columns([1, 2], gap="large")
    with left:
        draw_pad("pad", tells_page=False)
    with right:
        show_pen_answer(run, card)
    shown_picture.remember(card, partial(pen_picture, card))
    challenges.choose(card, drawn=True)


def _show(run: Run, card: DatasetCard) -> None:
    drawable = card.pen is not None
    hand = "photo"
    with st.container(horizontal=True, vertical_alignment="center", key="draw_head"):
        st.title(TEXT["title"], width="content")
        lead = st.empty()
        if drawable:
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
    words = TEXT["leads"][hand] if drawable else TEXT["lead_photo"].format(title=card.title)
    lead.markdown(words, width="content")
    if hand == "pad":
        _pad_and_answer(run, card)
    else:
        show_photo(run, card, writing=drawable)
    if st.button(TEXT["why"], icon=":material/troubleshoot:", help=TEXT["why_help"], key="why"):
        shown_picture.explain_it()
        st.switch_page("explain/page.py")
    st.markdown(TEXT["notice" if drawable else "notice_photo"])
    if card.pen is not None and card.pen.misread:
        st.caption(say(card.pen.misread))
    show_own(run, card)


run = trained_run()
if run is None:
    st.title(TEXT["title"])
    say_untrained()
else:
    try:
        card = services.library().card(run.recipe.data.dataset)
    except DatasetError as error:
        st.title(TEXT["title"])
        st.warning(str(error), icon=":material/info:")
    else:
        _show(run, card)
        show_code("draw")
