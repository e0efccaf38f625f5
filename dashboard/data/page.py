"""Data: choose a dataset, get it, and look at it from all sides."""

import streamlit as st

from core.datasets import DatasetCard
from core.language import say
from core.plain_text import plain_name
from dashboard.data import download, texts, views
from dashboard.data.choice import choose_dataset
from dashboard.data.import_box import offer_import
from dashboard.data.own_dataset import offer_changes
from dashboard.lab import screen, services
from dashboard.lab.navigation import next_step
from dashboard.lab.show_code import show_code
from dashboard.lab.undo import title_with_undo


def _cards(current: str) -> None:
    library = services.library()
    with st.grid(4, min_column_width=132, border=True, key="dataset_cards"):
        for name in library.names():
            with st.container(height="stretch", gap="xsmall"):
                _dataset(library.card(name), library.ready(name), name == current)


def _dataset(card: DatasetCard, ready: bool, chosen: bool) -> None:
    height, width, channels = card.shape
    st.markdown(f"**{card.title}**")
    size = say(
        texts.SIZE_IN_COLOUR if channels == 3 else texts.SIZE,
        count=card.train_count + card.test_count,
        height=height,
        width=width,
        classes=card.num_classes,
    )
    st.caption(f"{size}  \n{_whereabouts(card, ready)}")
    st.space("stretch")
    st.button(
        say(texts.CHOSEN if chosen else texts.CHOOSE),
        key=f"choose-{card.name}",
        type="primary" if chosen else "secondary",
        disabled=chosen,
        width="stretch",
        on_click=choose_dataset,
        args=(card.name,),
    )


def _whereabouts(card: DatasetCard, ready: bool) -> str:
    if card.own:
        mine = services.library().owns(card.name)
        return say(texts.YOUR_OWN if mine else texts.OF_ANOTHER)
    if ready:
        return say(texts.READY)
    if card.download_size is None:
        return say(texts.MISSING_SOME)
    return say(texts.MISSING, size=card.download_size / 1e6)


def _about(card: DatasetCard) -> None:
    if card.baselines:
        with st.expander(say(texts.REACH)):
            for line in card.baselines:
                row = say(
                    texts.REACH_ROW,
                    accuracy=line.accuracy,
                    who=say(line.who),
                    source=say(line.source),
                )
                st.markdown(f"- {row}")
    show_code("data")
    if card.own:
        if card.licence:
            st.caption(say(texts.OWN_LICENCE, licence=card.licence))
    elif card.source:
        licence = say(card.licence)
        st.caption(say(texts.SOURCE, source=card.source, url=card.source_url, licence=licence))


title_with_undo(say(texts.TITLE))
current = screen.recipe().data.dataset
_cards(current)
card = services.library().card(current)
st.subheader(card.title)
st.markdown(say(card.task))
for remark in (*map(say, card.remarks), plain_name(card.note)):
    if remark:
        st.caption(remark)
if services.library().ready(current):
    views.show(current)
else:
    download.offer_download(card)
offer_changes(card)
offer_import()
_about(card)
next_step("data")
