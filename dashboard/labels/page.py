"""Labels: from a whole number to a one-hot row, a loss, and back; and from the file to a batch."""

import numpy as np
import streamlit as st

from core.datasets import Dataset, DatasetError
from core.numerics.encoding import from_one_hot, one_hot
from core.numerics.label_mistakes import LabelMistake, mistakes
from core.preparation.shape_ledger import Measured, from_file_to_batch, measure_set
from core.recipe import Data, Recipe
from dashboard.lab import screen, services
from dashboard.lab.fragment import fragment
from dashboard.lab.navigation import next_step
from dashboard.lab.show_code import show_code
from dashboard.labels.one_label import show_one
from dashboard.labels.pictures import MatrixRow, heat_map, matrix
from dashboard.labels.shape_ledger import ledger_table, plain, size
from dashboard.render import pictures

TEXT = {
    "title": "Labels",
    "lead": "A label is one whole number. The loss needs a row of numbers, one a class. "
    "Follow one label there and back.",
    "to_data": "Go to Data",
    "batch": "A whole batch is a matrix of {rows}\u00a0×\u00a0{classes}",
    "another": "Another batch",
    "batch_lead": "A row a picture, a column a class, one 1 in each row. And back: the place of "
    "the 1 is the label again.",
    "first_rows": "The first {shown} rows",
    "all_rows": "All {rows}",
    "most_rows": "The first {shown} of {rows:,}",
    "batch_alt": "training picture {index}, label {label}",
    "batch_summary": "Shape ({rows}, {classes}): {ones:,} of {cells:,} numbers are 1, the rest 0. "
    "Most frequent in this batch: “{name}”, {most} times.",
    "mistakes": "What goes wrong",
    "mistakes_lead": "Choose a mistake. It is made on one label of every class, "
    "y = 0, 1, … {last}.",
    "mistake": "Mistake",
    "mistake_help": "The usual ways to get labels wrong. Try the two where Keras is silent.",
    "names": {
        "from_one": "Labels that start at 1",
        "one_class_more": "Labels that start at 1, number of classes left out",
        "one_class_less": "One class too few",
        "negative": "A negative label",
        "scaled": "Labels scaled like pixels",
        "integers_to_categorical": "Whole numbers to the categorical loss",
        "one_hot_to_sparse": "One-hot rows to the sparse loss",
    },
    "why": {
        "from_one": "Classes are counted from 0, so {classes} classes end at {last}. A label "
        "{classes} would need one more column. Subtract 1.",
        "one_class_more": "Without the number of classes the largest label decides: {more} "
        "columns, the first one empty. Only `fit` notices, because the network has {classes} "
        "outputs. target is your labels, output is the network's. Subtract 1.",
        "one_class_less": "There is a label {last}, and {last} columns have no place for it. Say "
        "`num_classes={classes}`: one column for each class.",
        "negative": "Counted from the end, −1 is the last column: class 0 is taught as class "
        "{last}. Nothing stops, the loss even falls. Look at `y_train.min()` before you encode.",
        "scaled": "`to_categorical` cuts off the fraction, so that every label below 1 becomes "
        "0: all pictures are taught as class 0. Loss near 0, accuracy 100 %, nothing learned. "
        "Scale the pictures, never the labels.",
        "integers_to_categorical": "The categorical loss multiplies row by row, and found one "
        "number a picture instead of a row. “Rank” is the number of axes: 1 and 2. Encode the "
        "labels, or use `sparse_categorical_crossentropy`.",
        "one_hot_to_sparse": "The sparse loss looks a number up, and found a row of {classes}. "
        "Labels must have one axis less than the outputs. Leave the labels as whole "
        "numbers, or use `categorical_crossentropy`.",
    },
    "lab_says": "**The lab says** :blue[{sentence}]",
    "lab_fine": "**The lab says** nothing yet: by themselves these labels are sound.",
    "lab_loss": "**The lab** encodes the labels as the loss of the recipe wants them, so this "
    "cannot happen on the Train page.",
    "keras_stops": "**Keras stops**",
    "keras_goes_on": "**Keras says nothing** and goes on.",
    "rows_made": "What `to_categorical` makes of the labels",
    "rows_wanted": "Where the labels would belong",
    "no_column": "✗ none",
    "rows_wrong": "{wrong} of {classes} labels are taught wrong (✗).",
    "no_place": "✗ {wrong} of {classes} labels has no column.",
    "shapes": "One batch, as the loss receives it",
    "any_size": "None stands for a batch of any size: the last one is smaller.",
    "target": "labels (target)",
    "output": "network (output)",
    "ledger": "From file to batch: what has which shape?",
    "ledger_lead": "{title} as the recipe prepares it. **Bold** is what a step changed.",
    "ledger_summary": "{train:,} of {pictures:,} pictures train. The pictures take {first} in the "
    "file and {last} as float32. A batch is {shape}, with values from {low} to {high}.",
    "float64": "`to_categorical` counts in float64; `fit` makes float32 of it.",
}
MATRIX_ROWS = 16
MAP_ROWS = 512
MISTAKE_ROWS = 12


