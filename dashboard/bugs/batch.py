"""The first batch as the network receives it: pictures with their labels."""

import numpy as np
import streamlit as st

from core.datasets import DatasetError
from core.engine import EngineError
from core.language import say
from core.plain_text import plain_error
from core.preparation.augmentation import chances, draw
from core.preparation.split import prepared
from core.recipe import Recipe
from dashboard.bugs import texts
from dashboard.lab import services
from dashboard.render.pictures import grid

MOST_SHOWN = 32


def show_batch(recipe: Recipe) -> None:
    """The pictures of the first batch, augmented as in training, and the numbers that they are."""
    try:
        dataset = services.library().load(recipe.data.dataset)
        data = prepared(recipe.data, dataset)
        order = data.chosen.train.copy()
        if recipe.training.shuffle:
            np.random.default_rng(recipe.training.seed).shuffle(order)
        batch = order[: recipe.training.batch_size]
        images = dataset.x_train[batch[:MOST_SHOWN]]
        if recipe.augmentation.is_on:
            chance = chances(recipe.training.seed, 1, 0, len(images))
            draws = draw(recipe.augmentation, images.shape[1:], chance)
            images = services.engine().preview(
                recipe.augmentation, images, draws, dataset.card.max_value
            )
    except (DatasetError, EngineError) as error:
        st.caption(plain_error(error))
        return
    numbers = data.scaling.apply(images)
    st.markdown(
        say(
            texts.FIRST_BATCH,
            shown=len(images),
            count=len(batch),
            low=numbers.min(),
            high=numbers.max(),
        )
    )
    names = [dataset.card.classes[label] for label in data.labels[batch[:MOST_SHOWN]]]
    st.html(grid(images, names, dataset.card.max_value))
