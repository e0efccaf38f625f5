"""Labels: from a whole number to a one-hot row, a loss, and back; and from the file to a batch."""

import numpy as np
import streamlit as st
from markupsafe import Markup

from core.datasets import Dataset, DatasetError
from core.language import say
from core.numerics.encoding import from_one_hot, one_hot
from core.numerics.label_mistakes import LabelMistake, label_mistakes
from core.plain_text import plain_error
from core.preparation.shape_ledger import MeasuredPixels, from_file_to_batch, measure_set
from core.recipe import Data, Recipe
from dashboard.lab import screen, services
from dashboard.lab.fragment import fragment
from dashboard.lab.navigation import next_step
from dashboard.lab.show_code import show_code
from dashboard.lab.state import state_of
from dashboard.labels import texts
from dashboard.labels.one_label import show_one
from dashboard.labels.pictures import MatrixRow, heat_map, matrix
from dashboard.labels.shape_ledger import four_figures, ledger_table, size
from dashboard.labels.state import LabelsState
from dashboard.render import pictures

MATRIX_ROWS = 16
MAP_ROWS = 512
MISTAKE_ROWS = 12


@st.cache_data(max_entries=16, show_spinner=False)
def _measured(name: str, data_without_scaling: str) -> MeasuredPixels:
    return measure_set(
        Data.model_validate_json(data_without_scaling), services.library().load(name)
    )


def _show_batch(dataset: Dataset, recipe: Recipe, train: np.ndarray) -> None:
    card = dataset.card
    count = min(recipe.training.batch_size, len(train))
    rng = np.random.default_rng(state_of(LabelsState).batch)
    chosen = rng.choice(train, count, replace=False)
    labels = dataset.y_train[chosen]
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        st.subheader(say(texts.BATCH, rows=count, classes=card.num_classes))
        st.button(
            say(texts.ANOTHER), icon=":material/refresh:", key="other_batch", on_click=_other_batch
        )
    st.markdown(say(texts.BATCH_LEAD))
    first, whole = st.columns([2, 1], gap="large")
    shown = min(MATRIX_ROWS, count)
    with first:
        st.caption(say(texts.FIRST_ROWS, shown=shown))
        st.html(_first_rows(dataset, chosen[:shown]))
    with whole:
        mapped = min(MAP_ROWS, count)
        text = texts.ALL_ROWS if mapped == count else texts.MOST_ROWS
        st.caption(say(text, shown=mapped, rows=count))
        st.html(heat_map(labels[:mapped], card.num_classes))
    frequent = np.bincount(labels, minlength=card.num_classes)
    st.caption(
        say(
            texts.BATCH_SUMMARY,
            rows=count,
            classes=card.num_classes,
            ones=count,
            cells=count * card.num_classes,
            name=card.classes[frequent.argmax()],
            most=frequent.max(),
        )
    )


def _first_rows(dataset: Dataset, chosen: np.ndarray) -> Markup:
    card = dataset.card
    rows = one_hot(dataset.y_train[chosen], card.num_classes)
    back = from_one_hot(rows)
    return matrix(
        (
            MatrixRow(
                pictures.image_tag(
                    dataset.x_train[index],
                    card.max_value,
                    say(texts.BATCH_ALT, index=index, label=label),
                )
                + Markup("<b>{}</b>").format(label),
                label,
                Markup("→ <b>{}</b>").format(label),
            )
            for index, label in zip(chosen, back, strict=True)
        ),
        card.num_classes,
    )


def _other_batch() -> None:
    state_of(LabelsState).batch += 1


@fragment()
def _show_mistakes(num_classes: int, batch_size: int | None) -> None:
    st.subheader(say(texts.MISTAKES))
    st.markdown(say(texts.MISTAKES_LEAD, last=num_classes - 1))
    known = {mistake.name: mistake for mistake in label_mistakes(num_classes, batch_size)}
    chosen = st.selectbox(
        say(texts.MISTAKE),
        known,
        format_func=lambda name: say(texts.NAMES[name]),
        key="label_mistake",
        help=say(texts.MISTAKE_HELP),
        width=420,
    )
    mistake = known[chosen]
    words, rows = st.columns([3, 2], gap="large")
    with words:
        _show_words(mistake, num_classes)
    with rows:
        _show_rows(mistake, num_classes)


