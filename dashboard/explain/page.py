"""Explain: why does the network say that? One picture on its way through it."""

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.datasets import DatasetError
from core.engine import EngineError
from core.language import say
from core.layers import LayerError
from core.plain_text import plain_error
from core.runs.run import Run, RunError
from dashboard.explain import queries, state, texts
from dashboard.explain.ablation import show_ablation
from dashboard.explain.embedding import show_embedding
from dashboard.explain.forward_pass import ForwardPass, forward_pass
from dashboard.explain.layer_choice import choose_layer, choose_unit
from dashboard.explain.picture_address import RunPictures
from dashboard.explain.picture_choice import show_picture_choice
from dashboard.explain.saliency import show_saliency
from dashboard.explain.softmax import show_softmax
from dashboard.explain.top_activations import show_top_activations
from dashboard.explain.unit_arithmetic import show_arithmetic
from dashboard.lab import services
from dashboard.lab.navigation import next_step
from dashboard.lab.show_code import show_code
from dashboard.lab.texts import DIVERGED
from dashboard.lab.trained_run import history_of, say_untrained, trained_run
from dashboard.lab.view_choice import choose_view
from dashboard.render import pictures

BARS = 4


class View(NamedTuple):
    """A view shows something about the picture, and if need be about a layer or one of its units.

    `show` is given the `ForwardPass`, then the layer's `Call`, then the unit, as far as it is
    `about` them: the visitor chooses these first.
    """

    show: Callable[..., None]
    about: Literal["picture", "layer", "unit"]


VIEWS = {
    "layers": View(show_arithmetic, "unit"),
    "saliency": View(show_saliency, "picture"),
    "softmax": View(show_softmax, "picture"),
    "top_activations": View(show_top_activations, "unit"),
    "embedding": View(show_embedding, "layer"),
    "ablation": View(show_ablation, "unit"),
}
"""Every view, in the order of the page; their names on screen are `texts.VIEWS`."""


def _show_prediction(forward: ForwardPass) -> None:
    """The picture, large, with what the network says of it."""
    card, predicted = forward.card, forward.card.classes[forward.prediction]
    name = say(texts.DRAWING) if forward.address is None else forward.address.words
    if forward.label is None:
        kind, verdict = "says", say(texts.SAYS, predicted=predicted)
    elif forward.label == forward.prediction:
        kind, verdict = "right", say(texts.RIGHT, name=predicted)
    else:
        label = card.classes[forward.label]
        kind, verdict = "wrong", say(texts.WRONG, predicted=predicted, name=label)
    bars = Markup()
    if forward.gives_probabilities:
        bars = Markup(pictures.bars(forward.outputs, card.classes, BARS))
    st.html(
        Markup(
            '<div class="fe-explained">{picture}<div><p class="{kind}">{verdict}</p>'
            "{bars}<small>{name}</small></div></div>"
        ).format(
            picture=Markup(pictures.image_tag(forward.image, card.max_value, name)),
            kind=kind,
            verdict=verdict,
            bars=bars,
            name=name,
        )
    )


def _show(run: Run) -> None:
    network = queries.network_of(run)
    data = run.recipe.data
    sealed = data.validate_on != "test" and not history_of(run).openings
    dataset = services.library().load(data.dataset)
    run_pictures = RunPictures(dataset, queries.split_of_run(run.id), sealed)
    prediction, choice = st.columns([2, 3], gap="large")
    with choice:
        chosen = show_picture_choice(network, run_pictures)
        if data.validate_on == "train":
            st.caption(say(texts.ON_TRAIN))
    if chosen is None:
        return
    forward = forward_pass(network, run.recipe, run_pictures, chosen)
    if not np.isfinite(forward.outputs).all():
        st.warning(say(DIVERGED), icon=":material/info:")
        return
    with prediction:
        _show_prediction(forward)
    view = choose_view(
        say(texts.VIEW),
        texts.VIEWS,
        key=state.VIEW,
        help=say(texts.VIEW_HELP, count=len(VIEWS)),
        label_visibility="collapsed",
    )
    _show_view(VIEWS[view], forward)


def _show_view(view: View, forward: ForwardPass) -> None:
    if view.about == "picture":
        view.show(forward)
        return
    call = choose_layer(forward)
    if view.about == "layer":
        view.show(forward, call)
        return
    st.markdown(f"**{say(texts.UNITS, layer=call.name)}**")
    view.show(forward, call, choose_unit(forward, call))


st.title(say(texts.TITLE))
st.markdown(say(texts.LEAD))
run = trained_run()
if run is None:
    say_untrained()
else:
    try:
        _show(run)
    except (DatasetError, EngineError, RunError, LayerError) as error:
        st.warning(plain_error(error), icon=":material/info:")
show_code("explanation")
next_step("explain")
