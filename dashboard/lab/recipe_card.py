"""The recipe card: what will be trained, on every page."""

import streamlit as st

from core.language import say
from dashboard.lab import screen, take_home, texts
from dashboard.lab.address import link_to_share
from dashboard.lab.fragment import fragment
from dashboard.lab.recipe_words import (
    augmentation_words,
    data_words,
    model_words,
    training_words,
)


@fragment(key="recipe_card")
def show() -> None:
    """Draw the card, with a link to share the recipe."""
    recipe = screen.recipe()
    with st.container(border=True, key="recipe_card", gap="xsmall"):
        st.markdown(f"**{say(texts.RECIPE)}**")
        _part("data/page.py", say(texts.DATA), data_words(recipe))
        if recipe.augmentation.is_on:
            _part("augment/page.py", say(texts.AUGMENTATION), augmentation_words(recipe))
        _part("model/page.py", say(texts.MODEL), model_words(recipe))
        _part("train/page.py", say(texts.TRAINING), training_words(recipe))
        # The link is made when it is asked for: the page, which says its view, is drawn after this.
        share = st.popover(
            say(texts.SHARE),
            icon=":material/share:",
            help=say(texts.SHARE_HELP),
            width="stretch",
            key="share",
            on_change="rerun",
        )
        if share.open:
            with share:
                st.caption(say(texts.SHARE_HOW))
                st.code(link_to_share(), language=None, wrap_lines=True)
        take_home.offer_export(recipe)
        take_home.offer_recipe_import()


def _part(page: str, title: str, words: list[str]) -> None:
    st.page_link(page, label=title)
    st.caption(" · ".join(words))
