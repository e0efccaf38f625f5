"""Taking things home and bringing them back: script, notebook, recipe, network, history."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.code import dataset_file, notebook, script
from core.datasets import DatasetError
from core.layers import LayerError, ledger, require_chain
from core.recipe import Recipe, RecipeError
from core.recipe.differences import differences, from_file, from_pasted_link
from core.runs.history import History
from dashboard.lab import screen, services
from dashboard.server.files import offer_file

TEXT = {
    "export": "Take home",
    "export_help": "The recipe as a script, a notebook or a file",
    "script": "Script (.py)",
    "notebook": "Notebook (.ipynb)",
    "recipe": "Recipe (.json)",
    "dataset": "Your dataset (.npz)",
    "plain": "Plain Keras, nothing of this lab in it: run it anywhere.",
    "open": "Bring in",
    "open_help": "A recipe from a link or a file",
    "link": "Paste a link",
    "link_placeholder": "?data.dataset=mnist&training.epochs=10",
    "file": "Or a recipe file",
    "same": "It is the recipe that you have.",
    "would_change": "It would change:",
    "change": "`{setting}`: {before} → **{after}**",
    "take": "Take this recipe",
    "keras": "Network (.keras)",
    "history": "History (.csv)",
}


def offer_export(recipe: Recipe) -> None:
    """A popover with everything that reproduces the recipe."""
    with st.popover(
        TEXT["export"], icon=":material/download:", help=TEXT["export_help"], width="stretch"
    ):
        st.caption(TEXT["plain"])
        try:
            card = services.library().card(recipe.data.dataset)
            ledger(recipe.model.layers, card.shape)
            if recipe.model.style == "sequential":
                require_chain(recipe.model.layers)
        except (DatasetError, LayerError) as error:
            st.warning(str(error), icon=":material/info:")
            return
        name = f"first-epoch-{card.name}"
        _offer(TEXT["script"], partial(script, recipe, card), f"{name}.py")
        _offer(TEXT["notebook"], partial(notebook, recipe, card), f"{name}.ipynb")
        _offer(TEXT["recipe"], partial(recipe.model_dump_json, indent=1), f"{name}.json")
        if card.own:
            pictures = services.library().load(card.name)
            _offer(TEXT["dataset"], partial(dataset_file, pictures), f"{card.name}.npz")


def _offer(label: str, make: Callable[[], str | bytes], name: str) -> None:
    offer_file(label, make, name, width="stretch")


def offer_import() -> None:
    """A popover that reads a recipe and shows what it would change before it does."""
    with st.popover(
        TEXT["open"], icon=":material/upload:", help=TEXT["open_help"], width="stretch"
    ):
        link = st.text_input(
            TEXT["link"], placeholder=TEXT["link_placeholder"], key=f"paste-{_round()}"
        )
        file = st.file_uploader(TEXT["file"], type=["json"], key=f"recipe-file-{_round()}")
        if not (link or file):
            return
        try:
            brought = from_file(file.getvalue()) if file else from_pasted_link(link)
        except RecipeError as error:
            st.error(str(error), icon=":material/error:")
            return
        changes = differences(screen.recipe(), brought)
        if not changes:
            st.info(TEXT["same"], icon=":material/check:")
            return
        st.markdown(TEXT["would_change"])
        st.markdown("\n".join(f"- {TEXT['change'].format(**row._asdict())}" for row in changes))
        st.button(TEXT["take"], type="primary", on_click=_take, args=(brought,))


def _round() -> int:
    """Counts the recipes brought in, so that each time begins with empty fields."""
    return st.session_state.get("recipe_round", 0)


def _take(brought: Recipe) -> None:
    screen.bring_in(brought)
    st.session_state.recipe_round = _round() + 1
    st.rerun()


def offer_run(history: History) -> None:
    """What a finished run leaves: its network as Keras's own file, its history as a table."""
    name = f"first-epoch-{history.run_id}"
    with st.container(horizontal=True):
        offer_file(TEXT["history"], history.to_csv, f"{name}.csv")
        export = partial(services.engine().export_keras, history.run_id)
        offer_file(TEXT["keras"], export, f"{name}.keras")
