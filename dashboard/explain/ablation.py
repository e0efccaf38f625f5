"""What if a unit were switched off, or a weight were another: tried on a copy of the network."""

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.explain.results import Ablation, AblationEffect
from core.language import say
from core.layers import Call
from dashboard.explain import queries, texts
from dashboard.explain.forward_pass import ForwardPass
from dashboard.explain.layer_choice import unit_name
from dashboard.lab.bounded import number_field, slider
from dashboard.render import pictures
from dashboard.render.arithmetic import significant

AXES = {1: ("input",), 3: ("row", "column", "channel")}
"""The axes of a unit's kernel, by how many there are."""
BARS = 3


def show_ablation(forward: ForwardPass, call: Call, unit: int) -> None:
    """Choose a change, and see accuracy and this picture's outputs before and after."""
    if call.layer.kernel is None:
        st.info(say(texts.NO_WEIGHTS), icon=":material/info:")
        return
    name = unit_name(forward, call, unit)
    st.markdown(f"##### {say(texts.ABLATION_TITLE, unit=name, layer=call.name)}")
    controls, outcome = st.columns([1, 2], gap="large")
    with controls:
        change = _choose_change(forward, call, unit)
    found: AblationEffect = queries.ask(forward.network, "ablation", change, forward.image)
    with outcome:
        _show_accuracy(found, forward.card.classes)
        _show_outputs(forward, found)
    st.markdown(say(texts.ABLATION_NOTICE))


def _choose_change(forward: ForwardPass, call: Call, unit: int) -> Ablation:
    what = st.segmented_control(
        say(texts.WHAT),
        list(texts.WHATS),
        format_func=lambda name: say(texts.WHATS[name]),
        default="unit",
        required=True,
        key="ablation",
        persist_state="session",
        help=say(texts.WHAT_HELP),
    )
    kernel, place = None, None
    if what == "weight":
        kernel = queries.ask(forward.network, "unit_weights", call.name, unit)[call.layer.kernel]
        place = _choose_weight(kernel, f"{call.name}_{unit}")
    factor = slider(
        say(texts.FACTOR),
        -3.0,
        3.0,
        first=0.0,
        step=0.1,
        key="ablation_factor",
        help=say(texts.FACTOR_HELP),
    )
    if kernel is not None and place is not None:
        before, after = significant(kernel[place]), significant(kernel[place] * factor)
        st.caption(say(texts.WEIGHT_CHANGES, before=before, after=after))
    elif factor == 0:
        st.caption(say(texts.SWITCHED_OFF))
    return Ablation(call.name, unit, factor, place)


def _choose_weight(kernel: np.ndarray, key: str) -> tuple[int, ...]:
    largest = np.unravel_index(np.abs(kernel).argmax(), kernel.shape)
    with st.container(horizontal=True):
        return tuple(
            number_field(
                say(texts.WEIGHT_AXES[axis]),
                0,
                side - 1,
                first=int(at),
                key=f"ablation_{axis}_{key}",
                help=say(texts.WEIGHT_HELP),
                width=120,
            )
            for axis, side, at in zip(AXES[kernel.ndim], kernel.shape, largest, strict=True)
        )


def _show_accuracy(found: AblationEffect, classes: tuple[str, ...]) -> None:
    count = int(found.counts.sum())
    before, after = found.right_before.sum() / count, found.right_after.sum() / count
    st.markdown(say(texts.ACCURACY, count=count, before=before, after=after))
    counts = np.maximum(found.counts, 1)
    falls = (found.right_before - found.right_after) / counts
    worst = int(falls.argmax())
    if falls[worst] <= 0:
        st.caption(say(texts.NOBODY))
        return
    st.caption(
        say(
            texts.WORST,
            name=classes[worst],
            before=found.right_before[worst] / counts[worst],
            after=found.right_after[worst] / counts[worst],
        )
    )


def _show_outputs(forward: ForwardPass, found: AblationEffect) -> None:
    classes = forward.card.classes
    before, after = found.outputs_before, found.outputs_after
    names = {"before": classes[before.argmax()], "after": classes[after.argmax()]}
    st.markdown(say(texts.THIS_PICTURE, **names))
    if not forward.gives_probabilities:
        return
    columns = st.columns(2, wrap=False)
    titles = (texts.UNCHANGED, texts.CHANGED)
    for column, title, outputs in zip(columns, titles, (before, after), strict=True):
        bars = Markup(pictures.bars(outputs, classes, BARS))
        column.html(Markup("<p>{title}</p>{bars}").format(title=say(title), bars=bars))
