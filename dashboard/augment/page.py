"""Augment: change the training pictures at random, and see what the network will see."""

import numpy as np
import streamlit as st

from core.datasets import Dataset, DatasetError
from core.engine import EngineError
from core.language import say
from core.plain_text import plain_error
from core.preparation.augmentation import Draws, chances, draw, matrices
from core.preparation.split import split
from core.recipe import Data, Recipe
from dashboard.augment import draw_words, state, texts
from dashboard.augment.controls import show_controls
from dashboard.augment.label_quiz import show_quiz
from dashboard.augment.parameter_strip import show_strip
from dashboard.augment.state import AugmentState
from dashboard.lab import screen, services
from dashboard.lab.bounded import number_field
from dashboard.lab.fragment import fragment
from dashboard.lab.navigation import next_step
from dashboard.lab.show_code import show_augmentation_code
from dashboard.lab.state import state_of
from dashboard.lab.undo import title_with_undo
from dashboard.lab.view_choice import choose_view
from dashboard.render import pictures

EPOCHS = 11
MANY = 12
STARTING_SECONDS = 0.5


@st.cache_data(max_entries=16, show_spinner=False)
def _training_pictures(data: str) -> np.ndarray:
    """Indices of the pictures that train, in the order in which their draws are numbered."""
    read = Data.model_validate_json(data)
    dataset = services.library().load(read.dataset)
    return split(read, dataset.y_train, len(dataset.y_test)).train


def _another_picture(count: int) -> None:
    state.choose_picture_number(int(np.random.default_rng().integers(1, count + 1)))


def _another_draw(epochs: int) -> None:
    state_of(AugmentState).first_epoch += epochs


def _draws(recipe: Recipe, shape: tuple[int, ...], epoch: int, position: int) -> Draws:
    """What training draws for one picture in one epoch."""
    chance = chances(recipe.training.seed, epoch, position, 1)
    return draw(recipe.augmentation, shape, chance)


def _choices(count: int) -> str:
    """What to show: one picture or many, which, and which draw of it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        view = choose_view(
            say(texts.VIEW), texts.VIEWS, key="augment_view", help=say(texts.VIEW_HELP)
        )
        number_field(
            say(texts.NUMBER),
            1,
            count,
            key=state.PICTURE_NUMBER,
            help=say(texts.NUMBER_HELP, count=count),
            width=130,
        )
        st.button(
            say(texts.ANOTHER_PICTURE),
            icon=":material/casino:",
            on_click=_another_picture,
            args=(count,),
        )
    return view


def _title(title: str, epochs: int) -> None:
    """What the pictures below are, and a button to the `epochs` that follow."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        st.subheader(title, width="content")
        st.button(
            say(texts.ANOTHER_DRAW),
            icon=":material/refresh:",
            on_click=_another_draw,
            args=(epochs,),
            disabled=not screen.recipe().augmentation.is_on,
        )


def _shown_epochs() -> range:
    first = state_of(AugmentState).first_epoch
    return range(first, first + EPOCHS)


def _show_one(recipe: Recipe, dataset: Dataset, train: np.ndarray, position: int) -> None:
    """One picture as it comes back in each epoch."""
    card, index = dataset.card, train[position]
    label = card.classes[dataset.y_train[index]]
    epochs = _shown_epochs()
    draws = Draws.joined(*(_draws(recipe, card.shape, epoch, position) for epoch in epochs))
    image = dataset.x_train[index]
    images = np.repeat(image[np.newaxis], EPOCHS, axis=0)
    seen = services.engine().preview(recipe.augmentation, images, draws, card.max_value)
    _title(say(texts.ONE_TITLE, label=label, count=EPOCHS), EPOCHS)
    captions = [say(texts.ORIGINAL, label=label)]
    captions += [say(texts.EPOCH, epoch=epoch) for epoch in epochs]
    st.html(pictures.grid([image, *seen], captions, card.max_value))
    _summary(recipe, draws)