@st.cache_data(max_entries=16, show_spinner=False)
def _measured(name: str, data_without_scaling: str) -> Measured:
    return measure_set(
        Data.model_validate_json(data_without_scaling), services.library().load(name)
    )


def _show_batch(dataset: Dataset, recipe: Recipe, train: np.ndarray) -> None:
    card = dataset.card
    count = min(recipe.training.batch_size, len(train))
    rng = np.random.default_rng(st.session_state.get("label_batch", 0))
    chosen = rng.choice(train, count, replace=False)
    labels = dataset.y_train[chosen]
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        st.subheader(TEXT["batch"].format(rows=f"{count:,}", classes=card.num_classes))
        st.button(
            TEXT["another"], icon=":material/refresh:", key="other_batch", on_click=_other_batch
        )
    st.markdown(TEXT["batch_lead"])
    first, whole = st.columns([2, 1], gap="large")
    shown = min(MATRIX_ROWS, count)
    with first:
        st.caption(TEXT["first_rows"].format(shown=shown))
        st.html(_first_rows(dataset, chosen[:shown]))
    with whole:
        mapped = min(MAP_ROWS, count)
        text = TEXT["all_rows" if mapped == count else "most_rows"]
        st.caption(text.format(shown=mapped, rows=count))
        st.html(heat_map(labels[:mapped], card.num_classes))
    frequent = np.bincount(labels, minlength=card.num_classes)
    st.caption(
        TEXT["batch_summary"].format(
            rows=count,
            classes=card.num_classes,
            ones=count,
            cells=count * card.num_classes,
            name=card.classes[frequent.argmax()],
            most=frequent.max(),
        )
    )


def _first_rows(dataset: Dataset, chosen: np.ndarray) -> str:
    card = dataset.card
    rows = one_hot(dataset.y_train[chosen], card.num_classes)
    back = from_one_hot(rows)
    return matrix(
        (
            MatrixRow(
                pictures.image_tag(
                    dataset.x_train[index],
                    card.max_value,
                    TEXT["batch_alt"].format(index=index, label=label),
                )
                + f"<b>{label}</b>",
                label,
                f"→ <b>{label}</b>",
            )
            for index, label in zip(chosen, back, strict=True)
        ),
        card.num_classes,
    )


def _other_batch() -> None:
    st.session_state.label_batch = st.session_state.get("label_batch", 0) + 1


