"""Pictures of labels: one label on its way through the loss, and many as a matrix.

Everything here is HTML made from numbers and escaped text; the look is in `style.css`.
"""

import html
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from PIL import Image

from core.language import say
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


def number(value: float) -> str:
    """A figure with three decimals, or as many as tell it from 0 and 1: `0.870`, `4·10⁻⁵`."""
    if value == 0:
        return "0"
    if abs(value) < 0.001:
        mantissa, exponent = f"{abs(value):.0e}".split("e")
        return f"{'−' if value < 0 else ''}{mantissa}{power_of_ten(int(exponent))}"
    decimals = 3
    while value < 1 and decimals < 7 and round(value, decimals) == 1:
        decimals += 1
    return f"{value:.{decimals}f}".replace("-", "−")


def subscript(index: int) -> str:
    """An index as it stands at the foot of a letter: `₁₂`."""
    return str(index).translate(_SUBSCRIPTS)


def walk(
    label: int, output: np.ndarray, classes: Sequence[str], shown: Sequence[int], summary: str
) -> str:
    """From a label to its loss and back: a column a class, one below the other what becomes of it.

    `output` are probabilities `(classes,)`; `shown` are the classes that get a column. The style
    sheet turns rows into columns where the page is narrow.
    """
    target = one_hot(label, len(classes))
    answer = int(from_one_hot(output))
    mark = "✓" if answer == label else "✗"
    verdict = "right" if answer == label else "wrong"
    logarithms, products = log_probabilities(output), terms(target, output)

    def row(symbol: str, word: str, cell: Callable[[int], str]) -> str:
        head = f'<div class="head"><b>{symbol}</b> <span>{word}</span></div>'
        cells = (
            f'<div class="{"cell y" if index == label else "cell"}">{cell(index)}</div>'
            for index in shown
        )
        return head + "".join(cells)

    rows = (
        row(
            "y",
            say(texts.LABEL),
            lambda index: f"<b>{index}</b>{_name(classes[index], index)}",
        ),
        row("t", say(texts.ONE_HOT), lambda index: _bit(int(target[index]))),
        row("p", say(texts.PICTURES_OUTPUT), lambda index: _amount(float(output[index]))),
        row("ln p", say(texts.LOGARITHM), lambda index: f"<s>{number(logarithms[index])}</s>"),
        row(
            "t · ln p",
            say(texts.TERM),
            lambda index: (
                f'<i class="term">{number(products[index])}</i>' if index == label else "<s>0</s>"
            ),
        ),
        row(
            "argmax p",
            say(texts.PICTURES_BACK),
            lambda index: f'<i class="{verdict}">{mark} {index}</i>' if index == answer else "",
        ),
    )
    return (
        f'<div class="fe-walk" style="--classes:{len(shown)}" role="img" '
        f'aria-label="{html.escape(summary)}">{"".join(rows)}</div>'
    )


class MatrixRow(NamedTuple):
    """A row of a matrix: what stands before it, where its 1 is (if anywhere), what stands after."""

    before: str
    column: int | None
    after: str
    wrong: bool = False


def matrix(rows: Iterable[MatrixRow], columns: int) -> str:
    """One-hot rows as rows of `columns` cells; `before` and `after` are HTML."""
    numbers = range(columns) if columns <= MOST_NUMBERED else ()
    head = "".join(f"<span>{index}</span>" for index in numbers)
    drawn = (
        f'<div class="before">{row.before}</div><div class="cells">{_one(row)}</div>'
        f'<div class="after">{row.after}</div>'
        for row in rows
    )
    return (
        f'<div class="fe-matrix" style="--columns:{columns}"><div class="before">y</div>'
        f'<div class="numbers">{head}</div><div></div>{"".join(drawn)}</div>'
    )


def heat_map(labels: np.ndarray, num_classes: int) -> str:
    """The one-hot matrix of labels `(n,)` as one picture, a pixel a cell."""
    cells = np.where(one_hot(labels, num_classes)[..., None] == 1, _ONE, _ZERO).astype(np.uint8)
    source = data_uri(Image.fromarray(cells, "RGBA"))
    alt = say(texts.MATRIX_ALT, rows=len(labels), classes=num_classes)
    return f'<img class="fe-heat" src="{source}" alt="{alt}">'


def _one(row: MatrixRow) -> str:
    if row.column is None:
        return ""
    return f'<i class="{"wrong" if row.wrong else "one"}" style="--at:{row.column}"></i>'


def _name(name: str, index: int) -> str:
    return "" if name == str(index) else f"<span>{html.escape(name)}</span>"


def _bit(value: int) -> str:
    return f'<i class="bit{value}">{value}</i>'


def _amount(share: float) -> str:
    return f'<i class="amount" style="--share:{share:.2%}">{number(share)}</i>'
