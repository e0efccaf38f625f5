"""Softmax written out: from the scores of one picture to shares, at any temperature."""

import html

import numpy as np
import streamlit as st

from core.numerics.softmax import Softmax, softmax
from dashboard.explain.forward_pass import Explained
from dashboard.render.arithmetic import significant

TEXT = {
    "lead": "The layer before gives each class a **score**. Softmax makes shares of them that add "
    "up to 1.",
    "no_softmax": "This network does not end in softmax: its outputs are scores. This is what "
    "softmax would make of them.",
    "temperature": "Temperature",
    "temperature_help": "Divides the scores before softmax. The network was trained at 1. Try 5: "
    "the shares draw level. Try 0.2: the winner takes all.",
    "head": ("class", "score", "÷ T", "− largest", "e to that", "share"),
    "total": "together",
    "steps": "Subtract the largest ({largest}), take exponentials, add them up ({total}), divide "
    "each by the sum.",
    "notice": "**What to notice.** Only differences count: at temperature 1, a score that is lower "
    "by 1 makes the share 2.718 times smaller. No temperature changes which class comes first, "
    "only how sure it sounds.",
    "alt": "Shares at temperature {temperature:g}: the largest is {name} with {share:.1%}",
}
TEMPERATURES = (0.1, 0.2, 0.5, 1, 2, 5, 10, 50)
MOST_ROWS = 20


def show_softmax(explained: Explained) -> None:
    """Each step as a column, each class as a row."""
    st.markdown(TEXT["lead" if explained.gives_probabilities else "no_softmax"])
    temperature = st.select_slider(
        TEXT["temperature"],
        TEMPERATURES,
        value=1,
        key="temperature",
        help=TEXT["temperature_help"],
        width=320,
    )
    steps = softmax(explained.scores, temperature)
    st.html(softmax_table(steps, explained.card.classes))
    largest, total = significant(steps.largest, 3), significant(steps.total, 4)
    st.caption(TEXT["steps"].format(largest=largest, total=total))
    st.markdown(TEXT["notice"])


def softmax_table(steps: Softmax, classes: tuple[str, ...]) -> str:
    """The steps of a softmax as HTML; of many classes those with the largest shares."""
    shown = range(len(classes))
    if len(classes) > MOST_ROWS:
        shown = np.sort(np.argsort(-steps.shares, kind="stable")[:MOST_ROWS])
    best = int(steps.shares.argmax())
    divided = steps.temperature != 1
    head = [name for name in TEXT["head"] if divided or name != TEXT["head"][2]]
    rows = []
    for index in shown:
        numbers = [steps.scores[index], steps.differences[index], steps.exponentials[index]]
        if divided:
            numbers.insert(1, steps.divided[index])
        cells = "".join(f"<td>{significant(float(number))}</td>" for number in numbers)
        share = steps.shares[index]
        rows.append(
            f'<tr{" class=best" if index == best else ""}><th scope="row">'
            f"{html.escape(classes[index])}</th>{cells}"
            f'<td class="share"><i style="--share:{share:.2%}"></i><b>{share:.1%}</b></td></tr>'
        )
    empty = "<td></td>" * (len(head) - 3)
    total = (
        f'<tr><th scope="row">{TEXT["total"]}</th>{empty}<td>{significant(steps.total, 4)}</td>'
        f'<td class="share"><i></i><b>100%</b></td></tr>'
    )
    alt = TEXT["alt"].format(
        temperature=steps.temperature, name=classes[best], share=steps.shares[best]
    )
    titles = "".join(f'<th scope="col">{name}</th>' for name in head)
    return (
        f'<table class="fe-softmax" aria-label="{html.escape(alt)}">'
        f"<thead><tr>{titles}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody><tfoot>{total}</tfoot></table>"
    )
