"""Which picture is explained: one of the run's, or a drawing; the address says which."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from core.datasets import DatasetCard
from core.drawing import ink
from dashboard.components.draw_pad import draw_pad, drawn
from dashboard.components.tiles import Tile, tiles
from dashboard.explain import queries
from dashboard.explain.picture_address import PictureAddress, Sets
from dashboard.explain.queries import Network
from dashboard.lab import address, shown_picture
from dashboard.render.activations import framed

TEXT = {
    "source": "Which picture?",
    "sources": {"pictures": "validation pictures", "drawing": "your drawing", "shown": "from Draw"},
    "source_help": "Validation pictures are those the network did not learn from. Try one that it "
    "reads wrong, draw one that nobody has seen, or take the one that you showed on the Draw page.",
    "strip": "Validation pictures, those read wrong first",
    "strip_note": "Validation pictures, those read wrong first; {wrong} of {count:,} are.",
    "tile": "{name}",
    "tile_alt": "{words}, is {name}",
    "tile_wrong": "{said}\nis {name}",
    "tile_wrong_alt": "{words}, read as {said}, is {name}",
    "more": "Others",
    "more_help": "The next few. Behind the mistakes come the pictures that are read right.",
    "no_ink": "Draw one digit here, and see it on its way through the network.",
}
PICTURE, SOURCE, PAGE = "explained_picture", "explained_source", "explained_strip"
SEEN = "explained_asked"
STRIP = 10


class Chosen(NamedTuple):
    """A picture uint8 `(h, w, c)`; `address` and `label` are None for one of the visitor's."""

    image: np.ndarray
    address: PictureAddress | None
    label: int | None


def show_picture(address: PictureAddress) -> None:
    """Put a picture of the dataset on screen."""
    st.session_state[PICTURE] = address
    st.session_state[SOURCE] = "pictures"


def choose_picture(network: Network, sets: Sets) -> Chosen | None:
    """The controls that choose a picture → what was chosen; None while nothing is drawn."""
    _read_address(sets)
    card = sets.dataset.card
    shown = shown_picture.latest(card)
    sources = ["pictures"]
    sources += ["drawing"] if card.name in ink.DRAWN else []
    sources += ["shown"] if shown is not None else []
    if shown_picture.is_to_be_explained():
        st.session_state[SOURCE] = "shown"
    if st.session_state.get(SOURCE) not in sources:
        st.session_state[SOURCE] = "pictures"
    if len(sources) > 1:
        st.segmented_control(
            TEXT["source"],
            sources,
            format_func=TEXT["sources"].get,
            required=True,
            key=SOURCE,
            help=TEXT["source_help"],
            label_visibility="collapsed",
        )
    if st.session_state[SOURCE] == "shown":
        _say_address(None)
        return Chosen(shown, None, None)
    if st.session_state[SOURCE] == "drawing":
        return _drawn(card)
    return _picture(network, sets)


def _read_address(sets: Sets) -> None:
    """Follow an address that came from outside; a picture that this run does not show is let go."""
    text = st.query_params.get("picture")
    if text and text != st.session_state.get(SEEN):
        try:
            show_picture(sets.read(text))
        except ValueError as error:
            st.warning(str(error), icon=":material/info:")
    held = st.session_state.get(PICTURE)
    if held is not None and not sets.shows(held):
        del st.session_state[PICTURE]


def _say_address(text: str | None) -> None:
    st.session_state[SEEN] = text
    address.say_in_address(**({"picture": text} if text else {}))


def _drawn(card: DatasetCard) -> Chosen | None:
    _say_address(None)
    draw_pad("explained_pad")
    try:
        drawing = drawn("explained_pad")
        if drawing is not None:
            return Chosen(ink.prepare(drawing, card), None, None)
    except (ink.EmptyInk, ValueError) as error:
        st.warning(str(error), icon=":material/info:")
        return None
    st.caption(TEXT["no_ink"])
    return None


def _picture(network: Network, sets: Sets) -> Chosen:
    order = queries.mistakes_first(network)
    if PICTURE not in st.session_state:
        st.session_state[PICTURE] = PictureAddress("validation", int(order.numbers[0]))
    address = st.session_state[PICTURE]
    _say_address(str(address))
    first = st.session_state.get(PAGE, 0) % len(order.numbers)
    shown = slice(first, first + STRIP)
    numbers = order.numbers[shown].tolist()
    tiles(
        "explained_strip_tiles",
        TEXT["strip"],
        [
            _tile(sets, PictureAddress("validation", number), said)
            for number, said in zip(numbers, order.said[shown].tolist(), strict=True)
        ],
        numbers.index(address.index)
        if address.which == "validation" and address.index in numbers
        else None,
        lambda place: show_picture(PictureAddress("validation", numbers[place])),
        side=60,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            TEXT["more"],
            icon=":material/refresh:",
            key="other_explained",
            help=TEXT["more_help"],
            on_click=lambda: st.session_state.update({PAGE: first + STRIP}),
        )
        st.caption(TEXT["strip_note"].format(wrong=order.wrong, count=len(order.numbers)))
    image, label = sets.picture(address)
    return Chosen(image, address, label)


def _tile(sets: Sets, address: PictureAddress, said: int) -> Tile:
    image, label = sets.picture(address)
    classes = sets.dataset.card.classes
    names = {"words": address.words, "name": classes[label], "said": classes[said]}
    kind, mark = ("tile", "right") if said == label else ("tile_wrong", "wrong")
    sign = "✓" if said == label else "✗"
    return Tile(
        framed(image, sets.dataset.card.max_value, None),
        f"{sign} {TEXT[kind].format(**names)}",
        TEXT[f"{kind}_alt"].format(**names),
        mark,
    )
