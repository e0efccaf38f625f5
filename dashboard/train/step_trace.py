"""One batch in detail: its pictures, the loss of each, and the step of one weight."""

import math
import re
from collections.abc import Sequence

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.datasets import DatasetCard
from core.language import say
from core.runs.probe import ProbeResult, StepTrace, WeightStep
from dashboard.render import pictures
from dashboard.render.arithmetic import logarithm, significant, step_equation
from dashboard.train import texts
from dashboard.train.probe_pictures import show_layers

SHOWN_AT_ONCE = 12


def show_step_trace(probe: ProbeResult, card: DatasetCard) -> None:
    """The batch of the last step; nothing if the probe has none."""
    trace = probe.step_trace
    if trace is None:
        return
    with st.container(key="traced_step"):
        st.subheader(say(texts.TRACE_TITLE, step=probe.step, epoch=probe.epoch))
        _show_pictures(trace, card)
        loss = significant(trace.mean_loss)
        st.markdown(say(texts.MEAN, count=trace.batch_size, loss=loss))
        layers, weight = st.columns(2, gap="large")
        with layers:
            st.markdown(say(texts.TRACE_LAYERS))
            show_layers(probe.layers, "traced_layers")
        with weight:
            _show_weight(trace.weight)


def _show_pictures(trace: StepTrace, card: DatasetCard) -> None:
    """Every picture with its loss, the largest first."""
    losses = np.array(trace.losses)
    as_logarithms = all(map(_is_logarithm, trace.outputs, trace.labels, trace.losses))
    st.markdown(say(texts.PICTURES if as_logarithms else texts.PICTURES_PLAIN))
    order = np.argsort(-np.nan_to_num(losses, nan=np.inf), kind="stable")
    cards = [_card(trace, index, card, as_logarithms) for index in order]
    st.html(pictures.cards(cards[:SHOWN_AT_ONCE]) + _folded(cards[SHOWN_AT_ONCE:]))
    if trace.batch_size > len(cards):
        st.caption(say(texts.SOME, shown=len(cards), count=trace.batch_size))


def _is_logarithm(output: Sequence[float], label: int, loss: float) -> bool:
    """Whether a loss is −ln of the output at the label, also where that is rounded to 0."""
    return math.isfinite(loss) and math.isclose(
        output[label], math.exp(-loss), rel_tol=1e-3, abs_tol=1e-6
    )


def _card(trace: StepTrace, index: int, card: DatasetCard, as_logarithms: bool) -> Markup:
    output, loss = trace.outputs[index], trace.losses[index]
    answer, label = int(np.argmax(output)), trace.labels[index]
    name = card.classes[label]
    is_number = math.isfinite(output[answer])
    said = card.classes[answer] if is_number else significant(output[answer])
    right = is_number and answer == label
    written = logarithm(loss) if as_logarithms else say(texts.PICTURE_LOSS, loss=significant(loss))
    alt = say(texts.PICTURE, name=name)
    return pictures.card(
        pictures.image_tag(trace.pictures[index], card.max_value, alt),
        name if right else say(texts.WRONG, name=name, said=said),
        right,
        Markup('<p class="fe-loss">{}</p>').format(written),
    )


def _folded(cards: Sequence[Markup]) -> str:
    """More cards in a section that is closed at first."""
    if not cards:
        return ""
    summary = say(texts.OTHERS, count=len(cards))
    return Markup('<details class="fe-more"><summary>{summary}</summary>{cards}</details>').format(
        summary=summary, cards=pictures.cards(cards)
    )


def _show_weight(step: WeightStep | None) -> None:
    """One weight before and after, with the arithmetic."""
    if step is None:
        st.markdown(say(texts.NO_WEIGHT))
        return
    axes = next(axes for axes in texts.PLACES if len(axes) == len(step.place))
    place = say(texts.PLACES[axes], layer=step.layer, **dict(zip(axes, step.place, strict=True)))
    st.markdown(say(texts.WEIGHT, place=place))
    gradient = significant(step.gradient)
    equation = step_equation(step)
    written = equation or say(
        texts.BEFORE_AFTER, before=significant(step.before, 5), after=significant(step.after, 5)
    )
    # A narrow page may break the line before "=", "≈" or "→".
    lines = (Markup("<span>{}</span> ").format(part) for part in re.split(" (?=[=≈→])", written))
    st.html(Markup('<p class="fe-step">{}</p>').format(Markup().join(lines)))
    st.markdown(say(_rule(step, equation), rate=step.learning_rate, gradient=gradient))


def _rule(step: WeightStep, equation: str | None) -> str:
    """The sentence that explains the step of the weight."""
    if not (math.isfinite(step.gradient) and math.isfinite(step.after)):
        return texts.NO_NUMBER
    if equation is None:
        return texts.OWN_RULE
    if step.gradient == 0:
        return texts.FLAT
    return texts.GROWS if step.gradient > 0 else texts.FALLS
