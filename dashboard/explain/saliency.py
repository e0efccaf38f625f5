"""Where the network looked: gradient, occlusion and Grad-CAM of one class, side by side."""

import html

import numpy as np
import streamlit as st

from core.explain.results import Saliency
from dashboard.explain import queries
from dashboard.explain.forward_pass import Explained
from dashboard.render.activations import amounts_image, largest, over_picture, painted
from dashboard.render.arithmetic import significant
from dashboard.render.pictures import as_image, data_uri

TEXT = {
    "class": "What speaks for",
    "class_help": "First the class that the network names. Try the class it should have named, or "
    "one that looks alike.",
    "picture": "The picture",
    "gradient": "Gradient",
    "gradient_is": "Make this pixel one level brighter: :orange[orange], the score of “{name}” "
    "rises; :blue[blue], it falls; by up to {largest}.",
    "occlusion": "Occlusion",
    "occlusion_is": "Cover {patch}×{patch} pixels here with grey: :orange[orange], “{name}” loses; "
    ":blue[blue], it gains; up to {largest}.",
    "grad_cam": "Grad-CAM",
    "grad_cam_is": "The maps of layer {layer}, each weighted by its gradient: bright is what "
    "speaks for “{name}”.",
    "no_grad_cam": "Grad-CAM reads the maps of a convolution, and this network has none.",
    "nothing": "Nothing in the maps of layer {layer} speaks for “{name}”.",
    "notice": "**What to notice.** Three answers to one question. The gradient asks about tiny "
    "changes and is noisy, occlusion tries real ones, Grad-CAM is coarse. Trust what they agree "
    "on. {what}",
    "of_drawn": "A pixel that matters need not be ink: empty places tell a 3 from an 8.",
    "of_photo": "What matters need not be the thing itself: a ship can be told by its water.",
}


def show_saliency(explained: Explained) -> None:
    """Choose a class, and see what speaks for it."""
    classes = explained.card.classes
    label = st.selectbox(
        TEXT["class"],
        range(len(classes)),
        index=explained.says,
        format_func=lambda index: classes[index],
        # Another picture begins with what is said of that one.
        key=f"saliency_{explained.says}_{explained.address}",
        help=TEXT["class_help"],
        width=200,
    )
    found = queries.saliency(explained.network, explained.image, label)
    height, width, _ = explained.card.shape
    picture = data_uri(as_image(explained.image, explained.card.max_value))
    # Two and two: on a phone one pair stands below the other.
    pairs = st.columns(2, gap="medium")
    columns = [column for pair in pairs for column in pair.columns(2, gap="medium", wrap=False)]
    _figure(columns[0], TEXT["picture"], picture, f"{height}×{width}")
    _show_differences(columns[1:3], explained, found, classes[label])
    _show_grad_cam(columns[3], explained, found, classes[label])
    what = "of_drawn" if explained.card.pen else "of_photo"
    st.markdown(TEXT["notice"].format(what=TEXT[what]))


def _show_differences(columns, explained: Explained, found: Saliency, name: str) -> None:
    numbers = {"gradient": found.gradient.sum(axis=-1), "occlusion": found.occlusion}
    for column, (kind, heat) in zip(columns, numbers.items(), strict=True):
        image = painted(heat / largest(heat), explained.image, explained.card.max_value)
        most = float(np.abs(heat).max())
        in_shares = kind == "occlusion" and explained.gives_probabilities
        words = TEXT[f"{kind}_is"].format(
            name=name,
            patch=found.patch,
            largest=f"{most:.1%}" if in_shares else significant(most, 2),
        )
        _figure(column, TEXT[kind], image, words)


def _show_grad_cam(column, explained: Explained, found: Saliency, name: str) -> None:
    if found.grad_cam is None:
        column.markdown(f"**{TEXT['grad_cam']}**")
        column.caption(TEXT["no_grad_cam"])
        return
    shape = explained.card.shape[:2]
    heat = amounts_image(found.grad_cam / largest(found.grad_cam), shape)
    words = TEXT["grad_cam_is" if np.any(found.grad_cam) else "nothing"].format(
        layer=found.grad_cam_layer, name=name
    )
    image = over_picture(heat, explained.image, explained.card.max_value)
    _figure(column, TEXT["grad_cam"], image, words)


def _figure(column, title: str, image: str, words: str) -> None:
    column.markdown(f"**{title}**")
    column.html(f'<img class="fe-heat-picture" src="{image}" alt="{html.escape(title)}">')
    column.caption(words)
