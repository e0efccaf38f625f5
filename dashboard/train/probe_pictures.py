"""Pictures of a network at one moment, as they stand in time travel and in one batch taken apart.

What it says of the watched pictures, the weights of the first layer, and the size of each layer's
gradient. The player draws the same of a run that goes on.
"""

from collections.abc import Iterable

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from core.datasets import DatasetCard, DatasetError
from core.language import say
from core.plain_text import plain_error
from core.recipe import Recipe
from core.runs.probe import MOST_UNITS, LayerProbe, ProbeResult, Units
from dashboard.components.player.texts import INSIDE
from dashboard.lab.run_player import watched_pictures
from dashboard.render.arithmetic import significant
from dashboard.render.probe import (
    layer_table,
    read_right,
    units_image,
    watched_grid,
)
from dashboard.train import texts


def show_watched(recipe: Recipe, probe: ProbeResult, card: DatasetCard, key: str) -> None:
    """The watched pictures of a recipe with what the network says of them; `key` is its own."""
    try:
        pictures = watched_pictures(recipe.data, card)
    except DatasetError as error:
        st.caption(plain_error(error))
        return
    count = len(pictures.labels)
    right = read_right(probe, pictures.labels).sum()
    with _part(key, say(INSIDE["watched"], right=right, count=count, epoch=probe.epoch)):
        st.html(watched_grid(probe, pictures.labels, card.classes))
        st.html(
            Markup(
                "<style>.st-key-{key} {{ --fe-watched: url({image}) }}</style>"
                '<p class="fe-note">{notice}</p>'
            ).format(key=key, image=pictures.image, notice=say(INSIDE["watchedNotice"]))
        )


def show_units(units: Units | None, key: str) -> None:
    """The weights of the first layer's units as pictures, or why there are none."""
    alt, caption = say(INSIDE["unitsAltNone"]), say(INSIDE["unitsNone"])
    if units is not None:
        count, height, width, channels = units.shape
        largest = significant(units.largest, 2)
        alt = say(INSIDE["unitsAlt"], count=count, height=height, width=width, largest=largest)
        colours = INSIDE["unitsColour"] if channels == 3 else texts.UNITS_GREY
        caption = say(colours if units.largest else INSIDE["unitsZero"], largest=largest)
    with _part(key, say(INSIDE["units"]), say(INSIDE["unitsHelp"], most=MOST_UNITS)):
        st.image(units_image(units), alt=alt, width="stretch")
        st.caption(caption)


def show_layers(layers: Iterable[LayerProbe], key: str) -> None:
    """The gradient's size and the dead units, layer by layer."""
    with _part(key, say(INSIDE["layers"]), say(INSIDE["layersHelp"])):
        st.html(layer_table(layers))


def _part(key: str, title: str, explained: str | None = None) -> DeltaGenerator:
    """A place for one part, with its title."""
    part = st.container(key=key, gap="xxsmall")
    part.markdown(f"**{title}**", help=explained)
    return part
