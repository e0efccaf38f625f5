"""The recipe card: what will be trained, on every page."""

import streamlit as st

from core.datasets import DatasetError
from core.language import say
from core.layers import LayerError, ledger
from core.recipe import Recipe
from core.recipe.optimizers import OPTIMIZERS
from dashboard.lab import screen, services, take_home, texts
from dashboard.lab.fragment import fragment


@fragment(key="recipe_card")
def show() -> None:
    """Draw the card, with a link to share the recipe."""
    recipe = screen.recipe()
    with st.container(border=True, key="recipe_card", gap="xsmall"):
        st.markdown(f"**{say(texts.RECIPE)}**")
        _part("data/page.py", say(texts.DATA), _data(recipe))
        if recipe.augmentation.is_on:
            _part("augment/page.py", say(texts.AUGMENTATION), _augmentation(recipe))
        _part("model/page.py", say(texts.MODEL), _model(recipe))
        _part("train/page.py", say(texts.TRAINING), _training(recipe))
        with st.popover(
            say(texts.SHARE), icon=":material/share:", help=say(texts.SHARE_HELP), width="stretch"
        ):
            st.caption(say(texts.SHARE_HOW))
            st.code(_address() + recipe.to_link(), language=None, wrap_lines=True)
        take_home.offer_export(recipe)
        take_home.offer_recipe_import()


def in_words(recipe: Recipe) -> str:
    """The whole recipe on one line, as the card says it."""
    augmentation = _augmentation(recipe) if recipe.augmentation.is_on else []
    return " · ".join([*_data(recipe), *augmentation, *_model(recipe), *_training(recipe)])


def _part(page: str, title: str, words: list[str]) -> None:
    st.page_link(page, label=title)
    st.caption(" · ".join(words))


def _data(recipe: Recipe) -> list[str]:
    try:
        card = services.library().card(recipe.data.dataset)
    except DatasetError:
        return [recipe.data.dataset]
    wanted = recipe.data.images or card.train_count
    amount = texts.ALL_PICTURES if wanted >= card.train_count else texts.SOME_PICTURES
    return [
        card.title,
        say(amount, count=min(wanted, card.train_count), all=card.train_count),
        say(texts.SCALING[recipe.data.scaling]),
        say(texts.VALIDATE_ON[recipe.data.validate_on], fraction=recipe.data.validation_fraction),
    ]


def _augmentation(recipe: Recipe) -> list[str]:
    parts = texts.AUGMENTATION_PARTS.items()
    settings = ((words, getattr(recipe.augmentation, name)) for name, words in parts)
    return [say(words, value=value) for words, value in settings if value]


def _model(recipe: Recipe) -> list[str]:
    layers = recipe.model.layers
    words = [" → ".join(layer.token().replace(":", " ") for layer in layers)]
    try:
        shape = services.library().card(recipe.data.dataset).shape
        rows = ledger(layers, shape)
    except (DatasetError, LayerError):
        return words
    return [*words, say(texts.PARAMETERS, count=sum(row.parameter_count for row in rows))]


def _training(recipe: Recipe) -> list[str]:
    training = recipe.training
    optimizer = OPTIMIZERS[training.optimizer]
    words = [optimizer.keras_class]
    words.append(say(texts.LEARNING_RATE, rate=training.learning_rate))
    if training.momentum and optimizer.has("momentum"):
        words.append(say(texts.MOMENTUM, momentum=training.momentum))
    words.append(say(texts.BATCHES, size=training.batch_size))
    words.append(say(texts.EPOCHS, count=training.epochs))
    return words


def _address() -> str:
    """Where this app is reached, without page and query."""
    scheme_and_host = (st.context.url or "").split("/", 3)[:3]
    return "/".join(scheme_and_host) + "/"
