"""Data: choose a dataset, get it, and look at it from all sides."""

import streamlit as st

from core.datasets import DatasetCard
from core.language import say
from core.recipe import first_recipe
from dashboard.data import files, views
from dashboard.lab import screen, services
from dashboard.lab.navigation import next_step
from dashboard.lab.show_code import show_code

TEXT = {
    "title": "Data",
    "choose": "Choose",
    "chosen": "Chosen",
    "ready": ":material/check_circle: on this machine",
    "missing": ":material/cloud_download: {size} to download",
    "missing_some": ":material/cloud_download: to download",
    "own": ":material/person: your own",
    "size": "{count:,} pictures, {height}×{width}{colour}, {classes} classes",
    "colour": " in colour",
    "megabytes": "{size:.0f} MB",
    "reach": "What others reach",
    "reach_row": "{accuracy:.1%} {who} ({source})",
    "source": "Source: [{source}]({url}) · Licence: {licence}",
}


def _choose(name: str) -> None:
    card = services.library().card(name)
    screen.set_recipe(first_recipe(name, card.num_classes))


def _cards(current: str) -> None:
    library = services.library()
    with st.grid("auto", min_column_width=132, border=True, key="dataset_cards"):
        for name in library.names():
            with st.container(height="stretch", gap="xsmall"):
                _dataset(library.card(name), library.ready(name), name == current)


def _dataset(card: DatasetCard, ready: bool, chosen: bool) -> None:
    height, width, channels = card.shape
    st.markdown(f"**{card.title}**")
    size = TEXT["size"].format(
        count=card.train_count + card.test_count,
        height=height,
        width=width,
        colour=TEXT["colour"] if channels == 3 else "",
        classes=card.num_classes,
    )
    st.caption(f"{size}  \n{_whereabouts(card, ready)}")
    st.space("stretch")
    st.button(
        TEXT["chosen" if chosen else "choose"],
        key=f"choose-{card.name}",
        type="primary" if chosen else "secondary",
        disabled=chosen,
        width="stretch",
        on_click=_choose,
        args=(card.name,),
    )


def _whereabouts(card: DatasetCard, ready: bool) -> str:
    if card.own:
        return TEXT["own"]
    if ready:
        return TEXT["ready"]
    if card.download_size is None:
        return TEXT["missing_some"]
    megabytes = TEXT["megabytes"].format(size=card.download_size / 1e6)
    return TEXT["missing"].format(size=megabytes)


def _about(card: DatasetCard) -> None:
    if card.baselines:
        with st.expander(TEXT["reach"]):
            for line in card.baselines:
                st.markdown(
                    "- "
                    + TEXT["reach_row"].format(
                        accuracy=line.accuracy, who=say(line.who), source=say(line.source)
                    )
                )
    show_code("data")
    if card.source:
        licence = say(card.licence)
        st.caption(TEXT["source"].format(source=card.source, url=card.source_url, licence=licence))


st.title(TEXT["title"])
current = screen.recipe().data.dataset
_cards(current)
card = services.library().card(current)
st.subheader(card.title)
st.markdown(say(card.task))
for remark in (*card.remarks, card.note):
    if remark:
        st.caption(say(remark))
if services.library().ready(current):
    views.show(current)
else:
    files.offer_download(card)
files.offer_import()
_about(card)
next_step("data")
