"""Pictures of a run that change as it trains.

What the network says of the watched pictures, the weights of the first layer, and the size of each
layer's gradient. All are drawn anew at every tick of the page, so each part keeps its place and its
height.
"""

from collections.abc import Iterable

import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from core.datasets import DatasetCard, DatasetError
from core.language import say
from core.layers import LayerError, ledger
from core.preparation.split import split
from core.recipe import Data, Recipe
from core.runs.history import History
from core.runs.probe import MOST_UNITS, LayerProbe, ProbeResult, Units, is_relu, watched
from dashboard.lab import services
from dashboard.lab.state import state_of
from dashboard.render.arithmetic import significant
from dashboard.render.probe import (
    Watched,
    layer_table,
    read_right,
    units_image,
    watched_grid,
    watched_image,
)
from dashboard.train import texts
from dashboard.train.state import TrainState


def show_probe(history: History, probe: ProbeResult | None, card: DatasetCard) -> None:
    """The living pictures at one moment; without a probe, where they will be."""
    recipe = history.recipe
    show_watched(recipe, probe, card, "living_watched")
    if probe is None:
        was_kept = history.end is not None and len(history.epochs) > 1
        show_units(None, "living_units", texts.UNITS_PAST if was_kept else texts.UNITS_SOON)
    else:
        show_units(probe.units, "living_units")
    show_layers(probe.layers if probe else _layers_to_come(recipe, card), "living_layers")


def show_watched(recipe: Recipe, probe: ProbeResult | None, card: DatasetCard, key: str) -> None:
    """The watched pictures of a recipe with what the network says of them; `key` is its own."""
    try:
        pictures = _watched_pictures(recipe.data, card)
    except DatasetError as error:
        st.caption(str(error))
        return
    count = len(pictures.labels)
    if probe is None:
        title = say(texts.WATCHED_SOON, count=count)
    else:
        right = read_right(probe, pictures.labels).sum()
        title = say(texts.WATCHED, right=right, count=count)
    with _part(key, title):
        st.html(watched_grid(probe, pictures.labels, card.classes))
        # The same at every tick, so Streamlit sends it to the browser only once.
        st.html(
            Markup(
                "<style>.st-key-{key} {{ --fe-watched: url({image}) }}</style>"
                '<p class="fe-note">{notice}</p>'
            ).format(key=key, image=pictures.image, notice=say(texts.WATCHED_NOTICE))
        )


def show_units(units: Units | None, key: str, why_none: str = texts.UNITS_NONE) -> None:
    """The weights of the first layer's units as pictures, or why there are none."""
    alt, caption = say(texts.UNITS_ALT_NONE), say(why_none)
    if units is not None:
        count, height, width, channels = units.shape
        largest = significant(units.largest, 2)
        alt = say(texts.UNITS_ALT, count=count, height=height, width=width, largest=largest)
        colours = texts.UNITS_COLOUR if channels == 3 else texts.UNITS_GREY
        caption = say(colours if units.largest else texts.UNITS_ZERO, largest=largest)
    with _part(key, say(texts.UNITS), say(texts.UNITS_HELP, count=MOST_UNITS)):
        # `st.image` keeps its element and changes the source, so it does not flicker.
        st.image(units_image(units), alt=alt, width="stretch")
        st.caption(caption)


def show_layers(layers: Iterable[LayerProbe], key: str) -> None:
    """The gradient's size and the dead units, layer by layer."""
    with _part(key, say(texts.LAYERS), say(texts.LAYERS_HELP)):
        st.html(layer_table(layers))


def _part(key: str, title: str, explained: str | None = None) -> DeltaGenerator:
    """A place for one part, with its title."""
    part = st.container(key=key, gap="xxsmall")
    part.markdown(f"**{title}**", help=explained)
    return part


def _watched_pictures(data: Data, card: DatasetCard) -> Watched:
    """The pictures that a recipe's runs watch; DatasetError if they are not on this machine."""
    remembered = state_of(TrainState)
    if remembered.watched is None or remembered.watched[0] != (data, card):
        dataset = services.library().load(data.dataset)
        chosen = split(data, dataset.y_train, len(dataset.y_test))
        images, labels = chosen.validating_set(dataset)
        indices = watched(chosen)
        image = watched_image(images[indices], card.max_value)
        remembered.watched = (data, card), Watched(labels[indices], image)
    return remembered.watched[1]


def _layers_to_come(recipe: Recipe, card: DatasetCard) -> list[LayerProbe]:
    """The layers that a probe of this recipe's network measures; none if they do not fit."""
    try:
        rows = ledger(recipe.model.layers, card.shape)
    except LayerError:
        return []
    calls = [call for row in rows for call in row.calls]
    return [LayerProbe(name=call.name) for call in calls if call.parameter_count or is_relu(call)]
