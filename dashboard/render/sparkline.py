"""A small curve without axes, for cards: inline SVG, whose look is in `style.css`."""

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT = 100, 40
MARGIN = 2  # a thick line at the edge is seen whole


def sparkline(curve: Sequence[float], before: Sequence[float], alt: str) -> Markup:
    """Shares from 0 (bottom) to 1 (top), evenly from left to right; `before` is drawn dashed."""
    return Markup(
        '<svg class="fe-sparkline" viewBox="0 0 {width} {height}" preserveAspectRatio="none" '
        'role="img" aria-label="{alt}"><polyline class="before" points="{before}"></polyline>'
        '<polyline points="{curve}"></polyline></svg>'
    ).format(width=WIDTH, height=HEIGHT, alt=alt, before=_points(before), curve=_points(curve))


def _points(shares: Sequence[float]) -> str:
    across, up = WIDTH / max(len(shares) - 1, 1), HEIGHT - 2 * MARGIN
    return " ".join(
        f"{place * across:.1f},{MARGIN + (1 - share) * up:.1f}"
        for place, share in enumerate(shares)
    )
