"""Model: build the network, see what it costs, and read it as code in two styles."""

import streamlit as st

from core.datasets import DatasetCard
from core.engine import EngineError
from core.layers import LayerError, ledger
from core.recipe import Model, Recipe
from core.recipe.model_presets import HOMEWORK_CARD, HOMEWORK_MODEL, MODEL_PRESETS, model_preset
from dashboard.lab import bound_widgets, screen, services
from dashboard.lab.fragment import fragment
from dashboard.lab.navigation import next_step
from dashboard.model.layer_list import change_model, show_layers
from dashboard.model.views import show_network

TEXT = {
    "title": "Model",
    "preset": "Start from",
    "preset_help": "A ready network. Change it afterwards, and undo what you do not like.",
    "presets": {
        "mlp": "the homework's MLP",
        "deeper-mlp": "a deeper MLP",
        "small-cnn": "a small CNN",
        "vgg-like": "a VGG-like CNN",
        "batch-normalised-cnn": "a CNN with BatchNormalization",
        "residual-cnn": "a CNN with residual blocks",
    },
    "own": "my own",
    "style": "Style",
    "style_help": "Two ways to write the same network. Sequential is a list; Functional passes "
    "values from layer to layer, so it can also branch.",
    "styles": {"sequential": "Sequential", "functional": "Functional"},
    "parameters": "Parameters",
    "memory": "Memory for weights",
    "step": "Multiplications",
    "step_help": "In one step of training: about three times the way forward (once forward, "
    "twice for the gradients), times {batch:,} pictures in a batch.",
    "kilobytes": "{size:,.0f} kB",
    "summary": "Keras's own summary",
    "ask": "Ask Keras",
    "homework": "The homework's network: 50×50 pictures, 5 classes",
    "notice": "**What to notice.** Point at a layer: its line lights up in the table and in both "
    "codes. Most parameters sit where a row of numbers meets a Dense layer.",
}


@fragment(key="model_preset")
def _preset(card: DatasetCard) -> None:
    model = screen.recipe().model
    matching = (n for n in MODEL_PRESETS if _same(model_preset(n, card.num_classes), model))

    def apply(name: str) -> None:
        change_model(model_preset(name, card.num_classes))
        st.rerun()

    st.selectbox(
        TEXT["preset"],
        list(MODEL_PRESETS),
        format_func=TEXT["presets"].get,
        placeholder=TEXT["own"],
        help=TEXT["preset_help"],
        width=300,
        **bound_widgets.chooser("model_preset", next(matching, None), apply),
    )


def _controls(card: DatasetCard) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width="content"):
            _preset(card)
        st.segmented_control(
            TEXT["style"],
            list(TEXT["styles"]),
            format_func=TEXT["styles"].get,
            help=TEXT["style_help"],
            required=True,
            **bound_widgets.bound("model", "style"),
        )


def _same(preset: Model, model: Model) -> bool:
    return preset.layers == model.layers


@fragment(key="network")
def _network(card: DatasetCard) -> None:
    recipe = screen.recipe()
    _cost(recipe, card)
    show_network(recipe, card)


def _cost(recipe: Recipe, card: DatasetCard) -> None:
    try:
        rows = ledger(recipe.model.layers, card.shape)
    except LayerError:
        return
    batch = recipe.training.batch_size
    with st.grid(3, min_column_width=140):
        st.metric(TEXT["parameters"], f"{sum(row.parameter_count for row in rows):,}")
        memory = sum(row.nbytes for row in rows) / 1000
        st.metric(TEXT["memory"], TEXT["kilobytes"].format(size=memory))
        st.metric(
            TEXT["step"],
            _rounded(3 * batch * sum(row.multiplications for row in rows)),
            help=TEXT["step_help"].format(batch=batch),
        )


def _rounded(number: int) -> str:
    """Three figures and a unit: 1,230 · 104 M · 1.04 G."""
    if number < 1_000_000:
        return f"{number:,}"
    size, unit = (number / 1e9, "G") if number >= 1e9 else (number / 1e6, "M")
    return f"{size:.3g} {unit}"


def _summary(recipe: Recipe, card: DatasetCard) -> None:
    with st.expander(TEXT["summary"], icon=":material/table:"):
        if st.button(TEXT["ask"], key="ask_keras"):
            try:
                st.code(services.engine().keras_summary(recipe.model, card), language=None)
            except (EngineError, LayerError) as error:
                st.warning(str(error), icon=":material/info:")


st.title(TEXT["title"])
recipe = screen.recipe()
card = services.library().card(recipe.data.dataset)
_controls(card)
editor, view = st.columns([2, 3], gap="large")
with editor:
    show_layers()
with view:
    _network(card)
st.markdown(TEXT["notice"])
_summary(recipe, card)
with st.expander(TEXT["homework"], icon=":material/school:"):
    show_network(Recipe(model=HOMEWORK_MODEL), HOMEWORK_CARD)
next_step("model")
