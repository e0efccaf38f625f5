"""The knobs of the loss, and what of it does not fit, with a button that mends it."""

import streamlit as st

from core.datasets import DatasetCard
from core.language import number, say
from core.lint.training import training_mistakes
from core.recipe import Recipe
from core.recipe.losses import LOSSES
from dashboard.lab import bound_widgets, screen
from dashboard.lab.bounded import setting_steps
from dashboard.train import texts

SMOOTHINGS = [0.0, 0.05, 0.1, 0.2, 0.3]


def show_loss_knobs(recipe: Recipe, card: DatasetCard, fixed: bool) -> None:
    """Loss and label smoothing for the next run; `fixed` while one goes on."""
    st.selectbox(
        say(texts.LOSS),
        list(LOSSES),
        help=_help(texts.LOSS_HELP, fixed),
        disabled=fixed,
        **bound_widgets.bound("training", "loss"),
    )
    if LOSSES[recipe.training.loss].smooths_labels:
        setting_steps(
            say(texts.LABEL_SMOOTHING),
            SMOOTHINGS,
            written=lambda share: number(share, "g"),
            help=_help(texts.LABEL_SMOOTHING_HELP, fixed),
            disabled=fixed,
            **bound_widgets.bound("training", "label_smoothing"),
        )
    for index, mistake in enumerate(training_mistakes(recipe, card)):
        st.warning(mistake.sentence, icon=":material/error:")
        st.button(
            mistake.label,
            key=f"mend_training_{index}",
            width="stretch",
            disabled=fixed,
            on_click=screen.set_recipe,
            args=(mistake.repair,),
        )


def _help(sentence: str, fixed: bool) -> str:
    return f"{say(sentence)} {say(texts.FIXED)}" if fixed else say(sentence)
