"""What the owner of a dataset may do with it: rename it, give it a licence, share it, delete it."""

import streamlit as st

from core.datasets import DatasetCard, DatasetError
from core.drawing.own_test_set import delete_test_sets
from core.language import say
from core.ownership import NotTheOwner
from core.recipe import preset
from dashboard.data import texts
from dashboard.lab import notices, screen, services
from dashboard.lab.state import widget_value

LONGEST = 60


def offer_changes(card: DatasetCard) -> None:
    """The owner's settings of a dataset; nothing for anybody else's."""
    if not services.library().owns(card.name):
        return
    title, licence, shared = (f"{what}-{card.name}" for what in ("title", "licence", "shared"))
    with st.expander(say(texts.YOURS), icon=":material/edit:", key="own_dataset"):
        st.text_input(say(texts.NAME), card.title, max_chars=LONGEST, key=title)
        st.text_input(
            say(texts.LICENCE),
            card.licence,
            max_chars=LONGEST,
            key=licence,
            help=say(texts.LICENCE_HELP),
        )
        st.toggle(say(texts.SHARED), card.shared, key=shared, help=say(texts.SHARED_HELP))
        with st.container(horizontal=True):
            st.button(
                say(texts.SAVE),
                icon=":material/check:",
                key="save_dataset",
                on_click=_save,
                args=(card.name, title, licence, shared),
            )
            with st.popover(say(texts.DELETE), icon=":material/delete:"):
                st.markdown(say(texts.DELETE_LEAD))
                st.button(
                    say(texts.DELETE_NOW), key="delete_dataset", on_click=_delete, args=(card.name,)
                )


def _save(name: str, title: str, licence: str, shared: str) -> None:
    try:
        services.library().describe(
            name, widget_value(title), widget_value(licence), widget_value(shared)
        )
    except (DatasetError, NotTheOwner) as error:
        notices.notice(str(error))
    else:
        notices.notice(say(texts.SAVED), good=True)


def _delete(name: str) -> None:
    try:
        services.library().delete(name)
        delete_test_sets(services.library().folder.parent, name)
    except (DatasetError, NotTheOwner) as error:
        notices.notice(str(error))
        return
    screen.set_recipe(preset(screen.FIRST_RECIPE))
    notices.notice(say(texts.DELETED), good=True)
