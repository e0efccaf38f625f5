"""What is on screen on every page: the recipe, and the run whose network is looked at."""

import streamlit as st

from core.recipe import Recipe, preset
from dashboard.lab import notices, services

TEXT = {
    "no_dataset": "There is no dataset “{name}” here, so the digits were chosen instead.",
}

FIRST_RECIPE = "digits-mlp"


def recipe() -> Recipe:
    """The recipe on screen."""
    return st.session_state.recipe


def set_recipe(new: Recipe) -> None:
    """Put another recipe on screen; the widgets that show it begin anew."""
    if new != recipe():
        st.session_state.recipe_revision = st.session_state.get("recipe_revision", 0) + 1
    edit_recipe(new)


def edit_recipe(new: Recipe) -> None:
    """Put into the recipe what a widget that shows it was set to; the widgets stay."""
    st.session_state.recipe = new


def bring_in(new: Recipe) -> None:
    """Put a recipe from outside on screen; the digits instead if its dataset is not known here."""
    if new.data.dataset not in services.library().names():
        notices.notice(TEXT["no_dataset"].format(name=new.data.dataset))
        new = preset(FIRST_RECIPE)
    set_recipe(new)


def run_id() -> str | None:
    """The run on screen, if any."""
    return st.session_state.run


def show_run(chosen: str | None) -> None:
    """Put another run on screen."""
    st.session_state.run = chosen
