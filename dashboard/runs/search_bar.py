"""The fields above the list: which runs to show, and in which order."""

from collections.abc import Sequence

import streamlit as st

from core.experiments.settings import NAMES, value_in_words
from core.language import say
from core.plain_text import plain_name
from dashboard.runs import texts
from dashboard.runs.entries import ListEntry, RunFilter, card_of


def ask_what_is_wanted(found: Sequence[ListEntry]) -> RunFilter:
    """Draw the fields → what they hold; `found` are all runs."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="runs_search_bar"):
        words = st.text_input(
            say(texts.SEARCH),
            type="search",
            live=True,
            max_chars=200,
            placeholder=say(texts.SEARCH_PLACEHOLDER),
            help=say(texts.SEARCH_HELP),
            key="runs_search",
            persist_state="session",
        )
        order = st.selectbox(
            say(texts.ORDER),
            list(texts.ORDERS),
            format_func=lambda name: say(texts.ORDERS[name]),
            key="runs_order",
            persist_state="session",
            width=200,
        )
        filtering = st.popover(
            say(texts.FILTER),
            icon=":material/filter_list:",
            help=say(texts.FILTER_HELP),
            key="runs_filter",
        )
    with filtering:
        dataset = _choose_dataset(found)
        setting, values = _choose_values(found)
    return RunFilter(words or "", dataset, setting, values, order)


def _choose_dataset(found: Sequence[ListEntry]) -> str | None:
    datasets = sorted(filter(None, {entry.run.dataset for entry in found}))
    return st.selectbox(
        say(texts.DATASET),
        datasets,
        index=None,
        format_func=_title,
        placeholder=say(texts.ALL_DATASETS),
        key="runs_dataset",
        persist_state="session",
    )


def _title(dataset: str) -> str:
    card = card_of(dataset)
    return plain_name(card.title if card else dataset)


def _choose_values(found: Sequence[ListEntry]) -> tuple[str | None, list[str]]:
    setting = st.selectbox(
        say(texts.SETTING),
        list(NAMES),
        index=None,
        format_func=lambda key: say(NAMES[key]),
        placeholder=say(texts.ANY_SETTING),
        key="runs_setting",
        persist_state="session",
    )
    if setting is None:
        return None, []
    recipes = (entry.recipe for entry in found)
    values = sorted({value_in_words(recipe, setting) for recipe in recipes if recipe})
    return setting, st.multiselect(say(texts.VALUES), values, key=f"runs_values_{setting}")
