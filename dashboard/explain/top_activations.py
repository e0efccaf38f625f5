"""The pictures that excite a unit most, with the part that it looked at."""

import streamlit as st

from core.explain.receptive_field import receptive_field
from core.layers import Call
from dashboard.components.tiles import Tile, tiles
from dashboard.explain import queries
from dashboard.explain.forward_pass import Explained
from dashboard.explain.layer_choice import unit_name
from dashboard.explain.picture_address import PictureAddress
from dashboard.explain.picture_choice import show_picture
from dashboard.render.activations import framed
from dashboard.render.arithmetic import significant

TEXT = {
    "title": "What excites {unit} of {layer} most",
    "title_map": "What excites {unit} of {layer} most, and where",
    "note": "Of {asked:,} validation pictures, those to which it gives the largest numbers. Click "
    "one to explain it.",
    "frame": "The orange frame is all that this place of the layer can see.",
    "dead": "This unit gives {value} for all {asked:,} validation pictures: it is dead, and tells "
    "the network nothing about them.",
    "tile": "{name}\n{value}",
    "alt": "{words}, is {name}, gives {value}",
    "notice": "**What to notice.** Units of early layers like edges and corners in pictures of any "
    "class; units of late layers like one class. Is there a unit that likes two?",
}


def show_exciting(explained: Explained, call: Call, unit: int) -> None:
    """The strongest pictures of a unit as tiles."""
    found = queries.exciting(explained.network, call.name, unit)
    is_map = found.places is not None
    name = unit_name(explained, call, unit)
    st.markdown(
        f"##### {TEXT['title_map' if is_map else 'title'].format(unit=name, layer=call.name)}"
    )
    if found.values[0] == found.least and found.asked > 1:
        value = significant(float(found.values[0]), 2)
        st.markdown(TEXT["dead"].format(value=value, asked=found.asked))
        return
    sets, card = explained.sets, explained.card
    shown, addresses = [], []
    for number, (place, value) in enumerate(zip(found.pictures, found.values, strict=True)):
        address = PictureAddress("validation", int(place))
        image, label = sets.picture(address)
        field = None
        if is_map:
            field = receptive_field(explained.calls, call.name, *map(int, found.places[number]))
        words = {"name": card.classes[label], "value": significant(float(value), 3)}
        caption = TEXT["tile"].format(**words)
        alt = TEXT["alt"].format(words=address.words, **words)
        shown.append(Tile(framed(image, card.max_value, field), caption, alt))
        addresses.append(address)
    chosen = addresses.index(explained.address) if explained.address in addresses else None
    tiles(
        "exciting_tiles",
        TEXT["title"].format(unit=name, layer=call.name),
        shown,
        chosen,
        lambda place: show_picture(addresses[place]),
        side=92,
    )
    st.caption(f"{TEXT['note'].format(asked=found.asked)} {TEXT['frame'] if is_map else ''}")
    st.markdown(TEXT["notice"])
