"""The first batch as the program makes it: pictures with their labels."""

import streamlit as st

from core.datasets import DatasetError
from core.engine import EngineError
from core.language import say
from core.plain_text import plain_error
from core.recipe import Recipe
from dashboard.bugs import texts
from dashboard.bugs.first_batch import first_batch
from dashboard.bugs.state import BugsState
from dashboard.lab import services
from dashboard.lab.state import state_of
from dashboard.render.pictures import grid


def show_batch(recipe: Recipe, *, trains: bool) -> None:
    """The pictures of the first batch, augmented as in training, and the numbers that they are.

    `recipe` is that of the puzzle that is open; one that `trains` has steps to be counted.
    """
    state = state_of(BugsState)
    try:
        card = services.library().card(recipe.data.dataset)
        if state.batch is None:
            state.batch = first_batch(recipe)
    except (DatasetError, EngineError) as error:
        st.caption(plain_error(error))
        return
    batch = state.batch
    st.markdown(
        say(
            texts.FIRST_BATCH,
            shown=len(batch.images),
            count=batch.size,
            low=batch.low,
            high=batch.high,
        )
    )
    st.markdown(say(texts.FIRST_LABELS))
    st.code(str(batch.labels), language=None, wrap_lines=True)
    if trains:
        st.markdown(say(texts.STEPS, count=batch.steps))
    st.html(grid(batch.images, batch.names, card.max_value))
