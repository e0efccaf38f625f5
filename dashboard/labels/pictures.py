"""Pictures of labels: one label on its way through the loss, and many as a matrix.

The look is in `style.css`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from markupsafe import Markup
from PIL import Image

from core.language import number, say
from core.numerics.cross_entropy import log_probabilities, terms
from core.numerics.encoding import from_one_hot, one_hot
from dashboard.labels import texts
from dashboard.render.arithmetic import power_of_ten
from dashboard.render.charts import TRAINING
from dashboard.render.pictures import data_uri

MOST_NUMBERED = 12
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_BLUE = tuple(int(TRAINING[start : start + 2], 16) for start in (1, 3, 5))
_ONE, _ZERO = (*_BLUE, 255), (*_BLUE, 28)


def three_decimals(value: float) -> str:
    """A figure with three decimals, or as many as tell it from 0 and 1: `0.870`, `4·10⁻⁵`."""
    if value == 0:
        return number(0, "d")
    if abs(value) < 0.001:
        mantissa, exponent = f"{abs(value):.0e}".split("e")
        sign = "−" if value < 0 else ""
        return f"{sign}{number(int(mantissa), 'd')}{power_of_ten(int(exponent))}"
    decimals = 3
    while value < 1 and decimals < 7 and round(value, decimals) == 1:
        decimals += 1
    return number(value, f".{decimals}f").replace("-", "−")


def subscript(index: int) -> str:
    """An index in subscript digits: `₁₂`."""
    return str(index).translate(_SUBSCRIPTS)


def walk(
    label: int, output: np.ndarray, classes: Sequence[str], shown: Sequence[int], summary: str
) -> Markup:
    """From a label to its loss and back, as a table with a column for each class.

    `output` are probabilities `(classes,)`; `shown` are the classes that get a column. The style
    sheet turns rows into columns where the page is narrow.
    """
    target = one_hot(label, len(classes))
    answer = int(from_one_hot(output))
    mark = "✓" if answer == label else "✗"
    verdict = "right" if answer == label else "wrong"
    logarithms, products = log_probabilities(output), terms(target, output)
    faint = Markup("<s>{}</s>").format

    def row(symbol: str, word: str, cell: Callable[[int], str]) -> Markup:
        head = Markup('<div class="head"><b>{symbol}</b> <span>{word}</span></div>')
        cells = (
            Markup('<div class="{kind}">{cell}</div>').format(
                kind="cell y" if index == label else "cell", cell=cell(index)
            )
            for index in shown
        )
        return head.format(symbol=symbol, word=say(word)) + Markup().join(cells)

    def largest(index: int) -> str:
        found = Markup('<i class="{verdict}">{mark} {index}</i>')
        return found.format(verdict=verdict, mark=mark, index=index) if index == answer else ""

    def term(index: int) -> Markup:
        product = Markup('<i class="term">{}</i>').format(three_decimals(products[index]))
        return product if index == label else faint("0")

    rows = (
        row(
            "y",
            texts.LABEL,
            lambda index: Markup("<b>{}</b>").format(index) + _name(classes[index], index),
        ),
        row("t", texts.ONE_HOT, lambda index: _bit(int(target[index]))),
        row("p", texts.NETWORK_OUTPUT, lambda index: _amount(float(output[index]))),
        row("ln p", texts.LOGARITHM, lambda index: faint(three_decimals(logarithms[index]))),
        row("t · ln p", texts.TERM, term),
        row("argmax p", texts.LARGEST, largest),
    )
    return Markup(
        '<div class="fe-walk" style="--classes:{count}" role="img" aria-label="{summary}">'
        "{rows}</div>"
    ).format(count=len(shown), summary=summary, rows=Markup().join(rows))


class MatrixRow(NamedTuple):
    """A row of a matrix: what stands before it, where its 1 is (if anywhere), what stands after."""

    before: Markup
    column: int | None
    after: str
    wrong: bool = False


def matrix(rows: Iterable[MatrixRow], columns: int) -> Markup:
    """One-hot rows as rows of `columns` cells."""
    numbers = range(columns) if columns <= MOST_NUMBERED else ()
    line = Markup(
        '<div class="before">{before}</div><div class="cells">{one}</div>'
        '<div class="after">{after}</div>'
    )
    return Markup(
        '<div class="fe-matrix" style="--columns:{columns}"><div class="before">y</div>'
        '<div class="numbers">{head}</div><div></div>{rows}</div>'
    ).format(
        columns=columns,
        head=Markup().join(Markup("<span>{}</span>").format(index) for index in numbers),
        rows=Markup().join(
            line.format(before=row.before, one=_one(row), after=row.after) for row in rows
        ),
    )


def heat_map(labels: np.ndarray, num_classes: int) -> Markup:
    """The one-hot matrix of labels `(n,)` as one picture, a pixel a cell."""
    cells = np.where(one_hot(labels, num_classes)[..., None] == 1, _ONE, _ZERO).astype(np.uint8)
    return Markup('<img class="fe-heat" src="{source}" alt="{alt}">').format(
        source=data_uri(Image.fromarray(cells, "RGBA")),
        alt=say(texts.MATRIX_ALT, rows=len(labels), classes=num_classes),
    )


def _one(row: MatrixRow) -> str:
    if row.column is None:
        return ""
    kind = "wrong" if row.wrong else "one"
    return Markup('<i class="{kind}" style="--at:{column}"></i>').format(
        kind=kind, column=row.column
    )


def _name(name: str, index: int) -> str:
    return "" if name == str(index) else Markup("<span>{}</span>").format(name)


def _bit(value: int) -> Markup:
    return Markup('<i class="bit{value}">{value}</i>').format(value=value)


def _amount(share: float) -> Markup:
    return Markup('<i class="amount" style="--share:{share:.2%}">{written}</i>').format(
        share=share, written=three_decimals(share)
    )
