"""One label: integer, one-hot row, output, loss and back, with the figures written out."""

import numpy as np
import streamlit as st
from markupsafe import Markup, escape

from core.datasets import Dataset, DatasetCard
from core.language import say
from core.numerics.cross_entropy import categorical_crossentropy, sparse_categorical_crossentropy
from core.numerics.encoding import from_one_hot, one_hot
from dashboard.lab import services
from dashboard.lab.bounded import number_field, slider
from dashboard.lab.fragment import fragment
from dashboard.labels import state, texts
from dashboard.labels.confidence_curve import confidence_curve
from dashboard.labels.output import (
    LEAST,
    MOST,
    choose_made_up,
    chosen_output,
    run_on_dataset,
    show_source_choice,
)
from dashboard.labels.pictures import subscript, three_decimals, walk
from dashboard.render import pictures

MOST_CLASSES = 12
WAIT_SECONDS = 1


def show_one(dataset: Dataset) -> None:
    """Choose a picture, and see what becomes of its label."""
    waiting = run_on_dataset(dataset.card) is not None and not services.engine().ready
    fragment(run_every=WAIT_SECONDS if waiting else None)(_show)(dataset, waiting)


def _show(dataset: Dataset, waiting: bool) -> None:
    if waiting and services.engine().ready:
        st.rerun()
    index = _picture(dataset)
    label, card = int(dataset.y_train[index]), dataset.card
    output = chosen_output(dataset, index, label)
    share = float(output[label])
    loss = categorical_crossentropy(one_hot(label, card.num_classes), output)
    _show_walk(dataset, index, output, loss)
    left, right = st.columns([1, 1], gap="large")
    with left:
        slider(
            say(texts.SLIDER),
            LEAST,
            MOST,
            step=0.1,
            format="%.1f %%",
            key=state.SHARE,
            help=say(texts.SLIDER_HELP),
            on_change=choose_made_up,
        )
        _show_both(label, output, card)
    with right:
        st.echarts_chart(
            confidence_curve(share, loss, card.num_classes),
            key="confidence_curve",
            height=280,
            alt=say(texts.CURVE_ALT, share=three_decimals(share), loss=three_decimals(loss)),
        )
    st.markdown(say(texts.NOTICE))


def _picture(dataset: Dataset) -> int:
    """The controls that choose a picture → its index."""
    labels, classes = dataset.y_train, dataset.card.classes
    index = state.picture_index(len(labels))
    state.show_class(int(labels[index]))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number_field(
            say(texts.PICTURE),
            0,
            len(labels) - 1,
            key=state.PICTURE,
            help=say(texts.PICTURE_HELP),
            width=135,
        )
        st.selectbox(
            say(texts.CLASS),
            range(len(classes)),
            format_func=lambda label: classes[label],
            key=state.CLASS,
            help=say(texts.CLASS_HELP),
            on_change=lambda: _draw(np.flatnonzero(labels == state.chosen_class())),
            width=180,
        )
        st.button(
            say(texts.ANOTHER_PICTURE),
            icon=":material/refresh:",
            key="another_label",
            on_click=lambda: _draw(np.arange(len(labels))),
        )
        show_source_choice(dataset.card)
    return index


def _draw(indices: np.ndarray) -> None:
    if len(indices):
        state.choose_training_picture(int(np.random.default_rng().choice(indices)))


