"""Model: build the network, see what it costs, and read it as code in two styles."""

import streamlit as st

from core.datasets import DatasetCard
from core.engine import EngineError
from core.language import say
from core.layers import LayerError, ledger
from core.plain_text import plain_error
from core.recipe import Model, Recipe
from core.recipe.model_presets import HOMEWORK_CARD, HOMEWORK_MODEL, MODEL_PRESETS, model_preset
from dashboard.lab import bound_widgets, screen, services
from dashboard.lab.fragment import fragment
from dashboard.lab.navigation import next_step
from dashboard.lab.undo import title_with_undo
from dashboard.model import texts
from dashboard.model.layer_list import change_model, show_layer_list
from dashboard.model.network_view import show_network


@fragment(key="model_preset")
def _preset(card: DatasetCard) -> None:
    model = screen.recipe().model
    matching = (n for n in MODEL_PRESETS if _same(model_preset(n, card.num_classes), model))

    def apply(name: str) -> None:
        change_model(model_preset(name, card.num_classes))
        st.rerun()

    st.selectbox(
        say(texts.PRESET),
        list(MODEL_PRESETS),
        format_func=lambda name: say(texts.PRESETS[name]),
        placeholder=say(texts.OWN_NETWORK),
        help=say(texts.PRESET_HELP),
        width=300,
        **bound_widgets.chooser("model_preset", next(matching, None), apply),
    )


def _controls(card: DatasetCard) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width="content"):
            _preset(card)
        st.segmented_control(
            say(texts.STYLE),
            list(texts.STYLES),
            format_func=lambda name: say(texts.STYLES[name]),
            help=say(texts.STYLE_HELP),
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
    parameters = sum(row.parameter_count for row in rows)
    kilobytes = sum(row.nbytes for row in rows) / 1000
    multiplications = 3 * batch * sum(row.multiplications for row in rows)
    with st.grid(3, min_column_width=140):
        st.metric(say(texts.PARAMETERS), say(texts.ONES, number=parameters))
        st.metric(say(texts.MEMORY), say(texts.KILOBYTES, size=kilobytes))
        st.metric(
            say(texts.MULTIPLICATIONS),
            _rounded(multiplications),
            help=say(texts.MULTIPLICATIONS_HELP, count=batch),
        )


def _rounded(number: int) -> str:
    """Three figures and a unit: 1,230 · 104 M · 1.04 G."""
    if number < 1_000_000:
        return say(texts.ONES, number=number)
    if number < 1_000_000_000:
        return say(texts.MILLIONS, number=number / 1e6)
    return say(texts.BILLIONS, number=number / 1e9)


def _summary(recipe: Recipe, card: DatasetCard) -> None:
    with st.expander(say(texts.SUMMARY), icon=":material/table:"):
        if st.button(say(texts.ASK_KERAS), key="ask_keras"):
            try:
                st.code(services.engine().keras_summary(recipe.model, card), language=None)
            except (EngineError, LayerError) as error:
                st.warning(plain_error(error), icon=":material/info:")


title_with_undo(say(texts.TITLE))
recipe = screen.recipe()
card = services.library().card(recipe.data.dataset)
_controls(card)
editor, view = st.columns([2, 3], gap="large")
with editor:
    show_layer_list()
with view:
    _network(card)
st.markdown(say(texts.NOTICE))
_summary(recipe, card)
with st.expander(say(texts.HOMEWORK), icon=":material/school:"):
    show_network(Recipe(model=HOMEWORK_MODEL), HOMEWORK_CARD)
next_step("model")
