"""A layer's map of the validation pictures: near on the map is alike to the layer."""

import html
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.explain.results import FeatureMap
from core.layers import Call
from dashboard.explain import queries
from dashboard.explain.forward_pass import Explained
from dashboard.explain.picture_address import PictureAddress
from dashboard.explain.picture_choice import show_picture
from dashboard.render.charts import layout
from dashboard.render.pictures import image_tag

TEXT = {
    "method": "Brought to two dimensions by",
    "methods": {"pca": "PCA", "tsne": "t-SNE"},
    "method_help": "PCA turns the cloud so that its two widest directions can be seen: distances "
    "along these are true, but groups can hide behind each other. t-SNE keeps neighbours together: "
    "try it where PCA shows one cloud. Its distances between groups mean nothing.",
    "title": "{count:,} validation pictures in layer {layer}",
    "pca_says": "Each picture is {numbers:,} numbers in this layer; two directions keep {kept:.0%} "
    "of their variance.",
    "tsne_says": "Each picture is {numbers:,} numbers in this layer; t-SNE keeps neighbours "
    "together.",
    "hover": "{number}: {name}",
    "hover_wrong": "{number}: {name}, read as {said}",
    "click": "Click a point to see its picture. A cross is a picture that is read wrong.",
    "right": "✓ {name}",
    "wrong": "✗ says {said}, is {name}",
    "explain": "Explain this picture",
    "alt": "{title}: {wrong} are read wrong. Classes: {classes}.",
    "notice": "**What to notice.** Go from the first layer to the last: the classes come apart. "
    "Where two still mix in the last layer, the crosses are.",
}
MAP_PIXELS = np.array([320, 380])
"""Of the map, on a phone: wherever it is wider, names have more room."""
LETTER_PIXELS, LINE_PIXELS = 8.5, 20
# P. Tol's colour-blind safe "muted" scheme (2021), with a grey for the tenth class.
COLOURS = (
    "#332288",
    "#88CCEE",
    "#44AA99",
    "#117733",
    "#999933",
    "#DDCC77",
    "#CC6677",
    "#882255",
    "#AA4499",
    "#888888",
)


def show_feature_map(explained: Explained, call: Call) -> None:
    """The map of a layer, and the picture of the point that was clicked."""
    method = st.segmented_control(
        TEXT["method"],
        list(TEXT["methods"]),
        format_func=TEXT["methods"].get,
        default="pca",
        required=True,
        key="map_method",
        persist_state="session",
        help=TEXT["method_help"],
    )
    try:
        found = queries.feature_map(explained.network, call.name, method)
    except ValueError as error:
        st.warning(str(error), icon=":material/info:")
        return
    chart, picture = st.columns([3, 1], gap="large")
    title = TEXT["title"].format(count=len(found.pictures), layer=call.name)
    with chart:
        event = st.plotly_chart(
            map_figure(found, explained.card.classes, title),
            key=f"map_{call.name}_{method}",
            on_select="rerun",
            selection_mode="points",
            alt=_alt(title, found, explained.card.classes),
            config={"displayModeBar": False},
        )
        says = TEXT[f"{method}_says"].format(numbers=found.numbers, kept=found.kept)
        st.caption(says)
    with picture:
        points = event.selection.points
        if points:
            _show_point(explained, found, points[0]["point_index"])
        st.caption(TEXT["click"])
    st.markdown(TEXT["notice"])


def map_figure(found: FeatureMap, classes: tuple[str, ...], title: str) -> go.Figure:
    """Points coloured by class; a cross is a picture that is read wrong."""
    labels, wrong = found.labels, found.said != found.labels
    hover = [
        TEXT["hover" if said == label else "hover_wrong"].format(
            number=place, name=html.escape(classes[label]), said=html.escape(classes[said])
        )
        for place, label, said in zip(found.pictures, labels, found.said, strict=True)
    ]
    figure = go.Figure(
        go.Scatter(
            x=found.points[:, 0],
            y=found.points[:, 1],
            mode="markers",
            hovertext=hover,
            hoverinfo="text",
            marker={
                "color": [COLOURS[label % len(COLOURS)] for label in labels],
                "symbol": np.where(wrong, "x", "circle"),
                "size": np.where(wrong, 11, 7),
                "line": {"width": 0.5, "color": "white"},
            },
        )
    )
    # Each class's name where most of its pictures are, so that colour is not all.
    present = np.unique(labels)
    middles = np.array([np.median(found.points[labels == label], axis=0) for label in present])
    pixels = middles / np.maximum(np.ptp(found.points, axis=0), 1e-9) * MAP_PIXELS
    names = [classes[label] for label in present]
    for (x, y), name, lift in zip(middles, names, lifts(pixels, names), strict=True):
        figure.add_annotation(
            x=x,
            y=y,
            yshift=lift,
            text=f"<b>{html.escape(name)}</b>",
            showarrow=False,
            bgcolor="rgba(255,255,255,0.75)",
            font={"color": "#222222", "size": 14},
        )
    figure.update_layout(**layout(title, "", ""))
    figure.update_layout(height=480, showlegend=False, margin={"t": 40})
    figure.update_xaxes(showticklabels=False, zeroline=False, showgrid=False)
    figure.update_yaxes(showticklabels=False, zeroline=False, showgrid=False)
    return figure


def lifts(pixels: np.ndarray, names: Sequence[str]) -> list[float]:
    """How many pixels to raise each name, so that none lies on another.

    `pixels` `(names, 2)` are their places, to the right and up. The highest stays where it is.
    """
    placed: list[tuple[float, float, int]] = []
    raised = [0.0] * len(names)
    for at in np.argsort(-pixels[:, 1], kind="stable"):
        x, y = pixels[at]
        for other_x, other_y, length in placed:  # from the top down
            beside = abs(x - other_x) >= (length + len(names[at])) / 2 * LETTER_PIXELS
            if not beside and abs(other_y - y) < LINE_PIXELS:
                y = other_y - LINE_PIXELS
        placed.append((x, y, len(names[at])))
        placed.sort(key=lambda place: -place[1])
        raised[at] = float(y - pixels[at, 1])
    return raised


def _alt(title: str, found: FeatureMap, classes: tuple[str, ...]) -> str:
    wrong = int((found.said != found.labels).sum())
    return TEXT["alt"].format(title=title, wrong=wrong, classes=", ".join(classes))


def _show_point(explained: Explained, found: FeatureMap, at: int) -> None:
    if not 0 <= at < len(found.pictures):
        return  # a message can be forged
    address = PictureAddress("validation", int(found.pictures[at]))
    image, label = explained.sets.picture(address)
    classes, said = explained.card.classes, int(found.said[at])
    words = TEXT["right" if said == label else "wrong"].format(
        name=classes[label], said=classes[said]
    )
    tag = image_tag(image, explained.card.max_value, address.words)
    st.html(
        f'<figure class="fe-subject">{tag}<figcaption>{html.escape(words)}</figcaption></figure>'
    )
    st.caption(address.words)
    st.button(
        TEXT["explain"],
        key="explain_point",
        on_click=show_picture,
        args=(address,),
        width="stretch",
    )
