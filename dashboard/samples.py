"""Test pictures with what a trained network says of them."""

import numpy as np
import streamlit as st

from core.datasets import Dataset, DatasetError
from core.engine import EngineError
from core.recipe import Recipe
from core.runs import RunError
from dashboard import pictures, session

TEXT = {
    "title": "{right} of these {count} test pictures are read right",
    "explain": "Pictures that the network never saw. Each bar is the probability it gives a class.",
    "another": "Other pictures",
    "verdict_right": "{name}",
    "verdict_wrong": "says {said}, is {name}",
    "picture": "test picture {index}, {name}",
}
COUNT = 12
BARS = 3


def show_samples(run_id: str, recipe: Recipe) -> None:
    """A handful of test pictures, the network's answer to each, and whether it is right."""
    handful = st.session_state.get("sample_handful", 0)
    try:
        dataset = session.library().load(recipe.data.dataset)
        chosen = np.random.default_rng(handful).choice(len(dataset.x_test), COUNT, replace=False)
        outputs = session.engine().predict(run_id, dataset.x_test[chosen])
    except (DatasetError, EngineError, RunError) as error:
        st.warning(str(error), icon=":material/info:")
        return
    right = int((outputs.argmax(axis=1) == dataset.y_test[chosen]).sum())
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        st.subheader(TEXT["title"].format(right=right, count=COUNT))
        st.button(
            TEXT["another"], icon=":material/refresh:", on_click=_another, key="other_samples"
        )
    st.caption(TEXT["explain"])
    st.html(
        pictures.cards(
            _card(dataset, index, row) for index, row in zip(chosen, outputs, strict=True)
        )
    )


def _card(dataset: Dataset, index: int, outputs: np.ndarray) -> str:
    card = dataset.card
    name, said = card.classes[dataset.y_test[index]], card.classes[outputs.argmax()]
    right = name == said
    alt = TEXT["picture"].format(index=index, name=name)
    return pictures.card(
        pictures.image_tag(dataset.x_test[index], card.max_value, alt),
        TEXT["verdict_right" if right else "verdict_wrong"].format(name=name, said=said),
        right,
        pictures.bars(outputs, card.classes, BARS),
    )


def _another() -> None:
    st.session_state.sample_handful = st.session_state.get("sample_handful", 0) + 1
