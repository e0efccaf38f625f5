"""The recipe card: what will be trained, on every page."""

import streamlit as st

from core.datasets import DatasetError
from core.layers import LayerError, ledger
from core.recipe import Recipe
from core.recipe.optimizers import OPTIMIZERS
from dashboard.lab import screen, services, take_home

TEXT = {
    "title": "Recipe",
    "data": "Data",
    "augmentation": "Augmentation",
    "parts": {
        "rotation_range": "turned by up to {value:g}°",
        "width_shift_range": "moved by up to {value:.0%} across",
        "height_shift_range": "{value:.0%} up or down",
        "shear_range": "slanted by up to {value:g}°",
        "zoom_range": "zoomed by up to {value:.0%}",
        "horizontal_flip": "mirrored",
        "vertical_flip": "upside down",
        "brightness_range": "light × {value[0]:g}–{value[1]:g}",
        "channel_shift_range": "± {value:g} levels",
    },
    "model": "Model",
    "training": "Training",
    "all": "all {count:,} pictures",
    "some": "{count:,} of {all:,} pictures",
    "scaling": {"none": "raw pixels", "0-1": "scaled to 0–1", "standardised": "standardised"},
    "validate_on": {
        "test": "validated on the test set",
        "split": "{fraction:.0%} kept aside to validate",
        "train": "validated on the training set",
    },
    "parameters": "{count:,} parameters",
    "rate": "learning rate {rate:g}",
    "batches": "batches of {size:,}",
    "epochs": "{count:,} epochs",
    "one_epoch": "1 epoch",
    "momentum": "momentum {momentum:g}",
    "share": "Share",
    "share_help": "A link that opens the lab with this recipe",
    "share_how": "Send this link: it opens the lab with just this recipe. You can edit it by hand.",
}


@st.fragment(key="recipe_card")
def show() -> None:
    """Draw the card, with a link to share the recipe."""
    recipe = screen.recipe()
    with st.container(border=True, key="recipe_card", gap="xsmall"):
        st.markdown(f"**{TEXT['title']}**")
        _part("data/page.py", TEXT["data"], _data(recipe))
        if recipe.augmentation.is_on:
            _part("augment/page.py", TEXT["augmentation"], _augmentation(recipe))
        _part("model/page.py", TEXT["model"], _model(recipe))
        _part("train/page.py", TEXT["training"], _training(recipe))
        with st.popover(
            TEXT["share"], icon=":material/share:", help=TEXT["share_help"], width="stretch"
        ):
            st.caption(TEXT["share_how"])
            st.code(_address() + recipe.to_link(), language=None, wrap_lines=True)
        take_home.offer_export(recipe)
        take_home.offer_import()


def _part(page: str, title: str, words: list[str]) -> None:
    st.page_link(page, label=title)
    st.caption(" · ".join(words))


def _data(recipe: Recipe) -> list[str]:
    try:
        card = services.library().card(recipe.data.dataset)
    except DatasetError:
        return [recipe.data.dataset]
    wanted = recipe.data.images or card.train_count
    amount = TEXT["all"] if wanted >= card.train_count else TEXT["some"]
    return [
        card.title,
        amount.format(count=min(wanted, card.train_count), all=card.train_count),
        TEXT["scaling"][recipe.data.scaling],
        TEXT["validate_on"][recipe.data.validate_on].format(
            fraction=recipe.data.validation_fraction
        ),
    ]


def _augmentation(recipe: Recipe) -> list[str]:
    settings = ((name, getattr(recipe.augmentation, name)) for name in TEXT["parts"])
    return [TEXT["parts"][name].format(value=value) for name, value in settings if value]


def _model(recipe: Recipe) -> list[str]:
    layers = recipe.model.layers
    words = [" → ".join(layer.token().replace(":", " ") for layer in layers)]
    try:
        shape = services.library().card(recipe.data.dataset).shape
        rows = ledger(layers, shape)
    except (DatasetError, LayerError):
        return words
    return [*words, TEXT["parameters"].format(count=sum(row.parameter_count for row in rows))]


def _training(recipe: Recipe) -> list[str]:
    training = recipe.training
    optimizer = OPTIMIZERS[training.optimizer]
    words = [optimizer.keras_class]
    words.append(TEXT["rate"].format(rate=training.learning_rate))
    if training.momentum and optimizer.has("momentum"):
        words.append(TEXT["momentum"].format(momentum=training.momentum))
    words.append(TEXT["batches"].format(size=training.batch_size))
    words.append(
        TEXT["epochs" if training.epochs > 1 else "one_epoch"].format(count=training.epochs)
    )
    return words


def _address() -> str:
    """Where this app is reached, without page and query."""
    scheme_and_host = (st.context.url or "").split("/", 3)[:3]
    return "/".join(scheme_and_host) + "/"
