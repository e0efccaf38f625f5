"""The pad beside the network, and what the network says of it while it learns."""

import streamlit as st
from markupsafe import Markup

from core.datasets import DatasetCard
from core.language import say
from dashboard.components.draw_pad import draw_pad
from dashboard.components.pen_answer import pen_answer
from dashboard.components.texts import NO_ANSWER
from dashboard.server.addresses import link
from dashboard.server.pen import PATH
from dashboard.start import texts


def show_pad(run_id: str | None, card: DatasetCard) -> None:
    """A pad for pictures like the dataset's, read by a run at the place of its film, if any."""
    if card.pen is None:
        st.info(say(texts.NOT_DRAWN, title=card.title), icon=":material/draw:")
        return
    draw_pad("start_draws", tells_page=False)
    address = link(PATH, run=run_id, brief="1") if run_id else None
    pen_answer(address, _words(NO_ANSWER if run_id else texts.UNTRAINED), follows=run_id)


def _words(sentence: str) -> Markup:
    return Markup('<div class="fe-verdict"><h2>–</h2><span>{}</span></div>').format(say(sentence))
