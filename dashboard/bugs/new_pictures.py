"""What the network says of pictures that it never saw: each class alone, and some answers whole."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.bugs import Measured
from core.datasets import Dataset, DatasetError
from core.engine import EngineError
from core.language import number, say
from core.plain_text import plain_error
from core.runs.history import RunHistory
from core.runs.run import RunError
from dashboard.bugs import texts
from dashboard.bugs.puzzle_runs import measured, outputs_of
from dashboard.lab import services
from dashboard.render.pictures import bars_of, image_tag

PICTURES = 6
MOST_OUTPUTS = 2 * PICTURES
"""Classes whose outputs have room side by side: at least each picture's own and its answer."""


def show_new_pictures(history: RunHistory | None) -> None:
    """The share of the new pictures that is read right, that of each class, and some outputs."""
    if history is None or history.end is None:
        st.caption(say(texts.AFTER_THE_RUN))
        return
    try:
        result, outputs = measured(history), outputs_of(history)
        dataset = services.library().load(history.recipe.data.dataset)
    except (DatasetError, EngineError, RunError) as error:
        st.caption(plain_error(error))
        return
    read = texts.TESTED_RIGHT if result.tested else texts.READ_RIGHT
    st.markdown(say(read, accuracy=result.new_accuracy, count=len(dataset.y_test)))
    _show_classes(result, dataset)
    _show_outputs(outputs, dataset)


def _show_classes(result: Measured, dataset: Dataset) -> None:
    names = dataset.card.classes
    recalls = np.array([result.recalls.get(name, np.nan) for name in names])
    tested = [label for label, recall in enumerate(recalls) if np.isfinite(recall)]
    st.markdown(f"**{say(texts.EACH_CLASS)}**")
    st.html(bars_of(recalls, names, tested))


def _show_outputs(outputs: np.ndarray, dataset: Dataset) -> None:
    """The numbers that the network puts out for some pictures, with their sum."""
    card = dataset.card
    shown = np.arange(PICTURES) * len(outputs) // PICTURES
    st.markdown(f"**{say(texts.OUTPUTS)}**")
    st.caption(say(texts.OUTPUTS_LEGEND))
    columns = columns_of(outputs[shown], dataset.y_test[shown])
    if len(columns) < card.num_classes:
        st.caption(say(texts.SOME_COLUMNS, count=card.num_classes))
    head = Markup().join(
        Markup('<th scope="col">{}</th>').format(card.classes[label]) for label in columns
    )
    rows = Markup().join(_row(outputs[place], place, columns, dataset) for place in shown.tolist())
    st.html(
        Markup(
            '<div class="fe-scroll"><table class="fe-ledger fe-outputs"><thead><tr><td></td>{head}'
            '<th scope="col">{total}</th></tr></thead><tbody>{rows}</tbody></table></div>'
        ).format(head=head, total=say(texts.SUM), rows=rows)
    )


def columns_of(outputs: np.ndarray, labels: np.ndarray) -> list[int]:
    """The classes with a column: all, or if they are too many, the pictures' own and the answers.

    `outputs` float32 `(n, classes)` are those for the pictures shown, `labels` int64 `(n,)`.
    """
    if outputs.shape[1] <= MOST_OUTPUTS:
        return list(range(outputs.shape[1]))
    return np.union1d(labels, outputs.argmax(axis=1)).tolist()


def _row(output: np.ndarray, place: int, columns: Sequence[int], dataset: Dataset) -> Markup:
    card, label = dataset.card, int(dataset.y_test[place])
    answer = int(output.argmax())
    cells = Markup().join(
        Markup('<td class="{own} {said}">{value}</td>').format(
            own="label" if one == label else "",
            said="answer" if one == answer else "",
            value=_written(output[one]),
        )
        for one in columns
    )
    return Markup('<tr><th scope="row">{image} {name}</th>{cells}<td>{total}</td></tr>').format(
        image=image_tag(dataset.x_test[place], card.max_value, alt=""),
        name=card.classes[label],
        cells=cells,
        total=_written(output.sum()),
    )


def _written(value: float) -> str:
    """An output; one that is no probability has less room after the point."""
    return number(value, ".2f" if abs(value) < 10 else ".0f")