def _show_many(recipe: Recipe, dataset: Dataset, train: np.ndarray, position: int) -> None:
    """The chosen picture and its followers as one epoch shows them."""
    card = dataset.card
    epoch = state_of(AugmentState).first_epoch
    positions = np.arange(position, position + MANY) % len(train)
    draws = Draws.joined(*(_draws(recipe, card.shape, epoch, int(place)) for place in positions))
    images = dataset.x_train[train[positions]]
    labels = [card.classes[label] for label in dataset.y_train[train[positions]]]
    seen = services.engine().preview(recipe.augmentation, images, draws, card.max_value)
    _title(say(texts.MANY_TITLE, count=MANY, epoch=epoch), 1)
    st.html(pictures.grid(seen, labels, card.max_value))
    _summary(recipe, draws)
    st.caption(say(texts.BEFORE))
    st.html(pictures.grid(images, labels, card.max_value))


def _summary(recipe: Recipe, draws: Draws) -> None:
    """What the draws do, in words."""
    if recipe.augmentation.is_on:
        st.caption(say(texts.TRUTH, changes=draw_words.changes(recipe.augmentation, draws)))
    else:
        st.info(say(texts.OFF), icon=":material/info:")


def _show_matrix(recipe: Recipe, dataset: Dataset, index: int, position: int) -> None:
    """One draw of the chosen picture: before, the map, after."""
    card = dataset.card
    st.subheader(say(texts.MATRIX))
    epoch = st.select_slider(
        say(texts.MATRIX_EPOCH), _shown_epochs(), help=say(texts.MATRIX_HELP), width=320
    )
    draws = _draws(recipe, card.shape, epoch, position)
    [matrix] = matrices(draws, card.shape)
    image = dataset.x_train[index : index + 1]
    [after] = services.engine().preview(recipe.augmentation, image, draws, card.max_value)
    shown, written = st.columns([2, 3], gap="large", vertical_alignment="center")
    label = card.classes[dataset.y_train[index]]
    captions = [say(texts.ORIGINAL, label=label), say(texts.EPOCH, epoch=epoch)]
    shown.html(pictures.grid([image[0], after], captions, card.max_value))
    with written:
        st.latex(draw_words.latex(matrix))
        st.caption(draw_words.moving_parameters(draws))
    st.caption(f"{say(texts.MATRIX_LEAD)} {draw_words.example(matrix, card.shape)}")


def _show_pictures(recipe: Recipe, dataset: Dataset, train: np.ndarray, position: int) -> None:
    """What training draws, what may be wrong with it, and what one parameter does alone."""
    view = _choices(len(train))
    with st.container(key="augment_draws"):
        if view == "one":
            _show_one(recipe, dataset, train, position)
        else:
            _show_many(recipe, dataset, train, position)
    show_quiz(recipe, dataset)
    show_strip(recipe.augmentation, dataset.x_train[train[position]], dataset.card)


def _show_reason(sentence: str) -> None:
    """Why there are no pictures; while the workers are starting, the page waits for them."""
    if services.engine().ready:
        st.warning(sentence, icon=":material/info:")
    else:
        fragment(run_every=STARTING_SECONDS)(_wait_for_workers)()


def _wait_for_workers() -> None:
    st.info(say(texts.STARTING), icon=":material/hourglass_top:")
    if services.engine().ready:
        st.rerun()


def _show(recipe: Recipe, dataset: Dataset) -> None:
    train = _training_pictures(recipe.data.model_dump_json())
    position = state.picture_number(len(train)) - 1
    controls, shown = st.columns([2, 5], gap="large")
    with controls, st.container(key="augment_controls"):
        show_controls(recipe.augmentation, dataset.card.max_value)
    try:
        with shown:
            _show_pictures(recipe, dataset, train, position)
        st.markdown(say(texts.NOTICE))
        if recipe.augmentation.is_geometric:
            _show_matrix(recipe, dataset, int(train[position]), position)
    except EngineError as error:
        with shown:
            _show_reason(str(error))
    show_augmentation_code()


title_with_undo(say(texts.TITLE))
st.markdown(say(texts.LEAD))
recipe = screen.recipe()
try:
    dataset = services.library().load(recipe.data.dataset)
except DatasetError as error:
    st.info(plain_error(error), icon=":material/download:")
    st.page_link("data/page.py", label=say(texts.TO_DATA), icon=":material/photo_library:")
else:
    _show(recipe, dataset)
next_step("augment")
