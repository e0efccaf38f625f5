"""The datasets that a chapter is about and that are not on this machine: what then, and the way."""

import streamlit as st

from core.datasets import DatasetCard, DatasetError
from core.language import say
from core.path.stand_ins import missing, stand_in
from core.plain_text import plain_error, plain_name
from core.recipe import first_recipe
from dashboard.lab import screen, services
from dashboard.lab.state import state_of
from dashboard.path import texts
from dashboard.path.opened import OpenedChapter
from dashboard.path.state import PathState


def show_needs(opened: OpenedChapter) -> None:
    """Say which are missing, and whether another one stands in."""
    chapter, library = opened.chapter, services.library()
    names = missing(chapter, library)
    if not names:
        return
    with st.container(border=True, gap="xsmall", key="chapter_needs"):
        for name in names:
            try:
                card = library.card(name)
            except DatasetError as error:  # its owner does not share it
                st.caption(plain_error(error))
                continue
            title = plain_name(card.title)
            if instead := stand_in(chapter, library):
                st.caption(say(texts.MEANWHILE, title=title, instead=plain_name(instead.title)))
            else:
                st.caption(say(texts.IS_NEEDED, title=title))
            st.button(
                say(texts.GET, title=title),
                icon=":material/download:",
                type="tertiary",
                on_click=_go_and_get,
                args=(card,),
                key=f"get {card.name}",
            )


def _go_and_get(card: DatasetCard) -> None:
    """Open Data with a recipe for this dataset: there it can be downloaded or brought."""
    screen.open_recipe(first_recipe(card.name, card.num_classes))
    state_of(PathState).go_to = "data"
    st.rerun()
