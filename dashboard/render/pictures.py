"""Small pictures for the page: enlarged with hard pixels, in grids and cards.

Everything here is HTML made from numbers and escaped text; the look is in `style.css`.
"""

import base64
import html
import io
from collections.abc import Iterable, Sequence

import numpy as np
from PIL import Image


def as_image(picture: np.ndarray, max_value: int) -> Image.Image:
    """A picture `(height, width, channels)` with values 0 … max_value as an image, 0 … 255."""
    levels = np.clip(np.asarray(picture, np.float32) * (255 / max_value), 0, 255).astype(np.uint8)
    return Image.fromarray(levels[..., 0] if levels.shape[-1] == 1 else levels)


def image_tag(picture: np.ndarray, max_value: int, alt: str) -> str:
    """A picture as an `<img>` that carries its own data."""
    source = data_uri(as_image(picture, max_value))
    return f'<img class="fe-pixels" src="{source}" alt="{html.escape(alt)}">'


def data_uri(image: Image.Image) -> str:
    """An image as an address that carries its own data."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)  # small pictures: more does not pay
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


def grid(pictures: Iterable[np.ndarray], captions: Iterable[str], max_value: int) -> str:
    """Pictures in rows that fit the width, each with its caption."""
    figures = (
        f"<figure>{image_tag(picture, max_value, caption)}"
        f"<figcaption>{html.escape(caption)}</figcaption></figure>"
        for picture, caption in zip(pictures, captions, strict=True)
    )
    return f'<div class="fe-grid">{"".join(figures)}</div>'


def bars(probabilities: np.ndarray, classes: Sequence[str], most: int) -> str:
    """The `most` largest probabilities of `(classes,)` as bars, the largest first."""
    return bars_of(probabilities, classes, np.argsort(-probabilities)[:most])


def bars_of(probabilities: np.ndarray, classes: Sequence[str], labels: Iterable[int]) -> str:
    """The probabilities of some labels as bars, in the order of the labels."""
    rows = []
    for index in labels:
        share = float(np.clip(probabilities[index], 0, 1))
        rows.append(
            f'<div class="fe-bar"><span>{html.escape(classes[index])}</span>'
            f'<span><i style="width:{share:.1%}"></i></span>'
            f"<b>{_percent(probabilities[index])}</b></div>"
        )
    return "".join(rows)


def card(image: str, verdict: str, right: bool, bar_rows: str) -> str:
    """One picture with what was said of it."""
    kind, mark = ("right", "✓") if right else ("wrong", "✗")
    return (
        f'<div class="fe-card {kind}">{image}<p>{mark} {html.escape(verdict)}</p>{bar_rows}</div>'
    )


def cards(all_cards: Iterable[str]) -> str:
    """Cards in rows that fit the width."""
    return f'<div class="fe-cards">{"".join(all_cards)}</div>'


def _percent(share: float) -> str:
    return f"{share:.1%}" if np.isfinite(share) else "–"
