"""The shape ledger as a table; what a step changed stands out. The look is in `style.css`."""

import html
from collections.abc import Mapping, Sequence

from core.language import say
from core.preparation.shape_ledger import Row
from dashboard.labels import texts


def ledger_table(rows: Sequence[Row]) -> str:
    """Every row with its step and code; a value that differs from the array's last is marked."""
    head = "".join(f"<th>{name}</th>" for name in say(texts.COLUMNS))
    known: dict[str, Mapping[str, str]] = {}
    body = []
    for position, row in enumerate(rows):
        first = position == 0 or rows[position - 1].step != row.step
        name = row.array[0]
        values = _values(row)
        body.append(_line(row, values, known.get(name, values), first))
        known[name] = values
    return (
        f'<table class="fe-shape-ledger" aria-label="{say(texts.SHAPE_LEDGER_ALT)}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def size(nbytes: int) -> str:
    """Bytes as people say them: `784 B`, `47.0 MB`."""
    for unit, power in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if nbytes >= power:
            return f"{nbytes / power:.1f} {unit}"
    return f"{nbytes} B"


def plain(value: float) -> str:
    """A value in four figures, with a true minus."""
    return f"{value:.4g}".replace("-", "−")


def _values(row: Row) -> dict[str, str]:
    return {
        "shape": f"({', '.join(map(str, row.shape))}{',' if len(row.shape) == 1 else ''})",
        "dtype": row.dtype,
        "range": f"{plain(row.low)} … {plain(row.high)}",
        "memory": size(row.nbytes),
    }


def _line(row: Row, values: Mapping[str, str], before: Mapping[str, str], first: bool) -> str:
    step = say(texts.STEPS)[row.step] if first else ""
    cells = "".join(
        f'<td class="{kind}{" new" if before[kind] != value else ""}">{value}</td>'
        for kind, value in values.items()
    )
    return (
        f'<tr class="{"first" if first else "more"}"><th scope="row">{step}</th>'
        f"<td class='line'><code>{html.escape(row.code)}</code></td>"
        f"<td class='array'>{row.array}</td>{cells}</tr>"
    )
