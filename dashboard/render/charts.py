"""Figures: values in, figure out. No Streamlit here.

One meaning, one colour, on every page.
"""

import math
from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

import plotly.graph_objects as go

from core.language import say
from core.recipe import Training
from core.runs.events import OptimizerChanged
from core.runs.history import History, Point
from dashboard.render import texts

TRAINING = "#0072B2"
PROGRESS = "#56B4E9"
VALIDATION = "#E69F00"
TEST = "#009E73"
WRONG = "#D55E00"
REFERENCE = "#888888"
WITHOUT_NAME = "<extra></extra>"
"""Ends a hover text of Plotly, which otherwise adds the name of the line."""

# A loss that begins at this many times that of guessing gets a logarithmic axis: on a linear one
# the rest of the curve would be flat.
LOG_ABOVE = 4
PALE = 0.6
CLOSE = 0.04
"""The width of a mark's words, as a share of the axis."""
FIRST_EPOCHS = 20
"""What the axis of a longer run shows at first; it grows to twice as much where that is reached."""


class Mark(NamedTuple):
    """A moment at which a setting changed or a run was continued; `epoch` as in `Point`."""

    epoch: float
    words: str


def marks(history: History) -> list[Mark]:
    """Where the learning rate or momentum was changed, and where the run went on, in order."""
    went_on = [Mark(epoch, say(texts.WENT_ON, epoch=epoch)) for epoch in history.continued_after]
    return sorted([*went_on, *_marks_of_changes(history)])


def _marks_of_changes(history: History) -> list[Mark]:
    if not history.changes or history.started is None:
        return []
    steps_per_epoch = history.started.event.steps_per_epoch
    close = CLOSE * _last_epoch(history) * steps_per_epoch
    before: Training | OptimizerChanged = history.recipe.training
    found = []
    for change, following in zip_longest(history.changes, history.changes[1:]):
        if following is not None and following.step - change.step < close:
            continue
        words = [
            say(word, value=new)
            for word, old, new in (
                (texts.RATE, before.learning_rate, change.learning_rate),
                (texts.MOMENTUM, before.momentum, change.momentum),
            )
            if new != old
        ]
        if words:
            found.append(Mark(change.step / steps_per_epoch, ", ".join(words)))
        before = change
    return found


def _last_epoch(history: History) -> int:
    """Where the axis ends: it grows with the run, so that the first epochs can be seen."""
    doublings = math.ceil(math.log2(max(history.epochs_done / FIRST_EPOCHS, 1)))
    return min(history.planned_epochs, FIRST_EPOCHS * 2**doublings)


def loss_curve(
    history: History,
    reference: float,
    num_classes: int,
    title: str,
    before: History | None = None,
) -> dict:
    """The loss over epochs, training and validation on one axis, as an ECharts option.

    `before` is another run to compare with; its lines are paler and dashed.
    """
    # While a run is in flight only its first point decides, so that the axis keeps its kind.
    points = history.validation[:1]
    for run in (history, before):
        if run is not None and run.end is not None:
            points = [*points, *run.training, *run.validation]
    highest = max((point.loss for point in points if math.isfinite(point.loss)), default=0.0)
    logarithmic = highest > LOG_ABOVE * reference
    axis = {"type": "log"} if logarithmic else {"type": "value", "min": 0}
    label = say(texts.GUESSING, classes=num_classes, value=reference)
    name = say(texts.LOG) if logarithmic else say(texts.LOSS)
    return _curve(history, before, "loss", title, name, axis, reference, label)


def accuracy_curve(
    history: History,
    reference: float,
    class_name: str,
    title: str,
    before: History | None = None,
) -> dict:
    """The accuracy over epochs, as `loss_curve` draws the loss."""
    label = say(texts.MAJORITY, name=class_name, share=reference)
    axis = {"type": "value", "min": 0, "max": 1}
    return _curve(history, before, "accuracy", title, say(texts.ACCURACY), axis, reference, label)


