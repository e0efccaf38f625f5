"""Draw: what does the network take your digit for?"""

import numpy as np
import streamlit as st

from core import ink
from core.datasets import DatasetCard
from core.engine import EngineError
from core.runs import Run, RunError
from dashboard import charts, pictures, session
from dashboard.draw_pad import draw_pad
from dashboard.show_code import show_code
from dashboard.trained_run import trained_run

TEXT = {
    "title": "Draw",
    "lead": "Draw one digit, large, with the mouse, a finger or a pen. "
    "The network reads while you draw.",
    "no_network": "There is no trained network yet. Train one first: it takes a few seconds.",
    "not_digits": "This page draws for networks that read digits; "
    "your last run learned {title}. Train on digits or MNIST.",
    "to_train": "Train a network",
    "you": "You draw",
    "receives": "It receives",
    "receives_help": "Your drawing, cut out, resized and placed as the pictures of {title} are.",
    "receives_alt": "Your drawing as {height}×{width} pixels",
    "says": "It says",
    "verdict": "{name}",
    "sure": "with a probability of {share:.0%}",
    "nothing": "Nothing is drawn yet.",
    "few_writers": "Misread? These small digits come from 43 writers only. "
    "A network trained on MNIST reads more hands.",
    "bars_alt": "Probability of each class; the largest is {name} with {share:.0%}",
    "notice": "**What to notice.** The probabilities always add up to 1. Scribble, and it must "
    "still name a digit: it was never told that there are other things.",
}
DIGIT_SETS = ("digits", "mnist")


def _show_answer(run: Run, card: DatasetCard, drawing: np.ndarray | None) -> None:
    height, width, _channels = card.shape
    received, answer = st.columns([1, 2], gap="medium", wrap=False)
    received.markdown(
        f"**{TEXT['receives']}**", help=TEXT["receives_help"].format(title=card.title)
    )
    answer.markdown(f"**{TEXT['says']}**")
    picture = np.zeros(card.shape, np.uint8)
    outputs = None
    try:
        if drawing is not None:
            picture = ink.prepare(drawing, card)
            outputs = session.engine().predict(run.id, picture[np.newaxis])[0]
    except (ink.EmptyInk, EngineError, RunError) as error:
        answer.warning(str(error), icon=":material/info:")
    with received:
        alt = TEXT["receives_alt"].format(height=height, width=width)
        st.html(
            f'<div class="fe-received">{pictures.image_tag(picture, card.max_value, alt)}</div>'
        )
        st.caption(f"{height}×{width}")
    with answer:
        _show_outputs(card, outputs)


def _show_outputs(card: DatasetCard, outputs: np.ndarray | None) -> None:
    if outputs is None:
        name, words, outputs = "–", TEXT["nothing"], np.zeros(card.num_classes)
    else:
        name = card.classes[outputs.argmax()]
        words = TEXT["sure"].format(share=outputs.max())
    with st.container(horizontal=True, vertical_alignment="center", key="verdict"):
        st.markdown(f"# {TEXT['verdict'].format(name=name)}", width="content")
        st.caption(words)
    st.echarts_chart(
        charts.probability_bars(outputs.tolist(), card.classes),
        key="probabilities",
        height=30 * card.num_classes,
        alt=TEXT["bars_alt"].format(name=name, share=outputs.max()),
    )


@st.fragment
def _pad_and_answer(run: Run, card: DatasetCard) -> None:
    pad, answer = st.columns([1, 2], gap="large")
    with pad:
        st.markdown(f"**{TEXT['you']}**")
        try:
            drawing = draw_pad("pad")
        except ValueError as error:
            st.warning(str(error))
            drawing = None
    with answer:
        _show_answer(run, card, drawing)


st.title(TEXT["title"])
run = trained_run()
card = session.library().card(run.recipe.data.dataset) if run else None
if card is None or card.name not in DIGIT_SETS:
    st.info(
        TEXT["not_digits"].format(title=card.title) if card else TEXT["no_network"],
        icon=":material/info:",
    )
    st.page_link("app_pages/train.py", label=TEXT["to_train"], icon=":material/model_training:")
else:
    st.markdown(TEXT["lead"])
    _pad_and_answer(run, card)
    st.markdown(TEXT["notice"])
    if card.name == "digits":
        st.caption(TEXT["few_writers"])
    show_code("draw")
