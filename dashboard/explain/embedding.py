"""The validation pictures as points: near each other where a layer gives similar numbers."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from markupsafe import Markup, escape

from core.explain.results import Embedding
from core.language import say
from core.layers import Call
from core.plain_text import plain_error
from dashboard.explain import queries, texts
from dashboard.explain.forward_pass import ForwardPass
from dashboard.explain.picture_address import PictureAddress
from dashboard.explain.picture_choice import show_picture
from dashboard.lab.clicked_point import clicked_point
from dashboard.render.charts import layout, shortened
from dashboard.render.pictures import image_tag

CHART_PIXELS = np.array([320, 380])
"""Of the chart, on a phone: wherever it is wider, names have more room."""
LETTER_PIXELS, LINE_PIXELS = 8.5, 20
MOST_NAMES = 24
"""Names in the chart; with more, they would hide the points."""
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


def show_embedding(forward: ForwardPass, call: Call) -> None:
    """The embedding of a layer, and the picture of the point that was clicked."""
    method = st.segmented_control(
        say(texts.METHOD),
        list(texts.METHODS),
        format_func=lambda name: say(texts.METHODS[name]),
        default="pca",
        required=True,
        key="embedding_method",
        persist_state="session",
        help=say(texts.METHOD_HELP),
    )
    try:
        with st.spinner(say(texts.PROJECTING)):
            found: Embedding = queries.ask(forward.network, "embedding", call.name, method)
    except ValueError as error:
        st.warning(plain_error(error), icon=":material/info:")
        return
    chart, picture = st.columns([3, 1], gap="large")
    title = say(texts.EMBEDDING_TITLE, count=len(found.pictures), layer=call.name)
    with chart:
        event = st.plotly_chart(
            embedding_figure(found, forward.card.classes, title),
            key=f"embedding_{call.name}_{method}",
            on_select="rerun",
            selection_mode="points",
            alt=_alt(title, found, forward.card.classes),
            config={"displayModeBar": False},
        )
        kept = found.explained_variance
        st.caption(say(texts.METHOD_SAYS[method], count=found.numbers, kept=kept))
    with picture:
        point = clicked_point(event, len(found.pictures))
        if point is not None:
            _show_point(forward, found, point)
        st.caption(say(texts.CLICK))
    st.markdown(say(texts.EMBEDDING_NOTICE))


def embedding_figure(found: Embedding, classes: tuple[str, ...], title: str) -> go.Figure:
    """Points coloured by class; a cross is a picture that is read wrong."""
    wrong = found.predictions != found.labels
    figure = go.Figure(
        go.Scatter(
            x=found.points[:, 0],
            y=found.points[:, 1],
            mode="markers",
            hovertext=_hover(found, [str(escape(name)) for name in classes]),
            hoverinfo="text",
            marker={
                "color": [COLOURS[label % len(COLOURS)] for label in found.labels],
                "symbol": np.where(wrong, "x", "circle"),
                "size": np.where(wrong, 11, 7),
                "line": {"width": 0.5, "color": "white"},
            },
        )
    )
    _add_names(figure, found, classes)
    figure.update_layout(**layout(title, "", ""))
    figure.update_layout(height=480, showlegend=False, margin={"t": 40})
    figure.update_xaxes(showticklabels=False, zeroline=False, showgrid=False)
    figure.update_yaxes(showticklabels=False, zeroline=False, showgrid=False)
    return figure


def _hover(found: Embedding, names: Sequence[str]) -> list[str]:
    return [
        say(
            texts.HOVER_RIGHT if prediction == label else texts.HOVER_WRONG,
            number=number,
            name=names[label],
            predicted=names[prediction],
        )
        for number, label, prediction in zip(
            found.pictures.tolist(), found.labels, found.predictions, strict=True
        )
    ]


def _add_names(figure: go.Figure, found: Embedding, classes: tuple[str, ...]) -> None:
    """Each class's name where most of its pictures are, so that colour is not all.

    Of very many classes none: they stand at the points under the mouse.
    """
    present = np.unique(found.labels)
    if len(present) > MOST_NAMES:
        return
    middles = np.array([np.median(found.points[found.labels == one], axis=0) for one in present])
    pixels = middles / np.maximum(np.ptp(found.points, axis=0), 1e-9) * CHART_PIXELS
    names = [shortened(classes[label]) for label in present]
    for (x, y), name, lift in zip(middles, names, lifts(pixels, names), strict=True):
        figure.add_annotation(
            x=x,
            y=y,
            yshift=lift,
            text=Markup("<b>{}</b>").format(name),
            showarrow=False,
            bgcolor="rgba(255,255,255,0.75)",
            font={"color": "#222222", "size": 14},
        )


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


def _alt(title: str, found: Embedding, classes: tuple[str, ...]) -> str:
    wrong = int((found.predictions != found.labels).sum())
    return say(texts.EMBEDDING_ALT, title=title, count=wrong, classes=", ".join(classes))


def _show_point(forward: ForwardPass, found: Embedding, at: int) -> None:
    if not 0 <= at < len(found.pictures):
        return  # a message can be forged
    address = PictureAddress("validation", int(found.pictures[at]))
    image, label = forward.pictures.picture(address)
    classes, prediction = forward.card.classes, int(found.predictions[at])
    verdict = texts.RIGHT if prediction == label else texts.WRONG
    st.html(
        Markup(
            '<figure class="fe-subject">{picture}<figcaption>{verdict}</figcaption></figure>'
        ).format(
            picture=Markup(image_tag(image, forward.card.max_value, address.words)),
            verdict=say(verdict, name=classes[label], predicted=classes[prediction]),
        )
    )
    st.caption(address.words)
    st.button(
        say(texts.EXPLAIN_POINT),
        key="explain_point",
        on_click=show_picture,
        args=(address,),
        width="stretch",
    )
