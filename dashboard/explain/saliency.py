"""Where the network looked: gradient, occlusion and Grad-CAM of one class, side by side."""

import numpy as np
import streamlit as st
from markupsafe import Markup
from streamlit.delta_generator import DeltaGenerator

from core.explain.results import Saliency
from core.language import say
from dashboard.explain import queries, texts
from dashboard.explain.forward_pass import ForwardPass
from dashboard.render.activations import amounts_image, largest, over_picture, painted
from dashboard.render.arithmetic import significant
from dashboard.render.pictures import as_image, data_uri


def show_saliency(forward: ForwardPass) -> None:
    """Choose a class, and see what speaks for it."""
    card = forward.card
    label = st.selectbox(
        say(texts.CLASS),
        range(len(card.classes)),
        index=forward.prediction,
        format_func=lambda index: card.classes[index],
        # Another picture begins with what is said of that one.
        key=f"saliency_{forward.prediction}_{forward.address}",
        help=say(texts.CLASS_HELP),
        width=200,
    )
    found: Saliency = queries.ask(forward.network, "saliency", forward.image, label)
    height, width, _ = card.shape
    picture = data_uri(as_image(forward.image, card.max_value))
    # Two and two: on a phone one pair stands below the other.
    pairs = st.columns(2, gap="medium")
    columns = [column for pair in pairs for column in pair.columns(2, gap="medium", wrap=False)]
    _figure(columns[0], say(texts.SALIENCY_PICTURE), picture, f"{height}×{width}")
    _show_gradient(columns[1], forward, found, card.classes[label])
    _show_occlusion(columns[2], forward, found, card.classes[label])
    _show_grad_cam(columns[3], forward, found, card.classes[label])
    what = texts.OF_DRAWN if card.pen else texts.OF_PHOTO
    st.markdown(f"{say(texts.SALIENCY_NOTICE)} {say(what)}")


def _show_gradient(
    column: DeltaGenerator, forward: ForwardPass, found: Saliency, name: str
) -> None:
    heat = found.gradient.sum(axis=-1)
    most = significant(float(np.abs(heat).max()), 2)
    words = say(texts.SALIENCY_MEANS["gradient"], name=name, largest=most)
    _figure(column, say(texts.SALIENCY_TITLES["gradient"]), _painted(forward, heat), words)


def _show_occlusion(
    column: DeltaGenerator, forward: ForwardPass, found: Saliency, name: str
) -> None:
    heat = found.occlusion
    most = float(np.abs(heat).max())
    in_words = say(texts.SHARE, share=most) if forward.gives_probabilities else significant(most, 2)
    words = say(texts.SALIENCY_MEANS["occlusion"], name=name, patch=found.patch, largest=in_words)
    _figure(column, say(texts.SALIENCY_TITLES["occlusion"]), _painted(forward, heat), words)


def _show_grad_cam(
    column: DeltaGenerator, forward: ForwardPass, found: Saliency, name: str
) -> None:
    title = say(texts.SALIENCY_TITLES["grad_cam"])
    if found.grad_cam is None:
        column.markdown(f"**{title}**")
        column.caption(say(texts.NO_GRAD_CAM))
        return
    heat = amounts_image(found.grad_cam / largest(found.grad_cam), forward.card.shape[:2])
    means = texts.SALIENCY_MEANS["grad_cam"] if found.grad_cam.any() else texts.GRAD_CAM_EMPTY
    image = over_picture(heat, forward.image, forward.card.max_value)
    _figure(column, title, image, say(means, layer=found.grad_cam_layer, name=name))


def _painted(forward: ForwardPass, heat: np.ndarray) -> str:
    return painted(heat / largest(heat), forward.image, forward.card.max_value)


def _figure(column: DeltaGenerator, title: str, image: str, words: str) -> None:
    column.markdown(f"**{title}**")
    picture = Markup('<img class="fe-heat-picture" src="{image}" alt="{title}">')
    column.html(picture.format(image=image, title=title))
    column.caption(words)
