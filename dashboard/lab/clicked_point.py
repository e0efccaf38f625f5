"""The point of a Plotly chart that was clicked."""

from typing import Any


def clicked_point(chart: Any, count: int) -> int | None:
    """The number of the selected point of a chart with so many; None if none is selected.

    `chart` is what `st.plotly_chart` returns and its key holds. It comes from the browser, so it
    may be forged.
    """
    try:
        place = chart.selection.points[0]["point_index"]
    except (AttributeError, LookupError, TypeError):
        return None
    return place if isinstance(place, int) and 0 <= place < count else None
