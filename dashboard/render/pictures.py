"""Small pictures for the page: enlarged with hard pixels, in grids and cards.

The look is in `style.css`.
"""

import base64
import io
from collections.abc import Iterable, Sequence

import numpy as np
from markupsafe import Markup
from PIL import Image

from core.language import number

LEAST_WRITTEN = 0.0005
"""The smallest probability that is not 0.0% when it is rounded."""


def as_image(picture: np.ndarray, max_value: int) -> Image.Image:
    """A picture `(height, width, channels)` with values 0 … max_value as an image, 0 … 255."""
    levels = np.clip(np.asarray(picture, np.float32) * (255 / max_value), 0, 255).astype(np.uint8)
    return Image.fromarray(levels[..., 0] if levels.shape[-1] == 1 else levels)


def image_tag(picture: np.ndarray, max_value: int, alt: str) -> Markup:
    """A picture as an `<img>` with a data URI."""
    source = data_uri(as_image(picture, max_value))
    return Markup('<img class="fe-pixels" src="{source}" alt="{alt}">').format(
        source=source, alt=alt
    )


def data_uri(image: Image.Image) -> str:
    """An image as a data URI."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)  # more compression saves little on small pictures
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def grid(pictures: Iterable[np.ndarray], captions: Iterable[str], max_value: int) -> Markup:
    """Pictures in rows that fit the width, each with its caption."""
    figure = Markup('<figure>{image}<figcaption title="{caption}">{caption}</figcaption></figure>')
    figures = (
        figure.format(image=image_tag(picture, max_value, caption), caption=caption)
        for picture, caption in zip(pictures, captions, strict=True)
    )
    return Markup('<div class="fe-grid">{}</div>').format(Markup().join(figures))


def bars(probabilities: np.ndarray, classes: Sequence[str], most: int) -> Markup:
    """The `most` largest probabilities of `(classes,)` as bars, the largest first.

    Without those after the first that would be written as 0.0%.
    """
    largest = np.argsort(-probabilities, kind="stable")[:most]
    seen = [label for label in largest[1:] if probabilities[label] >= LEAST_WRITTEN]
    return bars_of(probabilities, classes, [*largest[:1], *seen])


def bars_of(probabilities: np.ndarray, classes: Sequence[str], labels: Iterable[int]) -> Markup:
    """The probabilities of some labels as bars, in the order of the labels."""
    row = Markup(
        '<div class="fe-bar"><span title="{name}">{name}</span>'
        '<span><i style="width:{share:.1%}"></i></span>'
        "<b>{percent}</b></div>"
    )
    return Markup().join(
        row.format(
            name=classes[index],
            share=float(np.clip(probabilities[index], 0, 1)),
            percent=_percent(probabilities[index]),
        )
        for index in labels
    )


def card(image: Markup, verdict: str, right: bool, bar_rows: Markup) -> Markup:
    """One picture with its verdict and bars."""
    kind, mark = ("right", "✓") if right else ("wrong", "✗")
    return Markup(
        '<div class="fe-card {kind}">{image}<p>{mark} {verdict}</p>{bar_rows}</div>'
    ).format(kind=kind, image=image, mark=mark, verdict=verdict, bar_rows=bar_rows)


def cards(all_cards: Iterable[Markup]) -> Markup:
    """Cards in rows that fit the width."""
    return Markup('<div class="fe-cards">{}</div>').format(Markup().join(all_cards))


def _percent(share: float) -> str:
    return number(share, ".1%") if np.isfinite(share) else "–"