@fragment()
def _show_mistakes(num_classes: int, batch_size: int | None) -> None:
    st.subheader(TEXT["mistakes"])
    st.markdown(TEXT["mistakes_lead"].format(last=num_classes - 1))
    known = {mistake.name: mistake for mistake in mistakes(num_classes, batch_size)}
    chosen = st.selectbox(
        TEXT["mistake"],
        known,
        format_func=TEXT["names"].get,
        key="label_mistake",
        help=TEXT["mistake_help"],
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
        st.markdown(TEXT["keras_stops"])
        st.code(mistake.keras_error, language=None, wrap_lines=True)
    else:
        st.markdown(TEXT["keras_goes_on"])
    st.markdown(
        TEXT["why"][mistake.name].format(
            classes=num_classes, last=num_classes - 1, more=num_classes + 1
        )
    )
    if mistake.refusal:
        st.markdown(TEXT["lab_says"].format(sentence=mistake.refusal))
    else:
        in_loss = mistake.name in ("integers_to_categorical", "one_hot_to_sparse")
        st.markdown(TEXT["lab_loss" if in_loss else "lab_fine"])


def _show_rows(mistake: LabelMistake, num_classes: int) -> None:
    if mistake.target_shape:
        st.caption(TEXT["shapes"])
        st.html(
            f'<div class="fe-shapes"><div>{TEXT["target"]}<b>{mistake.target_shape}</b></div>'
            f"<i>✗</i><div>{TEXT['output']}<b>{(mistake.target_shape[0], num_classes)}</b></div>"
            "</div>"
        )
        if mistake.target_shape[0] is None:
            st.caption(TEXT["any_size"])
    if mistake.keras_rows is not None:
        taught = from_one_hot(mistake.keras_rows)
        wrong = int((taught != np.arange(num_classes)).sum())
        st.caption(TEXT["rows_made"])
        st.html(_labelled_rows(mistake, taught))
        st.caption(TEXT["rows_wrong"].format(wrong=wrong, classes=num_classes))
    elif not mistake.target_shape:
        wrong = int((mistake.labels >= mistake.columns).sum())
        st.caption(TEXT["rows_wanted"])
        st.html(_labelled_rows(mistake, mistake.labels))
        st.caption(TEXT["no_place"].format(wrong=wrong, classes=num_classes))


def _labelled_rows(mistake: LabelMistake, columns_of: np.ndarray) -> str:
    """Each label with the column where its 1 goes; the last ones if there are many."""
    rows = []
    for label, given in list(enumerate(mistake.labels))[-MISTAKE_ROWS:]:
        column = int(columns_of[label])
        fits, right = column < mistake.columns, column == label
        after = f"{'✓' if right else '✗'} {column}" if fits else TEXT["no_column"]
        rows.append(MatrixRow(f"<b>{given:.3g}</b>", column if fits else None, after, not right))
    return matrix(rows, mistake.columns)


def _show_ledger(dataset: Dataset, recipe: Recipe, measured: Measured) -> None:
    rows = from_file_to_batch(recipe, dataset, measured)
    st.subheader(TEXT["ledger"])
    st.markdown(TEXT["ledger_lead"].format(title=dataset.card.title))
    st.html(ledger_table(rows))
    scaled = next(row for row in rows if row.step == "scale")
    batch = next(row for row in rows if row.array == "x_batch")
    st.caption(
        TEXT["ledger_summary"].format(
            pictures=len(dataset.x_train),
            train=len(measured.train),
            first=size(rows[0].nbytes),
            last=size(scaled.nbytes),
            shape=batch.shape,
            low=plain(batch.low),
            high=plain(batch.high),
        )
    )
    if any(row.dtype == "float64" for row in rows):
        st.caption(TEXT["float64"])


def _batch_in_keras(recipe: Recipe, count: int) -> int | None:
    """The batch size in Keras's messages: None where the last batch is smaller."""
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


st.title(TEXT["title"])
st.markdown(TEXT["lead"])
recipe = screen.recipe()
try:
    dataset = services.library().load(recipe.data.dataset)
except DatasetError as error:
    st.info(str(error), icon=":material/download:")
    st.page_link("data/page.py", label=TEXT["to_data"], icon=":material/photo_library:")
else:
    _show(dataset, recipe)
show_code("labels")
next_step("labels")
