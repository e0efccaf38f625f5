"""The pictures that activate a unit most, with the part that it looked at."""

import streamlit as st

from core.explain.receptive_field import receptive_field
from core.explain.results import TopActivations
from core.language import say
from core.layers import Call
from dashboard.components.tiles import Tile, tiles
from dashboard.explain import queries, texts
from dashboard.explain.forward_pass import ForwardPass
from dashboard.explain.layer_choice import unit_name
from dashboard.explain.picture_address import PictureAddress
from dashboard.explain.picture_choice import show_picture
from dashboard.render.activations import framed
from dashboard.render.arithmetic import significant


def show_top_activations(forward: ForwardPass, call: Call, unit: int) -> None:
    """The strongest pictures of a unit as tiles."""
    with st.spinner(say(texts.VALIDATING)):
        found: TopActivations = queries.ask(forward.network, "top_activations", call.name, unit)
    name = unit_name(forward, call, unit)
    title = texts.TOP_TITLE if found.places is None else texts.TOP_TITLE_MAP
    st.markdown(f"##### {say(title, unit=name, layer=call.name)}")
    if found.values[0] == found.lowest and found.measured > 1:
        value = significant(float(found.values[0]), 2)
        st.markdown(say(texts.DEAD, value=value, count=found.measured))
        return
    addresses = [PictureAddress("validation", int(number)) for number in found.pictures]
    tiles(
        "top_activation_tiles",
        say(texts.TOP_TITLE, unit=name, layer=call.name),
        [_tile(forward, call, found, rank) for rank in range(len(addresses))],
        addresses.index(forward.address) if forward.address in addresses else None,
        lambda place: show_picture(addresses[place]),
        side=92,
    )
    note = say(texts.TOP_NOTE, count=found.measured)
    st.caption(note if found.places is None else f"{note} {say(texts.TOP_FRAME)}")
    st.markdown(say(texts.TOP_NOTICE))


def _tile(forward: ForwardPass, call: Call, found: TopActivations, rank: int) -> Tile:
    address = PictureAddress("validation", int(found.pictures[rank]))
    image, label = forward.pictures.picture(address)
    field = None
    if found.places is not None:
        row, column = found.places[rank].tolist()
        field = receptive_field(forward.calls, call.name, row, column)
    name, value = forward.card.classes[label], significant(float(found.values[rank]), 3)
    return Tile(
        framed(image, forward.card.max_value, field),
        say(texts.TOP_TILE, name=name, value=value),
        say(texts.TOP_TILE_ALT, picture=address.words, name=name, value=value),
    )
