"""Make your own: plant a fault, and send a friend the link, which does not tell which it is."""

import streamlit as st

from core.bugs import CASES, NAMES, own_puzzle, plantable, token_of
from core.datasets import DatasetCard, DatasetError
from core.experiments.naming import name_of
from core.language import say
from core.plain_text import plain_error, plain_name
from core.recipe import Recipe
from dashboard.bugs import actions, texts
from dashboard.bugs.opened import address_of_own, new_seed
from dashboard.bugs.state import BASE, FAULT, BugsState
from dashboard.lab import screen, services
from dashboard.lab.address import own_address
from dashboard.lab.state import state_of, widget_value


def offer_own_puzzle() -> None:
    """An expander with the choices, and the link that comes of them."""
    part = st.expander(
        say(texts.MAKE_OWN), icon=":material/edit:", key="own_puzzle", on_change="rerun"
    )
    if part.open:
        with part:
            _show_choices()


def _show_choices() -> None:
    st.markdown(say(texts.MAKE_OWN_LEAD))
    try:
        card = services.library().card(screen.recipe().data.dataset)
    except DatasetError as error:
        st.caption(plain_error(error))
        return
    state = state_of(BugsState)
    if state.own_seed is None:
        state.own_seed = new_seed()
    recipe, card = _choose_base(card, state.own_seed)
    faults = plantable(recipe, card)
    if not faults:
        st.caption(say(texts.CANNOT_BE_PLANTED))
        return
    fault = st.selectbox(
        say(texts.FAULT),
        faults,
        format_func=lambda name: say(NAMES[name].title),
        key=f"{FAULT}_{widget_value(BASE)}",
    )
    token = token_of(own_puzzle(fault, recipe, card, state.own_seed))
    link = f"{own_address()}bugs?case={address_of_own(token)}"
    st.markdown(say(texts.SEND_LINK))
    st.code(link, language=None, wrap_lines=True)
    if card.own:
        st.caption(say(texts.NEEDS_DATASET, title=plain_name(card.title)))
    with st.container(horizontal=True):
        st.button(
            say(texts.TRY_OWN),
            on_click=actions.open_address,
            args=(address_of_own(token),),
            key="try_own",
        )
        st.button(
            say(texts.OTHER_VALUES),
            type="tertiary",
            icon=":material/casino:",
            on_click=actions.make_another,
            key="other_values",
        )


def _choose_base(card: DatasetCard, seed: int) -> tuple[Recipe, DatasetCard]:
    """The recipe to plant a fault in, with the card of its dataset."""
    small = CASES["a-bad-start"].puzzle(seed)
    on_screen = name_of(screen.recipe(), card)
    chosen = st.radio(
        say(texts.PLANT_IN),
        ["small", "screen"],
        format_func=lambda name: (
            say(texts.SMALL_ONE)
            if name == "small"
            else say(texts.ON_SCREEN, name=plain_name(on_screen))
        ),
        key=BASE,
    )
    return (small.sound, small.card) if chosen == "small" else (screen.recipe(), card)