def _curve(
    history: History,
    before: History | None,
    figure: str,
    title: str,
    axis_name: str,
    axis: dict,
    reference: float,
    reference_label: str,
) -> dict:
    # They are the finer curve only if there are more of them than epochs.
    progress = history.progress if len(history.progress) > len(history.training) else []
    detail = _line(say(texts.PROGRESS), progress, figure, PROGRESS)
    detail["lineStyle"] |= {"width": 1}
    validation = _line(say(texts.VALIDATION), history.validation, figure, VALIDATION)
    validation["markLine"] = {
        "silent": True,
        "symbol": "none",
        "lineStyle": {"color": REFERENCE, "type": "dashed"},
        "label": {"formatter": reference_label, "position": "insideEndTop", "color": REFERENCE},
        "data": [{"yAxis": reference}],
    }
    last_epoch = max(_last_epoch(run) for run in (history, before) if run)
    training = _line(say(texts.TRAINING), history.training, figure, TRAINING)
    training["markLine"] = _mark_lines(marks(history), last_epoch)
    return {
        "animation": False,
        "title": {"text": title, "textStyle": {"fontSize": 14}},
        "legend": {
            "bottom": 0,
            "itemWidth": 16,
            "itemHeight": 6,
            "itemGap": 8,
            "icon": "roundRect",
            "textStyle": {"fontSize": 11},
        },
        "grid": {"left": 48, "right": 16, "top": 46, "bottom": 30},
        "tooltip": {"trigger": "axis", "valueFormatter": "%.4f"},
        "xAxis": {
            "type": "value",
            "name": say(texts.EPOCH),
            "nameLocation": "middle",
            "nameGap": 24,
            "min": 0,
            "max": last_epoch,
            "minInterval": 1,
        },
        "yAxis": {"name": axis_name, "nameLocation": "end", **axis},
        "series": [
            *(_lines_before(before, figure, last_epoch) if before else []),
            *([detail] if progress else []),
            training,
            validation,
        ],
    }


def _mark_lines(marked: Sequence[Mark], last_epoch: int) -> dict:
    """A line for each mark; of marks close together, only the last shows its words."""
    lines = []
    for mark, following in zip_longest(marked, marked[1:]):
        # At half height the words rarely cover a curve; left or right, they stay within the plot.
        side = "insideMiddleBottom" if mark.epoch < last_epoch / 2 else "insideMiddleTop"
        label = {"formatter": mark.words, "position": side, "color": REFERENCE}
        label["show"] = following is None or following.epoch - mark.epoch >= CLOSE * last_epoch
        lines.append({"xAxis": round(mark.epoch, 4), "label": label})
    style = {"color": REFERENCE, "type": "solid"}
    return {"silent": True, "symbol": "none", "lineStyle": style, "data": lines}


def _lines_before(before: History, figure: str, last_epoch: int) -> list[dict]:
    """The lines of the run to compare with: paler and dashed, so that not only colour tells."""
    training = _line(say(texts.TRAINING_BEFORE), before.training, figure, TRAINING)
    validation = _line(say(texts.VALIDATION_BEFORE), before.validation, figure, VALIDATION)
    for line in (training, validation):
        line["lineStyle"] |= {"width": 1.5, "type": "dashed", "opacity": PALE}
        line["itemStyle"] = {"opacity": PALE}
    training["markLine"] = _mark_lines(marks(before), last_epoch)
    training["markLine"]["lineStyle"] |= {"type": "dashed", "opacity": PALE}
    for mark in training["markLine"]["data"]:
        # At the bottom, where they do not cover the words of the run itself.
        mark["label"] |= {
            "opacity": PALE,
            "position": mark["label"]["position"].replace("Middle", "Start"),
        }
    return [training, validation]


def _line(name: str, points: Sequence[Point], figure: str, colour: str) -> dict:
    return {
        "type": "line",
        "name": name,
        "showSymbol": len(points) == 1,
        "color": colour,
        "lineStyle": {"width": 2.5},
        # NaN and infinity become gaps in the line.
        "data": [[round(point.epoch, 4), _number(getattr(point, figure))] for point in points],
    }


def _number(value: float) -> float | None:
    return round(value, 6) if math.isfinite(value) else None


def layout(title: str, x_title: str, y_title: str) -> dict:
    """The layout of all Plotly figures, as arguments of `update_layout`."""
    return {
        "title": {"text": title, "font": {"size": 14}},
        "xaxis": {"title": x_title},
        "yaxis": {"title": y_title},
        "height": 340,
        "margin": {"l": 8, "r": 8, "t": 48, "b": 8},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 1, "xanchor": "right"},
    }


def class_counts(
    classes: Sequence[str], train: Sequence[int], test: Sequence[int], title: str
) -> go.Figure:
    """Pictures a class, training and test side by side."""
    figure = go.Figure(
        [
            go.Bar(
                name=say(texts.TRAIN_SET), x=list(classes), y=list(train), marker_color=TRAINING
            ),
            go.Bar(name=say(texts.TEST_SET), x=list(classes), y=list(test), marker_color=TEST),
        ]
    )
    figure.update_layout(**layout(title, say(texts.CLASS), say(texts.PICTURES)), barmode="group")
    figure.update_xaxes(type="category")
    return figure
