"""The knobs of the Train page: what a run can be told as it goes on, and what the next will be."""

import streamlit as st

from core.recipe import MAX_EPOCHS, PRESETS, Recipe, preset
from core.recipe.differences import differences
from core.recipe.optimizers import OPTIMIZERS
from core.runs.history import History
from dashboard.lab import bound_widgets, screen, services, steering, visitor
from dashboard.train.loss_knobs import show_loss_knobs

TEXT = {
    "preset": "Start from",
    "preset_help": "A ready recipe. The homework is here as it was written, and mended: try "
    "both and compare their first loss.",
    "own": "my own recipe",
    "rate": "Learning rate",
    "rate_help": "How far each step goes, also of a run that goes on. Try ten times as much: the "
    "loss begins to jump. Try a hundredth: it hardly moves.",
    "momentum": "Momentum",
    "momentum_help": "How much of the last step is kept for the next, also in a run that goes on. "
    "Try 0.9 with SGD.",
    "batch": "Batch size",
    "batch_help": "How many pictures are looked at before the weights change. Try 1 and see how "
    "restless the curve becomes.",
    "epochs": "Epochs",
    "epochs_help": "How many times the network sees every training picture. Try many, and watch "
    "whether validation still follows training.",
    "optimizer": "Optimizer",
    "optimizer_help": "How a gradient becomes a step. SGD just follows it; Adam gives every weight "
    "a step size of its own. Try both with the same learning rate.",
    "decay": "Weight decay",
    "decay_help": "Each step shrinks all weights by this share of the learning rate. Try 0.5: "
    "the weights stay smaller, and training runs ahead of validation less.",
    "patience": "Early stopping: patience",
    "patience_help": "Stop when the validation loss has not fallen for so many epochs, and keep "
    "the weights of the best one; 0 trains them all. Try 5 with 200 epochs.",
    "fixed": "A run keeps it to its end: stop the run to change it.",
    "other": "The run on screen has another recipe than the one here. It differs in {settings}.",
    "take": "Take its recipe",
    "take_help": "Turns the knobs to what the run on screen trains with. Then change one of them.",
}
RATES = [mantissa * 10.0**power for power in range(-5, 1) for mantissa in (1, 2, 5)]
DECAYS = [0, 0.001, 0.004, 0.01, 0.05, 0.1, 0.5]
BATCHES = [2**power for power in range(13)]


def show_knobs(recipe: Recipe, history: History | None, in_flight: bool) -> None:
    """The knobs of the recipe on screen.

    `history` is the run on screen, if any, and `in_flight` whether these knobs turn it.
    """
    _rates(recipe)
    _settings(recipe, fixed=in_flight)
    if history is not None:
        _offer_its_recipe(recipe, history, in_flight)


def _rates(recipe: Recipe) -> None:
    """The knobs that also turn a run that goes on."""
    st.select_slider(
        TEXT["rate"],
        _with(RATES, recipe.training.learning_rate),
        format_func=lambda rate: f"{rate:g}",
        help=TEXT["rate_help"],
        **bound_widgets.bound("training", "learning_rate") | {"on_change": _change},
    )
    if OPTIMIZERS[recipe.training.optimizer].has("momentum"):
        st.slider(
            TEXT["momentum"],
            0.0,
            0.99,
            step=0.01,
            help=TEXT["momentum_help"],
            **bound_widgets.bound("training", "momentum") | {"on_change": _change},
        )


def _settings(recipe: Recipe, fixed: bool) -> None:
    """The knobs for the next run; `fixed` while one goes on."""

    def described(name: str) -> dict:
        hint = TEXT[f"{name}_help"]
        return {"help": f"{hint} {TEXT['fixed']}" if fixed else hint, "disabled": fixed}

    st.select_slider(
        TEXT["batch"],
        _with(BATCHES, recipe.training.batch_size),
        **described("batch"),
        **bound_widgets.bound("training", "batch_size"),
    )
    st.number_input(
        TEXT["epochs"],
        1,
        MAX_EPOCHS,
        **described("epochs"),
        **bound_widgets.bound("training", "epochs"),
    )
    st.number_input(
        TEXT["patience"],
        0,
        MAX_EPOCHS,
        **described("patience"),
        **bound_widgets.bound("training", "patience"),
    )
    st.segmented_control(
        TEXT["optimizer"],
        list(OPTIMIZERS),
        format_func=lambda name: OPTIMIZERS[name].keras_class,
        required=True,
        **described("optimizer"),
        **bound_widgets.bound("training", "optimizer"),
    )
    if OPTIMIZERS[recipe.training.optimizer].has("weight_decay"):
        st.select_slider(
            TEXT["decay"],
            _with(DECAYS, recipe.training.weight_decay),
            format_func=lambda decay: f"{decay:g}",
            **described("decay"),
            **bound_widgets.bound("training", "weight_decay"),
        )
    show_loss_knobs(recipe, services.library().card(recipe.data.dataset), fixed)
    shown = next((name for name in PRESETS if PRESETS[name] == recipe), None)
    st.selectbox(
        TEXT["preset"],
        list(PRESETS),
        placeholder=TEXT["own"],
        **described("preset"),
        **bound_widgets.chooser("preset", shown, lambda name: screen.set_recipe(preset(name))),
    )


def _offer_its_recipe(recipe: Recipe, history: History, in_flight: bool) -> None:
    """Say so if the knobs show another recipe than the run's, and bring its own."""
    rates = history.changes[-1] if history.changes else history.recipe.training
    if in_flight:
        rates = recipe.training  # what these knobs say, the run is told
    its_own = history.recipe.with_settings(
        "training", learning_rate=rates.learning_rate, momentum=rates.momentum
    )
    settings = [f"`{difference.setting}`" for difference in differences(recipe, its_own)]
    if settings:
        st.caption(TEXT["other"].format(settings=", ".join(settings)))
        st.button(
            TEXT["take"],
            icon=":material/input:",
            help=TEXT["take_help"],
            key="take",
            width="stretch",
            on_click=screen.set_recipe,
            args=(its_own,),
        )


def _change(section: str, name: str, key: str, shown_for_none: object) -> None:
    """Put a knob's value into the recipe, and into the run on screen if it goes on."""
    if not bound_widgets.take_over(section, name, key, shown_for_none):
        return
    run_id, training = screen.run_id(), screen.recipe().training
    if run_id is not None and visitor.owns(run_id):
        steering.ask("change", run_id, training.learning_rate, training.momentum)


def _with(options: list, value: float) -> list:
    """The options with a value from a link among them."""
    return sorted({*options, value})
