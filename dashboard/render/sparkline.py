"""A small curve without axes, for cards: SVG in an image, as Streamlit drops it from HTML."""

from collections.abc import Sequence
from urllib.parse import quote

from markupsafe import Markup

from dashboard.render.charts import VALIDATION

WIDTH, HEIGHT = 160, 50
MARGIN = 2  # a thick line at the edge is seen whole
GREY = "#8A8A8A"  # seen on white and on black

_SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" fill="none">\
<polyline points="{before}" stroke="{grey}" stroke-width="1.2" stroke-dasharray="4 3"/>\
<polyline points="{curve}" stroke="{colour}" stroke-width="2.2" stroke-linejoin="round"/></svg>"""


def sparkline(curve: Sequence[float], before: Sequence[float], alt: str) -> Markup:
    """Validation accuracies from 0 (bottom) to 1 (top), by epoch; `before` is drawn dashed."""
    svg = _SVG.format(
        width=WIDTH,
        height=HEIGHT,
        before=_points(before),
        curve=_points(curve),
        grey=GREY,
        colour=VALIDATION,
    )
    return Markup('<img class="fe-sparkline" alt="{}" src="data:image/svg+xml,{}">').format(
        alt, quote(svg)
    )


def _points(shares: Sequence[float]) -> str:
    across, up = WIDTH / max(len(shares) - 1, 1), HEIGHT - 2 * MARGIN
    return " ".join(
        f"{place * across:.1f},{MARGIN + (1 - share) * up:.1f}"
        for place, share in enumerate(shares)
    )
