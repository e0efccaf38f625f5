"""A layer's map of the validation pictures: near on the map is alike to the layer."""

import html

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.explanation import FeatureMap
from core.layers import Call
from dashboard import asked
from dashboard.charts import layout
from dashboard.explained import Explained
from dashboard.picture_address import PictureAddress
from dashboard.picture_choice import show_picture
from dashboard.pictures import image_tag

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
        found = asked.feature_map(explained.network, call.name, method)
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
    for label in np.unique(labels):
        # The class's name where most of its pictures are, so that colour is not all.
        middle = np.median(found.points[labels == label], axis=0)
        figure.add_annotation(
            x=middle[0],
            y=middle[1],
            text=f"<b>{html.escape(classes[label])}</b>",
            showarrow=False,
            bgcolor="rgba(255,255,255,0.75)",
            font={"color": "#222222", "size": 14},
        )
    figure.update_layout(**layout(title, "", ""))
    figure.update_layout(height=480, showlegend=False, margin={"t": 40})
    figure.update_xaxes(showticklabels=False, zeroline=False, showgrid=False)
    figure.update_yaxes(showticklabels=False, zeroline=False, showgrid=False)
    return figure


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
