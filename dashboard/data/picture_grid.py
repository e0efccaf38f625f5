"""Training pictures of a dataset, each with its class."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.datasets import Dataset
from dashboard.render import pictures


def show_training_pictures(dataset: Dataset, indices: Sequence[int] | np.ndarray) -> None:
    """The training pictures at these places, enlarged."""
    names = [dataset.card.classes[dataset.y_train[index]] for index in indices]
    images = [dataset.x_train[index] for index in indices]
    st.html(pictures.grid(images, names, dataset.card.max_value))