def _show_words(mistake: LabelMistake, num_classes: int) -> None:
    st.code(mistake.code, wrap_lines=True)
    if mistake.keras_error:
        st.markdown(say(texts.KERAS_STOPS))
        st.code(mistake.keras_error, language=None, wrap_lines=True)
    else:
        st.markdown(say(texts.KERAS_GOES_ON))
    st.markdown(
        say(
            texts.WHY[mistake.name],
            classes=num_classes,
            last=num_classes - 1,
            more=num_classes + 1,
        )
    )
    if mistake.refusal:
        st.markdown(say(texts.LAB_SAYS, sentence=mistake.refusal))
    else:
        in_loss = mistake.name in ("integers_to_categorical", "one_hot_to_sparse")
        st.markdown(say(texts.LAB_LOSS if in_loss else texts.LAB_FINE))


def _show_rows(mistake: LabelMistake, num_classes: int) -> None:
    if mistake.target_shape:
        st.caption(say(texts.SHAPES))
        st.html(
            Markup(
                '<div class="fe-shapes"><div>{target}<b>{target_shape}</b></div><i>✗</i>'
                "<div>{output}<b>{output_shape}</b></div></div>"
            ).format(
                target=say(texts.TARGET),
                target_shape=str(mistake.target_shape),
                output=say(texts.OUTPUT),
                output_shape=str((mistake.target_shape[0], num_classes)),
            )
        )
        if mistake.target_shape[0] is None:
            st.caption(say(texts.ANY_SIZE))
    if mistake.keras_rows is not None:
        taught = from_one_hot(mistake.keras_rows)
        wrong = int((taught != np.arange(num_classes)).sum())
        st.caption(say(texts.ROWS_MADE))
        st.html(_labelled_rows(mistake, taught))
        st.caption(say(texts.ROWS_WRONG, wrong=wrong, classes=num_classes))
    elif not mistake.target_shape:
        wrong = int((mistake.labels >= mistake.columns).sum())
        st.caption(say(texts.ROWS_WANTED))
        st.html(_labelled_rows(mistake, mistake.labels))
        st.caption(say(texts.NO_PLACE, wrong=wrong, classes=num_classes))


def _labelled_rows(mistake: LabelMistake, columns_of: np.ndarray) -> Markup:
    """Each label with the column where its 1 goes; the last ones if there are many."""
    rows = []
    for label, given in list(enumerate(mistake.labels))[-MISTAKE_ROWS:]:
        column = int(columns_of[label])
        fits, right = column < mistake.columns, column == label
        after = f"{'✓' if right else '✗'} {column}" if fits else say(texts.NO_COLUMN)
        before = Markup("<b>{:.3g}</b>").format(given)
        rows.append(MatrixRow(before, column if fits else None, after, not right))
    return matrix(rows, mistake.columns)


def _show_ledger(dataset: Dataset, recipe: Recipe, measured: MeasuredPixels) -> None:
    rows = from_file_to_batch(recipe, dataset, measured)
    st.subheader(say(texts.LEDGER))
    st.markdown(say(texts.LEDGER_LEAD, title=dataset.card.title))
    st.html(ledger_table(rows))
    scaled = next(row for row in rows if row.step == "scale")
    batch = next(row for row in rows if row.array == "x_batch")
    st.caption(
        say(
            texts.LEDGER_SUMMARY,
            pictures=len(dataset.x_train),
            train=len(measured.train),
            first=size(rows[0].nbytes),
            last=size(scaled.nbytes),
            shape=batch.shape,
            low=four_figures(batch.low),
            high=four_figures(batch.high),
        )
    )
    if any(row.dtype == "float64" for row in rows):
        st.caption(say(texts.FLOAT64))


def _batch_in_keras(recipe: Recipe, count: int) -> int | None:
    """The batch size in Keras's messages; None if the last batch is smaller than the others."""
    size_of_all = min(recipe.training.batch_size, count)
    return size_of_all if count % size_of_all == 0 else None


def _show(dataset: Dataset, recipe: Recipe) -> None:
    show_one(dataset)
    unscaled = recipe.data.model_copy(update={"scaling": "none"})
    measured = _measured(dataset.card.name, unscaled.model_dump_json())
    st.space("small")
    _show_batch(dataset, recipe, measured.train)
    st.space("small")
    _show_mistakes(dataset.card.num_classes, _batch_in_keras(recipe, len(measured.train)))
    st.space("small")
    _show_ledger(dataset, recipe, measured)


st.title(say(texts.TITLE))
st.markdown(say(texts.LEAD))
recipe = screen.recipe()
try:
    dataset = services.library().load(recipe.data.dataset)
except DatasetError as error:
    st.info(plain_error(error), icon=":material/download:")
    st.page_link("data/page.py", label=say(texts.TO_DATA), icon=":material/photo_library:")
else:
    _show(dataset, recipe)
show_code("labels")
next_step("labels")
