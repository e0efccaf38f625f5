"""Explain: why does the network say that? One picture on its way through it."""

import html

import numpy as np
import streamlit as st

from core.datasets import DatasetError
from core.engine import EngineError
from core.language import say
from core.layers import LayerError
from core.runs.store import Run, RunError
from dashboard.explain import queries
from dashboard.explain.ablation import show_what_if
from dashboard.explain.embedding import show_feature_map
from dashboard.explain.forward_pass import Explained, explain
from dashboard.explain.layer_choice import choose_layer, choose_unit
from dashboard.explain.picture_address import Sets
from dashboard.explain.picture_choice import choose_picture
from dashboard.explain.saliency import show_saliency
from dashboard.explain.softmax import show_softmax
from dashboard.explain.top_activations import show_exciting
from dashboard.explain.unit_arithmetic import show_arithmetic
from dashboard.lab import services
from dashboard.lab.navigation import next_step
from dashboard.lab.show_code import show_code
from dashboard.lab.texts import DIVERGED
from dashboard.lab.trained_run import history_of, say_untrained, trained_run
from dashboard.render import pictures

TEXT = {
    "title": "Explain",
    "lead": "Why does the network say that? Follow one picture through all its layers.",
    "right": "✓ {name}",
    "wrong": "✗ says {said}, is {name}",
    "says": "says {said}",
    "drawing": "your picture",
    "on_train": "This run validates on the pictures that it learned from: what it does on these is "
    "what it remembers.",
    "view": "View",
    "views": {
        "layers": "Layers",
        "saliency": "Where it looked",
        "softmax": "Softmax",
        "exciting": "What excites a unit",
        "map": "Map",
        "what_if": "What if",
    },
    "view_help": "Six questions to the same network. Start with the layers.",
    "units": "What {layer} gives",
}
BARS = 4
OF_UNITS = {"layers": show_arithmetic, "exciting": show_exciting, "what_if": show_what_if}


def _show_answer(explained: Explained) -> None:
    """The picture, large, with what the network says of it."""
    classes, said = explained.card.classes, explained.says
    words = TEXT["drawing"] if explained.address is None else explained.address.words
    kind = "says" if explained.label is None else "right" if said == explained.label else "wrong"
    name = "" if explained.label is None else classes[explained.label]
    verdict = TEXT[kind].format(said=classes[said], name=name)
    tag = pictures.image_tag(explained.image, explained.card.max_value, words)
    bars = ""
    if explained.gives_probabilities:
        bars = pictures.bars(explained.outputs, classes, BARS)
    st.html(
        f'<div class="fe-explained">{tag}<div><p class="{kind}">{html.escape(verdict)}</p>'
        f"{bars}<small>{html.escape(words)}</small></div></div>"
    )


def _show(run: Run) -> None:
    network = queries.network_of(run)
    data = run.recipe.data
    sealed = data.validate_on != "test" and not history_of(run).openings
    sets = Sets(services.library().load(data.dataset), queries.split_of(run.id), sealed)
    answer, choice = st.columns([2, 3], gap="large")
    with choice:
        chosen = choose_picture(network, sets)
        if data.validate_on == "train":
            st.caption(TEXT["on_train"])
    if chosen is None:
        return
    explained = explain(network, run.recipe, sets, *chosen)
    if not np.isfinite(explained.outputs).all():
        st.warning(say(DIVERGED), icon=":material/info:")
        return
    with answer:
        _show_answer(explained)
    view = st.segmented_control(
        TEXT["view"],
        list(TEXT["views"]),
        format_func=TEXT["views"].get,
        default="layers",
        required=True,
        key="explained_view",
        persist_state="session",
        help=TEXT["view_help"],
        label_visibility="collapsed",
    )
    _show_view(view, explained)


def _show_view(view: str, explained: Explained) -> None:
    if view == "saliency":
        show_saliency(explained)
        return
    if view == "softmax":
        show_softmax(explained)
        return
    call = choose_layer(explained)
    if view == "map":
        show_feature_map(explained, call)
        return
    st.markdown(f"**{TEXT['units'].format(layer=call.name)}**")
    unit = choose_unit(explained, call)
    OF_UNITS[view](explained, call, unit)


st.title(TEXT["title"])
st.markdown(TEXT["lead"])
run = trained_run()
if run is None:
    say_untrained()
else:
    try:
        _show(run)
    except (DatasetError, EngineError, RunError, LayerError) as error:
        st.warning(str(error), icon=":material/info:")
show_code("explanation")
next_step("explain")
