"""The arithmetic of one number of a layer, written out as a line. No Streamlit here."""

import html

import numpy as np

from core.layers.arithmetic import (
    EPSILON,
    Added,
    Applied,
    Arithmetic,
    Moved,
    Normalised,
    OverWindow,
    Shared,
    WeightedSum,
)
from dashboard.render.arithmetic import significant

TEXT = {
    "max": "the largest of {count}: {result}",
    "mean": "the mean of {count}: {sum} / {count} = {result}",
    "moved": "the number at {place} of the input, unchanged: {result}",
    "row": "row {0}, column {1}, channel {2}",
    "index": "place {0}",
    "number": "number {index}",
    "pixel": "row {row}, column {column}",
    "pixel_channel": "row {row}, column {column}, channel {channel}",
    "others": "the other {count:,} terms",
    "bias": "bias",
    "sum": "sum",
    "times": "{number} × {weight}",
    "head": ("input", "input × weight", "product"),
}
RULES = {
    "relu": "max(0, x)",
    "sigmoid": "1 / (1 + e^−x)",
    "tanh": "(e^x − e^−x) / (e^x + e^−x)",
    "linear": "x",
    "elu": "x if x > 0, else e^x − 1",
    "selu": "1.0507 · (x if x > 0, else 1.6733 · (e^x − 1))",
    "gelu": "x · Φ(x), Φ the normal distribution",
    "leaky_relu": "x if x > 0, else 0.2 · x",
}
"""What each activation does with its number x."""
LARGEST_TERMS = 8


def factor(value: float, digits: int = 3) -> str:
    """A number as it stands after a sign: `(−0.31)`."""
    text = significant(value, digits)
    return f"({text})" if text.startswith("−") else text


def written(sum_: Arithmetic) -> str:
    """A number's arithmetic in a line; of a weighted sum only its beginning and its end."""
    result = significant(sum_.result, 4)
    match sum_:
        case WeightedSum():
            return _weighted_sum(sum_, result)
        case OverWindow():
            seen = sum_.numbers[~np.isnan(sum_.numbers)]
            total = significant(float(seen.sum()), 4)
            return TEXT[sum_.rule].format(count=seen.size, sum=total, result=result)
        case Normalised():
            number, mean = significant(sum_.number, 4), factor(sum_.mean, 4)
            variance, gamma = significant(sum_.variance, 4), factor(sum_.gamma, 4)
            return (
                f"({number} − {mean}) / √({variance} + {EPSILON:g}) × {gamma} "
                f"+ {factor(sum_.beta, 4)} = {result}"
            )
        case Applied():
            return f"{sum_.function}({significant(sum_.number, 4)}) = {result}"
        case Shared():
            own, total = sum_.steps.exponentials[sum_.index], sum_.steps.total
            return f"{significant(float(own), 4)} / {significant(total, 4)} = {result}"
        case Added():
            first, *others = sum_.numbers
            terms = [significant(first, 4), *(factor(number, 4) for number in others)]
            return f"{' + '.join(terms)} = {result}"
        case Moved():
            place = TEXT["row" if len(sum_.place) == 3 else "index"].format(*sum_.place)
            return TEXT["moved"].format(place=place, result=result)


def _weighted_sum(sum_: WeightedSum, result: str) -> str:
    numbers, weights = sum_.numbers.ravel(), sum_.weights.ravel()
    order = np.argsort(-np.abs(numbers * weights), kind="stable")[:3]
    terms = [f"{factor(numbers[at])} × {factor(weights[at])}" for at in order]
    more = ["…"] if len(numbers) > len(terms) else []
    return f"{' + '.join([*terms, *more, factor(sum_.bias)])} = {result}"


def terms_table(sum_: WeightedSum, picture_shape: tuple[int, ...] | None) -> str:
    """The largest terms of a Dense unit's sum, the rest together, the bias and the sum, as HTML.

    `picture_shape` is that of the picture whose pixels are the inputs, if they are that.
    """
    products = sum_.products
    order = np.argsort(-np.abs(products), kind="stable")[:LARGEST_TERMS]
    head = "".join(f'<th scope="col">{name}</th>' for name in TEXT["head"])
    rows = [
        _row(
            _input_name(int(at), picture_shape),
            TEXT["times"].format(
                number=significant(float(sum_.numbers[at])), weight=factor(float(sum_.weights[at]))
            ),
            significant(float(products[at])),
        )
        for at in order
    ]
    if len(products) > len(order):
        rest = float(np.delete(products, order).sum())
        others = TEXT["others"].format(count=len(products) - len(order))
        rows.append(_row(others, "", significant(rest)))
    rows.append(_row(TEXT["bias"], "", significant(sum_.bias)))
    total = _row(TEXT["sum"], "", f"<b>{significant(sum_.result, 4)}</b>")
    return (
        f'<table class="fe-terms"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody>'
        f"<tfoot>{total}</tfoot></table>"
    )


def _row(name: str, times: str, product: str) -> str:
    return f'<tr><th scope="row">{html.escape(name)}</th><td>{times}</td><td>{product}</td></tr>'


def _input_name(index: int, picture_shape: tuple[int, ...] | None) -> str:
    if picture_shape is None:
        return TEXT["number"].format(index=index)
    row, column, channel = (int(at) for at in np.unravel_index(index, picture_shape))
    name = "pixel" if picture_shape[-1] == 1 else "pixel_channel"
    return TEXT[name].format(row=row, column=column, channel=channel)
