"""What if a unit were switched off, or a weight were another: tried on a copy of the network."""

import html

import numpy as np
import streamlit as st

from core.explain.results import Change, WhatIf
from core.layers import Call, Conv2D, Dense
from dashboard.explain import queries
from dashboard.explain.forward_pass import Explained
from dashboard.explain.layer_choice import unit_name
from dashboard.render import pictures
from dashboard.render.arithmetic import significant

TEXT = {
    "title": "What if {unit} of {layer} were another?",
    "no_weights": "Only units of Dense and Conv2D layers have weights of their own. Choose such a "
    "layer above.",
    "what": "Change",
    "whats": {"unit": "the whole unit", "weight": "one weight"},
    "what_help": "The whole unit: all its weights and its bias. One weight: the rest stays.",
    "weight": "Weight",
    "weight_help": "A place in the unit's kernel; at first the largest weight.",
    "axes": {1: ("input",), 3: ("row", "column", "channel")},
    "factor": "Times",
    "factor_help": "0 switches it off, 1 leaves it, −1 turns its sign. Switch off one unit after "
    "the other: how many does the network need?",
    "before_after": "Accuracy on the {count:,} validation pictures: **{before:.1%} → {after:.1%}**",
    "value": "The weight: {before} → {after}.",
    "worst": "Hit hardest: “{name}”, {before:.0%} → {after:.0%} read right.",
    "nobody": "No class is read worse.",
    "picture": "This picture: {before} → {after}",
    "was": "as it is",
    "is": "changed",
    "bias": "A unit that is switched off gives 0 everywhere, unless a BatchNormalization follows.",
    "notice": "**What to notice.** Most units can go and little changes: the others do their work. "
    "The run's network stays as it is; this is a copy.",
}
BARS = 3


def show_what_if(explained: Explained, call: Call, unit: int) -> None:
    """Choose a change, and see accuracy and this picture's answer before and after."""
    if not isinstance(call.layer, Dense | Conv2D):
        st.info(TEXT["no_weights"], icon=":material/info:")
        return
    name = unit_name(explained, call, unit)
    st.markdown(f"##### {TEXT['title'].format(unit=name, layer=call.name)}")
    controls, outcome = st.columns([1, 2], gap="large")
    with controls:
        change = _choose_change(explained, call, unit)
    found = queries.what_if(explained.network, change, explained.image)
    with outcome:
        _show_accuracy(found, explained.card.classes)
        _show_answers(explained, found)
    st.markdown(TEXT["notice"])


def _choose_change(explained: Explained, call: Call, unit: int) -> Change:
    what = st.segmented_control(
        TEXT["what"],
        list(TEXT["whats"]),
        format_func=TEXT["whats"].get,
        default="unit",
        required=True,
        key="what_if",
        persist_state="session",
        help=TEXT["what_help"],
    )
    place = None
    if what == "weight":
        kernel = queries.unit_weights(explained.network, call.name, unit)["kernel"]
        place = _choose_weight(kernel, f"{call.name}_{unit}")
    factor = st.slider(
        TEXT["factor"], -3.0, 3.0, 0.0, 0.1, key="what_if_factor", help=TEXT["factor_help"]
    )
    if place is not None:
        before, after = kernel[place], kernel[place] * factor
        st.caption(TEXT["value"].format(before=significant(before), after=significant(after)))
    elif factor == 0:
        st.caption(TEXT["bias"])
    return Change(call.name, unit, factor, place)


def _choose_weight(kernel: np.ndarray, key: str) -> tuple[int, ...]:
    largest = np.unravel_index(np.abs(kernel).argmax(), kernel.shape)
    place = []
    with st.container(horizontal=True):
        for axis, side, at in zip(TEXT["axes"][kernel.ndim], kernel.shape, largest, strict=True):
            place.append(
                st.number_input(
                    f"{TEXT['weight']}, {axis}",
                    0,
                    side - 1,
                    value=int(at),
                    key=f"what_if_{axis}_{key}",
                    help=TEXT["weight_help"],
                    width=120,
                )
            )
    return tuple(place)


def _show_accuracy(found: WhatIf, classes: tuple[str, ...]) -> None:
    count = int(found.counts.sum())
    before, after = found.right_before.sum() / count, found.right_after.sum() / count
    st.markdown(TEXT["before_after"].format(count=count, before=before, after=after))
    counts = np.maximum(found.counts, 1)
    falls = (found.right_before - found.right_after) / counts
    worst = int(falls.argmax())
    if falls[worst] <= 0:
        st.caption(TEXT["nobody"])
        return
    st.caption(
        TEXT["worst"].format(
            name=classes[worst],
            before=found.right_before[worst] / counts[worst],
            after=found.right_after[worst] / counts[worst],
        )
    )


def _show_answers(explained: Explained, found: WhatIf) -> None:
    classes = explained.card.classes
    before, after = found.outputs_before, found.outputs_after
    names = {"before": classes[before.argmax()], "after": classes[after.argmax()]}
    st.markdown(TEXT["picture"].format(**names))
    if not explained.gives_probabilities:
        return
    columns = st.columns(2, wrap=False)
    for column, title, outputs in zip(columns, ("was", "is"), (before, after), strict=True):
        bars = pictures.bars(outputs, classes, BARS)
        column.html(f"<p>{html.escape(TEXT[title])}</p>{bars}")
