"""Draw: what does the network take your digit for, or your picture?"""

from functools import partial

import streamlit as st

from core.datasets import DatasetCard, DatasetError
from core.language import say
from core.plain_text import plain_error
from core.runs.run import Run
from dashboard.components.draw_pad import draw_pad
from dashboard.draw import challenges, texts
from dashboard.draw.own_test_set import show_own
from dashboard.draw.pen_answer import pen_picture, show_pen_answer
from dashboard.draw.photo import show_photo
from dashboard.lab import services, shown_picture
from dashboard.lab.show_code import show_code
from dashboard.lab.trained_run import say_untrained, trained_run
from dashboard.lab.view_choice import choose_view


def _pad_and_answer(run: Run, card: DatasetCard) -> None:
    left, right = st.columns([1, 2], gap="large")
    with left:
        draw_pad("pad", tells_page=False)
    with right:
        show_pen_answer(run, card)
    shown_picture.remember_picture(card, partial(pen_picture, card))
    challenges.choose(card, drawn=True)


def _show(run: Run, card: DatasetCard) -> None:
    drawable = card.pen is not None
    tool = "photo"
    with st.container(horizontal=True, vertical_alignment="center", key="draw_head"):
        st.title(say(texts.TITLE), width="content")
        lead = st.empty()
        if drawable:
            tool = choose_view(
                say(texts.WITH),
                texts.TOOLS,
                key="drawing_tool",
                label_visibility="collapsed",
                width="content",
            )
    leads = texts.LETTER_LEADS if card.domain == "letter" else texts.LEADS
    words = leads[tool] if drawable else texts.LEAD_PICTURE
    lead.markdown(say(words, title=card.title), width="content")
    if tool == "pad":
        _pad_and_answer(run, card)
    else:
        show_photo(run, card, writing=drawable)
    if st.button(
        say(texts.WHY), icon=":material/troubleshoot:", help=say(texts.WHY_HELP), key="why"
    ):
        shown_picture.explain_it()
        st.switch_page("explain/page.py")
    st.markdown(say(texts.NOTICE if drawable else texts.NOTICE_PICTURE))
    if card.pen is not None and card.pen.misread:
        st.caption(say(card.pen.misread))
    show_own(run, card)


run = trained_run()
if run is None:
    st.title(say(texts.TITLE))
    say_untrained()
else:
    try:
        card = services.library().card(run.recipe.data.dataset)
    except DatasetError as error:
        st.title(say(texts.TITLE))
        st.warning(plain_error(error), icon=":material/info:")
    else:
        _show(run, card)
        show_code("draw")
