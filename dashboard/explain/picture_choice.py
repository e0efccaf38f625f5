"""Which picture is explained: one of the run's, or a drawing; the address says which."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from core.datasets import DatasetCard
from core.drawing import ink
from core.language import say
from core.plain_text import plain_error
from dashboard.components.draw_pad import draw_pad, drawn
from dashboard.components.tiles import Tile, tiles
from dashboard.explain import queries, state, texts
from dashboard.explain.picture_address import PictureAddress, RunPictures
from dashboard.explain.queries import NetworkVersion, PictureOrder
from dashboard.explain.state import ExplainState
from dashboard.lab import address, shown_picture
from dashboard.lab.state import state_of
from dashboard.render.activations import framed

STRIP = 10


class ChosenPicture(NamedTuple):
    """A picture uint8 `(h, w, c)`; `address` and `label` are None for one of the visitor's."""

    image: np.ndarray
    address: PictureAddress | None = None
    label: int | None = None


def show_picture(picture: PictureAddress) -> None:
    """Put a picture of the dataset on screen."""
    state_of(ExplainState).picture = picture
    state.set_picture_source("pictures")


def show_picture_choice(network: NetworkVersion, pictures: RunPictures) -> ChosenPicture | None:
    """The controls that choose a picture → what was chosen; None while nothing is drawn."""
    _follow_address(pictures)
    card = pictures.dataset.card
    shown = shown_picture.latest(card)
    source = _choose_source(card, shown is not None)
    if source == "pictures":
        return _choose_from_run(network, pictures)
    _write_address(None)
    if source == "drawing":
        return _drawn(card)
    return None if shown is None else ChosenPicture(shown)


def _choose_source(card: DatasetCard, has_shown: bool) -> str:
    sources = ["pictures"]
    if card.pen is not None:
        sources.append("drawing")
    if has_shown:
        sources.append("shown")
    if shown_picture.is_to_be_explained():
        state.set_picture_source("shown")
    source = state.picture_source()
    if source not in sources:
        source = "pictures"
        state.set_picture_source(source)
    if len(sources) > 1:
        st.segmented_control(
            say(texts.SOURCE),
            sources,
            format_func=lambda name: say(texts.SOURCES[name]),
            required=True,
            key=state.SOURCE,
            help=say(texts.SOURCE_HELP),
            label_visibility="collapsed",
        )
    return source


def _follow_address(pictures: RunPictures) -> None:
    """Follow an address that came from outside, and drop a picture that this run does not show."""
    remembered, text = state_of(ExplainState), st.query_params.get("picture")
    if text and text != remembered.address:
        try:
            show_picture(pictures.address(text))
        except ValueError as error:
            st.warning(plain_error(error), icon=":material/info:")
    if remembered.picture is not None and not pictures.shows(remembered.picture):
        remembered.picture = None


def _write_address(text: str | None) -> None:
    state_of(ExplainState).address = text
    address.say_in_address("picture", text)


def _drawn(card: DatasetCard) -> ChosenPicture | None:
    draw_pad("explained_pad")
    try:
        drawing = drawn("explained_pad")
        if drawing is not None:
            return ChosenPicture(ink.prepare(drawing, card))
    except (ink.EmptyInk, ValueError) as error:
        st.warning(plain_error(error), icon=":material/info:")
        return None
    st.caption(say(texts.NO_INK))
    return None


def _choose_from_run(network: NetworkVersion, pictures: RunPictures) -> ChosenPicture:
    with st.spinner(say(texts.VALIDATING)):
        order = queries.mistakes_first(network)
    remembered = state_of(ExplainState)
    if remembered.picture is None:
        remembered.picture = PictureAddress("validation", int(order.numbers[0]))
    picture = remembered.picture
    _write_address(str(picture))
    _show_strip(pictures, order, picture)
    image, label = pictures.picture(picture)
    return ChosenPicture(image, picture, label)


def _show_strip(pictures: RunPictures, order: PictureOrder, chosen: PictureAddress) -> None:
    """A few of the validation pictures to choose from, and a button for the next few."""
    start = state_of(ExplainState).strip_start % len(order.numbers)
    part = slice(start, start + STRIP)
    addresses = [PictureAddress("validation", number) for number in order.numbers[part].tolist()]
    tiles(
        "explained_strip_tiles",
        say(texts.STRIP),
        [
            _tile(pictures, picture, prediction)
            for picture, prediction in zip(addresses, order.predictions[part].tolist(), strict=True)
        ],
        addresses.index(chosen) if chosen in addresses else None,
        lambda place: show_picture(addresses[place]),
        side=60,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            say(texts.MORE),
            icon=":material/refresh:",
            key="other_explained",
            help=say(texts.MORE_HELP),
            on_click=_move_strip,
            args=(start + STRIP,),
        )
        st.caption(say(texts.STRIP_NOTE, wrong=order.wrong, count=len(order.numbers)))


def _move_strip(start: int) -> None:
    state_of(ExplainState).strip_start = start


def _tile(pictures: RunPictures, picture: PictureAddress, prediction: int) -> Tile:
    image, label = pictures.picture(picture)
    card = pictures.dataset.card
    caption, alt, mark = (
        (texts.TILE_RIGHT, texts.TILE_RIGHT_ALT, "right")
        if prediction == label
        else (texts.TILE_WRONG, texts.TILE_WRONG_ALT, "wrong")
    )
    names = {
        "picture": picture.words,
        "name": card.classes[label],
        "predicted": card.classes[prediction],
    }
    return Tile(framed(image, card.max_value, None), say(caption, **names), say(alt, **names), mark)
