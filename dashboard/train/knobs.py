"""The knobs of the Train page, for the run in flight and for the next run."""

import streamlit as st

from core.language import say
from core.recipe import MAX_EPOCHS, PRESETS, Recipe, preset
from core.recipe.differences import differences
from core.recipe.optimizers import OPTIMIZERS
from core.runs.history import History
from dashboard.components.player.texts import KNOBS
from dashboard.lab import bound_widgets, screen, services
from dashboard.lab.bounded import number_field, setting_slider, setting_steps
from dashboard.train import texts
from dashboard.train.loss_knobs import show_loss_knobs
from dashboard.train.range_test import offer_range_test

RATES = [mantissa * 10.0**power for power in range(-5, 1) for mantissa in (1, 2, 5)]
DECAYS = [0, 0.001, 0.004, 0.01, 0.05, 0.1, 0.5]
HIGH_MOMENTUM = 0.99
LARGEST_SEED = 2**31 - 1
SEEDS = (
    ("training", texts.TRAINING_SEED, texts.TRAINING_SEED_HELP),
    ("data", texts.DATA_SEED, texts.DATA_SEED_HELP),
)
"""The seeds of a recipe: their section, and what they are called."""
BATCHES = [2**power for power in range(13)]


def show_knobs(recipe: Recipe, history: History | None, in_flight: bool) -> None:
    """The knobs of the recipe on screen.

    `history` is the run on screen, if any; `in_flight` says whether it is the visitor's own and
    goes on: then its learning rate and momentum are turned in the player.
    """
    with st.container(gap="xsmall"):
        if not in_flight:
            _rates(recipe)
    _settings(recipe, fixed=in_flight)
    if history is not None:
        _offer_its_recipe(recipe, history)


def rates(chosen: float) -> list[float]:
    """The learning rates to choose from, with one that may come from a link."""
    return sorted({*RATES, chosen})


def _rates(recipe: Recipe) -> None:
    """The knobs that a run in flight has in the player."""
    setting_steps(
        say(KNOBS["rate"]),
        RATES,
        written=lambda rate: f"{rate:g}",
        help=say(KNOBS["rateHelp"]),
        **bound_widgets.bound("training", "learning_rate"),
    )
    offer_range_test()
    if OPTIMIZERS[recipe.training.optimizer].has("momentum"):
        setting_slider(
            say(KNOBS["momentum"]),
            0.0,
            HIGH_MOMENTUM,
            step=0.01,
            help=say(KNOBS["momentumHelp"]),
            **bound_widgets.bound("training", "momentum"),
        )


def _settings(recipe: Recipe, fixed: bool) -> None:
    """The knobs for the next run; `fixed` while one goes on."""

    def described(help_text: str) -> dict:
        hint = say(help_text)
        return {"help": f"{hint} {say(texts.FIXED)}" if fixed else hint, "disabled": fixed}

    setting_steps(
        say(texts.BATCH),
        BATCHES,
        **described(texts.BATCH_HELP),
        **bound_widgets.bound("training", "batch_size"),
    )
    number_field(
        say(texts.EPOCHS),
        1,
        MAX_EPOCHS,
        **described(texts.EPOCHS_HELP),
        **bound_widgets.bound("training", "epochs"),
    )
    number_field(
        say(texts.PATIENCE),
        0,
        MAX_EPOCHS,
        **described(texts.PATIENCE_HELP),
        **bound_widgets.bound("training", "patience"),
    )
    st.selectbox(
        say(texts.OPTIMIZER),
        list(OPTIMIZERS),
        format_func=lambda name: OPTIMIZERS[name].keras_class,
        **described(texts.OPTIMIZER_HELP),
        **bound_widgets.bound("training", "optimizer"),
    )
    st.selectbox(
        say(texts.SCHEDULE),
        list(texts.SCHEDULES),
        format_func=lambda name: say(texts.SCHEDULES[name]),
        **described(texts.SCHEDULE_HELP),
        **bound_widgets.bound("training", "schedule"),
    )
    if OPTIMIZERS[recipe.training.optimizer].has("weight_decay"):
        setting_steps(
            say(texts.DECAY),
            DECAYS,
            written=lambda decay: f"{decay:g}",
            **described(texts.DECAY_HELP),
            **bound_widgets.bound("training", "weight_decay"),
        )
    show_loss_knobs(recipe, services.library().card(recipe.data.dataset), fixed)
    with st.expander(say(texts.LUCK), icon=":material/casino:"):
        st.toggle(
            say(texts.SHUFFLE),
            **described(texts.SHUFFLE_HELP),
            **bound_widgets.bound("training", "shuffle"),
        )
        for section, label, hint in SEEDS:
            number_field(
                say(label),
                0,
                LARGEST_SEED,
                **described(hint),
                **bound_widgets.bound(section, "seed"),
            )
    shown = next((name for name in PRESETS if PRESETS[name] == recipe), None)
    st.selectbox(
        say(texts.PRESET),
        list(PRESETS),
        placeholder=say(texts.OWN),
        **described(texts.PRESET_HELP),
        **bound_widgets.chooser("preset", shown, lambda name: screen.set_recipe(preset(name))),
    )


def _offer_its_recipe(recipe: Recipe, history: History) -> None:
    """Say where the recipe on screen differs from the run's, and offer to take the run's."""
    last = history.changes[-1] if history.changes else history.recipe.training
    its_own = history.recipe.with_settings(
        "training", learning_rate=last.learning_rate, momentum=last.momentum
    )
    settings = [f"`{difference.setting}`" for difference in differences(recipe, its_own)]
    if settings:
        st.caption(say(texts.OTHER, settings=", ".join(settings)))
        st.button(
            say(texts.TAKE),
            icon=":material/input:",
            help=say(texts.TAKE_HELP),
            key="take",
            width="stretch",
            on_click=screen.set_recipe,
            args=(its_own,),
        )
