"""The shape ledger as an HTML table in which changed values are bold. Styles: `style.css`."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from core.language import number, say
from core.preparation.shape_ledger import LedgerArray
from dashboard.labels import texts


def ledger_table(rows: Sequence[LedgerArray]) -> Markup:
    """Every row with its step and code; values that a step changed are marked."""
    head = Markup().join(Markup("<th>{}</th>").format(say(name)) for name in texts.COLUMNS)
    known: dict[str, Mapping[str, str]] = {}
    body = []
    for position, row in enumerate(rows):
        first = position == 0 or rows[position - 1].step != row.step
        name = row.array[0]
        values = _values(row)
        body.append(_line(row, values, known.get(name, values), first))
        known[name] = values
    return Markup(
        '<table class="fe-shape-ledger" aria-label="{alt}"><thead><tr>{head}</tr></thead>'
        "<tbody>{body}</tbody></table>"
    ).format(alt=say(texts.LEDGER_ALT), head=head, body=Markup().join(body))


def size(nbytes: int) -> str:
    """Bytes as people say them: `784 B`, `47.0 MB`."""
    for sentence, power in texts.SIZES.items():
        if nbytes >= power:
            return say(sentence, size=nbytes / power)
    return say(texts.SIZE_IN_BYTES, size=nbytes)


def four_figures(value: float) -> str:
    """A value in four figures, with a true minus."""
    return number(value, ".4g").replace("-", "−")


def _values(row: LedgerArray) -> dict[str, str]:
    return {
        "shape": str(row.shape),
        "dtype": row.dtype,
        "range": f"{four_figures(row.low)} … {four_figures(row.high)}",
        "memory": size(row.nbytes),
    }


def _line(
    row: LedgerArray, values: Mapping[str, str], before: Mapping[str, str], first: bool
) -> Markup:
    cell = Markup('<td class="{kind}">{value}</td>')
    cells = (
        cell.format(kind=f"{kind} new" if before[kind] != value else kind, value=value)
        for kind, value in values.items()
    )
    return Markup(
        '<tr class="{place}"><th scope="row">{step}</th><td class="line"><code>{code}</code></td>'
        '<td class="array">{array}</td>{cells}</tr>'
    ).format(
        place="first" if first else "more",
        step=say(texts.STEPS[row.step]) if first else "",
        code=row.code,
        array=row.array,
        cells=Markup().join(cells),
    )
