"""The arithmetic of one number of a layer, written out as a line. No Streamlit here."""

from typing import assert_never

import numpy as np
from markupsafe import Markup

from core.language import say
from core.layers.arithmetic import (
    Added,
    Applied,
    Arithmetic,
    Moved,
    Normalised,
    OverWindow,
    Shared,
    WeightedSum,
)
from dashboard.explain import texts
from dashboard.render.arithmetic import significant

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
            return say(texts.WINDOW[sum_.rule], count=seen.size, sum=total, result=result)
        case Normalised():
            number, mean = significant(sum_.number, 4), factor(sum_.mean, 4)
            variance, gamma = significant(sum_.variance, 4), factor(sum_.gamma, 4)
            return (
                f"({number} − {mean}) / √({variance} + {sum_.epsilon:g}) × {gamma} "
                f"+ {factor(sum_.beta, 4)} = {result}"
            )
        case Applied():
            return f"{sum_.function}({significant(sum_.number, 4)}) = {result}"
        case Shared():
            own, of_all = float(sum_.steps.exponentials[sum_.unit]), sum_.steps.total
            return f"{significant(own, 4)} / {significant(of_all, 4)} = {result}"
        case Added():
            first, *others = sum_.numbers
            terms = [significant(first, 4), *(factor(other, 4) for other in others)]
            return f"{' + '.join(terms)} = {result}"
        case Moved():
            return say(texts.MOVED, place=_place(sum_.place), result=result)
        case _:
            assert_never(sum_)


def _place(place: tuple[int, ...]) -> str:
    if len(place) == 3:
        row, column, channel = place
        return say(texts.PLACE_IN_MAP, row=row, column=column, channel=channel)
    return say(texts.PLACE_IN_ROW, index=place[0])


def _weighted_sum(sum_: WeightedSum, result: str) -> str:
    numbers, weights = sum_.numbers.ravel(), sum_.weights.ravel()
    order = np.argsort(-np.abs(numbers * weights), kind="stable")[:3]
    terms = [f"{factor(numbers[at])} × {factor(weights[at])}" for at in order]
    more = ["…"] if len(numbers) > len(terms) else []
    return f"{' + '.join([*terms, *more, factor(sum_.bias)])} = {result}"


def terms_table(sum_: WeightedSum, picture_shape: tuple[int, ...] | None) -> Markup:
    """The largest terms of a Dense unit's sum, the rest together, the bias and the sum, as HTML.

    `picture_shape` is that of the picture whose pixels are the inputs, if they are that.
    """
    products = sum_.products
    order = np.argsort(-np.abs(products), kind="stable")[:LARGEST_TERMS]
    rows = [
        _row(
            _input_name(int(at), picture_shape),
            f"{significant(float(sum_.numbers[at]))} × {factor(float(sum_.weights[at]))}",
            significant(float(products[at])),
        )
        for at in order
    ]
    others = len(products) - len(order)
    if others:
        rest = float(np.delete(products, order).sum())
        rows.append(_row(say(texts.OTHER_TERMS, count=others), "", significant(rest)))
    rows.append(_row(say(texts.BIAS), "", significant(sum_.bias)))
    total = Markup("<b>{}</b>").format(significant(sum_.result, 4))
    return Markup(
        '<table class="fe-terms"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody>'
        "<tfoot>{total}</tfoot></table>"
    ).format(
        head=Markup().join(
            Markup('<th scope="col">{}</th>').format(say(name)) for name in texts.TERMS_HEAD
        ),
        rows=Markup().join(rows),
        total=_row(say(texts.SUM), "", total),
    )


def _row(name: str, times: str, product: str) -> Markup:
    row = Markup('<tr><th scope="row">{name}</th><td>{times}</td><td>{product}</td></tr>')
    return row.format(name=name, times=times, product=product)


def _input_name(index: int, picture_shape: tuple[int, ...] | None) -> str:
    if picture_shape is None:
        return say(texts.INPUT_NUMBER, index=index)
    row, column, channel = (int(at) for at in np.unravel_index(index, picture_shape))
    if picture_shape[-1] == 1:
        return say(texts.INPUT_PIXEL, row=row, column=column)
    return say(texts.PLACE_IN_MAP, row=row, column=column, channel=channel)
