"""Taking things home and bringing them back: script, notebook, recipe, network, history."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from core.code import dataset_file, notebook, script
from core.datasets import DatasetError
from core.language import say
from core.layers import LayerError, ledger, require_chain
from core.plain_text import plain_error
from core.recipe import Recipe, RecipeError
from core.recipe.differences import differences, from_file, from_pasted_link
from core.runs.history import RunHistory
from dashboard.lab import notices, screen, services, texts
from dashboard.lab.film import offer_film
from dashboard.lab.state import state_of
from dashboard.lab.uploads import say_refusals
from dashboard.server.files import offer_file


@dataclass
class ImportState:
    """How many recipes were brought in: each time the fields begin anew, under another key."""

    count: int = 0


def offer_export(recipe: Recipe) -> None:
    """A popover with everything that reproduces the recipe."""
    with st.popover(
        say(texts.EXPORT), icon=":material/download:", help=say(texts.EXPORT_HELP), width="stretch"
    ):
        st.caption(say(texts.PLAIN_KERAS))
        try:
            card = services.library().card(recipe.data.dataset)
            ledger(recipe.model.layers, card.shape)
            if recipe.model.style == "sequential":
                require_chain(recipe.model.layers)
        except (DatasetError, LayerError) as error:
            st.warning(plain_error(error), icon=":material/info:")
            return
        name = f"first-epoch-{card.name}"
        _offer(say(texts.SCRIPT), partial(script, recipe, card), f"{name}.py")
        _offer(say(texts.NOTEBOOK), partial(notebook, recipe, card), f"{name}.ipynb")
        _offer(say(texts.RECIPE_FILE), partial(recipe.model_dump_json, indent=1), f"{name}.json")
        if card.own:
            pictures = services.library().load(card.name)
            _offer(say(texts.DATASET_FILE), partial(dataset_file, pictures), f"{card.name}.npz")


def _offer(label: str, make: Callable[[], str | bytes], name: str) -> None:
    offer_file(label, make, name, width="stretch")


def offer_recipe_import() -> None:
    """A popover that reads a recipe and shows what it would change before it does."""
    with st.popover(
        say(texts.IMPORT), icon=":material/upload:", help=say(texts.IMPORT_HELP), width="stretch"
    ):
        count = state_of(ImportState).count
        link = st.text_input(
            say(texts.LINK), placeholder=texts.LINK_PLACEHOLDER, key=f"paste-{count}"
        )
        key = f"recipe-file-{count}"
        file = st.file_uploader(say(texts.FILE), type=["json"], key=key, max_upload_size=1)
        say_refusals(key)
        if not (link or file):
            return
        try:
            brought = from_file(file.getvalue()) if file else from_pasted_link(link)
        except RecipeError as error:
            st.error(plain_error(error), icon=":material/error:")
            return
        changes = differences(screen.recipe(), brought)
        if not changes:
            st.info(say(texts.SAME_RECIPE), icon=":material/check:")
            return
        st.markdown(say(texts.WOULD_CHANGE))
        lines = (say(texts.CHANGE, **row._asdict()) for row in changes)
        st.markdown("\n".join(f"- {line}" for line in lines))
        st.button(say(texts.TAKE_RECIPE), type="primary", on_click=_take, args=(brought,))


def _take(brought: Recipe) -> None:
    screen.open_recipe(brought)
    notices.notice(say(texts.TAKEN), good=True, undo=screen.undo)
    state_of(ImportState).count += 1
    st.rerun()


def offer_run(history: RunHistory) -> None:
    """What a run that is over leaves: its history as a table, its film, and its network.

    A run that took no step has no film.
    """
    name = f"first-epoch-{history.run_id}"
    with st.container(horizontal=True):
        offer_file(say(texts.HISTORY_FILE), history.to_csv, f"{name}.csv")
        if history.has_network:
            engine = services.engine()
            keras, onnx = (
                partial(export, history.run_id)
                for export in (engine.export_keras, engine.export_onnx)
            )
            offer_file(say(texts.KERAS_FILE), keras, f"{name}.keras")
            offer_file(say(texts.ONNX_FILE), onnx, f"{name}.onnx")
        if history.steps:
            offer_film(history)
    if history.has_network:
        st.caption(say(texts.NETWORK_FILES))