def _show_walk(dataset: Dataset, index: int, output: np.ndarray, loss: float) -> None:
    card, label = dataset.card, int(dataset.y_train[index])
    answer, share = int(from_one_hot(output)), float(output[label])
    name = card.classes[label]
    summary = say(
        texts.SUMMARY,
        label=label,
        share=three_decimals(share),
        loss=three_decimals(loss),
        answer=answer,
    )
    caption = say(texts.IS if name == str(label) else texts.IS_NAMED, label=label, name=name)
    image = pictures.image_tag(
        dataset.x_train[index], card.max_value, say(texts.PICTURE_ALT, index=index, name=name)
    )
    shown = _shown_classes(label, output)
    picture, steps = st.columns([1, 5], gap="medium", vertical_alignment="center")
    picture.html(
        Markup(
            '<figure class="fe-subject">{image}<figcaption>{caption}</figcaption></figure>'
        ).format(image=image, caption=caption)
    )
    steps.html(walk(label, output, card.classes, shown, summary))
    if len(shown) < card.num_classes:
        steps.caption(say(texts.SOME, shown=len(shown), classes=card.num_classes))
    kind = "right" if answer == label else "wrong"
    st.html(
        Markup('<div class="fe-sum"><p>{loss}</p><p class="{kind}">{answer}</p></div>').format(
            loss=_written_loss(label, output, loss),
            kind=kind,
            answer=_written_answer(label, output, card),
        )
    )


def _shown_classes(label: int, output: np.ndarray) -> list[int]:
    """All classes, or the label's and those with the largest outputs, in label order."""
    first = np.argsort(-output, kind="stable")
    first = first[first != label][: MOST_CLASSES - 1]
    return sorted([label, *first.tolist()])


def _written_loss(label: int, output: np.ndarray, loss: float) -> Markup:
    """`loss = −(0·ln(0.02) + … + 1·ln(0.87) + …) = −ln(0.87) = 0.139`"""
    last = len(output) - 1
    places = sorted({0, label, last})
    parts: list[str] = []
    for place, before in zip(places, [-1, *places], strict=False):
        if place - before > 1:
            parts.append("…")
        weight = Markup("<b>1</b>") if place == label else "0"
        logarithm = Markup("{weight}·ln({share})")
        parts.append(logarithm.format(weight=weight, share=three_decimals(float(output[place]))))
    # The translated sentence is escaped; only the values may hold markup.
    return Markup(escape(say(texts.LOSS_WRITTEN))).format(
        sum=Markup(" + ").join(parts),
        share=three_decimals(float(output[label])),
        loss=Markup("<b>{}</b>").format(three_decimals(loss)),
    )


def _written_answer(label: int, output: np.ndarray, card: DatasetCard) -> str:
    answer = int(from_one_hot(output))
    name = card.classes[answer]
    verdict = say(texts.RIGHT) if answer == label else say(texts.WRONG, label=label)
    if np.ptp(output) == 0:
        back = texts.BACK_TIE
    else:
        back = texts.BACK if name == str(answer) else texts.BACK_NAMED
    found = say(back, answer=answer, share=three_decimals(float(output[answer])), name=name)
    return f"{found} {verdict}"


def _show_both(label: int, output: np.ndarray, card: DatasetCard) -> None:
    """Both cross-entropies of Keras, each computed by its own formula."""
    row = one_hot(label, card.num_classes)
    written = ", ".join(f"{int(bit)}" for bit in row[:MOST_CLASSES])
    more = ", …" if len(row) > MOST_CLASSES else ""
    boxes = (
        _loss_box(
            "categorical_crossentropy",
            say(texts.CATEGORICAL),
            f"[{written}{more}]",
            say(texts.CATEGORICAL_DOES),
            categorical_crossentropy(row, output),
        ),
        _loss_box(
            "sparse_categorical_crossentropy",
            say(texts.SPARSE),
            str(label),
            say(texts.SPARSE_DOES, index=subscript(label)),
            sparse_categorical_crossentropy(label, output),
        ),
    )
    st.html(Markup('<div class="fe-losses">{}</div>').format(Markup().join(boxes)))
    st.caption(say(texts.SAME))


def _loss_box(name: str, given: str, value: str, does: str, loss: float) -> Markup:
    return Markup(
        "<div><code>{name}</code><p>{given} <b>{value}</b>, {does}</p></div><strong>{loss}</strong>"
    ).format(name=name, given=given, value=value, does=does, loss=three_decimals(loss))
