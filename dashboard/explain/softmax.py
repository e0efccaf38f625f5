"""Softmax written out: from the scores of one picture to shares, at any temperature."""

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.explain.layer_graph import ends_in_sigmoid_unit
from core.language import say
from core.numerics.softmax import Softmax, softmax
from dashboard.explain import texts
from dashboard.explain.forward_pass import ForwardPass
from dashboard.render.arithmetic import significant

TEMPERATURES = (0.1, 0.2, 0.5, 1, 2, 5, 10, 50)
MOST_ROWS = 20


def show_softmax(forward: ForwardPass) -> None:
    """Each step as a column, each class as a row."""
    if ends_in_sigmoid_unit(forward.calls):
        lead = texts.SIGMOID_LEAD
    else:
        lead = texts.SOFTMAX_LEAD if forward.gives_probabilities else texts.NO_SOFTMAX
    st.markdown(say(lead))
    temperature = st.select_slider(
        say(texts.TEMPERATURE),
        TEMPERATURES,
        value=1,
        key="temperature",
        help=say(texts.TEMPERATURE_HELP),
        width=320,
    )
    steps = softmax(forward.scores, temperature)
    st.html(softmax_table(steps, forward.card.classes))
    if len(steps.shares) > MOST_ROWS:
        st.caption(say(texts.SOFTMAX_SOME, shown=MOST_ROWS, classes=len(steps.shares)))
    largest, total = significant(steps.largest, 3), significant(steps.total, 4)
    st.caption(say(texts.SOFTMAX_STEPS, largest=largest, total=total))
    st.markdown(say(texts.SOFTMAX_NOTICE))


def softmax_table(steps: Softmax, classes: tuple[str, ...]) -> Markup:
    """The steps of a softmax as HTML; of many classes those with the largest shares."""
    shown = np.sort(np.argsort(-steps.shares, kind="stable")[:MOST_ROWS])
    best = int(steps.shares.argmax())
    columns = {
        "score": steps.scores,
        "divided": steps.divided,
        "difference": steps.differences,
        "exponential": steps.exponentials,
    }
    if steps.temperature == 1:
        del columns["divided"]
    head = [say(texts.SOFTMAX_HEAD[name]) for name in ("class", *columns, "share")]
    rows = [
        _row(
            classes[index],
            [significant(float(numbers[index])) for numbers in columns.values()],
            float(steps.shares[index]),
            index == best,
        )
        for index in shown
    ]
    return Markup(
        '<table class="fe-softmax" aria-label="{alt}"><thead><tr>{head}</tr></thead>'
        '<tbody>{rows}</tbody><tfoot><tr><th scope="row">{together}</th>{empty}<td>{total}</td>'
        '<td class="share"><i></i><b>{whole}</b></td></tr></tfoot></table>'
    ).format(
        alt=say(
            texts.SOFTMAX_ALT,
            temperature=steps.temperature,
            name=classes[best],
            share=steps.shares[best],
        ),
        head=Markup().join(Markup('<th scope="col">{}</th>').format(name) for name in head),
        rows=Markup().join(rows),
        together=say(texts.SOFTMAX_TOTAL),
        empty=Markup("<td></td>") * (len(columns) - 1),
        total=significant(steps.total, 4),
        whole=say(texts.WHOLE, share=1),
    )


def _row(name: str, numbers: list[str], share: float, is_best: bool) -> Markup:
    return Markup(
        '<tr{mark}><th scope="row">{name}</th>{cells}'
        '<td class="share"><i style="--share:{width:.2%}"></i><b>{share}</b></td></tr>'
    ).format(
        mark=Markup(" class=best") if is_best else "",
        name=name,
        cells=Markup().join(Markup("<td>{}</td>").format(number) for number in numbers),
        width=share,
        share=say(texts.SHARE, share=share),
    )
