"""Pictures on which a run validates, with what its network says of them."""

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from core.datasets import DatasetError
from core.engine import EngineError
from core.language import say
from core.plain_text import plain_error
from core.recipe import Recipe
from core.runs.run import RunError
from dashboard.lab import services
from dashboard.lab.answer_cards import answer_cards
from dashboard.lab.picture_sets import validating_set
from dashboard.lab.state import state_of
from dashboard.train import texts
from dashboard.train.state import TrainState

COUNT = 12


def show_samples(run_id: str, recipe: Recipe) -> None:
    """Some pictures, the network's prediction for each, and whether it is right.

    Never of the test set, unless the run validates on it: that is opened on the Evaluate page.
    """
    handful = state_of(TrainState).sample
    try:
        dataset = services.library().load(recipe.data.dataset)
        candidates = validating_set(recipe.data, dataset)
        count = min(COUNT, len(candidates))
        chosen = np.random.default_rng(handful).choice(len(candidates), count, replace=False)
        outputs = services.engine().predict(run_id, candidates.pixels(chosen))
    except (DatasetError, EngineError, RunError) as error:
        st.warning(plain_error(error), icon=":material/info:")
        return
    right = int((outputs.argmax(axis=1) == candidates.labels[chosen]).sum())
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        st.subheader(say(texts.SAMPLES_READ, right=right, count=count, which=candidates.name))
        st.button(
            say(texts.ANOTHER), icon=":material/refresh:", on_click=_another, key="other_samples"
        )
    st.caption(f"{say(texts.EXPLAIN[candidates.name])} {say(texts.BARS)}")
    st.html(answer_cards(run_id, dataset.card, candidates, chosen, outputs))
    if candidates.source != "test":
        st.page_link("evaluate/page.py", label=say(texts.OPEN), icon=":material/lock_open:")
    _load_plotly()


def _load_plotly() -> None:
    """Let the browser load Plotly (5 MB) now, because the next page, Evaluate, needs it."""
    with st.container(key="plotly_ahead"):
        st.plotly_chart(go.Figure(), key="empty_chart")


def _another() -> None:
    state_of(TrainState).sample += 1
