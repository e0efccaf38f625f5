"""The datasets that a chapter is about and that are not on this machine: what then, and the way."""

import streamlit as st

from core.datasets import DatasetCard, DatasetError
from core.language import listed, say
from core.path.stand_ins import missing, seen, stand_in
from core.plain_text import plain_error, plain_name
from core.recipe import first_recipe
from dashboard.lab import screen, services
from dashboard.lab.state import state_of
from dashboard.path import texts
from dashboard.path.opened import OpenedChapter
from dashboard.path.state import PathState


def show_needs(opened: OpenedChapter) -> None:
    """Say which are missing, and whether another one stands in, or could."""
    chapter, library = opened.chapter, services.library()
    names = missing(chapter, library)
    if not names:
        return
    cards = []
    with st.container(border=True, gap="xsmall", key="chapter_needs"):
        for name in names:
            try:
                cards.append(library.card(name))
            except DatasetError as error:  # its owner does not share it
                st.caption(plain_error(error))
        instead = seen(chapter.instead, library) if chapter.instead else None
        if cards:
            is_here = stand_in(chapter, library) is not None
            st.caption(_sentence(cards, instead, is_here))
            _offer_to_get([*cards, instead] if instead and not is_here else cards)


def _sentence(cards: list[DatasetCard], instead: DatasetCard | None, is_here: bool) -> str:
    titles = listed([plain_name(card.title) for card in cards])
    if instead is None:
        return say(texts.IS_NEEDED, titles=titles, count=len(cards))
    words = texts.MEANWHILE if is_here else texts.NEITHER
    return say(words, titles=titles, count=len(cards), instead=plain_name(instead.title))


def _offer_to_get(cards: list[DatasetCard]) -> None:
    with st.container(horizontal=True, gap="small"):
        for card in cards:
            st.button(
                say(texts.GET, title=plain_name(card.title)),
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
